//! A chart on the page: a canvas with its heading, legend, note, table and files. Texts and theme come from the
//! application, as a context.

#![allow(unreachable_pub, reason = "leptos derives a `pub` function from every component")]

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html::Canvas;
use leptos::prelude::*;
use plotters::drawing::IntoDrawingArea;
use plotters_canvas::CanvasBackend;

use super::bar_chart::{BarChart, SeriesStyle};
use super::chart_kind::{Chart, ChartTable, LegendKey};
use super::hit_target::Move;
use super::painter::Theme;
use super::save;
use super::scatter_chart::ScatterChart;
use crate::web::canvas::{CanvasFrame, RepaintTrigger, repaint_on_change};
use crate::web::palette::{hue, shape};
use crate::web::structure_name::StructureName;

/// The texts of every chart, in the reader's language.
#[derive(Debug)]
pub(crate) struct ChartLabels {
    /// `aria-roledescription` of the canvas.
    pub(crate) kind: &'static str,
    /// How to read an exact value.
    pub(crate) hint: &'static str,
    /// Saves the picture.
    pub(crate) picture: &'static str,
    /// Saves the data.
    pub(crate) data: &'static str,
    /// Opens the table.
    pub(crate) table: &'static str,
    /// Heading of the table's first column.
    pub(crate) structure: &'static str,
}

/// What a chart needs of the application around it, as a context.
#[derive(Clone, Copy)]
pub(crate) struct ChartContext {
    pub(crate) repaint: RepaintTrigger,
    pub(crate) labels: Signal<&'static ChartLabels>,
}

/// A bar chart with its heading, legend, note, table and files.
#[component]
pub(crate) fn BarChartView(
    #[prop(into)] chart: Signal<BarChart>,
    #[prop(into)] heading: Signal<String>,
    /// What a reader must know to read it.
    #[prop(into)]
    note: Signal<String>,
    /// Part of the names of its files.
    #[prop(into)]
    name: String,
) -> impl IntoView {
    framed(Memo::new(move |_| Chart::Bars(chart.get())), heading, note, name)
}

/// A scatter chart, with all that a bar chart has.
#[component]
pub(crate) fn ScatterChartView(
    #[prop(into)] chart: Signal<ScatterChart>,
    #[prop(into)] heading: Signal<String>,
    /// What a reader must know to read it.
    #[prop(into)]
    note: Signal<String>,
    /// Part of the names of its files.
    #[prop(into)]
    name: String,
) -> impl IntoView {
    framed(Memo::new(move |_| Chart::Scatter(chart.get())), heading, note, name)
}

fn framed(chart: Memo<Chart>, heading: Signal<String>, note: Signal<String>, name: String) -> AnyView {
    let ChartContext { repaint, labels } = expect_context();
    let node = NodeRef::<Canvas>::new();
    let selected = RwSignal::new(None::<usize>);
    repaint_on_change(node, repaint, move |frame| {
        chart.with(|chart| draw(frame, chart, selected.get()));
    });
    let height = move || format!("{:.0}px", chart.with(Chart::height));
    let name = StoredValue::new(name);
    let picture = move |_| {
        if let Some(canvas) = node.get_untracked() {
            let heading = heading.get_untracked();
            name.with_value(|name| save::save_picture(&canvas, chart.get_untracked(), heading, name));
        }
    };
    let data = move |_| chart.with_untracked(|chart| name.with_value(|name| save::save_data(chart, name)));
    view! {
        <figure class="chart panel" data-chart=name.get_value()>
            <h3>{heading}</h3>
            {move || chart.with(legend)}
            <canvas node_ref=node style:height=height tabindex="0" role="application" aria-label=heading
                aria-roledescription=move || labels.get().kind
                on:pointermove=move |event| select_at_pointer(chart, selected, node, &event)
                on:pointerdown=move |event| select_at_pointer(chart, selected, node, &event)
                on:pointerleave=move |_| selected.set(None)
                on:blur=move |_| selected.set(None)
                on:keydown=move |event| select_by_key(chart, selected, &event)></canvas>
            <Readout chart=chart selected=selected />
            <figcaption class="note">{note}</figcaption>
            <p class="buttons">
                <button type="button" class="quiet" on:click=picture>{move || labels.get().picture}</button>
                <button type="button" class="quiet" on:click=data>{move || labels.get().data}</button>
            </p>
            <details>
                <summary>{move || labels.get().table}</summary>
                {move || chart.with(|chart| table(chart, labels.get()))}
            </details>
        </figure>
    }
    .into_any()
}

