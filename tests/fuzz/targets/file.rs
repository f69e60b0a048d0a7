//! Any bytes as a weights file: refused or read, and never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use safetensors::SafeTensors;
use share_or_split::weights::read;

fuzz_target!(|file: &[u8]| {
    if read(file).is_ok() {
        assert!(SafeTensors::deserialize(file).is_ok(), "read here, and refused by the library");
    }
});
