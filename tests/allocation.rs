//! What the reader allocates is bounded by the file, whatever its header promises. One test alone in its program, since
//! the allocator counts for the whole of it.
#![allow(clippy::unwrap_used, reason = "a test that cannot make its file fails, and says where")]

use std::fmt::Write as _;

use peak_alloc::PeakAlloc;
use share_or_split::weights::read;

#[global_allocator]
static ALLOCATED: PeakAlloc = PeakAlloc;

/// Bytes of memory a byte of header may cost: a shape's `0,` becomes a number of 8 bytes, in a list that is held twice
/// while it doubles; an entry of the metadata becomes two strings and its share of a tree.
const PER_HEADER_BYTE: usize = 16;
/// The names and shapes of the network that is looked for, and the words of the refusal.
const ANY_FILE: usize = 64 << 10;

/// The most that was allocated at once while a file was read, and whether it was.
fn peak(file: &[u8]) -> (usize, bool) {
    let before = ALLOCATED.current_usage();
    ALLOCATED.reset_peak_usage();
    let outcome = read(file);
    (ALLOCATED.peak_usage().saturating_sub(before), outcome.is_ok())
}

fn with_header(header: &str) -> Vec<u8> {
    [&(header.len() as u64).to_le_bytes()[..], header.as_bytes()].concat()
}

/// A header of about 200 KB with one entry after the other.
fn many(entry: impl Fn(usize) -> String) -> Vec<u8> {
    let mut header = String::from("{");
    for index in 0.. {
        write!(header, "{},", entry(index)).unwrap();
        if header.len() > 200_000 {
            break;
        }
    }
    header.push_str("\"z\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,0]}}");
    with_header(&header)
}

/// Headers that make a careless reader allocate.
fn hostile() -> Vec<(&'static str, Vec<u8>)> {
    let zeros = "0,".repeat(100_000);
    let tensor = |name: &str, shape: &str| {
        format!("{{\"{name}\":{{\"dtype\":\"U8\",\"shape\":[{shape}0],\"data_offsets\":[0,0]}}}}")
    };
    let metadata = |index: usize| format!("\"{index:x}\":\"\"");
    let strings = many(metadata).split_off(9);
    let strings = format!("{{\"__metadata__\":{{{}", String::from_utf8(strings).unwrap());
    vec![
        ("a length of all memory", [&u64::MAX.to_le_bytes()[..], b"{"].concat()),
        ("a length of one gigabyte", [&(1u64 << 30).to_le_bytes()[..], b"{"].concat()),
        ("a length within the limit", [&200_000u64.to_le_bytes()[..], b"{"].concat()),
        (
            "a tensor of one terabyte",
            with_header(&tensor("a", "1024,1073741824,").replace("[0,0]", "[0,1099511627776]")),
        ),
        ("a shape of 100,000 dimensions", with_header(&tensor("a", &zeros))),
        ("a long name", with_header(&tensor(&"a".repeat(200_000), ""))),
        ("a name of escapes", with_header(&tensor(&"\\u0041".repeat(33_000), ""))),
        (
            "many empty tensors",
            many(|i| format!("\"{i:x}\":{{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,0]}}")),
        ),
        ("one tensor many times", many(|_| tensor("a", "")[1..].trim_end_matches('}').to_owned() + "}")),
        ("many strings", with_header(&strings)),
        (
            "unknown fields",
            many(|i| {
                format!(
                    "\"{i}\":{{\"x\":[[1,2],{{}}],\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}"
                )
            }),
        ),
        ("depth", with_header(&format!("{{\"a\":{}", "[".repeat(200_000)))),
        ("depth in an unknown field", with_header(&format!("{{\"a\":{{\"x\":{}", "[".repeat(200_000)))),
    ]
}

#[test]
fn reading_allocates_no_more_than_the_file_and_a_multiple_of_its_header() {
    let mut dearest = 0.0f64;
    for (what, file) in hostile() {
        let (peak, good) = peak(&file);
        assert!(!good, "{what} is refused");
        let most = PER_HEADER_BYTE * file.len() + 4096;
        assert!(peak <= most, "{what}: {peak} bytes for a file of {}", file.len());
        println!("{what}: a file of {} bytes, {peak} allocated", file.len());
        if file.len() > 100_000 {
            dearest = dearest.max(peak as f64 / file.len() as f64);
        }
    }
    println!("at most {dearest:.1} bytes for a byte of header");

    for file in ["1", "2", "3", "4_1", "4_2"] {
        let path = format!("{}/weights/resnet18/{file}.safetensors", env!("CARGO_MANIFEST_DIR"));
        let whole = std::fs::read(path).unwrap();
        let too_long = [&whole[..], &[0]].concat();
        for (file, expected) in [(&whole[..], true), (&whole[..whole.len() - 1], false), (&too_long, false)] {
            let (peak, good) = peak(file);
            assert_eq!(good, expected);
            println!("{} bytes, {peak} allocated: {good}", file.len());
            let result = if good { file.len() } else { 0 };
            assert!(peak <= result + PER_HEADER_BYTE * 16_384 + ANY_FILE, "{peak} bytes for {}", file.len());
        }
    }
}
