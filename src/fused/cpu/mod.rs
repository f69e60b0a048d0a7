//! What the steps on the CPU are made of: one thread, vectors, and integers where the time goes.
//!
//! - `layer`: a packed step's weights, taken over in the order in which the kernel reads them;
//! - `pairs`: which pixels meet under each tap, so that padding is never multiplied;
//! - `map`: what lies between two steps, as floats and as integers of 16 bits, each pixel's largest being 32,767: far
//!   finer than the weights' 8 bits, and two of them meet two weights in one instruction;
//! - `kernel`: the loop in which the time goes; `lanes`: the vectors it is made of;
//! - `workspace`: what a step needs while it runs.
//!
//! No threads, no `unsafe`, no allocation during a forward.

mod kernel;
mod lanes;
mod layer;
mod map;
mod pairs;
mod workspace;

pub(super) use kernel::{INPUTS, OUTPUTS, Pair, Sum, TWO, accumulate};
pub(super) use lanes::{Four, Two};
pub(super) use layer::{Layer, ScaleBias, or_larger, plus};
pub(super) use map::{Map, quantize};
pub(super) use pairs::Pairs;
pub(super) use workspace::{Channels, Workspace, grow};
