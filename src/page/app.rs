//! The page's layout: header, notices, the sections, footer.

use leptos::prelude::*;

use super::device_line::DeviceLine;
use super::lab_port::LabProgram;
use super::mishap::Mishap;
use super::offline::{self, UpdateLine};
use super::pad::PadPanel;
use super::section_bar::SectionBar;
use super::state::{Notice, Page};
use super::structures::StructuresPanel;
use crate::protocol::LAB_ELEMENT;
use crate::web::browser;
use crate::web::{ColorScheme, Language};

/// Where the study is published.
const STUDY: &str = "https://github.com/WannaBeSuperteur/AI-study";

/// The page.
#[component]
pub(crate) fn App() -> impl IntoView {
    let page = Page::start();
    provide_context(page);
    offline::keep(page);
    browser::remove_placeholder();
    view! {
        <a class="skip" href="#pad">{move || page.texts().page.skip}</a>
        <header class="top">
            <p class="brand">
                <svg viewBox="0 0 22 22" aria-hidden="true">
                    <path d="M3 11h5m0 0C12 11 11 5 15 5h4M8 11c4 0 3 6 7 6h4" />
                </svg>
                "share-or-split"
            </p>
            <SectionBar />
            <ThemeButton />
            <LanguageSwitch />
        </header>
        <main>
            <div class="ask" id="draw">
                <h1>{move || page.texts().page.tagline}</h1>
                <p>{move || page.texts().page.introduction}</p>
                <DeviceLine />
                <Notices />
            </div>
            <div class="bench">
                <PadPanel />
                <StructuresPanel />
            </div>
            <LabSlot />
        </main>
        <Mishap />
        <UpdateLine />
        <footer id="about">
            <h2>{move || page.texts().page.about}</h2>
            <p>{move || page.texts().page.who}" "<a href="#article">{move || page.texts().page.article}</a></p>
            <p>{move || page.texts().page.privacy}</p>
            <p>
                {move || page.texts().page.study_source}
                " "
                <a href=STUDY rel="noreferrer">
                    "WannaBeSuperteur/AI-study, Deep Learning Basics, Shared Backbone & Head"
                </a>
            </p>
            <p>{move || page.texts().page.mnist_source}</p>
        </footer>
    }
}

/// Where the lab shows itself, and what stands there until it does.
#[component]
fn LabSlot() -> impl IntoView {
    let page = Page::get();
    let waiting = move || {
        match page.lab.loading().get() {
        LabProgram::Waiting | LabProgram::Loading => {
            view! { <p class="note" role="status">{move || page.texts().page.lab_loading}</p> }.into_any()
        }
        LabProgram::Failed(reason) => view! {
            <p class="failure" role="status" data-testid="lab-failed">
                {move || (page.texts().page.lab_failed)(reason.as_deref().unwrap_or(page.texts().page.lab_late))}
                " "
                <button type="button" data-testid="lab-retry" on:click=move |_| page.open_lab()>
                    {move || page.texts().page.retry}
                </button>
            </p>
        }
        .into_any(),
        LabProgram::Here => ().into_any(),
    }
    };
    view! {
        {waiting}
        <div id=LAB_ELEMENT></div>
    }
}

/// Light, dark, or as the system has it.
#[component]
fn ThemeButton() -> impl IntoView {
    let page = Page::get();
    let theme = RwSignal::new(ColorScheme::remembered());
    let name = move || (page.texts().page.theme)(theme.get());
    let turn = move |_| {
        theme.update(|theme| *theme = theme.next());
        theme.get_untracked().choose();
    };
    view! {
        <button type="button" class="quiet icon" data-testid="theme"
            aria-label=name title=name on:click=turn>
            <svg viewBox="0 0 20 20" aria-hidden="true">
                <circle cx="10" cy="10" r="7.25" />
                <path class="full" d="M10 2.75a7.25 7.25 0 0 1 0 14.5z" />
            </svg>
        </button>
    }
}

/// The choice of the language.
#[component]
fn LanguageSwitch() -> impl IntoView {
    let page = Page::get();
    let button = move |language: Language| {
        view! {
            <button type="button" lang=language.tag() data-testid=format!("language-{}", language.tag())
                aria-pressed=move || (page.language.get() == language).to_string()
                on:click=move |_| page.speak(language)>
                {language.name()}
            </button>
        }
    };
    view! {
        <div class="switch" role="group" aria-label=move || page.texts().page.language>
            {Language::ALL.into_iter().map(button).collect_view()}
        </div>
    }
}

/// What the address asks for and cannot have.
#[component]
fn Notices() -> impl IntoView {
    let page = Page::get();
    let text = move |notice: &Notice| match notice {
        Notice::Refused(refused) => (page.texts().page.refused)(refused),
        Notice::Picture(error) => (page.texts().pad.picture_refused)(*error).to_owned(),
        Notice::LinkCut => page.texts().page.link_cut.to_owned(),
        Notice::LinkUnreadable => page.texts().page.link_unreadable.to_owned(),
        Notice::PictureLate => page.texts().pad.picture_late.to_owned(),
        Notice::NoSuchTestImage(index, count) => (page.texts().pad.no_such_test_image)(*index, *count),
    };
    let item = move |notice: Notice| view! { <li>{text(&notice)}</li> };
    view! {
        <Show when=move || page.notices.with(|all| !all.is_empty())>
            <div class="notices" role="status" data-testid="notices">
                <ul>{move || page.notices.get().into_iter().map(item).collect_view()}</ul>
                <button type="button" class="quiet" on:click=move |_| page.notices.set(Vec::new())>
                    {move || page.texts().page.dismiss}
                </button>
            </div>
        </Show>
    }
}
