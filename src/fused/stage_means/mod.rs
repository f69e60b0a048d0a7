//! The mean of a map over its channels: what is shown of a stage while a network answers. Nothing is computed on with it.
//!
//! # Shapes
//! `[side, side, channels]` -> `[side, side]`
//!
//! - `reference`: plain loops, what all others are compared with
//! - `launch`, with `means.wgsl`: on the GPU
//! - `cpu`: one thread
//!
//! Whoever changes one of them changes all.

mod cpu;
#[cfg(feature = "engine")]
mod launch;
mod reference;

pub(super) use cpu::forward;
#[cfg(feature = "engine")]
pub(crate) use launch::MeansKernel;
pub(crate) use reference::reference;
