//! Saves a chart in the browser: its picture as PNG and its data as CSV.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use plotters::drawing::IntoDrawingArea;
use plotters_canvas::CanvasBackend;
use wasm_bindgen::JsCast;
use web_sys::HtmlCanvasElement;

use super::chart_kind::Chart;
use super::export_image::ExportImage;
use super::painter::Theme;
use crate::web::browser;
use crate::web::canvas::{computed_color, pixel_ratio};

/// What every file's name begins with.
const PROJECT: &str = "share-or-split";

/// Saves the chart's data.
pub(super) fn save_data(chart: &Chart, name: &str) {
    // Spreadsheets take a file for UTF-8 only when it says so in its first three bytes.
    let text = format!("\u{feff}{}", chart.data().to_csv());
    browser::save(&format!("{PROJECT}-{name}.csv"), text.as_bytes());
}

/// Saves the chart as a picture, as wide and as fine as the canvas shows it. Where the browser refuses, nothing happens.
pub(super) fn save_picture(canvas: &HtmlCanvasElement, chart: Chart, heading: String, name: &str) {
    let (ratio, width) = (pixel_ratio(), canvas.get_bounding_client_rect().width());
    let image = ExportImage { chart, heading, background: computed_color(canvas, "background-color") };
    let theme = Theme { ink: computed_color(canvas, "color"), ratio };
    let (width, height) = image.size(width);
    let Some(sheet) = blank(width * ratio, height * ratio) else { return };
    let Some(backend) = CanvasBackend::with_canvas_object(sheet.clone()) else { return };
    if image.paint(&backend.into_drawing_area(), theme).is_ok()
        && let Some(bytes) = sheet.to_data_url().ok().and_then(|address| bytes_of(&address))
    {
        browser::save(&format!("{PROJECT}-{name}.png"), &bytes);
    }
}

/// What a `data:` address holds in base64.
fn bytes_of(address: &str) -> Option<Vec<u8>> {
    let (_, text) = address.split_once(";base64,")?;
    STANDARD.decode(text).ok()
}

fn blank(width: f64, height: f64) -> Option<HtmlCanvasElement> {
    let document = web_sys::window()?.document()?;
    let canvas: HtmlCanvasElement = document.create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(width.round() as u32);
    canvas.set_height(height.round() as u32);
    Some(canvas)
}
