//! The 28x28 pixels as the networks see them: white on black in every color scheme.

use leptos::html::Canvas;
use leptos::prelude::*;
use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use crate::image::Glyph;
use crate::ui::state::Page;

/// The preview with its caption.
#[component]
pub fn Preview() -> impl IntoView {
    let page = Page::get();
    view! {
        <figure class="preview">
            <Thumbnail glyph=page.glyph.into() label=Signal::derive(move || page.texts().pad.preview_label.to_owned())
                testid="preview" />
            <figcaption>{move || page.texts().pad.preview}</figcaption>
        </figure>
    }
}

/// A glyph, one canvas pixel for each of its own; black while there is none.
#[component]
pub fn Thumbnail(
    /// What to show.
    glyph: Signal<Option<Glyph>>,
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
            put(&canvas, glyph.get());
        }
    });
    let side = Glyph::SIDE.to_string();
    let hidden = label.is_none().then_some("true");
    view! {
        <canvas node_ref=node width=side.clone() height=side role="img" data-testid=testid aria-hidden=hidden
            aria-label=move || label.map(|label| label.get())>
        </canvas>
    }
}

fn put(canvas: &HtmlCanvasElement, glyph: Option<Glyph>) {
    let pixels = glyph.map_or([0; Glyph::PIXELS], |glyph| *glyph.pixels());
    let colors: Vec<u8> = pixels.into_iter().flat_map(|ink| [ink, ink, ink, 255]).collect();
    let side = Glyph::SIDE as u32;
    let image = ImageData::new_with_u8_clamped_array_and_sh(Clamped(&colors), side, side);
    let context =
        canvas.get_context("2d").ok().flatten().and_then(|it| it.dyn_into::<CanvasRenderingContext2d>().ok());
    if let (Ok(image), Some(context)) = (image, context) {
        let _ = context.put_image_data(&image, 0.0, 0.0);
    }
}
