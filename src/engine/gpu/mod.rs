//! The `Fused` executor on the GPU: one dispatch per step of `fused::StepPlan`, whatever the structure.
//!
//! - The five networks own eight backbones in total; one dispatch runs all, one slot per `workgroup_id.z`.
//! - What a kernel computes, its WGSL and its launch contract are in `fused`; here they are launched.
//! - Everything is allocated, uploaded and bound once; a forward is one write, one replay of a captured list of
//!   launches, one submission and one read-back.
//! - Buffers, launches and capture are CubeCL's, on the device burn opened; the image and the answer go through that
//!   device's queue directly.
//!
//! No burn tensors, and nothing of the browser.

mod ahead;
mod captured;
#[cfg(feature = "check")]
mod check;
mod kernel;
mod launches;
mod lower_bound;
mod open;
mod pass;
mod polyfill;
mod store;

pub(super) use ahead::{Compiling, compile_ahead};
pub(super) use captured::{idle, silence};
#[cfg(feature = "check")]
pub use check::kernels;
pub(super) use lower_bound::{Chain, LowerBounds};
pub(super) use open::{fill_registries, open};
pub(super) use pass::{Extent, Pass};
pub(super) use store::{Gpu, Store};
