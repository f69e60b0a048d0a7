//! What the browser keeps of the networks, and a button that deletes it.

use leptos::prelude::*;

use super::state::Lab;
use crate::web::browser::{self, StoredFile};

/// The panel, closed at first; what it lists is read each time that it is opened.
#[component]
pub(super) fn StoredPanel() -> impl IntoView {
    let lab = Lab::get();
    let files = RwSignal::new(Vec::<StoredFile>::new());
    let read = move || {
        leptos::task::spawn_local(async move {
            let found = browser::stored_files().await;
            files.try_set(found);
        });
    };
    let delete = move |_| {
        leptos::task::spawn_local(async move {
            browser::delete_stored_files().await;
            let left = browser::stored_files().await;
            files.try_set(left);
        });
    };
    let item = |file: StoredFile| {
        view! { <li>{format!("{}, {:.1} MB", file.name, file.bytes.megabytes())}</li> }
    };
    let summary = move || files.with(|files| (lab.texts().stored.summary)(files));
    view! {
        <details data-testid="stored" on:toggle=move |_| read()>
            <summary>{move || lab.texts().stored.heading}</summary>
            <p class="note">{move || lab.texts().stored.introduction}</p>
            <p role="status" data-testid="stored-summary">{summary}</p>
            <ul>{move || files.get().into_iter().map(item).collect_view()}</ul>
            <p class="buttons">
                <button type="button" data-testid="stored-delete"
                    disabled=move || files.with(Vec::is_empty) on:click=delete>
                    {move || lab.texts().stored.delete}
                </button>
            </p>
        </details>
    }
}
