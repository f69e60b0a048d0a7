//! Charts by plotters-canvas: crisp at any pixel ratio, painted again with every change of size and color scheme, and
//! each with a table that says the same.
//!
//! Refuses data of its own: [`Figure`] brings it.

pub mod figure;
pub mod paint;
pub mod palette;

use leptos::html::Canvas;
use leptos::prelude::*;
use plotters::drawing::IntoDrawingArea;
use plotters_canvas::CanvasBackend;

pub use figure::{Figure, Group, Mark, Row, Start, Tone, Unit, Value};
pub use paint::{Paper, paint};

use super::browser;
use super::painting::{Painting, keep_painted};
use super::state::Page;

/// A chart with its heading, its legend, its note and its table.
#[component]
pub fn Chart(
    /// The data.
    #[prop(into)]
    figure: Signal<Figure>,
    /// The heading.
    #[prop(into)]
    heading: Signal<String>,
    /// What a reader must know to read it.
    #[prop(into)]
    note: Signal<String>,
    /// What its files are called.
    name: &'static str,
) -> impl IntoView {
    let page = Page::get();
    let node = NodeRef::<Canvas>::new();
    keep_painted(node, page.appearance, move |painting| figure.with(|figure| draw(painting, figure)));
    let picture = move |_| {
        let canvas = node.get_untracked();
        if let Some(address) = canvas.and_then(|canvas| canvas.to_data_url().ok()) {
            browser::save_from(&format!("share-or-split-{name}.png"), &address);
        }
    };
    let data = move |_| {
        let text = figure.with_untracked(Figure::csv);
        browser::save(&format!("share-or-split-{name}.csv"), text.as_bytes());
    };
    let height = move || format!("height:{:.0}px", figure.with(Figure::height));
    view! {
        <figure class="chart panel">
            <h3>{heading}</h3>
            {move || legend(&figure.get())}
            <canvas node_ref=node style=height role="img" aria-label=heading></canvas>
            <figcaption class="note">{note}</figcaption>
            <details>
                <summary>{move || page.texts().reference.table}</summary>
                {move || table(&figure.get(), page)}
                <p class="buttons">
                    <button type="button" class="quiet" on:click=picture>"PNG"</button>
                    <button type="button" class="quiet" on:click=data>"CSV"</button>
                </p>
            </details>
        </figure>
    }
}

fn draw(painting: &Painting, figure: &Figure) {
    let Some(backend) = CanvasBackend::with_canvas_object(painting.canvas.clone()) else { return };
    let paper = Paper { ink: painting.ink, ratio: painting.ratio };
    // A canvas that cannot be drawn on leaves the table below it.
    let _ = paint(&backend.into_drawing_area(), figure, paper);
}

/// Which tone is which series, where there is more than one.
fn legend(figure: &Figure) -> impl IntoView + use<> {
    let values = figure.groups.iter().flat_map(|group| &group.rows).flat_map(|row| &row.values);
    let mut series: Vec<(String, Tone)> = Vec::new();
    for value in values {
        if series.iter().all(|(_, tone)| *tone != value.tone) {
            series.push((value.series.clone(), value.tone));
        }
    }
    let entry = |(name, tone)| {
        let class = match tone {
            Tone::Full => "swatch full",
            Tone::Light => "swatch light",
            Tone::Outline => "swatch outline",
        };
        view! { <li><span class=class aria-hidden="true"></span>{name}</li> }
    };
    let shown = if series.len() > 1 { series } else { Vec::new() };
    let entries = shown.into_iter().map(entry).collect_view();
    view! { <ul class="legend">{entries}</ul> }
}

fn table(figure: &Figure, page: Page) -> impl IntoView + use<> {
    let mut lines = Vec::new();
    for group in &figure.groups {
        for row in &group.rows {
            for value in &row.values {
                let spread = value
                    .spread
                    .map(|(low, high)| format!("{} – {}", figure.unit.text(low), figure.unit.text(high)));
                let cells = [
                    group.title.clone(),
                    row.structure.label().to_owned(),
                    value.series.clone(),
                    figure.unit.text(value.value),
                    spread.unwrap_or_default(),
                ];
                lines.push(cells);
            }
        }
    }
    let line = |cells: [String; 5]| {
        let cells = cells.into_iter().filter(|cell| !cell.is_empty());
        view! { <tr>{cells.map(|cell| view! { <td>{cell}</td> }).collect_view()}</tr> }
    };
    let axis = format!("{}: {}", page.texts().benchmark.structure, figure.axis);
    let lines = lines.into_iter().map(line).collect_view();
    view! { <div class="scroll"><table><caption>{axis}</caption><tbody>{lines}</tbody></table></div> }
}
