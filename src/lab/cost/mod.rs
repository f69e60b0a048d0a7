//! The section on what sharing costs: one chart of the places where it was measured, and a calculator for more questions.
//! Its words are in `i18n`; the recorded times are in `measure/recorded`.

mod calculator;
mod estimate;
mod i18n;
mod origin;
mod sharing_chart;

use leptos::prelude::*;

use super::findings::cost_finding;
use super::runs::Benchmark;
use super::state::Lab;
use crate::chart::BarChartView;
use crate::measure::{Machine, MeasuredTimes, Run, Software, two_backbones};
use crate::study::Backbone;
use calculator::Calculator;
use i18n::{Ranges, texts};
use sharing_chart::sharing_chart;

/// The section of the page.
#[component]
pub(super) fn CostPanel() -> impl IntoView {
    let lab = Lab::get();
    let backbone = Memo::new(move |_| lab.bench.with(|bench| bench.backbone()));
    // What a chart and a calculator need of the run, not the run itself.
    let run = Memo::new(move |_| {
        lab.bench.with(|bench| match bench.benchmark() {
            Benchmark::Over(report) if !report.run.samples.is_empty() => Some(report.run.clone()),
            Benchmark::Over(_) | Benchmark::Idle | Benchmark::Queued(_) | Benchmark::Running(_) => None,
        })
    });
    let measured = Memo::new(move |_| run.with(|run| MeasuredTimes::from_run(run.as_ref()?, backbone.get())));
    let words = move || texts(lab.language.get());
    let chart = Memo::new(move |_| run.with(|run| sharing_chart(run.as_ref(), backbone.get(), words())));
    let summary = move || {
        let found = run.with(|run| ranges(run.as_ref(), backbone.get()))?;
        Some((words().summary)(&found))
    };
    view! {
        <section class="reference" id="cost" aria-labelledby="cost-heading">
            <h2 id="cost-heading">{move || words().heading}</h2>
            <p data-testid="cost-summary">{summary}</p>
            <div class="beside">
                <BarChartView chart=chart name="sharing"
                    heading=Signal::derive(move || words().chart.to_owned())
                    note=Signal::derive(move || words().chart_note.to_owned()) />
                <Calculator measured />
            </div>
        </section>
    }
}

/// What two backbones take relative to one, wherever it was measured.
fn ranges(run: Option<&Run>, backbone: Backbone) -> Option<Ranges> {
    let here = run.and_then(|run| {
        let of_two = |network: crate::study::NetworkId| {
            network.backbone == backbone && network.structure.backbones() > 1
        };
        let ratios = run.ratios().into_iter().filter(|ratio| of_two(ratio.network));
        let (low, high) = super::findings::ends(ratios.map(|ratio| ratio.value))?;
        Some((low, high, run.schedule()))
    });
    Some(Ranges {
        page: two_backbones(Software::Page, Machine::H100)?,
        pytorch: two_backbones(Software::PyTorch, Machine::H100)?,
        cpu: two_backbones(Software::Page, Machine::Cpu)?,
        study: cost_finding(None)?.time_ratios,
        here,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Language;

    fn shipped_run(name: &str) -> Run {
        let path = format!("{}/public/runs/resnet18-{name}.json", env!("CARGO_MANIFEST_DIR"));
        Run::from_json(&std::fs::read_to_string(path).unwrap()).unwrap()
    }

    /// The least and the greatest median of a structure with two backbones over that of (2) in some shipped runs.
    fn two_over_one(names: &[&str]) -> (f64, f64) {
        let mut ratios = Vec::new();
        for name in names {
            let medians: Vec<f64> =
                shipped_run(name).summaries().iter().map(|(_, summary)| summary.median.0).collect();
            ratios.extend([0, 3, 4].map(|index| medians[index] / medians[1]));
        }
        (ratios.iter().copied().fold(f64::MAX, f64::min), ratios.iter().copied().fold(0.0, f64::max))
    }

    #[test]
    fn the_sentence_says_what_the_shipped_runs_say() {
        let (low, high) = two_over_one(&["h100-latency", "h100-throughput", "h100-batch"]);
        let (cpu_low, cpu_high) = two_over_one(&["cpu-latency"]);
        for language in Language::ALL {
            let said = (texts(language).summary)(&ranges(None, Backbone::ResNet18).unwrap());
            for number in
                [format!("{low:.2}"), format!("{high:.2}"), format!("{cpu_low:.1}"), format!("{cpu_high:.1}")]
            {
                assert!(said.contains(&number), "{number}: {said}");
            }
        }
    }

    #[test]
    fn a_run_of_the_readers_is_told_with_how_it_ran() {
        let run = shipped_run("cpu-latency");
        let (low, high, schedule) = ranges(Some(&run), Backbone::ResNet18).unwrap().here.unwrap();
        assert!(low > 2.0 && high < 2.3 && schedule == crate::measure::Schedule::InTurn);
        assert_eq!(ranges(Some(&run), Backbone::ResNet34).unwrap().here, None);
    }
}
