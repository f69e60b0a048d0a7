//! The weights files: what the deployed form of a network holds, how it is read, written, quantized and listed.
//!
//! Never contains burn: these are plain vectors with names and shapes, the same in the worker, the lab, the trainer and tests.

mod accuracies;
mod backbone_size;
mod container;
mod digest;
mod error;
mod files;
mod findings;
mod format;
mod golden;
mod layout;
mod manifest;
mod quantize;
pub mod source;
mod tensor;

pub(crate) use accuracies::PublishedAccuracies;
pub(crate) use backbone_size::BackboneSize;
#[cfg(feature = "train")]
pub(crate) use container::Container;
pub use digest::{Digest, sha256};
pub use error::{ContainerError, WeightsError};
pub(crate) use files::{PublishedFile, PublishedFiles};
pub(crate) use findings::{FamiliarityFound, Findings, OtherDigits};
pub use format::{FORMAT_VERSION, read, write};
pub use golden::Golden;
pub use layout::{BackboneLayout, BlockLayout, ConvLayout};
pub use manifest::{Manifest, ManifestError, PublishedNetwork, Quantization};
pub use quantize::{INT8_LIMIT, dequantize, quantize};
pub use tensor::{Conv, Deployed, Head, QuantizedConv, QuantizedDeployed};
