//! A structure's wiring, alive: the image, each backbone's stages with what they make of it, the heads. What is drawn
//! comes from the study's data; no structure is known by name.

use leptos::html::Canvas;
use leptos::prelude::*;
use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use super::card::Card;
use super::crossings::Crossings;
use super::wire_path::{WIRES, center, straight};
use crate::measure::Stage;
use crate::page::state::Page;
use crate::study::{StageMeans, Structure};
use crate::web::palette::{Hue, hue};
use crate::web::thumbnail::Thumbnail;

/// The stage that is pointed at, the same in all structures.
#[derive(Clone, Copy)]
pub(super) struct SelectedStage(pub(super) RwSignal<Option<Stage>>);

/// The image, the stages of each backbone and the heads, joined by wires.
#[component]
pub(super) fn Wiring(structure: Structure, card: Memo<Card>) -> impl IntoView {
    let page = Page::get();
    let backbones = structure.backbones();
    let heads = structure.heads();
    let forks = (0..backbones).map(move |backbone| straight(50.0, center(backbone, backbones)));
    view! {
        <div class="wiring">
            <Thumbnail bitmap=page.bitmap.into() />
            {wires(forks)}
            <div class="stacks" style=format!("--n:{backbones}")>
                {(0..backbones).map(|backbone| view! { <Stack structure backbone card /> }).collect_view()}
            </div>
            <Crossings structure card />
            <div class="stacks" style=format!("--n:{}", heads.len())>
                {(0..heads.len()).map(|head| view! { <span class="head-box">{format!("H{}", head + 1)}</span> }).collect_view()}
            </div>
        </div>
    }
}

/// The stages of one backbone, from the image down.
#[component]
fn Stack(structure: Structure, backbone: usize, card: Memo<Card>) -> impl IntoView {
    let SelectedStage(selected) = expect_context();
    let stage = move |stage: Stage| {
        let is_selected = move || selected.get() == Some(stage);
        view! {
            <div class="stage" data-testid=format!("stage-{}-{}-{}", structure.id(), backbone + 1, stage.id())
                data-selected=move || is_selected().to_string() class:selected=is_selected
                on:pointerenter=move |_| selected.set(Some(stage))
                on:pointerleave=move |_| selected.set(None)>
                {(stage == Stage::Stem).then(|| view! { <span class="tag">{format!("B{}", backbone + 1)}</span> })}
                <StageMap structure backbone stage card />
            </div>
        }
    };
    view! { <div class="stack">{Stage::ALL.into_iter().map(stage).collect_view()}</div> }
}

/// What a stage makes of the drawing: the darker, the stronger it answers there, beside the strongest seen so far.
#[component]
fn StageMap(structure: Structure, backbone: usize, stage: Stage, card: Memo<Card>) -> impl IntoView {
    let node = NodeRef::<Canvas>::new();
    let side = StageMeans::SIDES[stage as usize];
    let strongest = StoredValue::new(f32::MIN_POSITIVE);
    let map = Memo::new(move |_| {
        card.with(|card| {
            let means = card.inside().and_then(|inside| inside.stages.get(backbone));
            means.map(|means| means.map(stage as usize).to_vec()).unwrap_or_default()
        })
    });
    Effect::new(move |_| {
        let (Some(canvas), map) = (node.get(), map.get()) else { return };
        let largest = map.iter().copied().fold(strongest.get_value(), f32::max);
        strongest.set_value(largest);
        paint(&canvas, side, hue(structure), map.iter().map(|value| value / largest));
    });
    view! { <canvas node_ref=node width=side height=side aria-hidden="true" class=format!("map side-{side}")></canvas> }
}

/// Paints parts of 1 as opacity; nothing where there are none.
fn paint(
    canvas: &HtmlCanvasElement,
    side: usize,
    Hue([red, green, blue]): Hue,
    parts: impl Iterator<Item = f32>,
) {
    let mut colors: Vec<u8> =
        parts.flat_map(|part| [red, green, blue, (part.clamp(0.0, 1.0) * 255.0).round() as u8]).collect();
    colors.resize(side * side * 4, 0);
    let image = ImageData::new_with_u8_clamped_array_and_sh(Clamped(&colors), side as u32, side as u32);
    let context =
        canvas.get_context("2d").ok().flatten().and_then(|it| it.dyn_into::<CanvasRenderingContext2d>().ok());
    if let (Ok(image), Some(context)) = (image, context) {
        let _ = context.put_image_data(&image, 0.0, 0.0);
    }
}

fn wires(paths: impl Iterator<Item = String>) -> impl IntoView {
    let paths = paths.map(|path| view! { <path class="wire" d=path vector-effect="non-scaling-stroke" /> });
    view! {
        <svg class="wires" viewBox=format!("0 0 100 {WIRES}") preserveAspectRatio="none" aria-hidden="true">
            {paths.collect_view()}
        </svg>
    }
}
