//! A picture of a digit, dropped or pasted: the browser decodes it, `image` finds the digit in it.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CanvasRenderingContext2d, File, HtmlCanvasElement};

use crate::image::{Bitmap, LARGEST_PICTURE, PictureError, check_picture, digit_in};
use crate::measure::within;
use crate::page::state::{Content, Notice, Page};
use crate::web::browser::{READING, property, wait};

/// The larger side of a picture when the digit is looked for: five times what the networks see.
const LOOKED_AT: f64 = 160.0;

/// Shows the digit of a picture on the pad, or says why not.
pub(super) fn show_picture(page: Page, file: File) {
    leptos::task::spawn_local(async move {
        let notice = match within(READING, wait, read(&file)).await {
            Some(Ok(bitmap)) => {
                return page.pad.update(|pad| pad.show(Content::Picture(Box::new(bitmap))));
            }
            Some(Err(error)) => Notice::Picture(error),
            None => Notice::PictureLate,
        };
        page.notices.update(|all| all.push(notice));
    });
}

async fn read(file: &File) -> Result<Bitmap, PictureError> {
    if file.size() > LARGEST_PICTURE as f64 {
        return Err(PictureError::TooLarge);
    }
    let bytes = JsFuture::from(file.array_buffer()).await.map_err(|_| PictureError::NotAPicture)?;
    check_picture(&js_sys::Uint8Array::new(&bytes).to_vec())?;
    let picture = decode(file).await.ok_or(PictureError::NotAPicture)?;
    let (colors, width) = pixels(&picture).ok_or(PictureError::NotAPicture)?;
    digit_in(&colors, width)
}

/// An `ImageBitmap`; `None` where the browser cannot read the file.
async fn decode(file: &File) -> Option<JsValue> {
    let window = web_sys::window()?;
    let create: js_sys::Function = property(&window, "createImageBitmap").dyn_into().ok()?;
    let promise: js_sys::Promise = create.call1(&window, file).ok()?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok()
}

/// Its colors, made smaller, and their width. A picture has to go through a canvas: browsers decode to nothing else.
fn pixels(picture: &JsValue) -> Option<(Vec<u8>, usize)> {
    let side = |name: &str| property(picture, name).as_f64();
    let (width, height) = (side("width")?, side("height")?);
    let scale = (LOOKED_AT / width.max(height)).min(1.0);
    let [width, height] = [width, height].map(|side| (side * scale).round().max(1.0));
    let document = web_sys::window()?.document()?;
    let canvas: HtmlCanvasElement = document.create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(width as u32);
    canvas.set_height(height as u32);
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    let draw: js_sys::Function = property(&context, "drawImage").dyn_into().ok()?;
    let arguments = [picture.clone(), 0.into(), 0.into(), width.into(), height.into()];
    draw.apply(&context, &arguments.iter().collect::<js_sys::Array>()).ok()?;
    let data = context.get_image_data(0.0, 0.0, width, height).ok()?;
    Some((data.data().0, width as usize))
}
