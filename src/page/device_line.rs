//! The line that says what the networks run on, or why they do not.

use leptos::prelude::*;

use super::client::worker_model::{Event, WorkerModel, WorkerPhase};
use super::state::Page;
use crate::web::fallback_reason;

/// What the networks run on, or why they do not.
#[component]
pub(super) fn DeviceLine() -> impl IntoView {
    let page = Page::get();
    let model = page.client.model();
    let text = Memo::new(move |_| {
        let texts = page.texts();
        let reason = |failure: &_| page.failure(failure);
        model.with(|model| match model.phase() {
            WorkerPhase::Booting => texts.device.booting.to_owned(),
            WorkerPhase::Starting => texts.device.starting.to_owned(),
            WorkerPhase::Replacing(failure) => (texts.device.replacing)(&reason(failure)),
            WorkerPhase::GivenUp(failure) => (texts.device.given_up)(&reason(failure)),
            WorkerPhase::Running => device_text(page, model),
        })
    });
    let kind = move || model.with(|model| model.device().map_or("", |device| device.kind.id()));
    // What stands there otherwise is a sentence of its own.
    let running = Memo::new(move |_| model.with(|model| *model.phase() == WorkerPhase::Running));
    let given_up = Memo::new(move |_| model.with(|model| matches!(model.phase(), WorkerPhase::GivenUp(_))));
    view! {
        <div class="device">
            <p role="status" data-testid="device" data-device=kind class:failure=given_up>
                <Show when=move || running.get()>
                    <span class="device-label">{move || page.texts().device.label}</span>
                    " "
                </Show>
                <span>{text}</span>
            </p>
            <Show when=move || given_up.get()>
                <button type="button" data-testid="restart" on:click=move |_| page.client.handle(Event::Restart)>
                    {move || page.texts().device.restart}
                </button>
            </Show>
        </div>
    }
}

fn device_text(page: Page, model: &WorkerModel) -> String {
    let texts = &page.texts().device;
    let Some(device) = model.device() else { return texts.starting.to_owned() };
    // On the CPU the reason why not the GPU says enough about it.
    let adapter =
        device.adapter_in_use().map(|adapter| (texts.adapter)(adapter)).filter(|name| !name.is_empty());
    let fallback = device.fallback.as_ref().map(|fallback| fallback_reason(page.language.get(), fallback));
    let executor = Some((texts.executor)(device.executor).to_owned()).filter(|name| !name.is_empty());
    let follows = model.gpu_follows().then(|| texts.gpu_follows.to_owned());
    let parts = [Some((texts.kind)(device.kind).to_owned()), executor, adapter, fallback, follows];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
