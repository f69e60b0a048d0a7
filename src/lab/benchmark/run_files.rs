//! A run saved as JSON, CSV or Markdown or as a link, and runs of others imported; `measure` has the formats.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::lab::others::{OtherRun, Refusal, Shipped, made_on};
use crate::lab::state::Lab;
use crate::measure::{Mode, Run, RunError, csv, markdown, within};
use crate::web::browser;
use crate::web::copy_outcome::CopyOutcome;

/// The buttons that save a run.
#[component]
pub(super) fn SaveRun(run: Memo<Option<Run>>) -> impl IntoView {
    let lab = Lab::get();
    let save = move |kind: &'static str| {
        let text = run.with_untracked(|run| {
            let run = run.as_ref()?;
            match kind {
                "json" => run.to_json().ok(),
                "csv" => Some(csv(run)),
                _ => Some(markdown(run)),
            }
        });
        if let Some(text) = text {
            browser::save(&format!("share-or-split-benchmark.{kind}"), text.as_bytes());
        }
    };
    let button = move |(kind, name): (&'static str, &'static str)| {
        view! {
            <button type="button" class="quiet" data-testid=format!("save-{kind}") on:click=move |_| save(kind)>
                {name}
            </button>
        }
    };
    let kinds = [("json", "JSON"), ("csv", "CSV"), ("md", "Markdown")];
    view! {
        <p class="buttons">
            <span class="note">{move || lab.texts().benchmark.save}</span>
            {kinds.into_iter().map(button).collect_view()}
            <button type="button" class="quiet" data-testid="copy-link" on:click=move |_| lab.copy_link()>
                {move || lab.texts().benchmark.copy_link}
            </button>
            <CopyOutcome outcome=lab.link_copy language=lab.language />
        </p>
    }
}

/// The file field and drop zone for the run of someone else.
#[component]
pub(super) fn ImportRuns(run: Memo<Option<Run>>) -> impl IntoView {
    let lab = Lab::get();
    let setup = lab.setup;
    let import = move |file: web_sys::File| {
        // Before it is read: memory for it may not be there.
        if file.size() > Run::LARGEST_FILE as f64 {
            return setup.refused.set(Some(Refusal::File(RunError::TooLarge.to_string())));
        }
        leptos::task::spawn_local(async move {
            match within(browser::READING, browser::wait, browser::read_text(&file)).await {
                Some(Ok(text)) => setup.import(&text),
                Some(Err(error)) => setup.refused.set(Some(Refusal::File(error))),
                None => setup.refused.set(Some(Refusal::Late)),
            }
        });
    };
    let chosen = move |event: web_sys::Event| {
        let input = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
        if let Some(file) = input.as_ref().and_then(|input| browser::first_file(input)) {
            import(file);
        }
        // So that the same file fires a change event again.
        if let Some(input) = input {
            input.set_value("");
        }
    };
    let dropped = move |event: web_sys::DragEvent| {
        event.prevent_default();
        if let Some(file) = browser::dropped_file(&event) {
            import(file);
        }
    };
    // What is timed here, or would be.
    let mode = Memo::new(move |_| {
        run.with(|run| run.as_ref().map(|run| run.plan.mode)).unwrap_or_else(|| setup.mode.get())
    });
    let refused = move || {
        let texts = &lab.texts().benchmark;
        setup.refused.get().map(|refusal| match refusal {
            Refusal::File(reason) => (texts.import_failed)(&reason),
            Refusal::Late => texts.import_late.to_owned(),
            Refusal::Fetch(failure) => lab.failure(&failure),
        })
    };
    view! {
        <div class="import" on:dragover=|event: web_sys::DragEvent| event.prevent_default() on:drop=dropped>
            <p class="buttons">
                <span class="note">{move || lab.texts().benchmark.beside}</span>
                {Shipped::ALL.map(|shipped| shipped_button(lab, shipped, mode)).collect_view()}
            </p>
            <label>
                {move || lab.texts().benchmark.import}
                " "
                <input type="file" accept="application/json,.json" data-testid="import" on:change=chosen />
            </label>
            <p class="failure" role="status" data-testid="import-refused">
                {refused}
            </p>
            <ul class="theirs" data-testid="theirs">
                {move || setup.theirs.get().into_iter().enumerate()
                    .map(|(index, other)| imported(lab, index, &other, mode)).collect_view()}
            </ul>
        </div>
    }
}

/// The button that puts a run that comes with the page beside one's own.
fn shipped_button(lab: Lab, shipped: Shipped, mode: Memo<Mode>) -> impl IntoView {
    let setup = lab.setup;
    let there = move || setup.has(shipped, mode.get()) || shipped.file(mode.get()).is_none();
    view! {
        <button type="button" class="quiet" data-testid=format!("beside-{}", shipped.id()) disabled=there
            on:click=move |_| setup.import_shipped(shipped, mode.get_untracked())>
            {move || (lab.texts().benchmark.shipped)(shipped)}
        </button>
    }
}

/// A run of others: what it is, and whether it timed what was timed here.
fn imported(lab: Lab, index: usize, other: &OtherRun, mode: Memo<Mode>) -> impl IntoView + use<> {
    let OtherRun { run, shipped } = other;
    let (shipped, theirs) = (*shipped, run.plan.mode);
    let name = run.device_name();
    let run = run.clone();
    let remove = move |_| {
        lab.setup.theirs.update(|all| {
            if index < all.len() {
                all.remove(index);
            }
        });
    };
    let about = move || {
        let texts = &lab.texts().benchmark;
        let timed = (texts.mode_choice)(theirs);
        let apart = if theirs == mode.get() { "" } else { texts.timed_otherwise };
        format!("{}. {timed}. {apart}", made_on(&run, texts.processors))
    };
    let name = move || {
        shipped.map_or_else(|| name.clone(), |shipped| (lab.texts().benchmark.shipped)(shipped).to_owned())
    };
    view! {
        <li>
            <strong>{name}</strong>
            " "
            <span class="note">{about}</span>
            " "
            <button type="button" class="quiet" on:click=remove>{move || lab.texts().benchmark.remove}</button>
        </li>
    }
}
