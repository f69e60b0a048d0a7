//! The section with the benchmark: controls, and the tables, charts and tested claims of a run. Views only: `runs` has
//! the state, the worker measures, `measure` has the statistics.

mod claim_list;
mod controls;
mod missing_test_set;
mod result_tables;
mod run_charts;
mod run_files;
mod trade_off;

use leptos::prelude::*;

use super::i18n::Word;
use super::runs::{Benchmark, Report};
use super::state::Lab;
use super::word_list::WordList;
use crate::measure::Pace;
use claim_list::ClaimList;
use controls::{BenchmarkProgress, Controls};
use missing_test_set::MissingTestSet;
use result_tables::{ResultTable, StartupTable};
use run_charts::{StageBytesChart, StageTimesChart, TimesChart};
use run_files::{ImportRuns, SaveRun};
use trade_off::TradeOffCharts;

/// The section of the page.
#[component]
pub(super) fn BenchmarkPanel() -> impl IntoView {
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
        <section class="benchmark" id="speed" aria-labelledby="benchmark-heading">
            <h2 id="benchmark-heading">{move || lab.texts().benchmark.heading}</h2>
            <p>{move || (lab.texts().benchmark.introduction)()}</p>
            <WordList words=Word::OF_SPEED />
            <Controls />
            <MissingTestSet />
            <BenchmarkProgress />
            <div class="note" role="status" data-testid="benchmark-outcome">
                {move || report.get().map(|report| outcome(lab, &report).into_iter()
                    .map(|line| view! { <p>{line}</p> }).collect_view())}
            </div>
            <ImportRuns run=run />
            <Show when=measured>
                <div class="charts">
                    <div class="panel wide"><ResultTable run=run /><StartupTable run=run /><SaveRun run=run /></div>
                    <TimesChart run=run />
                    <ClaimList run=run />
                    <TradeOffCharts run=run />
                    <Show when=has_stages><StageTimesChart run=run /><StageBytesChart run=run /></Show>
                </div>
            </Show>
        </section>
    }
}

/// How the run ended, and what must be known of it.
fn outcome(lab: Lab, report: &Report) -> Vec<String> {
    let texts = lab.texts();
    let run = &report.run;
    let name = run.device_name();
    let mut lines = vec![(texts.benchmark.outcome)(&report.ended, run.samples.len(), &name)];
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
