//! Faults for real, at a reader's wish, and what helps to find out what went wrong.

use leptos::prelude::*;

use super::state::Lab;
use crate::measure::DeviceKind;
use crate::protocol::Fault;
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
        </details>
    }
}
