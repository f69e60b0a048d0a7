//! A backbone as the fewest steps that compute it: what the `Fused` executor runs, on the GPU and on the CPU.
//!
//! - One step is one convolution with its bias, the block's shortcut where it ends a block, and relu. The shortcut's
//!   own convolution is part of the sum (`K` concatenation), so it costs no step, no buffer and no addition. The stem
//!   takes the pooling along.
//! - Activations lie `[group][image][pixel][channel]` in f32 in three buffers that take turns; a group is a backbone.
//! - Weights stay int8 and are packed once, in the order in which they are read.
//! - `cpu` runs the steps on one thread with vectors of four.
//! - [`twin`] computes every step with plain loops: the reference that each kernel is compared with.
//!
//! Refuses burn, GPUs and clocks: plain numbers only, so that all of it is tested natively in milliseconds.

mod cpu;
mod heads;
mod network;
mod pack;
mod plan;
pub mod twin;

pub use cpu::{CpuBackbone, Scratch};
pub use heads::logits;
pub use network::CpuNetwork;
pub use pack::{PackedBackbone, PackedStep};
pub use plan::{Shortcut, Step, StepPlan, Window};
