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
use crate::web::browser;
use crate::web::palette::{Hue, hue};
use crate::web::thumbnail::Thumbnail;

/// The stage that is pointed at, the same in all structures.
#[derive(Clone, Copy)]
pub(super) struct SelectedStage(pub(super) RwSignal<Option<Stage>>);

/// A stage of one backbone of a structure. The arrow keys walk from one to the next, through all structures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct StageBox {
    structure: Structure,
    backbone: usize,
    stage: Stage,
}

impl StageBox {
    /// Where the walk begins.
    const FIRST: Self = Self { structure: Structure::ALL[0], backbone: 0, stage: Stage::Stem };

    fn testid(self) -> String {
        format!("stage-{}-{}-{}", self.structure.id(), self.backbone + 1, self.stage.id())
    }

    /// The one that an arrow key leads to; `None` at an end and for other keys.
    fn beside(self, key: &str) -> Option<Self> {
        let stage = |step: isize| Some(Self { stage: *beside(&Stage::ALL, &self.stage, step)?, ..self });
        let stacks: Vec<(Structure, usize)> = Structure::ALL
            .into_iter()
            .flat_map(|structure| (0..structure.backbones()).map(move |backbone| (structure, backbone)))
            .collect();
        let stack = |step: isize| {
            let &(structure, backbone) = beside(&stacks, &(self.structure, self.backbone), step)?;
            Some(Self { structure, backbone, ..self })
        };
        match key {
            "ArrowUp" => stage(-1),
            "ArrowDown" => stage(1),
            "ArrowLeft" => stack(-1),
            "ArrowRight" => stack(1),
            _ => None,
        }
    }
}

/// What stands so many steps behind an element of a list.
fn beside<'a, T: PartialEq>(all: &'a [T], one: &T, step: isize) -> Option<&'a T> {
    let here = all.iter().position(|other| other == one)?;
    all.get(here.checked_add_signed(step)?)
}

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
            <div class="stacks" style=("--n", backbones.to_string())>
                {(0..backbones).map(|backbone| view! { <Stack structure backbone card /> }).collect_view()}
            </div>
            <Crossings structure card />
            <div class="stacks" style=("--n", heads.len().to_string())>
                {(0..heads.len()).map(|head| view! { <span class="head-box">{format!("H{}", head + 1)}</span> }).collect_view()}
            </div>
        </div>
    }
}

/// The stages of one backbone, from the image down.
#[component]
fn Stack(structure: Structure, backbone: usize, card: Memo<Card>) -> impl IntoView {
    let SelectedStage(selected) = expect_context();
    let page = Page::get();
    let stage = move |stage: Stage| {
        let here = StageBox { structure, backbone, stage };
        let is_selected = move || selected.get() == Some(stage);
        view! {
            <div class="stage" data-testid=here.testid()
                data-selected=move || is_selected().to_string() class:selected=is_selected
                role="img" aria-label=move || (page.texts().cards.stage_box)(structure, backbone + 1, stage)
                tabindex=if StageBox::FIRST == here { "0" } else { "-1" }
                on:pointerenter=move |_| selected.set(Some(stage))
                on:pointerleave=move |_| selected.set(None)
                on:focus=move |_| selected.set(Some(stage))
                on:blur=move |_| selected.set(None)
                on:keydown=move |event| {
                    if let Some(next) = here.beside(&event.key()) {
                        event.prevent_default();
                        browser::focus(&next.testid());
                    }
                }>
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrow_keys_walk_over_all_boxes_and_stop_at_the_ends() {
        let walk = |mut at: StageBox, key: &str| {
            let mut steps = 0;
            while let Some(next) = at.beside(key) {
                (at, steps) = (next, steps + 1);
            }
            (at.testid(), steps)
        };
        assert_eq!(walk(StageBox::FIRST, "ArrowRight"), ("stage-4_2-2-stem".to_owned(), 7));
        assert_eq!(walk(StageBox::FIRST, "ArrowDown"), ("stage-1-1-layer4".to_owned(), 4));
        let last = StageBox { structure: Structure::FourTwo, backbone: 1, stage: Stage::Layer4 };
        assert_eq!(walk(last, "ArrowLeft"), ("stage-1-1-layer4".to_owned(), 7));
        assert_eq!(walk(last, "ArrowUp"), ("stage-4_2-2-stem".to_owned(), 4));
        assert_eq!(last.beside("Enter"), None);
    }
}
