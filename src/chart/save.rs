//! A chart as files: a picture and its data. Refuses their contents: [`Poster`] and [`Graph`] have them.

use plotters::drawing::IntoDrawingArea;
use plotters_canvas::CanvasBackend;
use wasm_bindgen::JsCast;
use web_sys::HtmlCanvasElement;

use super::graph::Graph;
use super::paint::Paper;
use super::poster::Poster;
use crate::web::browser;
use crate::web::canvas::{computed_color, pixel_ratio};

/// What every file's name begins with.
const PROJECT: &str = "share-or-split";

/// Saves the chart's data.
pub fn save_data(graph: &Graph, name: &str) {
    // Spreadsheets take a file for UTF-8 only when it says so in its first three bytes.
    let text = format!("\u{feff}{}", graph.csv());
    browser::save(&format!("{PROJECT}-{name}.csv"), text.as_bytes());
}

/// Saves the chart as a picture, as wide and as fine as the canvas shows it. Where the browser refuses, nothing happens.
pub fn save_picture(canvas: &HtmlCanvasElement, graph: Graph, heading: String, name: &str) {
    let (ratio, width) = (pixel_ratio(), canvas.get_bounding_client_rect().width());
    let poster = Poster { graph, heading, sheet: computed_color(canvas, "background-color") };
    let paper = Paper { ink: computed_color(canvas, "color"), ratio };
    let (width, height) = poster.size(width);
    let Some(sheet) = blank(width * ratio, height * ratio) else { return };
    let Some(backend) = CanvasBackend::with_canvas_object(sheet.clone()) else { return };
    if poster.paint(&backend.into_drawing_area(), paper).is_ok()
        && let Ok(address) = sheet.to_data_url()
    {
        browser::save_from(&format!("{PROJECT}-{name}.png"), &address);
    }
}

fn blank(width: f64, height: f64) -> Option<HtmlCanvasElement> {
    let document = web_sys::window()?.document()?;
    let canvas: HtmlCanvasElement = document.create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(width.round() as u32);
    canvas.set_height(height.round() as u32);
    Some(canvas)
}
