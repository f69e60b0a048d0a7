//! The built page in a real browser: `dist/` served from a sub-path to headless Chromium, WebGPU on its software adapter.
//!
//! `./scripts/test` builds the page first. Waits are long and end early; no test looks at how long anything took.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, also in the functions its tests share"
)]

mod adapters;
mod answers;
mod arrival;
mod bad_input;
mod beside;
mod cost;
mod counts;
mod findings;
mod grid;
mod harness;
mod inside;
mod lab;
mod life;
mod offline;
mod pad;
mod policy;
mod reach;
mod recovery;
mod replication;
mod saved;
mod takeover;
mod wires;
