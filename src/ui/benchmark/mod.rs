//! The benchmark: its controls, its progress, its table and the chart of what it measured.
//!
//! Refuses measuring: the worker does it, `measure` summarises it.

pub mod table;

use leptos::prelude::*;

use super::browser;
use super::chart::{Chart, Unit};
use super::client::core::{Benchmark, Event, Phase, Report, Standing, Wish};
use super::reference::figures;
use super::state::Page;
use crate::image::Glyph;
use crate::study::NetworkId;
use table::ResultTable;

/// Choices of the number of rounds; the first is for slow machines.
const ROUNDS: [u32; 4] = [5, 20, 50, 200];

/// The chosen number of rounds at the start.
const USUAL: u32 = 20;

/// Test image measured on when nothing is drawn: the first of the set.
const DEFAULT_DIGIT: usize = 0;

/// The section with the benchmark.
#[component]
pub fn BenchmarkPanel() -> impl IntoView {
    let page = Page::get();
    let report = Memo::new(move |_| {
        page.client.core().with(|core| match core.benchmark() {
            Benchmark::Over(report) => Some((**report).clone()),
            Benchmark::Idle | Benchmark::Queued(..) | Benchmark::Running { .. } => None,
        })
    });
    let measured =
        move || report.with(|report| report.as_ref().is_some_and(|report| !report.samples.is_empty()));
    view! {
        <section class="benchmark" id="benchmark" aria-labelledby="benchmark-heading">
            <h2 id="benchmark-heading">{move || page.texts().benchmark.heading}</h2>
            <p>{move || page.texts().benchmark.introduction}</p>
            <Controls />
            <Progress />
            <p class="note" role="status" data-testid="benchmark-outcome">
                {move || report.get().map(|report| outcome(page, &report))}
            </p>
            <Show when=measured>
                <div class="charts">
                    <div class="panel"><ResultTable report=report /></div>
                    <LatencyChart report=report />
                </div>
            </Show>
        </section>
    }
}

/// Rounds, start and cancel.
#[component]
fn Controls() -> impl IntoView {
    let page = Page::get();
    let core = page.client.core();
    let rounds = RwSignal::new(USUAL);
    let glyph = Memo::new(move |_| glyph(page));
    let busy = Memo::new(move |_| core.with(|core| core.benchmark().is_busy()));
    let can = Memo::new(move |_| glyph.get().is_some() && core.with(can_start));
    let start = move |_| {
        if let Some(glyph) = glyph.get_untracked() {
            let rounds = rounds.get_untracked();
            page.client.tell(Event::StartBenchmark { rounds, seed: browser::seed(), glyph });
        }
    };
    let choose = move |event| rounds.set(event_target_value(&event).parse().unwrap_or(USUAL));
    let option = move |count: u32| {
        let text = move || (page.texts().benchmark.rounds_choice)(count);
        view! { <option value=count.to_string() selected=count == USUAL>{text}</option> }
    };
    view! {
        <div class="buttons controls">
            <label>
                {move || page.texts().benchmark.rounds}
                " "
                <select data-testid="benchmark-rounds" disabled=busy on:change=choose>
                    {ROUNDS.into_iter().map(option).collect_view()}
                </select>
            </label>
            <button type="button" class="primary" data-testid="benchmark-start"
                disabled=move || busy.get() || !can.get() on:click=start>
                {move || page.texts().benchmark.start}
            </button>
            <button type="button" data-testid="benchmark-cancel" disabled=move || !busy.get()
                on:click=move |_| page.client.tell(Event::CancelBenchmark)>
                {move || page.texts().benchmark.cancel}
            </button>
            <Show when=move || !busy.get() && !can.get()>
                <span class="note">{move || page.texts().benchmark.not_ready}</span>
            </Show>
        </div>
    }
}

/// The digit on the pad, or a test digit.
fn glyph(page: Page) -> Option<Glyph> {
    page.glyph
        .get()
        .or_else(|| page.digits.with(|digits| digits.here().and_then(|set| set.glyph(DEFAULT_DIGIT))))
}

/// Something is ready, and nothing is still on its way that would disturb the measurement.
fn can_start(core: &super::client::core::Core) -> bool {
    let settled =
        |network| matches!(core.standing(network), Standing::Ready | Standing::Failed(_) | Standing::Absent);
    *core.phase() == Phase::Running && !core.ready().is_empty() && NetworkId::of(core.backbone()).all(settled)
}

/// How far it is.
#[component]
fn Progress() -> impl IntoView {
    let page = Page::get();
    let state = move || {
        page.client.core().with(|core| match core.benchmark() {
            Benchmark::Running { done, total, wish, .. } => Some((*done, *total, *wish)),
            Benchmark::Queued(plan, _) => Some((0, plan.forwards(), Wish::Continue)),
            Benchmark::Idle | Benchmark::Over(_) => None,
        })
    };
    let view = move |(done, total, wish): (u64, u64, Wish)| {
        let texts = &page.texts().benchmark;
        let words = match wish {
            Wish::Continue => (texts.progress)(done, total),
            Wish::End => texts.ending.to_owned(),
        };
        let part = done as f64 / total.max(1) as f64;
        view! {
            <p class="note">
                <progress value=part max="1" aria-label=words.clone()></progress>
                {words}
            </p>
        }
    };
    move || state().map(view)
}

fn outcome(page: Page, report: &Report) -> String {
    let texts = page.texts();
    let device = report.device.as_ref().map_or("–", |device| (texts.device.kind)(device.kind));
    (texts.benchmark.outcome)(&report.outcome, report.samples.len(), device)
}

/// The measured latencies as a chart.
#[component]
fn LatencyChart(report: Memo<Option<Report>>) -> impl IntoView {
    let page = Page::get();
    let figure = move |_: Option<&_>| {
        let texts = page.texts();
        let empty = || figures::figure(Vec::new(), String::new(), Unit::Ratio);
        report.with(|report| report.as_ref().map_or_else(empty, |report| figures::latencies(report, texts)))
    };
    view! {
        <Chart figure=Memo::new(figure)
            heading=Signal::derive(move || page.texts().benchmark.latency_chart.to_owned())
            note=Signal::derive(move || page.texts().benchmark.latency_note.to_owned()) />
    }
}
