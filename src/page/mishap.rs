//! What ended the last worker that ended, above all else, so that it moves no pad from under a hand.

use leptos::prelude::*;

use super::client::worker_model::{Event, WorkerPhase};
use super::diagnostics;
use super::state::Page;
use crate::web::browser;

/// What happened, once another worker is there, and what helps to find out why.
#[component]
pub(super) fn Mishap() -> impl IntoView {
    let page = Page::get();
    let model = page.client.model();
    let mishap = Memo::new(move |_| model.with(|model| model.mishap().cloned()));
    let running = Memo::new(move |_| model.with(|model| *model.phase() == WorkerPhase::Running));
    // Until then the device line says it.
    let text = move || {
        let reason = mishap.get().filter(|_| running.get()).map(|failure| page.failure(&failure));
        reason.map(|reason| (page.texts().device.replaced)(&reason)).unwrap_or_default()
    };
    let copy = move |_| browser::copy_later().finish(&model.with_untracked(diagnostics::text));
    view! {
        <Show when=move || mishap.with(Option::is_some)>
            <div class="mishap" data-testid="mishap">
                <p role="status">{text}</p>
                <button type="button" data-testid="mishap-copy" on:click=copy>
                    {move || page.texts().device.copy_diagnostics}
                </button>
                <button type="button" class="quiet" data-testid="mishap-dismiss"
                    on:click=move |_| page.client.handle(Event::MishapSeen)>
                    {move || page.texts().page.dismiss}
                </button>
            </div>
        </Show>
    }
}
