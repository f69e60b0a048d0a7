//! The worker's program: opens a device, loads networks onto it, answers and measures.
//!
//! Three seams keep the rest plain code that is tested natively: [`executor::Executor`] is all that runs a network,
//! [`executor::Devices`] all that opens a device, `browser` all that is asked of the browser; the tests put
//! `simulated` in place of the last. Only [`gpu`] and `Plain` know burn: without the feature `engine` the same worker
//! runs on the CPU alone.
//!
//! Speaks `protocol`, failures included: never leptos, never text for readers. Never reads synchronously from a device:
//! in a browser that would wait for an event loop that waits for it.

mod assessment;
mod benchmark;
#[cfg(not(test))]
mod browser;
mod clock;
mod downloads;
mod error;
mod executor;
#[cfg(feature = "engine")]
mod gpu;
mod job;
mod port;
mod session;
#[cfg(test)]
mod simulated;
#[cfg(test)]
mod tests;
mod verify;
mod visibility;
mod worker;

#[cfg(test)]
use simulated as browser;

#[cfg(feature = "check")]
pub use gpu::kernels as check_kernels;

/// Starts the worker's program. Does nothing outside a dedicated worker.
pub fn start() {
    #[cfg(feature = "engine")]
    worker::start(executor::AnyDevice);
    #[cfg(not(feature = "engine"))]
    worker::start(executor::CpuOnly);
}
