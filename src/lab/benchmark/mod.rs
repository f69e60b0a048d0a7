//! The lab: the benchmark with its controls, its tables, its charts and its verdicts on the study, and accuracy on the
//! reader's own device.
//!
//! Refuses measuring: the worker does it, `measure` summarizes and judges it.

pub mod assessment;
pub mod controls;
pub mod digits;
pub mod files;
pub mod table;
pub mod trade_off;
pub mod verdicts;

use leptos::prelude::*;

use super::i18n::Settled;
use super::reference::figures;
use super::runs::{Benchmark, Report};
use super::state::Lab;
use crate::chart::{BarChart, BarChartView, Unit};
use crate::measure::{Finish, Mode, Pace, Run};
use assessment::AssessmentPanel;
use controls::{Controls, Progress};
use digits::WithoutDigits;
use files::{Import, Save};
use table::{ResultTable, StartupTable};
use trade_off::{StageBytes, TradeOff};
use verdicts::Verdicts;

/// The section with the benchmark, and the one with the accuracy.
#[component]
pub fn BenchmarkPanel() -> impl IntoView {
    let lab = Lab::get();
    let report = Memo::new(move |_| {
        lab.bench.with(|bench| match bench.benchmark() {
            Benchmark::Over(report) => Some((**report).clone()),
            Benchmark::Idle | Benchmark::Queued(_) | Benchmark::Running(_) => None,
        })
    });
    let run = Memo::new(move |_| report.with(|report| report.as_ref().map(|report| report.run.clone())));
    let measured = move || run.with(|run| run.as_ref().is_some_and(|run| !run.samples.is_empty()));
    let has_stages = move || run.with(|run| run.as_ref().is_some_and(|run| !run.stages.is_empty()));
    view! {
        <section class="benchmark" id="benchmark" aria-labelledby="benchmark-heading">
            <h2 id="benchmark-heading">{move || lab.texts().benchmark.heading}</h2>
            <p>{move || (lab.texts().benchmark.introduction)()}</p>
            <Controls />
            <WithoutDigits />
            <Progress />
            <div class="note" role="status" data-testid="benchmark-outcome">
                {move || report.get().map(|report| outcome(lab, &report).into_iter()
                    .map(|line| view! { <p>{line}</p> }).collect_view())}
            </div>
            <Show when=measured>
                <div class="charts">
                    <div class="panel wide"><ResultTable run=run /><StartupTable run=run /><Save run=run /></div>
                    <Times run=run />
                    <Verdicts run=run />
                    <TradeOff run=run />
                    <Show when=has_stages><Stages run=run /><StageBytes run=run /></Show>
                </div>
            </Show>
            <Import />
        </section>
        <AssessmentPanel />
    }
}

/// How the run ended, and what must be known of it.
fn outcome(lab: Lab, report: &Report) -> Vec<String> {
    let texts = lab.texts();
    let run = &report.run;
    let settled = if run.finish == Finish::Settled { Settled::Yes } else { Settled::No };
    let name = run.device_name();
    let mut lines = vec![(texts.benchmark.outcome)(&report.outcome, settled, run.samples.len(), &name)];
    let largest =
        run.verifications.iter().map(|verification| verification.largest_difference).fold(0.0, f64::max);
    let images: u32 = run
        .verifications
        .iter()
        .filter(|verification| verification.passed())
        .map(|verification| verification.images)
        .sum();
    if images > 0 {
        lines.push((texts.benchmark.checked)(images, largest));
    }
    let dropped = run.samples.iter().filter(|sample| !sample.counts()).count();
    let slow = run.samples.iter().filter(|sample| sample.pace == Pace::Slow).count();
    if dropped + slow > 0 {
        lines.push((texts.benchmark.dropped)(dropped, slow));
    }
    lines
}

/// The measured times as a chart, others' runs beside ours.
#[component]
fn Times(run: Memo<Option<Run>>) -> impl IntoView {
    let lab = Lab::get();
    let figure = move |_: Option<&_>| {
        let texts = lab.texts();
        let theirs = lab.setup.theirs.get();
        run.with(|run| run.as_ref().map_or_else(empty, |run| figures::times(run, &theirs, texts)))
    };
    let mode = move || run.with(|run| run.as_ref().map_or(Mode::Latency, |run| run.plan.mode));
    view! {
        <BarChartView chart=Memo::new(figure) name="times"
            heading=Signal::derive(move || {
                let texts = &lab.texts().benchmark;
                format!("{}, {}", texts.latency_chart, (texts.latency_axis)(mode()))
            })
            note=Signal::derive(move || (lab.texts().benchmark.latency_note)()) />
    }
}

/// Where the time goes.
#[component]
fn Stages(run: Memo<Option<Run>>) -> impl IntoView {
    let lab = Lab::get();
    let figure = move |_: Option<&_>| {
        run.with(|run| run.as_ref().map_or_else(empty, |run| figures::stage_times(run, lab.texts())))
    };
    view! {
        <BarChartView chart=Memo::new(figure) name="parts"
            heading=Signal::derive(move || lab.texts().benchmark.stages_chart.to_owned())
            note=Signal::derive(move || lab.texts().benchmark.stages_note.to_owned()) />
    }
}

fn empty() -> BarChart {
    figures::bars_from_zero(Vec::new(), String::new(), Unit::Ratio)
}