fn draw(frame: &CanvasFrame, chart: &Chart, selected: Option<usize>) {
    let Some(backend) = CanvasBackend::with_canvas_object(frame.canvas.clone()) else { return };
    let theme = Theme { ink: frame.ink, ratio: frame.ratio };
    // A canvas that cannot be drawn on leaves the table below it.
    let _ = chart.paint(&backend.into_drawing_area(), theme, selected);
}

fn select_at_pointer(
    chart: Memo<Chart>,
    selected: RwSignal<Option<usize>>,
    node: NodeRef<Canvas>,
    event: &PointerEvent,
) {
    let Some(canvas) = node.get_untracked() else { return };
    let bounds = canvas.get_bounding_client_rect();
    let (x, y) = (f64::from(event.client_x()) - bounds.left(), f64::from(event.client_y()) - bounds.top());
    select(selected, chart.with_untracked(|chart| chart.hit(bounds.width(), x, y)));
}

fn select_by_key(chart: Memo<Chart>, selected: RwSignal<Option<usize>>, event: &KeyboardEvent) {
    let Some(step) = Move::from_key(&event.key()) else { return };
    event.prevent_default();
    let count = chart.with_untracked(|chart| chart.hit_targets(1.0).len());
    select(selected, step.apply(selected.get_untracked(), count));
}

/// Every write repaints the canvas, so an unchanged selection is not written.
fn select(selected: RwSignal<Option<usize>>, now: Option<usize>) {
    if selected.get_untracked() != now {
        selected.set(now);
    }
}

/// The selected value, or how to select one.
#[component]
fn Readout(chart: Memo<Chart>, selected: RwSignal<Option<usize>>) -> impl IntoView {
    let ChartContext { labels, .. } = expect_context();
    let text = move || {
        let index = selected.get()?;
        chart.with(|chart| chart.hit_targets(1.0).into_iter().nth(index)).map(|target| target.text)
    };
    view! {
        <p class="readout" aria-live="polite" data-testid="readout" class:note=move || selected.get().is_none()>
            {move || text().unwrap_or_else(|| labels.get().hint.to_owned())}
        </p>
    }
}

fn legend(chart: &Chart) -> impl IntoView + use<> {
    let entry = |(key, name): (LegendKey, String)| {
        let (class, color, letter) = match key {
            LegendKey::Style(SeriesStyle::Full) => ("swatch full", None, ""),
            LegendKey::Style(SeriesStyle::Light) => ("swatch light", None, ""),
            LegendKey::Style(SeriesStyle::Outline) => ("swatch outline", None, ""),
            LegendKey::Structure(structure) => {
                ("shape", Some(hue(structure).css()), shape(structure).letter())
            }
        };
        let name = match key {
            LegendKey::Structure(structure) => view! { <StructureName structure /> }.into_any(),
            LegendKey::Style(_) => name.into_any(),
        };
        view! { <li><span class=class style:color=color aria-hidden="true">{letter}</span>{name}</li> }
    };
    let entries = chart.legend().into_iter().map(entry).collect_view();
    view! { <ul class="legend">{entries}</ul> }
}

fn table(chart: &Chart, labels: &ChartLabels) -> impl IntoView + use<> {
    let ChartTable { caption, rows } = chart.table();
    let row = |cells: Vec<String>| {
        view! { <tr>{cells.into_iter().map(|cell| view! { <td>{cell}</td> }).collect_view()}</tr> }
    };
    let caption = format!("{}: {caption}", labels.structure);
    let rows = rows.into_iter().map(row).collect_view();
    view! { <div class="scroll"><table><caption>{caption}</caption><tbody>{rows}</tbody></table></div> }
}
