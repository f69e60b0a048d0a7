//! The article below the study: what the question is, what was found, what it means and where it ends. Its words are in
//! `i18n`, its numbers in `facts`, computed from what ships.

mod facts;
mod figures;
mod i18n;
mod passage;

use leptos::prelude::*;

use super::state::Lab;
use facts::Facts;
use i18n::{ArticleTexts, texts};
use passage::{Chapter, Fragment, Passage, fragments};

/// The section of the page.
#[component]
pub(super) fn ArticlePanel() -> impl IntoView {
    let lab = Lab::get();
    let facts = Memo::new(move |_| Facts::gather(lab.published.get().here()));
    let article = move || {
        let texts = texts(lab.language.get());
        facts.with(|facts| article(texts, facts))
    };
    view! { <section class="article" id="article" aria-labelledby="article-heading">{article}</section> }
}

fn article(texts: &'static ArticleTexts, facts: &Facts) -> AnyView {
    let chapters = (texts.chapters)(facts);
    let link = |chapter: &Chapter| {
        let address = format!("#{}", chapter.id);
        item(linked(address, chapter.title.to_owned()))
    };
    let links: Vec<AnyView> = chapters.iter().map(link).collect();
    let mut text = Vec::new();
    for chapter in chapters {
        text.push(view! { <h3 id=chapter.id>{chapter.title}</h3> }.into_any());
        text.extend(chapter.passages.into_iter().map(|one| passage(one, texts, facts)));
    }
    view! {
        <h2 id="article-heading">{texts.heading}</h2>
        <nav aria-label=texts.contents><ul>{links}</ul></nav>
        <div class="text">{text}</div>
    }
    .into_any()
}

fn passage(passage: Passage, texts: &'static ArticleTexts, facts: &Facts) -> AnyView {
    match passage {
        Passage::Paragraph(text) => view! { <p>{with_links(&text)}</p> }.into_any(),
        Passage::List(items) => {
            let items: Vec<AnyView> = items.iter().map(|text| item(with_links(text).into_any())).collect();
            view! { <ul>{items}</ul> }.into_any()
        }
        Passage::Figure(kind) => figures::figure(kind, texts, facts),
    }
}

fn item(content: AnyView) -> AnyView {
    view! { <li>{content}</li> }.into_any()
}

fn linked(address: String, label: String) -> AnyView {
    view! { <a href=address rel="noreferrer">{label}</a> }.into_any()
}

fn with_links(text: &str) -> Vec<AnyView> {
    let view = |fragment: Fragment| match fragment {
        Fragment::Words(words) => words.into_any(),
        Fragment::Link { label, address } => linked(address, label),
    };
    fragments(text).into_iter().map(view).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Language;

    /// All paragraphs and items of a chapter, one after another.
    fn text_of(chapter: &Chapter) -> String {
        let text = |passage: &Passage| match passage {
            Passage::Paragraph(text) => text.clone(),
            Passage::List(items) => items.join("\n"),
            Passage::Figure(kind) => format!("{kind:?}"),
        };
        chapter.passages.iter().map(text).collect::<Vec<_>>().join("\n")
    }

    /// Addresses of the links, and all numbers, each sorted.
    fn addresses_and_numbers(chapter: &Chapter) -> (Vec<String>, Vec<String>) {
        let (mut addresses, mut words) = (Vec::new(), String::new());
        for fragment in fragments(&text_of(chapter)) {
            match fragment {
                Fragment::Words(text) => words += &text,
                Fragment::Link { label, address } => {
                    addresses.push(address);
                    words += &label;
                }
            }
        }
        let numbers = words.split(|c: char| !c.is_ascii_digit() && c != '.' && c != ',');
        let mut numbers: Vec<String> = numbers
            .map(|number| number.trim_matches(['.', ',']).to_owned())
            .filter(|one| !one.is_empty())
            .collect();
        addresses.sort();
        numbers.sort();
        (addresses, numbers)
    }

    #[test]
    fn both_languages_have_the_same_chapters_links_figures_and_numbers() {
        for facts in [facts::tests::shipped(), Facts::gather(None)] {
            let [english, korean] =
                [Language::English, Language::Korean].map(|language| (texts(language).chapters)(&facts));
            assert_eq!(english.len(), korean.len());
            for (english, korean) in english.iter().zip(&korean) {
                assert_eq!(english.id, korean.id);
                assert_eq!(english.passages.len(), korean.passages.len(), "{}", english.id);
                assert_eq!(addresses_and_numbers(english), addresses_and_numbers(korean), "{}", english.id);
            }
        }
    }

    #[test]
    fn every_address_is_a_section_of_the_page_or_a_public_source() {
        let sections = ["#draw", "#speed", "#accuracy", "#study", "#cost"];
        for chapter in (texts(Language::English).chapters)(&facts::tests::shipped()) {
            for address in addresses_and_numbers(&chapter).0 {
                assert!(sections.contains(&&*address) || address.starts_with("https://"), "{address}");
            }
        }
    }

    #[test]
    fn what_is_computed_stands_in_the_text() {
        let facts = facts::tests::shipped();
        let networks = facts.networks.clone().unwrap();
        let all: String = (texts(Language::English).chapters)(&facts)
            .iter()
            .map(|chapter| text_of(chapter) + "\n")
            .collect();
        let (fewest, most) = networks.fewest_and_most_missed();
        let two = networks.two_headed;
        let (low, high) = networks.confident_on_others;
        for said in [
            format!("miss {fewest} to {most} of the 3,147"),
            format!("miss {} test images together, and {} of these", two.misses, two.contradictions),
            format!("{:.0} to {:.0} % of the real digits 3 to 9", low * 100.0, high * 100.0),
            format!("{} were trained from the same random numbers", networks.of_one_seed),
            format!("{} to {} passes", networks.epochs.0, networks.epochs.1),
        ] {
            assert!(all.contains(&said), "{said}");
        }
        assert!((500..1_000).contains(&all.split_whitespace().count()));
    }
}
