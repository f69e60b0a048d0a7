//! Accuracy on the reader's device: the test set run through every structure, with counts, confusion and missed images.

use std::collections::BTreeMap;

use leptos::prelude::*;

use crate::lab::i18n::Word;
use crate::lab::runs::assessment::{Assessed, State};
use crate::lab::runs::{RunEvent, Wish};
use crate::lab::setup::can_start;
use crate::lab::state::Lab;
use crate::lab::word_list::WordList;
use crate::study::{NetworkId, Rule, Structure, Tally, Verdict};
use crate::web::format;
use crate::web::structure_name::StructureName;
use crate::web::thumbnail::Thumbnail;

/// Most thumbnails of missed images.
const MOST_MISSES: usize = 200;

/// The section.
#[component]
pub(super) fn AccuracyPanel() -> impl IntoView {
    let lab = Lab::get();
    let bench = lab.bench;
    let busy = Memo::new(move |_| bench.with(|bench| bench.assessment().is_busy()));
    let can = Memo::new(move |_| {
        lab.digits.with(|digits| digits.here().is_some()) && bench.with(|bench| can_start(bench, lab.setup))
    });
    let found = Memo::new(move |_| {
        bench.with(|bench| {
            let backbone = bench.backbone();
            let found = bench.assessment().found.iter();
            found
                .filter(|(network, _)| network.backbone == backbone)
                .map(|(network, found)| (*network, found.clone()))
                .collect::<BTreeMap<NetworkId, Assessed>>()
        })
    });
    view! {
        <section class="benchmark" id="accuracy" aria-labelledby="accuracy-heading">
            <h2 id="accuracy-heading">{move || lab.texts().assessment.heading}</h2>
            <p>{move || lab.texts().assessment.introduction}</p>
            <WordList words=Word::OF_ACCURACY />
            <div class="buttons">
                <button type="button" class="primary" data-testid="assessment-start"
                    disabled=move || !can.get() on:click=move |_| lab.start_assessment()>
                    {move || lab.texts().assessment.start}
                </button>
                <button type="button" data-testid="assessment-cancel" disabled=move || !busy.get()
                    on:click=move |_| lab.handle(RunEvent::Cancel)>
                    {move || lab.texts().benchmark.cancel}
                </button>
            </div>
            <AssessmentStatus />
            <Show when=move || found.with(|found| !found.is_empty())>
                <div class="charts">
                    <AccuracyTable found=found />
                    <Misses found=found />
                </div>
            </Show>
        </section>
    }
}

/// How far the assessment is, or how it ended.
#[component]
fn AssessmentStatus() -> impl IntoView {
    let lab = Lab::get();
    let status = move || {
        lab.bench.with(|bench| match &bench.assessment().state {
            State::Idle | State::Queued(_) => (None, String::new()),
            State::Running { wish: Wish::End, .. } => (None, lab.texts().benchmark.ending.to_owned()),
            State::Running { network, done, total, .. } => {
                let name = network.map_or_else(String::new, |network| network.structure.label().to_owned());
                let fraction = f64::from(*done) / f64::from((*total).max(1));
                (Some(fraction), (lab.texts().assessment.progress)(&name, *done, *total))
            }
            State::Over(ended) => (None, (lab.texts().assessment.outcome)(ended)),
        })
    };
    move || {
        let (fraction, text) = status();
        let bar =
            fraction.map(|done| view! { <progress value=done max="1" aria-label=text.clone()></progress> });
        view! { <p class="note" role="status" data-testid="assessment-state">{bar}{text}</p> }
    }
}

