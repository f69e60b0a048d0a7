//! What the reader does with files that are no whole network: each fault of the container has its own message, and
//! damage of any kind is refused or changes nothing. The faults of the tensors themselves are in `tests/weights.rs`.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot make its file fails, and says where"
)]

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use safetensors::SafeTensors;
use share_or_split::weights::{QuantizedDeployed, read};

/// A published file, to be damaged.
static WHOLE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/weights/resnet18/3.safetensors")).unwrap()
});
static NETWORK: LazyLock<QuantizedDeployed> = LazyLock::new(|| read(&WHOLE).unwrap());

/// The header of the published file and the bytes behind it.
fn header_and_data() -> (&'static str, &'static [u8]) {
    let (length, rest) = WHOLE.split_first_chunk::<8>().unwrap();
    let (header, data) = rest.split_at(usize::try_from(u64::from_le_bytes(*length)).unwrap());
    (std::str::from_utf8(header).unwrap(), data)
}

fn joined(header: &[u8], data: &[u8]) -> Vec<u8> {
    [&(header.len() as u64).to_le_bytes()[..], header, data].concat()
}

/// The published file with a piece of its header replaced.
fn edited(from: &str, to: &str) -> Vec<u8> {
    let (header, data) = header_and_data();
    assert!(header.contains(from), "the published header has no {from}");
    joined(header.replacen(from, to, 1).as_bytes(), data)
}

/// Nine tensors that follow each other without a hole, up to the largest number there is.
fn tensors_of_all_memory() -> Vec<u8> {
    let largest = usize::MAX / 8;
    let sizes = [largest; 8].into_iter().chain([7]);
    let mut end = 0;
    let tensors = sizes.enumerate().map(|(index, size)| {
        let start = end;
        end += size;
        format!(r#""t{index}":{{"dtype":"U8","shape":[{size}],"data_offsets":[{start},{end}]}}"#)
    });
    let header = format!("{{{}}}", tensors.collect::<Vec<_>>().join(","));
    joined(header.as_bytes(), &[])
}

#[test]
fn each_fault_of_the_container_has_its_own_message() {
    let (header, data) = header_and_data();
    let (name, scale) = ("backbone_1.conv1.bias", "backbone_1.conv1.weight.scale");
    let html = b"<!DOCTYPE html><title>404</title>";
    let long_header = [&u64::MAX.to_le_bytes()[..], &WHOLE[8..]].concat();
    let first = |offsets: &str| edited("[0,256]", offsets);
    let second = |offsets: &str| edited("[256,512]", offsets);
    let cases = [
        (Vec::new(), "the file has 0 bytes".to_owned()),
        (WHOLE[..8].to_vec(), "the file has 8 bytes".to_owned()),
        (html.to_vec(), r#"not a safetensors file, as it begins with "<!DOCTYPE html><""#.to_owned()),
        (long_header, "the header is said to have 18446744073709551615 bytes".to_owned()),
        (WHOLE[..99].to_vec(), format!("it needs {} bytes and has 99", 8 + header.len())),
        (
            WHOLE[..WHOLE.len() - 1].to_vec(),
            format!("needs {} bytes and has {}", WHOLE.len(), WHOLE.len() - 1),
        ),
        (tensors_of_all_memory(), format!("it needs {} bytes", usize::MAX)),
        ([&WHOLE[..], &[0; 3]].concat(), "3 bytes follow the last tensor".to_owned()),
        (edited("[0,256]", "[0,256"), "the header cannot be read: trailing characters".to_owned()),
        (edited("\"F32\"", "\"F33\""), "the header cannot be read: unknown variant `F33`".to_owned()),
        (edited("{", "{\"__metadata__\":{},"), "duplicate field `__metadata__`".to_owned()),
        (edited("{", "{\"a\":{\"dtype\":\"I8\"},"), "missing field `shape`".to_owned()),
        (joined(header.trim_end().as_bytes().split_last().unwrap().1, data), "EOF while parsing".to_owned()),
        (edited(scale, name), format!("\"{name}\" is listed twice")),
        (
            edited("[64]", "[4294967296,4294967296,4294967296]"),
            format!("size of tensor \"{name}\" overflows"),
        ),
        (second("[512,256]"), format!("\"{scale}\" ends before it begins")),
        (
            first("[0,99999999]"),
            format!("\"{name}\" ends at byte 99999999 of the data, which has {}", data.len()),
        ),
        (first("[0,255]"), format!("\"{name}\" has 255 bytes by its offsets and 256 by its shape")),
        (second("[258,514]"), format!("a hole of 2 bytes lies before tensor \"{scale}\"")),
        (second("[255,511]"), format!("\"{scale}\" overlaps the one before it")),
    ];
    let messages: Vec<String> =
        cases.iter().map(|(file, _)| read(file).map(|_| ()).unwrap_err().to_string()).collect();
    for (index, (_, expected)) in cases.iter().enumerate() {
        for (other, message) in messages.iter().enumerate() {
            assert_eq!(message.contains(expected), index == other, "{expected:?} in {message:?}");
        }
    }
}

/// One way to damage a file.
#[derive(Debug, Clone)]
enum Damage {
    Flip { at: Index, bit: u8 },
    Insert { at: Index, byte: u8 },
    Delete { at: Index },
    Number { which: Index, value: u64 },
    Swap { left: Index, right: Index },
    Data { at: Index, byte: u8 },
    Cut { at: Index },
}

/// Whether the first eight bytes follow what became of the header.
#[derive(Debug, Clone, Copy)]
enum Length {
    Kept,
    Corrected,
}

fn any_number() -> impl Strategy<Value = u64> {
    let edges =
        [0, 1, 2, 255, 256, 4096, 1 << 31, u64::MAX >> 32, 1 << 32, u64::MAX / 32, u64::MAX / 8, u64::MAX];
    prop_oneof![select(edges.to_vec()), 0..10_000_000u64, any::<u64>()]
}

fn any_damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        (any::<Index>(), 0..8u8).prop_map(|(at, bit)| Damage::Flip { at, bit }),
        (any::<Index>(), select(b" 0179\"[]{},:-.eax\\\0\xff".to_vec()))
            .prop_map(|(at, byte)| Damage::Insert { at, byte }),
        any::<Index>().prop_map(|at| Damage::Delete { at }),
        (any::<Index>(), any_number()).prop_map(|(which, value)| Damage::Number { which, value }),
        any::<[Index; 2]>().prop_map(|[left, right]| Damage::Swap { left, right }),
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Damage::Data { at, byte }),
        any::<Index>().prop_map(|at| Damage::Cut { at }),
    ]
}

