//! A step of the plan: convolution, bias, the block's shortcut where it ends a block, relu.
//!
//! # Shapes
//! `[side, side, inputs]` of the step's window, and what its shortcut reads -> `[side, side, outputs]` of the step
//!
//! - `reference`: plain loops, what all others are compared with
//! - `launch`, with `conv.wgsl`: on the GPU
//! - `cpu`: one thread, vectors
//!
//! Whoever changes one of them changes all.

mod cpu;
#[cfg(feature = "engine")]
mod launch;
mod reference;

pub(super) use cpu::forward;
#[cfg(feature = "engine")]
pub(crate) use launch::{ConvKernel, header};
pub(crate) use reference::reference;
pub(super) use reference::{scale, window_sum};
