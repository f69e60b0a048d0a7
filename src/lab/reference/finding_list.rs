//! What the study found, above its charts.

use leptos::prelude::*;

use crate::lab::findings::{accuracy_finding, choice_finding, cost_finding};
use crate::lab::state::Lab;

/// The three sentences.
#[component]
pub(super) fn FindingList() -> impl IntoView {
    let lab = Lab::get();
    let sentences = move || {
        let texts = &lab.texts().reference;
        let published = lab.published.get();
        let published = published.here();
        let all = [
            accuracy_finding(published).map(|finding| (texts.accuracy_finding)(&finding)),
            cost_finding(published).map(|finding| (texts.cost_finding)(&finding)),
            choice_finding().map(|finding| (texts.choice_finding)(&finding)),
        ];
        all.into_iter().flatten().map(|sentence| view! { <li>{sentence}</li> }).collect_view()
    };
    view! { <ol class="findings" data-testid="findings">{sentences}</ol> }
}
