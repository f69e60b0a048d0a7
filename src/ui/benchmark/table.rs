//! The benchmark's results as a table, the study's ratios beside ours. Refuses statistics: `measure` has them.

use leptos::prelude::*;

use crate::measure::{Ratio, Summary, ratios};
use crate::study::NetworkId;
use crate::ui::client::core::Report;
use crate::ui::format;
use crate::ui::reference::{Figures, figures};
use crate::ui::state::Page;

/// One line of the table, as text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    network: NetworkId,
    cells: [String; 7],
}

/// The table.
#[component]
pub fn ResultTable(
    /// The benchmark that is over.
    report: Memo<Option<Report>>,
) -> impl IntoView {
    let page = Page::get();
    let lines = Memo::new(move |_| {
        let study = page.figures.get();
        report.with(|report| report.as_ref().map_or_else(Vec::new, |report| lines(report, study.here())))
    });
    let line = |Line { network, cells }: Line| {
        let cells = cells.into_iter().map(|cell| view! { <td>{cell}</td> }).collect_view();
        view! { <tr data-structure=network.structure.id()><th scope="row">{network.structure.label()}</th>{cells}</tr> }
    };
    let head = move || {
        let texts = &page.texts().benchmark;
        let mut names: Vec<String> =
            [texts.structure, texts.samples, texts.median, texts.p10, texts.p90, texts.ratio_here]
                .map(str::to_owned)
                .to_vec();
        names.extend([(texts.ratio_study)(1), (texts.ratio_study)(2)]);
        names.into_iter().map(|name| view! { <th scope="col">{name}</th> }).collect_view()
    };
    view! {
        <div class="scroll">
            <table data-testid="benchmark-table">
                <caption>{move || page.texts().benchmark.caption}</caption>
                <thead><tr>{head}</tr></thead>
                <tbody>{move || lines.get().into_iter().map(line).collect_view()}</tbody>
            </table>
        </div>
    }
}

fn lines(report: &Report, study: Option<&Figures>) -> Vec<Line> {
    let summaries = figures::summaries(report);
    let medians: Vec<_> = summaries.iter().map(|(network, summary)| (*network, summary.median.0)).collect();
    let here = ratios(&medians);
    summaries.iter().map(|(network, summary)| line(*network, summary, &here, study)).collect()
}

fn line(network: NetworkId, summary: &Summary, here: &[Ratio], study: Option<&Figures>) -> Line {
    let text = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), format::ratio);
    let measured = here.iter().find(|ratio| ratio.network == network).map(|ratio| ratio.value);
    let published = |experiment| study.and_then(|study| study.ratio(experiment, network));
    let cells = [
        summary.count.to_string(),
        format::milliseconds(summary.median),
        format::milliseconds(summary.p10),
        format::milliseconds(summary.p90),
        text(measured),
        text(published(1)),
        text(published(2)),
    ];
    Line { network, cells }
}
