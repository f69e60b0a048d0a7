//! The morph's images in a row, a slider, and a strip for each structure: 64 columns, each its verdict.

use std::sync::Arc;

use leptos::ev::Event;
use leptos::prelude::*;

use crate::image::Bitmap;
use crate::lab::inquiry::Readings;
use crate::lab::mind::{COLUMNS, MindPath, Stretch, morph_finding, percent_of, stretches};
use crate::lab::state::Lab;
use crate::study::{NetworkId, Structure, Verdict};
use crate::web::format::probability;
use crate::web::structure_name::StructureName;
use crate::web::thumbnail::Thumbnail;

/// Images shown of the morph's.
const SHOWN: usize = 16;

/// Readings of a structure so far, and whether it can answer at all.
type Row = Memo<(Readings, bool)>;

/// Everything below the choice of the ends.
#[component]
pub(super) fn Strips(
    /// The steps of the morph.
    frames: Memo<Option<Arc<[Bitmap]>>>,
) -> impl IntoView {
    let lab = Lab::get();
    let at = RwSignal::new(COLUMNS / 2);
    let row = move |structure| {
        Memo::new(move |_| {
            lab.bench.with(|bench| {
                let network = NetworkId { backbone: bench.backbone(), structure };
                let readings = lab.inquiry.with(|inquiry| inquiry.readings(network).cloned());
                (readings.unwrap_or_default(), bench.ready().contains(&network))
            })
        })
    };
    let rows: [(Structure, Row); 5] = Structure::ALL.map(|structure| (structure, row(structure)));
    let frame = move |column: usize| frames.with(|frames| frames.as_ref()?.get(column).copied());
    let shown = move |index: usize| {
        let column = index * (COLUMNS - 1) / (SHOWN - 1);
        view! { <Thumbnail bitmap=Signal::derive(move || frame(column)) /> }
    };
    let there = Signal::derive(move || frame(at.get()));
    view! {
        <div class="morph-grid" style=("--at", move || at.get().to_string())>
            <div class="film" aria-hidden="true">{(0..SHOWN).map(shown).collect_view()}</div>
            <Slider at />
            <There bitmap=there at />
            {rows.map(|(structure, row)| view! { <Strip structure row at /> }.into_any()).collect_view()}
        </div>
        <ul class="legend morph-legend" aria-hidden="true">
            {VERDICTS.map(|verdict| view! {
                <li><span class=format!("swatch {}", class_of(verdict))></span>{move || (lab.texts().inside.verdict)(verdict)}</li>
            }).collect_view()}
        </ul>
        <Finding rows />
    }
}

/// All verdicts, as the legend has them.
const VERDICTS: [Verdict; 4] = {
    use crate::study::Digit::{One, Two, Zero};
    [Verdict::Digit(Zero), Verdict::Digit(One), Verdict::Digit(Two), Verdict::Contradiction]
};

/// The style of a verdict.
fn class_of(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Digit(digit) => ["says-0", "says-1", "says-2"][usize::from(digit.value())],
        Verdict::Contradiction => "says-x",
    }
}

/// A verdict in one character, for tests.
fn character(verdict: Verdict) -> char {
    match verdict {
        Verdict::Digit(digit) => char::from(b'0' + digit.value()),
        Verdict::Contradiction => 'x',
    }
}

fn path_of(structure: Structure, readings: &Readings) -> MindPath {
    MindPath { structure, stretches: stretches(readings.all.iter().map(|reading| reading.verdict)) }
}

/// The slider.
#[component]
fn Slider(at: RwSignal<usize>) -> impl IntoView {
    let lab = Lab::get();
    let moved = move |event: Event| {
        if let Ok(column) = event_target_value(&event).parse::<usize>() {
            at.set(column.min(COLUMNS - 1));
        }
    };
    view! {
        <input class="morph-slider" type="range" min="0" max=COLUMNS - 1 step="1" data-testid="morph-slider"
            prop:value=move || at.get().to_string() aria-label=move || lab.texts().inside.slider
            aria-valuetext=move || (lab.texts().inside.at)(percent_of(at.get())) on:input=moved />
    }
}

/// The image where the slider stands.
#[component]
fn There(bitmap: Signal<Option<Bitmap>>, at: RwSignal<usize>) -> impl IntoView {
    let lab = Lab::get();
    view! {
        <figure class="morph-there">
            <Thumbnail bitmap label=Signal::derive(move || lab.texts().inside.image_there.to_owned()) testid="morph-image" />
            <figcaption class="note">{move || (lab.texts().inside.at)(percent_of(at.get()))}</figcaption>
        </figure>
    }
}