/// Counts of each structure, compared with the published ones.
#[component]
fn AccuracyTable(found: Memo<BTreeMap<NetworkId, Assessed>>) -> impl IntoView {
    let lab = Lab::get();
    let cut = Memo::new(move |_| found.with(|found| with_cut(lab, found)));
    let any_cut = move || cut.with(|cut| !cut.is_empty());
    let line = move |(network, assessed): (NetworkId, Assessed)| {
        let texts = &lab.texts().assessment;
        let tally = &assessed.tally;
        let [heads, both] = Rule::ALL.map(|rule| tally.accuracy(rule));
        let listed = |rule| lab.published.get().here().and_then(|all| all.accuracy(network, rule));
        let published =
            listed(Rule::AllHeads).zip(listed(Rule::HeadMean)).map(|(listed_both, listed_heads)| {
                let images = tally.images() as f64;
                let off = ((both - listed_both) * images).round() as i64;
                let off_heads = ((heads - listed_heads) * images).abs();
                if off == 0 && off_heads < 0.25 { texts.same.to_owned() } else { (texts.differs)(off) }
            });
        let each = tally.head_accuracy().into_iter().map(format::percent).collect::<Vec<_>>().join(", ");
        let rate = tally.images() as f64 / (assessed.elapsed.0 / 1e3).max(1e-3);
        let cells = [
            format::percent(heads),
            format::percent(both),
            each,
            tally.contradictions().to_string(),
            format!("{rate:.0}"),
            published.unwrap_or_else(|| "–".to_owned()),
        ];
        let cells = cells.into_iter().map(|cell| view! { <td>{cell}</td> }).collect_view();
        let cut = move || {
            let said = cut.with(|cut| {
                let tally = cut.get(&network)?;
                let accuracy = tally.accuracy(Rule::AllHeads);
                Some((texts.cut_accuracy)(accuracy, accuracy - both, tally.contradictions()))
            });
            any_cut()
                .then(|| view! { <td class="cut-accuracy">{said.unwrap_or_else(|| "–".to_owned())}</td> })
        };
        view! {
            <tr data-structure=network.structure.id()>
                <th scope="row"><StructureName structure=network.structure /></th>
                {cells}
                {cut}
            </tr>
        }
    };
    let head = move || {
        let texts = &lab.texts().assessment;
        let mut names = vec![
            lab.texts().benchmark.structure.to_owned(),
            (texts.accuracy)(Rule::HeadMean).to_owned(),
            (texts.accuracy)(Rule::AllHeads).to_owned(),
            texts.heads.to_owned(),
            texts.contradictions.to_owned(),
            texts.rate.to_owned(),
            texts.published.to_owned(),
        ];
        names.extend(any_cut().then(|| texts.cut.to_owned()));
        names.into_iter().map(|name| view! { <th scope="col">{name}</th> }).collect_view()
    };
    view! {
        <div class="panel wide">
            <div class="scroll">
                <table data-testid="assessment-table">
                    <caption>{move || lab.texts().assessment.caption}</caption>
                    <thead><tr>{head}</tr></thead>
                    <tbody>{move || found.get().into_iter().map(line).collect_view()}</tbody>
                </table>
            </div>
            {move || any_cut().then(|| view! { <p class="note">{lab.texts().assessment.cut_note}</p> })}
            {move || found.get().into_iter().map(|(network, found)| confusion(lab, network.structure, &found)).collect_view()}
        </div>
    }
}

/// What remains of the networks whose wires are cut.
fn with_cut(lab: Lab, found: &BTreeMap<NetworkId, Assessed>) -> BTreeMap<NetworkId, Tally> {
    lab.published.with(|published| {
        let Some(published) = published.here() else { return BTreeMap::new() };
        lab.cuts.with(|wires| {
            let tally = |(&network, assessed): (&NetworkId, &Assessed)| {
                let means = published.mean_shares_of(network)?;
                Some((network, assessed.with_cut(network, means, wires)?))
            };
            found.iter().filter_map(tally).collect()
        })
    })
}

/// A confusion matrix, folded away.
fn confusion(lab: Lab, structure: Structure, assessed: &Assessed) -> impl IntoView + use<> {
    let row = |(label, counts): (usize, [usize; 4])| {
        let cells = counts.map(|count| view! { <td>{count}</td> }).collect_view();
        view! { <tr><th scope="row">{label}</th>{cells}</tr> }
    };
    let rows = assessed.tally.confusion().iter().copied().enumerate().map(row).collect_view();
    view! {
        <details>
            <summary>{move || (lab.texts().assessment.confusion)(structure)}</summary>
            <div class="scroll"><table><tbody>{rows}</tbody></table></div>
        </details>
    }
}

/// Thumbnails of the missed images; a click puts one on the pad.
#[component]
fn Misses(found: Memo<BTreeMap<NetworkId, Assessed>>) -> impl IntoView {
    let lab = Lab::get();
    let misses = Memo::new(move |_| {
        let mut misses: BTreeMap<usize, Vec<(Structure, Verdict)>> = BTreeMap::new();
        found.with(|found| {
            for (network, assessed) in found {
                for &(index, verdict) in &assessed.misses {
                    misses.entry(index).or_default().push((network.structure, verdict));
                }
            }
        });
        misses.into_iter().take(MOST_MISSES).collect::<Vec<_>>()
    });
    let thumbnail = move |(index, said): (usize, Vec<(Structure, Verdict)>)| {
        let test_image = lab
            .digits
            .with_untracked(|digits| digits.here().and_then(|set| set.label(index).zip(set.bitmap(index))));
        let (label, bitmap) = test_image?;
        let label = Signal::derive(move || (lab.texts().assessment.miss)(index, label, &said));
        Some(view! {
            <button type="button" class="sample" data-testid="miss" data-index=index aria-label=label title=label
                on:click=move |_| lab.show(index)>
                <Thumbnail bitmap=Signal::derive(move || Some(bitmap)) />
            </button>
        })
    };
    let nothing = move || misses.with(Vec::is_empty).then(|| lab.texts().assessment.no_misses);
    view! {
        <div class="panel">
            <h3>{move || lab.texts().assessment.misses}</h3>
            <p class="note">{nothing}</p>
            <div class="sample-row">{move || misses.get().into_iter().map(thumbnail).collect_view()}</div>
        </div>
    }
}
