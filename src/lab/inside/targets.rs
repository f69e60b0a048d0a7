//! The test images that a morph can end with.

use leptos::prelude::*;

use super::end_choice::EndChoice;
use crate::lab::ends::offered;
use crate::lab::state::Lab;
use crate::study::Digit;
use crate::web::thumbnail::Thumbnail;

/// Those that look most like the start, and some of each digit.
#[component]
pub(super) fn Targets(choice: EndChoice) -> impl IntoView {
    let lab = Lab::get();
    let alike = Memo::new(move |_| {
        choice.ends.with(|ends| ends.as_ref().map(|ends| ends.alike.clone()).unwrap_or_default())
    });
    let others = Memo::new(move |_| lab.digits.with(|digits| digits.here().map(offered).unwrap_or_default()));
    let row = move |name: &'static str, images: Memo<Vec<(usize, Digit)>>| {
        let each = move || images.get().into_iter().enumerate();
        view! {
            <div class="morph-targets">
                {move || each().map(|(at, image)| target(choice, format!("{name}-{at}"), image)).collect_view()}
            </div>
        }
    };
    view! {
        <fieldset class="morph-choice">
            <legend class="note">{move || lab.texts().inside.alike}</legend>
            {row("morph-alike", alike)}
        </fieldset>
        <fieldset class="morph-choice">
            <legend class="note">{move || lab.texts().inside.others}</legend>
            {row("morph-other", others)}
        </fieldset>
    }
}

fn target(choice: EndChoice, testid: String, (index, digit): (usize, Digit)) -> impl IntoView {
    let lab = Lab::get();
    let label = move || (lab.texts().inside.test_image)(index, digit);
    let bitmap = lab.digits.with_untracked(|digits| digits.here().and_then(|set| set.bitmap(index)));
    view! {
        <button type="button" class="sample" data-testid=testid data-index=index data-label=digit.value()
            aria-label=label title=label aria-pressed=move || (choice.target() == Some(index)).to_string()
            on:click=move |_| choice.chosen.set(Some(index))>
            <Thumbnail bitmap=Signal::derive(move || bitmap) />
        </button>
    }
}
