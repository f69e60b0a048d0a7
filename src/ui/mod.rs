//! The page: a Leptos app that draws, shows and asks; the worker computes.
//!
//! Data flows one way. `state` starts everything and is what components read; components emit intents to `pad` and to
//! `client`, the only holder of the worker, whose decisions are all in `client::core`. Every word is in `i18n`, every
//! color of a structure in `chart::palette`, every URL parameter in `settings`.
//!
//! Refuses burn, `engine`, `model` and `weights`: all it knows of them is `protocol`. Refuses to panic on anything that
//! comes from outside.

pub mod benchmark;
pub mod browser;
pub mod chart;
pub mod client;
pub mod format;
pub mod i18n;
pub mod pad;
pub mod page;
pub mod painting;
pub mod published;
pub mod reference;
pub mod settings;
pub mod state;
pub mod structures;

pub use state::Build;

/// Starts the page.
pub fn mount(origin: Build) {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(move || leptos::view! { <page::App origin /> });
}
