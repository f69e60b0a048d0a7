//! MNIST test images to put on the pad: which are offered, and their buttons.

use leptos::prelude::*;

use crate::image::TestSet;
use crate::page::state::Page;
use crate::study::Digit;
use crate::web::Fetched;
use crate::web::thumbnail::Thumbnail;

/// Images of each digit on one page of buttons.
const EACH: usize = 2;

/// Distance between the images of one page of buttons and the next within a digit's images; prime to 980, 1135 and
/// 1032, so that every image comes up.
const STEP: usize = 37;

/// A row of test images as buttons, one that brings others, and a row of hard ones.
#[component]
pub(super) fn TestImages() -> impl IntoView {
    let page = Page::get();
    let turn = RwSignal::new(0_usize);
    let offered = Memo::new(move |_| match page.test_set.get() {
        Fetched::Here(set) => offer(&set, turn.get()),
        Fetched::Loading | Fetched::Failed(_) => Vec::new(),
    });
    let hard = Memo::new(move |_| match page.test_set.get() {
        Fetched::Here(set) => labelled(&set, TestSet::HARD.into_iter()),
        Fetched::Loading | Fetched::Failed(_) => Vec::new(),
    });
    let message = move || match page.test_set.get() {
        Fetched::Loading => page.texts().pad.test_images_loading.to_owned(),
        Fetched::Failed(failure) => (page.texts().pad.test_images_failed)(&page.failure(&failure)),
        Fetched::Here(_) => String::new(),
    };
    let here = move || matches!(page.test_set.get(), Fetched::Here(_));
    let failed = move || matches!(page.test_set.get(), Fetched::Failed(_));
    view! {
        <div class="samples" role="group" aria-labelledby="samples-heading">
            <div class="samples-head">
                <h3 id="samples-heading">{move || page.texts().pad.test_images}</h3>
                <Show when=here>
                    <button type="button" class="quiet" on:click=move |_| turn.update(|turn| *turn += 1)>
                        {move || page.texts().pad.more}
                    </button>
                </Show>
            </div>
            <div class="sample-row">
                {move || offered.get().into_iter().enumerate().map(|each| test_image_button("sample", each)).collect_view()}
            </div>
            <h3>{move || page.texts().pad.hard_images}</h3>
            <div class="sample-row">
                {move || hard.get().into_iter().enumerate().map(|each| test_image_button("hard", each)).collect_view()}
            </div>
            <p class="note" aria-live="polite">{message}</p>
            <Show when=failed>
                <button type="button" on:click=move |_| page.fetch_test_set()>
                    {move || page.texts().cards.retry}
                </button>
            </Show>
        </div>
    }
}

/// The images that there are, with what they show.
fn labelled(set: &TestSet, indices: impl Iterator<Item = usize>) -> Vec<(usize, Digit)> {
    indices.filter_map(|index| Some((index, set.label(index)?))).collect()
}

fn test_image_button(row: &str, (position, (index, digit)): (usize, (usize, Digit))) -> impl IntoView {
    let page = Page::get();
    let label = move || (page.texts().pad.test_image)(index, digit);
    let bitmap = page.test_set.with_untracked(|set| set.here().and_then(|set| set.bitmap(index)));
    view! {
        <button type="button" class="sample" data-testid=format!("{row}-{position}") data-index=index
            data-label=digit.value() aria-label=label title=label on:click=move |_| page.show_test_image(index)>
            <Thumbnail bitmap=Signal::derive(move || bitmap) />
        </button>
    }
}

/// Indices of the test images of a turn, and what they show: two 0s, two 1s, two 2s.
fn offer(set: &TestSet, turn: usize) -> Vec<(usize, Digit)> {
    let images_of = |digit| {
        let all: Vec<usize> = (0..set.len()).filter(|&index| set.label(index) == Some(digit)).collect();
        let pick = |which: usize| all.get((turn * EACH + which) * STEP % all.len().max(1)).copied();
        (0..EACH).filter_map(pick).map(|index| (index, digit)).collect::<Vec<_>>()
    };
    Digit::ALL.into_iter().flat_map(images_of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn set() -> TestSet {
        TestSet::parse(include_bytes!("../../../public/mnist/test_012.bin")).unwrap()
    }

    #[test]
    fn every_turn_offers_two_of_each_digit_with_true_labels() {
        let set = set();
        for turn in [0, 1, 77, 100_000] {
            let offered = offer(&set, turn);
            assert_eq!(offered.len(), 6);
            assert!(offered.iter().all(|&(index, digit)| set.label(index) == Some(digit)));
            assert_eq!(offered.iter().collect::<BTreeSet<_>>().len(), 6, "no image twice");
        }
    }

    #[test]
    fn every_test_image_comes_up() {
        let set = set();
        let seen: BTreeSet<usize> =
            (0..600).flat_map(|turn| offer(&set, turn)).map(|(index, _)| index).collect();
        assert_eq!(seen.len(), set.len());
    }
}
