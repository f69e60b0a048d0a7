//! Charts by plotters-canvas: crisp at any pixel ratio, painted again with every change of size and color scheme, each
//! with its exact values under the pointer and the arrow keys, a table that says the same, and its files.
//!
//! Refuses data of its own: [`Figure`] and [`Plane`] bring it.

pub mod axis;
pub mod figure;
pub mod graph;
pub mod labels;
pub mod paint;
pub mod plane;
pub mod plane_paint;
pub mod poster;
pub mod save;
pub mod spot;
pub mod unit;

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html::Canvas;
use leptos::prelude::*;
use plotters::drawing::IntoDrawingArea;
use plotters_canvas::CanvasBackend;

pub use axis::{Axis, Scale};
pub use figure::{Figure, Group, Mark, Row, Start, Tone, Value};
pub use graph::{Graph, Sign, Table};
pub use paint::{Paper, paint};
pub use plane::{Join, Plane, Point, Series, Weight, steps};
pub use spot::{Spot, Way};
pub use unit::Unit;

use crate::web::canvas::{CanvasFrame, RepaintTrigger, repaint_on_change};
use crate::web::palette::{hue, shape};

/// What every chart says of itself, in the reader's language.
#[derive(Debug)]
pub struct ChartLabels {
    /// What a chart is, for screen readers.
    pub kind: &'static str,
    /// How to read an exact value.
    pub hint: &'static str,
    /// Button: saves the picture.
    pub picture: &'static str,
    /// Button: saves the data.
    pub data: &'static str,
    /// Opens the table that says the same.
    pub table: &'static str,
    /// Heading of the table's first column.
    pub structure: &'static str,
}

/// What a chart needs of the application around it, as a context.
#[derive(Clone, Copy)]
pub struct Surroundings {
    /// Tells canvases to repaint.
    pub repaint: RepaintTrigger,
    /// In the current language.
    pub labels: Signal<&'static ChartLabels>,
}

/// A chart of rows with its heading, its legend, its note and its table.
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
    #[prop(into)]
    name: String,
) -> impl IntoView {
    framed(Memo::new(move |_| Graph::Rows(figure.get())), heading, note, name)
}

/// A chart of two axes, with all that a chart of rows has.
#[component]
pub fn PlaneChart(
    /// The data.
    #[prop(into)]
    plane: Signal<Plane>,
    /// The heading.
    #[prop(into)]
    heading: Signal<String>,
    /// What a reader must know to read it.
    #[prop(into)]
    note: Signal<String>,
    /// What its files are called.
    #[prop(into)]
    name: String,
) -> impl IntoView {
    framed(Memo::new(move |_| Graph::Plane(plane.get())), heading, note, name)
}

fn framed(graph: Memo<Graph>, heading: Signal<String>, note: Signal<String>, name: String) -> AnyView {
    let Surroundings { repaint, labels } = expect_context();
    let node = NodeRef::<Canvas>::new();
    let chosen = RwSignal::new(None::<usize>);
    repaint_on_change(node, repaint, move |frame| {
        graph.with(|graph| draw(frame, graph, chosen.get()));
    });
    let height = move || format!("height:{:.0}px", graph.with(Graph::height));
    let name = StoredValue::new(name);
    let picture = move |_| {
        if let Some(canvas) = node.get_untracked() {
            let heading = heading.get_untracked();
            name.with_value(|name| save::save_picture(&canvas, graph.get_untracked(), heading, name));
        }
    };
    let data = move |_| graph.with_untracked(|graph| name.with_value(|name| save::save_data(graph, name)));
    view! {
        <figure class="chart panel" data-chart=name.get_value()>
            <h3>{heading}</h3>
            {move || graph.with(legend)}
            <canvas node_ref=node style=height tabindex="0" role="application" aria-label=heading
                aria-roledescription=move || labels.get().kind
                on:pointermove=move |event| point(graph, chosen, node, &event)
                on:pointerdown=move |event| point(graph, chosen, node, &event)
                on:pointerleave=move |_| chosen.set(None)
                on:blur=move |_| chosen.set(None)
                on:keydown=move |event| walk(graph, chosen, &event)></canvas>
            <Readout graph=graph chosen=chosen />
            <figcaption class="note">{note}</figcaption>
            <p class="buttons">
                <button type="button" class="quiet" on:click=picture>{move || labels.get().picture}</button>
                <button type="button" class="quiet" on:click=data>{move || labels.get().data}</button>
            </p>
            <details>
                <summary>{move || labels.get().table}</summary>
                {move || graph.with(|graph| table(graph, labels.get()))}
            </details>
        </figure>
    }
    .into_any()
}

