//! A backbone as the fewest steps that compute it: what the `Fused` executor runs, on the GPU and on the CPU.
//!
//! - One step is one convolution with its bias, the block's shortcut where it ends a block, and relu. The shortcut's
//!   own convolution is part of the sum (`K` concatenation), so it costs no step, no buffer and no addition. The stem
//!   takes the pooling along.
//! - Activations lie `[slot][image][pixel][channel]` in f32 in three buffers that take turns; a slot is a backbone.
//! - Weights stay int8 and are packed once, in the order in which they are read.
//!
//! A kernel is a folder: [`stem`] and [`conv`] hold what it computes as a scalar reference, how a GPU is to launch it
//! (WGSL, bindings, workgroups) and how the CPU does it; [`lower_bound`] holds the kernels that compute nothing, [`stage_means`] what is shown of a
//! stage. WGSL and its
//! launch contract are here as text and numbers, so that whoever changes a kernel has the reference beside it and this
//! room still knows neither burn nor a GPU; `engine::gpu` launches them, and only `engine::gpu::kernel` knows CubeCL.
//!
//! Plain numbers only, no clock: all of it is tested natively in milliseconds.

mod backbone;
pub(crate) mod conv;
mod cpu;
mod heads;
#[cfg(feature = "engine")]
pub(crate) mod lower_bound;
mod network;
mod pack;
mod plan;
mod reference;
pub(crate) mod stage_means;
pub(crate) mod stem;
#[cfg(test)]
mod tests;
#[cfg(feature = "engine")]
pub(crate) mod wgsl;

pub use backbone::{CpuBackbone, Scratch};
pub(crate) use heads::append_shares;
pub use heads::{logits, shares};
pub use network::CpuNetwork;
pub use pack::{PackedBackbone, PackedStep};
pub use plan::{Shortcut, Step, StepPlan, Window};
pub use reference::{reference_features, reference_means};
