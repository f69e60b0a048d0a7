//! Everything the page, its worker and its lab say to each other, and nothing else.
//!
//! Refuses burn and leptos: all sides compile these lines, none sees the others' libraries.

mod device;
mod failure;
mod lab;
mod reply;
mod request;
mod wire;

pub use device::{Adapter, DeviceChoice, DeviceKind, DeviceReport, ExecutorKind, Fallback};
pub use failure::Failure;
pub use lab::{FromLab, LAB_ELEMENT, OnPad, Quiet, Readiness, ToLab};
pub use reply::{LabReply, NetworkState, Outcome, Phase, Record, Reply};
pub use request::{PageVisibility, Request, Ticket};
pub use wire::{Envelope, Generation, WireError, from_text, to_text};
