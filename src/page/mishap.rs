//! What ended the last worker that ended, above all else, so that it moves no pad from under a hand.

use leptos::prelude::*;

use super::client::worker_model::{Event, WorkerPhase};
use super::diagnostics;
use super::state::Page;
use crate::web::clipboard::copy_later;
use crate::web::copy_outcome::CopyOutcome;

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
    let copied = RwSignal::new(None);
    let copy = move |_| {
        copied.set(None);
        let (begun, text) = (copy_later(), model.with_untracked(diagnostics::text));
        leptos::task::spawn_local(async move { copied.set(Some(begun.finish(text).await)) });
    };
    view! {
        <Show when=move || mishap.with(Option::is_some)>
            <div class="mishap" data-testid="mishap">
                <p role="status">{text}</p>
                <button type="button" data-testid="mishap-copy" on:click=copy>
                    {move || page.texts().device.copy_diagnostics}
                </button>
                <CopyOutcome outcome=copied language=page.language />
                <button type="button" class="quiet" data-testid="mishap-dismiss"
                    on:click=move |_| page.client.handle(Event::MishapSeen)>
                    {move || page.texts().page.dismiss}
                </button>
            </div>
        </Show>
    }
}
