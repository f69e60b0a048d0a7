//! The worker's programs: each opens a device, loads networks onto it, answers and measures. The CPU's starts first; the
//! GPU's, behind it, takes over when its networks answer, which the page decides.
//!
//! Three seams keep the rest plain code that is tested natively: [`executor::Executor`] is all that runs a network,
//! [`executor::Devices`] all that opens a device, `browser` all that is asked of the browser; the tests put
//! `simulated` in place of the last. Only [`gpu`] and `Plain` know burn.
//!
//! Speaks `protocol`, failures included: never leptos, never text for readers. Never reads synchronously from a device:
//! in a browser that would wait for an event loop that waits for it.

#[cfg(any(feature = "engine", not(test)))]
mod adapter;
mod assessment;
mod benchmark;
#[cfg(not(test))]
mod browser;
mod clock;
#[cfg(any(test, feature = "engine"))]
mod deadline;
mod downloads;
mod error;
mod executor;
mod fault;
#[cfg(feature = "engine")]
mod gpu;
mod job;
#[cfg(any(test, feature = "engine"))]
mod polling;
mod port;
mod session;
#[cfg(test)]
mod simulated;
#[cfg(not(test))]
mod stored;
#[cfg(test)]
mod tests;
mod verify;
mod visibility;
mod worker;

#[cfg(test)]
use simulated as browser;

#[cfg(feature = "check")]
pub use gpu::kernels as check_kernels;

/// Starts the worker's program for the CPU. Does nothing outside a dedicated worker, as the other two.
pub fn start_cpu() {
    worker::start(executor::FusedOnCpu);
}

/// Starts the worker's program for WebGPU.
#[cfg(feature = "engine")]
pub fn start_gpu() {
    gpu::fill_registries();
    worker::start(executor::FusedOnGpu);
}

/// Starts the worker's program of burn's own operations.
#[cfg(feature = "plain")]
pub fn start_plain() {
    gpu::fill_registries();
    worker::start(executor::PlainOnAny);
}
