//! Any text as the header of a weights file that has as many bytes of data as a whole network: this way the fuzzer
//! reaches the checks behind the container's, and need not carry megabytes about.
#![no_main]

use std::cell::RefCell;

use libfuzzer_sys::{Corpus, fuzz_target};
use safetensors::SafeTensors;
use share_or_split::weights::read;

/// More than the longest header that is read.
const HEADER_ROOM: usize = 300 << 10;
/// Bytes of data of ResNet18 with structure 3, whose header is the seed.
const DATA: usize = 4_266_736 - 8 - 6_296;

thread_local! {
    /// Room for a length and a header, then zeros. The header is put right before the zeros, so that these stay.
    static FILE: RefCell<Vec<u8>> = RefCell::new(vec![0; 8 + HEADER_ROOM + DATA]);
}

fuzz_target!(|header: &[u8]| -> Corpus {
    if header.len() > HEADER_ROOM {
        return Corpus::Reject;
    }
    FILE.with_borrow_mut(|file| {
        let begin = HEADER_ROOM - header.len();
        let length = u64::try_from(header.len()).unwrap_or(u64::MAX);
        file[begin..begin + 8].copy_from_slice(&length.to_le_bytes());
        file[begin + 8..8 + HEADER_ROOM].copy_from_slice(header);
        let file = &file[begin..];
        if read(file).is_ok() {
            assert!(SafeTensors::deserialize(file).is_ok(), "read here, and refused by the library");
        }
    });
    Corpus::Keep
});
