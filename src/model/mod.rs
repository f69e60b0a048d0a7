//! The networks in burn: as trained (batch norm, `fc`, head) and as deployed (folded), for all 15 combinations.
//!
//! Never contains wgpu and CubeCL types, async and the browser: the same lines train natively and answer in the page.

mod conv;
mod deployed;
mod fold;
mod network;
mod record;
mod resnet;

pub use deployed::DeployedNetwork;
pub use fold::{FoldError, fold};
pub use network::Network;
pub use record::{RecordError, StateTensor, load_backbones, load_state};
pub use resnet::{Block, ConvNorm, ResNet};
