//! The bar of sections: links that work before the lab, which has most of them, is there.

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
            browser::scroll_to(section.id());
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

fn section_in_address() -> Option<PageSection> {
    let fragment = browser::fragment();
    PageSection::ALL.into_iter().find(|section| section.id() == fragment)
}
