//! The `Fused` executor on the GPU: one dispatch per step of `fused::StepPlan`, whatever the structure.
//!
//! - Both backbones of a split structure, and all eight of the five structures, run in the same dispatches: a backbone
//!   is a place along the grid's z axis.
//! - Everything is allocated, uploaded and bound once; a forward is one write, one replay of a captured list of
//!   launches, one submission and one read-back.
//! - Buffers, launches and capture are CubeCL's, on the device burn opened; the image and the answer go through that
//!   device's queue directly.
//!
//! Refuses burn tensors and the browser: what it needs of those is one adapter and one queue.

mod captured;
#[cfg(feature = "check")]
mod check;
mod kernel;
mod launches;
mod lower_bound;
mod open;
mod pass;
mod store;
mod text;

#[cfg(feature = "check")]
pub use check::kernels;
pub(super) use lower_bound::LowerBounds;
pub(super) use open::open;
pub(super) use pass::{Extent, Pass};
pub(super) use store::{Gpu, Store};
