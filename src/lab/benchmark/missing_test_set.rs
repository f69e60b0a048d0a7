//! The notice that the test images could not be fetched, with the button to try again.

use leptos::prelude::*;

use crate::lab::state::Lab;
use crate::protocol::Failure;
use crate::web::Fetched;

/// Empty unless the fetch failed.
#[component]
pub(super) fn MissingTestSet() -> impl IntoView {
    let lab = Lab::get();
    let failure = Memo::new(move |_| match lab.digits.get() {
        Fetched::Failed(failure) => Some(failure),
        Fetched::Loading | Fetched::Here(_) => None,
    });
    let notice = move |failure: Failure| (lab.texts().benchmark.no_digits)(&lab.failure(&failure));
    view! {
        <p class="note" aria-live="polite" data-testid="no-digits">{move || failure.get().map(notice)}</p>
        <Show when=move || failure.with(Option::is_some)>
            <div class="buttons">
                <button type="button" data-testid="digits-retry" on:click=move |_| lab.fetch_digits()>
                    {move || lab.texts().benchmark.retry}
                </button>
            </div>
        </Show>
    }
}
