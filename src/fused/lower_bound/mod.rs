//! Kernels that compute nothing: below what they take, no forward can go on a device.
//!
//! Each launch reads the counter that the one before wrote, as a step reads its input, and adds one to it: the count
//! proves that all ran, one after another.

use super::wgsl::Wgsl;

/// Depends on the launch before, and does nothing else: `launch.wgsl`.
///
/// Bindings: `[u32; 2]` read, `[u32; 2]` written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct LaunchKernel;

/// Reads all that the convolution of a step reads of its weights as well: `weight_read.wgsl`.
///
/// Bindings: the step's weights, then as [`LaunchKernel`]. Workgroups: `[outputs / 4, 1, slots]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct WeightReadKernel;

impl Wgsl for LaunchKernel {
    const ENTRY: &'static str = "launch";

    fn source(&self) -> String {
        include_str!("launch.wgsl").to_owned()
    }
}

impl Wgsl for WeightReadKernel {
    const ENTRY: &'static str = "weight_read";

    fn source(&self) -> String {
        include_str!("weight_read.wgsl").to_owned()
    }
}
