//! Why a weights file or the manifest was refused. Refuses panics: every bad byte ends here.

use crate::study::UnknownId;

/// Why a weights file or the manifest was refused.
#[derive(Debug, thiserror::Error)]
pub enum WeightsError {
    /// Not a safetensors file, or one cut short, or with offsets that do not fit its bytes.
    #[error("not a complete safetensors file: {0}")]
    Container(#[from] safetensors::SafeTensorError),
    /// A metadata entry is missing.
    #[error("the file's metadata has no \"{0}\"")]
    MissingMetadata(&'static str),
    /// A metadata entry names something unknown.
    #[error(transparent)]
    UnknownId(#[from] UnknownId),
    /// The file is of another format version.
    #[error("format version {found} cannot be read; this program reads version {expected}")]
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
    /// The manifest is not JSON of the right form.
    #[error("the manifest cannot be read: {0}")]
    Manifest(#[from] serde_json::Error),
    /// The golden logits are not JSON of the right form.
    #[error("the golden logits cannot be read: {0}")]
    Golden(#[source] serde_json::Error),
    /// The golden logits were computed from another file or structure.
    #[error("the golden logits are not those of the published {0}: run tests/reference/golden.py")]
    OtherGolden(String),
    /// The manifest lists a network twice.
    #[error("the manifest lists {0} twice")]
    ListedTwice(String),
    /// A file of the manifest would lie outside the weights folder.
    #[error("the manifest names the file \"{0}\", which is not a plain path inside the weights folder")]
    FileName(String),
}
