//! The bar of sections: links that work before the lab, which has most of them, is there.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;

use super::lab_port::LabProgram;
use super::section::PageSection;
use super::state::Page;
use crate::web::browser;

/// Links to the sections.
#[component]
pub(crate) fn SectionBar() -> impl IntoView {
    let page = Page::get();
    // The section that is waited for, while the lab is on its way.
    let wanted = RwSignal::new(section_in_address().filter(|section| section.is_in_lab()));
    Effect::new(move |_| {
        if page.lab.loading().get() == LabProgram::Here
            && let Some(section) = wanted.get_untracked()
        {
            wanted.set(None);
            stay_at(section);
        } else if wanted.get().is_some() {
            page.open_lab();
        }
    });
    let link = move |section: PageSection| {
        let go = move |_| {
            if section.is_in_lab() && page.lab.loading().get_untracked() != LabProgram::Here {
                wanted.set(Some(section));
            }
        };
        view! {
            <a href=format!("#{}", section.id()) data-testid=format!("section-{}", section.id()) on:click=go>
                {move || (page.texts().page.section)(section)}
            </a>
        }
    };
    view! {
        <nav class="sections" aria-label=move || page.texts().page.sections>
            {PageSection::ALL.into_iter().map(link).collect_view()}
        </nav>
    }
}

/// How often it is looked after whether a section still stands where it was scrolled to.
const LOOK: Duration = Duration::from_millis(250);
/// For 3 s: while networks load and charts appear above it, it is pushed away.
const LOOKS: u32 = 12;

/// Scrolls to a section, and again while what stands above it grows, until the reader moves.
fn stay_at(section: PageSection) {
    let moved = Rc::new(Cell::new(false));
    let listeners = [
        window_event_listener(ev::wheel, leave(&moved)),
        window_event_listener(ev::touchmove, leave(&moved)),
        window_event_listener(ev::keydown, leave(&moved)),
        window_event_listener(ev::pointerdown, leave(&moved)),
    ];
    for look in 0..=LOOKS {
        let moved = Rc::clone(&moved);
        set_timeout(
            move || {
                if !moved.get() {
                    browser::scroll_to(section.id());
                }
            },
            LOOK * look,
        );
    }
    set_timeout(move || listeners.into_iter().for_each(WindowListenerHandle::remove), LOOK * LOOKS);
}

/// Notes that the reader moves.
fn leave<E>(moved: &Rc<Cell<bool>>) -> impl Fn(E) + use<E> {
    let moved = Rc::clone(moved);
    move |_| moved.set(true)
}

fn section_in_address() -> Option<PageSection> {
    let fragment = browser::asked().fragment;
    PageSection::ALL.into_iter().find(|section| section.id() == fragment)
}
