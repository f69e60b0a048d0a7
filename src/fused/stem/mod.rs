//! The stem: 7x7 convolution with stride 2, bias, relu, then the largest of each 3x3 window with stride 2.
//!
//! # Shapes
//! image `[28, 28]` -> `[7, 7, 64]`
//!
//! - `reference`: plain loops, what all others are compared with
//! - `launch`, with `split_k.wgsl` and `per_thread.wgsl`: on the GPU; `unpooled.wgsl` is the same without the pooling
//! - `cpu`: one thread, vectors
//!
//! Whoever changes one of them changes all.

mod cpu;
#[cfg(feature = "engine")]
mod launch;
mod reference;

pub(super) use cpu::{Patches, forward};
#[cfg(feature = "engine")]
pub(crate) use launch::{StemKernel, UnpooledStemKernel};
pub(crate) use reference::{reference, unpooled};
