//! Real test digits to load into the pad. Refuses labels of its own: they come with the test set.

use leptos::prelude::*;

use super::choice;
use crate::page::state::Page;
use crate::study::Digit;
use crate::web::Fetched;
use crate::web::thumbnail::Thumbnail;

/// The buttons with test digits.
#[component]
pub fn Samples() -> impl IntoView {
    let page = Page::get();
    let turn = RwSignal::new(0_usize);
    let shown = Memo::new(move |_| match page.digits.get() {
        Fetched::Here(set) => choice::samples(&set, turn.get()),
        Fetched::Loading | Fetched::Failed(_) => Vec::new(),
    });
    let message = move || match page.digits.get() {
        Fetched::Loading => page.texts().pad.samples_loading.to_owned(),
        Fetched::Failed(failure) => (page.texts().pad.samples_failed)(&page.failure(&failure)),
        Fetched::Here(_) => String::new(),
    };
    let here = move || matches!(page.digits.get(), Fetched::Here(_));
    let failed = move || matches!(page.digits.get(), Fetched::Failed(_));
    view! {
        <div class="samples" role="group" aria-labelledby="samples-heading">
            <h3 id="samples-heading">{move || page.texts().pad.samples}</h3>
            <div class="sample-row">
                {move || shown.get().into_iter().enumerate().map(sample_button).collect_view()}
            </div>
            <Show when=here>
                <button type="button" class="quiet" on:click=move |_| turn.update(|turn| *turn += 1)>
                    {move || page.texts().pad.more}
                </button>
            </Show>
            <p class="note" aria-live="polite">{message}</p>
            <Show when=failed>
                <button type="button" on:click=move |_| page.fetch_digits()>
                    {move || page.texts().cards.retry}
                </button>
            </Show>
        </div>
    }
}

fn sample_button((place, (index, digit)): (usize, (usize, Digit))) -> impl IntoView {
    let page = Page::get();
    let label = move || (page.texts().pad.sample)(index, digit);
    let bitmap = page.digits.with_untracked(|digits| digits.here().and_then(|set| set.bitmap(index)));
    view! {
        <button type="button" class="sample" data-testid=format!("sample-{place}") data-index=index
            data-label=digit.value() aria-label=label title=label on:click=move |_| page.load_digit(index)>
            <Thumbnail bitmap=Signal::derive(move || bitmap) />
        </button>
    }
}
