//! The safetensors container: a header that lists tensors, then their bytes. What the header promises and the file
//! does not hold is an error; nothing is copied but the header.
//!
//! The safetensors crate writes our files and names the types, but does not read them: its reader (0.8.0) adds up the
//! header's offsets unchecked, which panics, or wraps around in the page's program and then slices outside the file.
//! Two tests hold the two readers to the same answer.

use std::collections::BTreeMap;
use std::fmt;

use safetensors::{Dtype, tensor::TensorInfo};
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};

use super::ContainerError;

/// Longest header taken. Two ResNet50 backbones need 34 KB; what a header makes the reader allocate grows with it.
pub(super) const HEADER_LIMIT: usize = 256 << 10;

/// Name of the header's entry that is no tensor.
const METADATA: &str = "__metadata__";

/// A tensor as the file holds it.
pub(crate) struct RawTensor<'a> {
    pub(crate) dtype: Dtype,
    pub(crate) shape: Vec<usize>,
    pub(crate) data: &'a [u8],
}

/// An opened file: every tensor lies inside it and is as long as its shape says.
pub(crate) struct Container<'a> {
    pub(crate) metadata: BTreeMap<String, String>,
    pub(crate) tensors: BTreeMap<String, RawTensor<'a>>,
}

impl<'a> Container<'a> {
    /// Opens a file. Allocates for the header only, a small multiple of its length; the tensors stay where they are.
    pub(crate) fn open(file: &'a [u8]) -> Result<Self, ContainerError> {
        let (header, data) = split(file)?;
        let Header { metadata, mut tensors } =
            serde_json::from_slice(header).map_err(ContainerError::Header)?;
        tensors.sort_by(|(left, _), (right, _)| left.cmp(right));
        if let Some([(twice, _), _]) = tensors.array_windows().find(|[left, right]| left.0 == right.0) {
            return Err(ContainerError::Twice(twice.clone()));
        }
        tensors.sort_by_key(|(_, info)| info.data_offsets);
        let mut end = 0;
        for (name, info) in &tensors {
            end = end_of(name, info, end, data.len())?;
        }
        let before = file.len() - data.len();
        let cut_short = || ContainerError::CutShort { needed: before.saturating_add(end), found: file.len() };
        let mut rest = data;
        let mut placed = BTreeMap::new();
        for (name, TensorInfo { dtype, shape, data_offsets: (start, end) }) in tensors {
            let (data, behind) = rest.split_at_checked(end - start).ok_or_else(cut_short)?;
            rest = behind;
            placed.insert(name, RawTensor { dtype, shape, data });
        }
        if rest.is_empty() {
            Ok(Self { metadata, tensors: placed })
        } else {
            Err(ContainerError::BytesLeft(rest.len()))
        }
    }
}

/// The header and the bytes behind it.
fn split(file: &[u8]) -> Result<(&[u8], &[u8]), ContainerError> {
    let Some((length, rest)) = file.split_first_chunk::<8>() else {
        return Err(ContainerError::TooShort(file.len()));
    };
    match rest.first() {
        None => return Err(ContainerError::TooShort(file.len())),
        Some(b'{') => {}
        Some(_) => {
            let begins = String::from_utf8_lossy(file.get(..16).unwrap_or(file));
            return Err(ContainerError::NotSafetensors { begins: begins.into_owned() });
        }
    }
    let length = u64::from_le_bytes(*length);
    let short = usize::try_from(length).ok().filter(|&length| length <= HEADER_LIMIT);
    let short = short.ok_or(ContainerError::HeaderTooLong { length, limit: HEADER_LIMIT })?;
    // Cannot overflow: the limit is far below.
    let cut_short = ContainerError::CutShort { needed: 8 + short, found: file.len() };
    rest.split_at_checked(short).ok_or(cut_short)
}

/// Where a tensor's bytes end, when they begin where the tensor `before` it ended and are as many as its shape says.
/// They may lie beyond the `available` ones: a file cut short is told when all is known.
fn end_of(name: &str, info: &TensorInfo, before: usize, available: usize) -> Result<usize, ContainerError> {
    let name = || name.to_owned();
    let elements = info.shape.iter().try_fold(1usize, |product, &size| product.checked_mul(size));
    let bits = elements.and_then(|elements| elements.checked_mul(info.dtype.bitsize()));
    let bytes = bits.ok_or_else(|| ContainerError::SizeOverflows(name()))?.div_ceil(8);
    let (start, end) = info.data_offsets;
    let Some(span) = end.checked_sub(start) else {
        return Err(ContainerError::EndsBeforeStart(name()));
    };
    if span == bytes && start == before {
        return Ok(end);
    }
    Err(if end > available {
        ContainerError::OutOfRange { name: name(), end, available }
    } else if span != bytes {
        ContainerError::Span { name: name(), span, bytes }
    } else if start > before {
        ContainerError::Hole { name: name(), bytes: start - before }
    } else {
        ContainerError::Overlap(name())
    })
}

/// The header's JSON. Read entry by entry: serde's `flatten` would hold all of it in a far larger form first.
struct Header {
    metadata: BTreeMap<String, String>,
    tensors: Vec<(String, TensorInfo)>,
}

impl<'de> Deserialize<'de> for Header {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(HeaderVisitor)
    }
}

struct HeaderVisitor;

impl<'de> Visitor<'de> for HeaderVisitor {
    type Value = Header;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table of tensors")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Header, A::Error> {
        let mut metadata = None;
        let mut tensors = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            if name != METADATA {
                tensors.push((name, map.next_value()?));
            } else if metadata.replace(map.next_value()?).is_some() {
                return Err(A::Error::duplicate_field(METADATA));
            }
        }
        Ok(Header { metadata: metadata.unwrap_or_default(), tensors })
    }
}