fn draw(frame: &CanvasFrame, graph: &Graph, chosen: Option<usize>) {
    let Some(backend) = CanvasBackend::with_canvas_object(frame.canvas.clone()) else { return };
    let paper = Paper { ink: frame.ink, ratio: frame.ratio };
    // A canvas that cannot be drawn on leaves the table below it.
    let _ = graph.paint(&backend.into_drawing_area(), paper, chosen);
}

/// The pointer chooses what it means. What is chosen is painted anew, so only a change is a change.
fn point(graph: Memo<Graph>, chosen: RwSignal<Option<usize>>, node: NodeRef<Canvas>, event: &PointerEvent) {
    let Some(canvas) = node.get_untracked() else { return };
    let bounds = canvas.get_bounding_client_rect();
    let (x, y) = (f64::from(event.client_x()) - bounds.left(), f64::from(event.client_y()) - bounds.top());
    choose(chosen, graph.with_untracked(|graph| graph.pointed_at(bounds.width(), x, y)));
}

/// The arrow keys walk through the values.
fn walk(graph: Memo<Graph>, chosen: RwSignal<Option<usize>>, event: &KeyboardEvent) {
    let Some(way) = Way::of_key(&event.key()) else { return };
    event.prevent_default();
    let count = graph.with_untracked(|graph| graph.spots(1.0).len());
    choose(chosen, way.from(chosen.get_untracked(), count));
}

fn choose(chosen: RwSignal<Option<usize>>, now: Option<usize>) {
    if chosen.get_untracked() != now {
        chosen.set(now);
    }
}

/// The chosen value in words; how to choose one, until then.
#[component]
fn Readout(graph: Memo<Graph>, chosen: RwSignal<Option<usize>>) -> impl IntoView {
    let Surroundings { labels, .. } = expect_context();
    let words = move || {
        let index = chosen.get()?;
        graph.with(|graph| graph.spots(1.0).into_iter().nth(index)).map(|spot| spot.words)
    };
    view! {
        <p class="readout" aria-live="polite" data-testid="readout" class:note=move || chosen.get().is_none()>
            {move || words().unwrap_or_else(|| labels.get().hint.to_owned())}
        </p>
    }
}

fn legend(graph: &Graph) -> impl IntoView + use<> {
    let entry = |(sign, name): (Sign, String)| {
        let (class, style, letter) = match sign {
            Sign::Tone(Tone::Full) => ("swatch full", String::new(), ""),
            Sign::Tone(Tone::Light) => ("swatch light", String::new(), ""),
            Sign::Tone(Tone::Outline) => ("swatch outline", String::new(), ""),
            Sign::Structure(structure) => {
                ("shape", format!("color:{}", hue(structure).css()), shape(structure).letter())
            }
        };
        view! { <li><span class=class style=style aria-hidden="true">{letter}</span>{name}</li> }
    };
    let entries = graph.legend().into_iter().map(entry).collect_view();
    view! { <ul class="legend">{entries}</ul> }
}

fn table(graph: &Graph, labels: &ChartLabels) -> impl IntoView + use<> {
    let Table { caption, lines } = graph.table();
    let line = |cells: Vec<String>| {
        view! { <tr>{cells.into_iter().map(|cell| view! { <td>{cell}</td> }).collect_view()}</tr> }
    };
    let caption = format!("{}: {caption}", labels.structure);
    let lines = lines.into_iter().map(line).collect_view();
    view! { <div class="scroll"><table><caption>{caption}</caption><tbody>{lines}</tbody></table></div> }
}
