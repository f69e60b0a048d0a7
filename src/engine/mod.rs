//! The worker's program: opens a device, loads networks onto it, answers and measures.
//!
//! Refuses leptos and text for readers: it speaks `protocol`, failures included. Nothing here reads synchronously from
//! a device: in a browser that would wait for an event loop that waits for it.

mod assessment;
mod attention;
mod benchmark;
mod clock;
mod device;
mod downloads;
mod error;
mod executor;
mod gpu;
mod port;
mod session;
mod verify;
mod worker;

#[cfg(feature = "check")]
pub use gpu::kernels as check_kernels;
pub use worker::start;
