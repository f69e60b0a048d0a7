//! The page: a Leptos app that draws, shows and asks; the worker computes. The lab is a program of its own, loaded when
//! the page works, and speaks to the page over [`lab_port`].
//!
//! Data flows one way. [`state`] starts everything and is what components read; components send what the reader does
//! to [`state::Pad`] and to [`client::Client`], the only holder of the worker, whose decisions are all in
//! [`client::worker_model`].
//!
//! | what | where |
//! |---|---|
//! | header, footer, notices, the lab's place | [`app`] |
//! | links to the sections | [`section`], `section_bar` |
//! | what the networks run on | [`device_line`] |
//! | drawing pad, preview, test images | [`pad`] |
//! | the five structures: wiring, answers, cost; choice of the backbone | [`structures`] |
//! | what ended a worker, the line about it; diagnostics | [`mishap`], `diagnostics` |
//! | undo, a drawing in the address | [`state`] |
//! | every text a reader sees | [`i18n`], failures in [`crate::web`] |
//! | URL parameters | [`crate::web::settings`] |
//! | hue and shape of a structure | [`crate::web::palette`] |

#![allow(
    unreachable_pub,
    reason = "leptos writes a `pub` function beside every component that has a visibility"
)]

pub(crate) mod app;
pub(crate) mod client;
pub(crate) mod device_line;
mod diagnostics;
pub(crate) mod i18n;
pub(crate) mod lab_port;
pub(crate) mod mishap;
mod offline;
pub(crate) mod pad;
pub(crate) mod section;
mod section_bar;
pub(crate) mod state;
pub(crate) mod structures;

/// Starts the page.
pub fn mount() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(app::App);
}