/// Where the pieces of a header are that a test of one byte tells: digits, or what stands between quotes.
fn pieces(header: &[u8], belongs: impl Fn(u8) -> bool) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    for piece in header.split(|&byte| !belongs(byte)) {
        if !piece.is_empty() {
            found.push(at..at + piece.len());
        }
        at += piece.len() + 1;
    }
    found
}

fn hurt(damage: &Damage, header: &mut Vec<u8>, data: &mut Vec<u8>) {
    match damage {
        Damage::Flip { at, bit } => *at.get_mut(header) ^= 1 << bit,
        Damage::Insert { at, byte } => header.insert(at.index(header.len()), *byte),
        Damage::Delete { at } => drop(header.remove(at.index(header.len()))),
        Damage::Number { which, value } => {
            let numbers = pieces(header, |byte| byte.is_ascii_digit());
            header.splice(which.get(&numbers).clone(), value.to_string().into_bytes());
        }
        Damage::Swap { left, right } => {
            let names = pieces(header, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'));
            let mut both = [left.get(&names).clone(), right.get(&names).clone()];
            both.sort_by_key(|range| range.start);
            let [first, second] = both;
            if first != second {
                let (early, late) = (header[first.clone()].to_vec(), header[second.clone()].to_vec());
                header.splice(second, early);
                header.splice(first, late);
            }
        }
        Damage::Data { at, byte } => *at.get_mut(data) = *byte,
        Damage::Cut { at } => data.truncate(at.index(data.len())),
    }
}

/// A tensor's entry made of names, types and numbers that mean something.
fn any_entry() -> impl Strategy<Value = String> {
    let names = ["backbone_1.conv1.weight", "backbone_1.conv1.bias", "head_1.weight", "head_1.bias", "a", ""];
    let types = ["I8", "F32", "F4", "F6_E2M3", "BOOL", "C64", "f32"];
    let shape = proptest::collection::vec(any_number(), 0..5);
    (select(names.to_vec()), select(types.to_vec()), shape, any_number(), any_number()).prop_map(
        |(name, dtype, shape, start, end)| {
            format!(r#""{name}":{{"dtype":"{dtype}","shape":{shape:?},"data_offsets":[{start},{end}]}}"#)
        },
    )
}

proptest! {
    #[test]
    fn arbitrary_bytes_are_refused(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        prop_assert!(read(&bytes).is_err());
    }

    #[test]
    fn an_arbitrary_header_is_refused(json in "\\{(\"[a-z_0-9.]{0,9}\":[0-9\\[\\]{},\":a-zA-Z]{0,40},?){0,4}\\}") {
        prop_assert!(read(&joined(json.as_bytes(), &[0; 64])).is_err());
    }

    #[test]
    fn arbitrary_tensors_are_refused(entries in proptest::collection::vec(any_entry(), 0..5), data in 0..600usize) {
        let metadata = r#""__metadata__":{"format_version":"1","backbone":"resnet18","structure":"3"}"#;
        let header = format!("{{{}}}", [&[metadata.to_owned()], &entries[..]].concat().join(","));
        prop_assert!(read(&joined(header.as_bytes(), &vec![0; data])).is_err());
    }

    #[test]
    fn a_file_cut_anywhere_is_refused(at in any::<Index>(), in_the_header in any::<Index>()) {
        prop_assert!(read(&WHOLE[..at.index(WHOLE.len())]).is_err());
        prop_assert!(read(&WHOLE[..in_the_header.index(8 + header_and_data().0.len())]).is_err());
    }

    /// Refused, or still the same network. Where numbers of the network itself changed, or two of its tensors were
    /// swapped, it may be another one; the library then reads the file as well.
    #[test]
    fn a_damaged_file_is_refused_or_as_good_as_before(
        damages in proptest::collection::vec(any_damage(), 1..4),
        length in select(vec![Length::Kept, Length::Corrected]),
    ) {
        let (header, data) = header_and_data();
        let (mut header, mut data) = (header.as_bytes().to_vec(), data.to_vec());
        damages.iter().for_each(|damage| hurt(damage, &mut header, &mut data));
        let mut file = joined(&header, &data);
        if let Length::Kept = length {
            file[..8].copy_from_slice(&WHOLE[..8]);
        }
        if let Ok(network) = read(&file) {
            let other = |damage: &Damage| matches!(damage, Damage::Data { .. } | Damage::Swap { .. });
            prop_assert!(network == *NETWORK || damages.iter().any(other));
            prop_assert!(SafeTensors::deserialize(&file).is_ok());
        }
    }
}
