//! The benchmark's controls: mode, time budget, structures, start, cancel, and its progress.

use leptos::prelude::*;

use crate::lab::runs::{Benchmark, RunEvent, Wish};
use crate::lab::setup::can_start;
use crate::lab::state::Lab;
use crate::measure::Mode;
use crate::study::Structure;
use crate::web::Fetched;
use crate::web::structure_name::StructureName;

/// Choices of the time budget, in seconds.
const BUDGETS: [u32; 5] = [10, 30, 60, 180, 600];

/// All controls.
#[component]
pub(super) fn Controls() -> impl IntoView {
    let lab = Lab::get();
    let (bench, setup) = (lab.bench, lab.setup);
    let busy = Memo::new(move |_| bench.with(|bench| bench.is_busy()));
    let measuring = Memo::new(move |_| bench.with(|bench| bench.benchmark().is_busy()));
    let can =
        Memo::new(move |_| lab.bitmap_to_measure().is_some() && bench.with(|bench| can_start(bench, setup)));
    let choose_mode = move |event| {
        if let Ok(mode) = event_target_value(&event).parse() {
            setup.mode.set(mode);
        }
    };
    let choose_budget = move |event| {
        if let Ok(seconds) = event_target_value(&event).parse() {
            setup.budget.set(seconds);
        }
    };
    let mode = move |mode: Mode| {
        let text = move || (lab.texts().benchmark.mode_choice)(mode);
        view! { <option value=mode.id() selected=move || setup.mode.get() == mode>{text}</option> }
    };
    let budget = move |seconds: u32| {
        let text = move || (lab.texts().benchmark.budget_choice)(seconds);
        view! { <option value=seconds.to_string() selected=move || setup.budget.get() == seconds>{text}</option> }
    };
    view! {
        <div class="buttons controls">
            <label>
                {move || lab.texts().benchmark.mode}
                " "
                <select data-testid="benchmark-mode" disabled=busy on:change=choose_mode>
                    {Mode::ALL.into_iter().map(mode).collect_view()}
                </select>
            </label>
            <label>
                {move || lab.texts().benchmark.budget}
                " "
                <select data-testid="benchmark-budget" disabled=busy on:change=choose_budget>
                    {BUDGETS.into_iter().map(budget).collect_view()}
                </select>
            </label>
            <Structures />
            <button type="button" class="primary" data-testid="benchmark-start"
                disabled=move || busy.get() || !can.get() on:click=move |_| lab.start_benchmark()>
                {move || lab.texts().benchmark.start}
            </button>
            <button type="button" data-testid="benchmark-cancel" disabled=move || !measuring.get()
                on:click=move |_| lab.handle(RunEvent::Cancel)>
                {move || lab.texts().benchmark.cancel}
            </button>
            <Show when=move || !busy.get() && !can.get()><WhyNot /></Show>
        </div>
    }
}

/// Why the benchmark cannot start.
#[component]
fn WhyNot() -> impl IntoView {
    let lab = Lab::get();
    let words = move || {
        let texts = &lab.texts().benchmark;
        let nothing_chosen = lab.setup.structures.with(Vec::is_empty);
        // Where images are missing, `MissingTestSet` says so.
        let image =
            lab.bitmap_to_measure().is_some() || lab.digits.with(|digits| *digits == Fetched::Loading);
        image.then_some(if nothing_chosen { texts.no_structure } else { texts.not_ready })
    };
    view! { <span class="note">{words}</span> }
}

/// The choice of structures.
#[component]
fn Structures() -> impl IntoView {
    let lab = Lab::get();
    let setup = lab.setup;
    let toggle = move |structure: Structure| {
        setup.structures.update(|chosen| {
            *chosen = Structure::ALL
                .into_iter()
                .filter(|other| (*other == structure) != chosen.contains(other))
                .collect();
        });
    };
    let choice = move |structure: Structure| {
        view! {
            <label class="choice">
                <input type="checkbox" data-testid=format!("benchmark-structure-{}", structure.id())
                    prop:checked=move || setup.structures.with(|chosen| chosen.contains(&structure))
                    on:change=move |_| toggle(structure) />
                <StructureName structure />
            </label>
        }
    };
    view! {
        <span class="choices" role="group" aria-label=move || lab.texts().benchmark.structures>
            {Structure::ALL.into_iter().map(choice).collect_view()}
        </span>
    }
}

/// How far the benchmark is.
#[component]
pub(super) fn BenchmarkProgress() -> impl IntoView {
    let lab = Lab::get();
    let state = move || {
        lab.bench.with(|bench| match bench.benchmark() {
            Benchmark::Running(running) => {
                Some((Some((running.phase, running.rounds)), running.fraction, running.wish))
            }
            Benchmark::Queued(_) => Some((None, 0.0, Wish::Continue)),
            Benchmark::Idle | Benchmark::Over(_) => None,
        })
    };
    let view = move |(now, part, wish): (Option<_>, f64, Wish)| {
        let texts = &lab.texts().benchmark;
        let words = match (wish, now) {
            (Wish::End, _) => texts.ending.to_owned(),
            (Wish::Continue, Some((phase, rounds))) => (texts.progress)(phase, rounds),
            (Wish::Continue, None) => String::new(),
        };
        view! {
            <p class="note" data-testid="benchmark-progress">
                <progress value=part max="1" aria-label=words.clone()></progress>
                {words}
            </p>
        }
    };
    move || state().map(view)
}
