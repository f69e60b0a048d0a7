//! Everything the page, its worker and its lab say to each other, and nothing else: three lines, one file each.
//!
//! Without burn and leptos (a wall that `tests/house` checks): all sides compile these types, none the others' libraries.

mod device;
mod failure;
mod lab_worker;
mod page_lab;
mod page_worker;
#[cfg(test)]
mod tests;
#[cfg(feature = "browser")]
pub(crate) mod transfer;
mod wire;

pub(crate) use device::{Adapter, DeviceChoice, DeviceReport, Fallback, GpuReport};
pub(crate) use failure::{Failure, Substitute};
pub(crate) use lab_worker::{ImageShares, LabReply, LabRequest, Phase, Record};
pub(crate) use page_lab::{FromLab, LAB_ELEMENT, OnPad, Quiet, Readiness, ToLab};
pub(crate) use page_worker::{
    Continuation, Fault, HeadLogits, NetworkState, PageVisibility, Reply, Request, Ticket,
};
pub(crate) use wire::{WireError, from_bytes, to_bytes};
