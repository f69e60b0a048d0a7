//! Faults for real, at a reader's wish, and what helps to find out what went wrong.

use leptos::prelude::*;

use super::state::Lab;
use crate::measure::{Bytes, DeviceKind};
use crate::protocol::Fault;
use crate::web::browser;
use crate::web::copy_outcome::CopyOutcome;

/// The panel, closed at first.
#[component]
pub(super) fn DiagnosticsPanel() -> impl IntoView {
    let lab = Lab::get();
    let on_gpu = Memo::new(move |_| {
        lab.bench.with(|bench| bench.device().is_some_and(|device| device.kind == DeviceKind::Gpu))
    });
    let button = move |fault: Fault| {
        view! {
            <button type="button" data-testid=format!("fault-{}", fault.id())
                disabled=move || fault.needs_gpu() && !on_gpu.get()
                on:click=move |_| lab.fail(fault)>
                {move || (lab.texts().diagnostics.fault)(fault)}
            </button>
        }
    };
    view! {
        <details data-testid="diagnostics">
            <summary>{move || lab.texts().diagnostics.heading}</summary>
            <p class="note">{move || lab.texts().diagnostics.introduction}</p>
            <p class="buttons">
                {Fault::ALL.map(button).collect_view()}
                <button type="button" data-testid="copy-diagnostics" on:click=move |_| lab.copy_diagnostics()>
                    {move || lab.texts().diagnostics.copy}
                </button>
                <CopyOutcome outcome=lab.report_copy language=lab.language />
            </p>
            <Stored />
        </details>
    }
}

/// The weights that the browser keeps for the next visit, and their end.
#[component]
fn Stored() -> impl IntoView {
    let lab = Lab::get();
    let stored = RwSignal::new((0, Bytes(0)));
    let look = move || leptos::task::spawn_local(async move { stored.set(browser::list_kept().await) });
    // Networks that come are kept.
    Effect::new(move |_| {
        lab.bench.track();
        look();
    });
    let forget = move |_| {
        leptos::task::spawn_local(async move {
            browser::forget_kept().await;
            stored.set(browser::list_kept().await);
        });
    };
    let text = move || {
        let (files, bytes) = stored.get();
        (lab.texts().diagnostics.stored)(files, bytes)
    };
    view! {
        <p class="buttons">
            <span class="note" role="status" data-testid="stored">{text}</span>
            <button type="button" data-testid="stored-delete" disabled=move || stored.get().0 == 0 on:click=forget>
                {move || lab.texts().diagnostics.forget}
            </button>
        </p>
    }
}
