//! The lab: a Leptos program of its own below the page, with a look inside, the benchmark, the accuracy on the reader's
//! device, the study's figures and an article. It is loaded when the page works, and measures on the worker that the page
//! lends it.
//!
//! Data flows one way: components read `state`; what the reader requests goes to `runs`, which decides, and from there
//! over `port` to the page. Views are in `inside`, `benchmark`, `accuracy_panel`, `reference`, `cost` and `article`.

#![allow(unreachable_pub, reason = "leptos derives a `pub` function from every component")]

mod accuracy_panel;
mod article;
mod benchmark;
mod cost;
mod diagnostics_panel;
mod ends;
mod findings;
mod i18n;
mod inquiry;
mod inside;
mod mind;
mod others;
mod port;
mod published;
mod reference;
mod runs;
mod seed_findings;
mod setup;
mod small_table;
mod state;
mod stored_panel;
mod word_list;

pub use setup::Build;

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::MessagePort;

use crate::chart::ChartContext;
use crate::protocol::LAB_ELEMENT;
use accuracy_panel::AccuracyPanel;
use article::ArticlePanel;
use benchmark::BenchmarkPanel;
use cost::CostPanel;
use diagnostics_panel::DiagnosticsPanel;
use inside::InsidePanel;
use reference::ReferencePanel;
use state::Lab;
use stored_panel::StoredPanel;

/// Starts the lab in the page's place for it; once, where it was asked for again and came twice.
pub fn mount(origin: Build) {
    console_error_panic_hook::set_once();
    let document = web_sys::window().and_then(|window| window.document());
    let place = document.and_then(|document| document.get_element_by_id(LAB_ELEMENT));
    let place = place.and_then(|place| place.dyn_into::<web_sys::HtmlElement>().ok());
    if let (Some(place), Some(page)) = (place, port::take_left()) {
        leptos::mount::mount_to(place, move || view! { <Panels origin page /> }).forget();
    }
}

#[component]
fn Panels(origin: Build, page: MessagePort) -> impl IntoView {
    let lab = Lab::start(origin, page);
    provide_context(lab);
    let labels = Signal::derive(move || &lab.texts().chart);
    provide_context(ChartContext { repaint: lab.repaint, labels });
    // Far below what is seen first, and made in a task of its own.
    let below = RwSignal::new(false);
    set_timeout(move || below.set(true), Duration::ZERO);
    view! {
        <InsidePanel />
        <BenchmarkPanel />
        <AccuracyPanel />
        <ReferencePanel />
        <Show when=move || below.get()>
            <CostPanel />
            <ArticlePanel />
        </Show>
        <StoredPanel />
        <DiagnosticsPanel />
    }
}
