//! The page: a Leptos app that draws, shows and asks; the worker computes. The lab is a program of its own, loaded when
//! the page works, and speaks to the page over [`lab_port`].
//!
//! Data flows one way. `state` starts everything and is what components read; components emit intents to `pad` and to
//! `client`, the only holder of the worker, whose decisions are all in `client::worker_model`. Every word is in `i18n`, every
//! color of a structure in `palette`, every URL parameter in `settings`.
//!
//! Refuses burn, `engine`, `model` and `weights`: all it knows of them is `protocol`. Refuses to panic on anything that
//! comes from outside.

pub mod app;
pub mod client;
pub mod i18n;
pub mod lab_port;
pub mod pad;

pub mod state;
pub mod structures;

/// Starts the page.
pub fn mount() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(app::App);
}
