//! Everything the page and the worker say to each other, and nothing else.
//!
//! Refuses burn and leptos: both sides compile these lines, neither sees the other's libraries.

mod device;
mod failure;
mod reply;
mod request;
mod wire;

pub use device::{Adapter, DeviceChoice, DeviceKind, DeviceReport, Executor, Fallback};
pub use failure::Failure;
pub use reply::{NetworkState, Outcome, Record, Reply, Stretch};
pub use request::{Request, Ticket, Visibility};
pub use wire::{Envelope, Generation, WireError};
