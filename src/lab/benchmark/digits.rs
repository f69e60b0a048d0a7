//! What is said when the test digits did not come, and the way to ask for them again. Refuses to fetch: `state`.

use leptos::prelude::*;

use crate::lab::state::Lab;
use crate::protocol::Failure;
use crate::web::Fetched;

/// Shows itself only when the test digits did not come.
#[component]
pub fn WithoutDigits() -> impl IntoView {
    let lab = Lab::get();
    let failure = Memo::new(move |_| match lab.digits.get() {
        Fetched::Failed(failure) => Some(failure),
        Fetched::Loading | Fetched::Here(_) => None,
    });
    let words = move |failure: Failure| (lab.texts().benchmark.no_digits)(&lab.failure(&failure));
    view! {
        <p class="note" aria-live="polite" data-testid="no-digits">{move || failure.get().map(words)}</p>
        <Show when=move || failure.with(Option::is_some)>
            <div class="buttons">
                <button type="button" data-testid="digits-retry" on:click=move |_| lab.fetch_digits()>
                    {move || lab.texts().benchmark.retry}
                </button>
            </div>
        </Show>
    }
}
