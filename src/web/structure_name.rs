//! A structure's icon and number, as they stand in tables, choices and legends.

#![allow(unreachable_pub, reason = "leptos derives a `pub` function from every component")]

use leptos::prelude::*;

use super::icon::{ICON, Icon};
use super::palette::hue;
use crate::study::Structure;

/// The icon in the structure's hue, and its number.
#[component]
pub(crate) fn StructureName(structure: Structure) -> impl IntoView {
    let Icon { backbones, heads, wires } = Icon::for_structure(structure);
    let wire = |[(x1, y1), (x2, y2)]: [(f64, f64); 2]| view! { <line x1=x1 y1=y1 x2=x2 y2=y2 /> };
    let backbone = |[(left, top), (right, bottom)]: [(f64, f64); 2]| {
        view! { <rect x=left y=top width=right - left height=bottom - top rx="1" /> }
    };
    let head = |(x, y): (f64, f64)| view! { <circle cx=x cy=y r=Icon::HEAD_RADIUS /> };
    view! {
        <span class="structure-name" style=("--hue", hue(structure).css())>
            <svg class="icon" viewBox=format!("0 0 {} {}", ICON.0, ICON.1) aria-hidden="true">
                {wires.into_iter().map(wire).collect_view()}
                {backbones.into_iter().map(backbone).collect_view()}
                {heads.into_iter().map(head).collect_view()}
            </svg>
            {structure.label()}
        </span>
    }
}
