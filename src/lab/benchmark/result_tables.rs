//! The tables of a run: medians with ratios beside the study's, and the cost before a network's first answer.

use leptos::prelude::*;

use crate::lab::state::Lab;
use crate::measure::{Interval, Millis, Mode, Ratio, Run, Startup, Summary};
use crate::study::reference::time_ratio;
use crate::study::{NetworkId, Rule};
use crate::web::format;
use crate::web::structure_name::StructureName;

/// One row of the table, as text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct ResultRow {
    network: NetworkId,
    cells: [String; 7],
}

/// Medians, percentiles, lower bounds and ratios.
#[component]
pub(super) fn ResultTable(run: Memo<Option<Run>>) -> impl IntoView {
    let lab = Lab::get();
    let rows = Memo::new(move |_| run.with(|run| run.as_ref().map_or_else(Vec::new, rows)));
    let row = |ResultRow { network, cells }: ResultRow| {
        let cells = cells.into_iter().map(|cell| view! { <td>{cell}</td> }).collect_view();
        view! { <tr data-structure=network.structure.id()><th scope="row"><StructureName structure=network.structure /></th>{cells}</tr> }
    };
    let head = move || {
        let texts = &lab.texts().benchmark;
        let mut names: Vec<String> =
            [texts.structure, texts.median, texts.spread, texts.lower_bound, texts.samples, texts.ratio_here]
                .map(str::to_owned)
                .to_vec();
        names.extend(Rule::ALL.map(texts.ratio_study));
        names.into_iter().map(|name| view! { <th scope="col">{name}</th> }).collect_view()
    };
    let mode = move || run.with(|run| run.as_ref().map_or(Mode::Latency, |run| run.plan.mode));
    view! {
        <div class="scroll">
            <table data-testid="benchmark-table">
                <caption>{move || (lab.texts().benchmark.caption)(mode())}</caption>
                <thead><tr>{head}</tr></thead>
                <tbody>{move || rows.get().into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

fn rows(run: &Run) -> Vec<ResultRow> {
    let ratios = run.ratios();
    run.summaries().iter().map(|(network, summary)| row(run, *network, summary, &ratios)).collect()
}

fn row(run: &Run, network: NetworkId, summary: &Summary, ratios: &[Ratio]) -> ResultRow {
    let measured = ratios.iter().find(|ratio| ratio.network == network).map(|ratio| {
        let Interval { low, high } = ratio.interval;
        format!("{} [{low:.2}, {high:.2}]", format::ratio(ratio.value))
    });
    let studys = |rule| time_ratio(rule, network).map_or_else(|| "–".to_owned(), format::ratio);
    let lower_bound = run.lower_bounds.iter().find(|lower_bound| lower_bound.network == network);
    let milliseconds = |value: f64| format::milliseconds(Millis(value));
    let Summary { median, interval, p10, p90, count, .. } = summary;
    let cells = [
        format!(
            "{} [{}, {}]",
            milliseconds(median.0),
            milliseconds(interval.low),
            milliseconds(interval.high)
        ),
        format!("{} – {}", milliseconds(p10.0), milliseconds(p90.0)),
        lower_bound.map_or_else(
            || "–".to_owned(),
            |lower_bound| {
                format!(
                    "{} ({})",
                    milliseconds(lower_bound.total().0),
                    format::ratio(median.0 / lower_bound.total().0)
                )
            },
        ),
        count.to_string(),
        measured.unwrap_or_else(|| "–".to_owned()),
        studys(Rule::HeadMean),
        studys(Rule::AllHeads),
    ];
    ResultRow { network, cells }
}

/// What each network cost before its first answer.
#[component]
pub(super) fn StartupTable(run: Memo<Option<Run>>) -> impl IntoView {
    let lab = Lab::get();
    let startups =
        Memo::new(move |_| run.with(|run| run.as_ref().map_or_else(Vec::new, |run| run.startups.clone())));
    let row = |startup: Startup| {
        let cells = [startup.download, startup.decode, startup.first_run, startup.compile()]
            .map(format::milliseconds);
        let cells = cells.map(|cell| view! { <td>{cell}</td> }).collect_view();
        view! {
            <tr data-structure=startup.network.structure.id()>
                <th scope="row"><StructureName structure=startup.network.structure /></th>
                <td>{format!("{:.1}", startup.bytes.megabytes())}</td>
                {cells}
            </tr>
        }
    };
    let head = move || {
        let texts = &lab.texts().benchmark;
        let times =
            [texts.startup_download, texts.startup_decode, texts.startup_first_run, texts.startup_compile];
        let names = [texts.structure, texts.startup_size].into_iter().chain(times);
        names.map(|name| view! { <th scope="col">{name}</th> }).collect_view()
    };
    view! {
        <div class="scroll">
            <table data-testid="cold-table">
                <caption>{move || lab.texts().benchmark.startups}</caption>
                <thead><tr>{head}</tr></thead>
                <tbody>{move || startups.get().into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
