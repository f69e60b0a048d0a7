//! A bitmap as the networks see it, white on black in every color scheme.

#![allow(
    unreachable_pub,
    reason = "leptos writes a `pub` function beside every component that has a visibility"
)]

use leptos::html::Canvas;
use leptos::prelude::*;
use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use crate::image::Bitmap;

/// A bitmap, one canvas pixel for each of its own; black while there is none.
#[component]
pub(crate) fn Thumbnail(
    /// What to show.
    bitmap: Signal<Option<Bitmap>>,
    /// What it is, for screen readers; empty where its surroundings say so.
    #[prop(optional, into)]
    label: Option<Signal<String>>,
    /// Its name for tests.
    #[prop(optional)]
    testid: Option<&'static str>,
) -> impl IntoView {
    let node = NodeRef::<Canvas>::new();
    Effect::new(move |_| {
        if let Some(canvas) = node.get() {
            put(&canvas, bitmap.get());
        }
    });
    let side = Bitmap::SIDE.to_string();
    let hidden = label.is_none().then_some("true");
    view! {
        <canvas node_ref=node width=side.clone() height=side role="img" data-testid=testid aria-hidden=hidden
            aria-label=move || label.map(|label| label.get())>
        </canvas>
    }
}

fn put(canvas: &HtmlCanvasElement, bitmap: Option<Bitmap>) {
    let pixels = bitmap.map_or([0; Bitmap::PIXELS], |bitmap| *bitmap.pixels());
    let colors: Vec<u8> = pixels.into_iter().flat_map(|ink| [ink, ink, ink, 255]).collect();
    let side = Bitmap::SIDE as u32;
    let image = ImageData::new_with_u8_clamped_array_and_sh(Clamped(&colors), side, side);
    let context =
        canvas.get_context("2d").ok().flatten().and_then(|it| it.dyn_into::<CanvasRenderingContext2d>().ok());
    if let (Ok(image), Some(context)) = (image, context) {
        let _ = context.put_image_data(&image, 0.0, 0.0);
    }
}
