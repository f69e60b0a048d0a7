//! Faults for real, at a reader's wish: whoever watches over the worker must not know them from others.

use std::hint::{black_box, spin_loop};

use crate::protocol::Fault;

/// So much memory is taken at a time.
const PIECE: usize = 64 << 20;

/// Fails like this, if it is not the device or the browser that has to.
pub(super) fn commit(fault: Fault) {
    match fault {
        Fault::OutOfMemory => loop {
            std::mem::forget(black_box(Vec::<u8>::with_capacity(PIECE)));
        },
        Fault::Panic => panic(),
        Fault::Silence => loop {
            spin_loop();
        },
        Fault::DeviceLost | Fault::DeviceSilent | Fault::Terminated => {}
    }
}

#[allow(clippy::panic, reason = "asked for")]
fn panic() {
    panic!("asked for in the diagnostics");
}
