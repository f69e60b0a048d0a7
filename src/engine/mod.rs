//! The worker's program: opens a device, loads networks onto it, answers and measures.
//!
//! Refuses leptos and text for readers: it speaks `protocol`, failures included. Nothing here reads synchronously from
//! a device: in a browser that would wait for an event loop that waits for it.

mod benchmark;
mod clock;
mod device;
mod downloads;
mod error;
mod executor;
mod gpu;
mod port;
mod session;
mod worker;

pub use worker::start;
