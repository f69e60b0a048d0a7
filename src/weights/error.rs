//! Why a weights file or golden logits were refused.

use crate::study::UnknownId;

/// Why bytes are not a whole safetensors file.
#[derive(Debug, thiserror::Error)]
pub enum ContainerError {
    /// Too few bytes to tell what the file is.
    #[error("the file has {0} bytes, too few for any network: fetch it again")]
    TooShort(usize),
    /// Something else: a web page, an archive.
    #[error("not a safetensors file, as it begins with {begins:?}: check where it comes from")]
    NotSafetensors {
        /// The first bytes, as text.
        begins: String,
    },
    /// The header is longer than any network's: the first eight bytes are wrong, or the file is of another kind.
    #[error(
        "the header is said to have {length} bytes, and no network needs more than {limit}: fetch the file again"
    )]
    HeaderTooLong {
        /// Bytes by the file's own account.
        length: u64,
        /// Bytes that are read at most.
        limit: usize,
    },
    /// The end is missing, and all that is there is right.
    #[error("the file is cut short: it needs {needed} bytes and has {found}: fetch it again")]
    CutShort {
        /// Bytes the file must have; where the header itself is cut, the bytes up to the header's end.
        needed: usize,
        /// Bytes that are there.
        found: usize,
    },
    /// There are bytes after the last tensor.
    #[error("{0} bytes follow the last tensor: the file is damaged, or two were joined")]
    BytesLeft(usize),
    /// The header is not JSON, or does not describe tensors.
    #[error("the header cannot be read: {0}")]
    Header(#[source] serde_json::Error),
    /// Two tensors have one name.
    #[error("tensor \"{0}\" is listed twice")]
    Twice(String),
    /// A shape is so large that its bytes cannot be counted.
    #[error("the size of tensor \"{0}\" overflows: its shape is damaged")]
    SizeOverflows(String),
    /// A tensor's offsets are the wrong way round.
    #[error("tensor \"{0}\" ends before it begins: its offsets are damaged")]
    EndsBeforeStart(String),
    /// A tensor lies outside the file.
    #[error(
        "tensor \"{name}\" ends at byte {end} of the data, which has {available}: its offsets are damaged"
    )]
    OutOfRange {
        /// Tensor name.
        name: String,
        /// Where it ends by the header.
        end: usize,
        /// Bytes of data in the file.
        available: usize,
    },
    /// A tensor's offsets and its shape disagree.
    #[error("tensor \"{name}\" has {span} bytes by its offsets and {bytes} by its shape and type")]
    Span {
        /// Tensor name.
        name: String,
        /// Bytes between its offsets.
        span: usize,
        /// Bytes of its shape and type.
        bytes: usize,
    },
    /// Bytes between two tensors belong to none.
    #[error("a hole of {bytes} bytes lies before tensor \"{name}\": its offsets are damaged")]
    Hole {
        /// The tensor behind the hole.
        name: String,
        /// Bytes of the hole.
        bytes: usize,
    },
    /// Two tensors share bytes.
    #[error("tensor \"{0}\" overlaps the one before it: its offsets are damaged")]
    Overlap(String),
}

/// Why a weights file or golden logits were refused.
#[derive(Debug, thiserror::Error)]
pub enum WeightsError {
    /// The bytes are not a whole safetensors file.
    #[error(transparent)]
    Container(#[from] ContainerError),
    /// A network in memory cannot be put into a safetensors file.
    #[error("the weights file cannot be written: {0}")]
    Unwritable(#[source] safetensors::SafeTensorError),
    /// A metadata entry is missing.
    #[error("the file's metadata has no \"{0}\"")]
    MissingMetadata(&'static str),
    /// A metadata entry names something unknown.
    #[error(transparent)]
    UnknownId(#[from] UnknownId),
    /// The file is of another format version.
    #[error(
        "format version {found} cannot be read; this program reads version {expected}: take both from one release"
    )]
    Version {
        /// Version in the file.
        found: String,
        /// Version this program reads.
        expected: u32,
    },
    /// A tensor of this network is not there.
    #[error("tensor \"{0}\" is missing")]
    MissingTensor(String),
    /// A tensor is there that this network does not have.
    #[error("tensor \"{0}\" does not belong to this network")]
    ExtraTensor(String),
    /// A tensor has another shape than this network's.
    #[error("tensor \"{name}\" has shape {found:?} instead of {expected:?}")]
    Shape {
        /// Tensor name.
        name: String,
        /// Shape in the file.
        found: Vec<usize>,
        /// Shape of this network.
        expected: Vec<usize>,
    },
    /// A tensor has another type than the format's.
    #[error("tensor \"{name}\" is {found} instead of {expected}")]
    Dtype {
        /// Tensor name.
        name: String,
        /// Type in the file.
        found: String,
        /// Type of the format.
        expected: &'static str,
    },
    /// A number is NaN or infinite.
    #[error("tensor \"{0}\" holds a value that is not a finite number")]
    NotFinite(String),
    /// A network in memory does not have the tensors its structure needs.
    #[error("the network in memory is not a complete {0}")]
    Incomplete(String),
    /// The golden logits are not JSON of the right form.
    #[error("the golden logits cannot be read: {0}")]
    Golden(#[source] serde_json::Error),
    /// The golden logits were computed from another file or structure.
    #[error("the golden logits are not those of the published {0}: run scripts/reference/golden.py")]
    OtherGolden(String),
    /// The golden logits are of no image at all.
    #[error("the golden logits of {0} have no image: run scripts/reference/golden.py")]
    EmptyGolden(String),
}