/// One structure: its name, its columns, and what it says where the slider stands.
#[component]
fn Strip(structure: Structure, row: Row, at: RwSignal<usize>) -> impl IntoView {
    let lab = Lab::get();
    let path = Memo::new(move |_| row.with(|(readings, _)| path_of(structure, readings)));
    let verdicts = move || {
        row.with(|(readings, _)| readings.all.iter().map(|one| character(one.verdict)).collect::<String>())
    };
    // Why there is no strip, or no whole one.
    let missing = Memo::new(move |_| {
        row.with(|(readings, ready)| match &readings.failure {
            Some(failure) => Some((lab.texts().inside.failed)(&lab.failure(failure))),
            None if readings.all.is_empty() && !ready => Some(lab.texts().inside.left_out.to_owned()),
            None => None,
        })
    });
    let stretch = move |Stretch { verdict, columns: (first, last) }: Stretch| {
        let count = last + 1 - first;
        view! {
            <span class=class_of(verdict) style=("--from", first.to_string()) style=("--count", count.to_string())>
                {(lab.texts().inside.verdict)(verdict)}
            </span>
        }
    };
    let strip = move || {
        match missing.get() {
        Some(reason) => view! {
            <p class="note morph-missing" data-testid=format!("morph-left-out-{}", structure.id())>{reason}</p>
        }
        .into_any(),
        None => view! {
            <div class="strip" role="img" data-testid=format!("morph-strip-{}", structure.id()) data-verdicts=verdicts
                aria-label=move || path.with(|path| (lab.texts().inside.path)(path))>
                {move || path.get().stretches.into_iter().map(stretch).collect_view()}
            </div>
        }
        .into_any(),
    }
    };
    let reading = move || row.with(|(readings, _)| readings.all.get(at.get()).copied());
    let says = move || match (missing.with(Option::is_some), reading()) {
        (false, Some(reading)) => (lab.texts().inside.verdict)(reading.verdict),
        _ => "–",
    };
    let sure =
        move || reading().filter(|_| missing.with(Option::is_none)).map(|it| probability(it.confidence));
    view! {
        <span class="morph-name"><StructureName structure /></span>
        {strip}
        <p class="morph-says" data-testid=format!("morph-says-{}", structure.id())>
            <strong class:contradiction=move || reading().is_some_and(|it| it.verdict == Verdict::Contradiction)>{says}</strong>
            <span class="note">{sure}</span>
        </p>
    }
}

/// What the strips amount to, and the same as a table.
#[component]
fn Finding(rows: [(Structure, Row); 5]) -> impl IntoView {
    let lab = Lab::get();
    let whole = Memo::new(move |_| {
        let whole = rows.iter().filter(|(_, row)| row.with(|(readings, _)| readings.all.len() == COLUMNS));
        whole
            .map(|(structure, row)| row.with(|(readings, _)| path_of(*structure, readings)))
            .collect::<Vec<_>>()
    });
    let waited_for = move || {
        rows.iter().any(|(_, row)| {
            row.with(|(readings, ready)| *ready && readings.failure.is_none() && readings.all.len() < COLUMNS)
        })
    };
    let finding = move || match (waited_for(), whole.with(Vec::is_empty)) {
        (true, _) => lab.texts().inside.computing.to_owned(),
        (false, true) => String::new(),
        (false, false) => whole.with(|paths| (lab.texts().inside.finding)(&morph_finding(paths))),
    };
    let line = move |structure: Structure, Stretch { verdict, columns }: Stretch| {
        let cells = [
            (lab.texts().inside.verdict)(verdict).to_owned(),
            format!("{} %", percent_of(columns.0)),
            format!("{} %", percent_of(columns.1)),
        ];
        let cells = cells.into_iter().map(|cell| view! { <td>{cell}</td> }).collect_view();
        view! { <tr><th scope="row"><StructureName structure /></th>{cells}</tr> }
    };
    let lines = move || {
        let all = whole
            .get()
            .into_iter()
            .flat_map(|path| path.stretches.into_iter().map(move |stretch| (path.structure, stretch)));
        all.map(|(structure, stretch)| line(structure, stretch)).collect_view()
    };
    let heads =
        move || lab.texts().inside.columns.map(|name| view! { <th scope="col">{name}</th> }).collect_view();
    view! {
        <p class="morph-finding" role="status" data-testid="morph-finding">{finding}</p>
        <details>
            <summary>{move || lab.texts().inside.table}</summary>
            <div class="scroll">
                <table data-testid="morph-table">
                    <caption>{move || lab.texts().inside.caption}</caption>
                    <thead><tr>{heads}</tr></thead>
                    <tbody>{lines}</tbody>
                </table>
            </div>
        </details>
    }
}
