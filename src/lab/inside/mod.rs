//! The section that looks inside: what sharing does to a network, on the same images for all five. Asks nothing of the
//! networks until it is near.

mod end_choice;
mod morph_panel;
mod strips;
mod targets;

use leptos::html::Section;
use leptos::prelude::*;

use super::state::Lab;
use crate::web::nearness::{Margin, watch_nearness};
use morph_panel::MorphPanel;

/// The section.
#[component]
pub(super) fn InsidePanel() -> impl IntoView {
    let lab = Lab::get();
    let node = NodeRef::<Section>::new();
    let near = watch_nearness(node, Margin::None);
    view! {
        <section node_ref=node class="benchmark" id="inside" data-testid="inside" aria-labelledby="inside-heading">
            <h2 id="inside-heading">{move || lab.texts().inside.heading}</h2>
            <p>{move || lab.texts().inside.introduction}</p>
            <MorphPanel near />
        </section>
    }
}
