//! A run saved as JSON, CSV or Markdown or as a link, and runs of others imported; `measure` has the formats.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::lab::state::Lab;
use crate::measure::{Run, RunError, csv, markdown};
use crate::web::browser;

/// The buttons that save a run.
#[component]
pub(super) fn SaveRun(run: Memo<Option<Run>>) -> impl IntoView {
    let lab = Lab::get();
    let copied = RwSignal::new(false);
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
    let copy = move |_| {
        lab.copy_link();
        copied.set(true);
    };
    view! {
        <p class="buttons">
            <span class="note">{move || lab.texts().benchmark.save}</span>
            {kinds.into_iter().map(button).collect_view()}
            <button type="button" class="quiet" data-testid="copy-link" on:click=copy>
                {move || lab.texts().benchmark.copy_link}
            </button>
            <Show when=move || copied.get()>
                <span class="note" role="status">{move || lab.texts().benchmark.copied}</span>
            </Show>
        </p>
    }
}

/// The file field and drop zone for the run of someone else.
#[component]
pub(super) fn ImportRuns() -> impl IntoView {
    let lab = Lab::get();
    let setup = lab.setup;
    let import = move |file: web_sys::File| {
        // Before it is read: memory for it may not be there.
        if file.size() > Run::LARGEST_FILE as f64 {
            return setup.refused.set(Some(RunError::TooLarge.to_string()));
        }
        leptos::task::spawn_local(async move {
            match browser::read_text(&file).await {
                Ok(text) => setup.import(&text),
                Err(error) => setup.refused.set(Some(error)),
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
    let imported = move |(index, run): (usize, Run)| {
        let remove = move |_| {
            setup.theirs.update(|all| {
                if index < all.len() {
                    all.remove(index);
                }
            });
        };
        view! {
            <li>
                {run.device_name()}
                " "
                <button type="button" class="quiet" on:click=remove>{move || lab.texts().benchmark.remove}</button>
            </li>
        }
    };
    view! {
        <div class="import" on:dragover=|event: web_sys::DragEvent| event.prevent_default() on:drop=dropped>
            <label>
                {move || lab.texts().benchmark.import}
                " "
                <input type="file" accept="application/json,.json" data-testid="import" on:change=chosen />
            </label>
            <p class="failure" role="status" data-testid="import-refused">
                {move || setup.refused.get().map(|reason| (lab.texts().benchmark.import_failed)(&reason))}
            </p>
            <ul data-testid="theirs">{move || setup.theirs.get().into_iter().enumerate().map(imported).collect_view()}</ul>
        </div>
    }
}
