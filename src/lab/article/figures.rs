//! The article's figures, each drawn from data and readable as text.

use leptos::prelude::*;

use super::facts::Facts;
use super::i18n::ArticleTexts;
use super::passage::Figure;
use crate::lab::findings::IMAGES;
use crate::study::{Backbone, Digit, Grouping, Structure};
use crate::web::palette::hue;
use crate::web::structure_name::StructureName;

/// The figure of this kind.
pub(super) fn figure(kind: Figure, texts: &'static ArticleTexts, facts: &Facts) -> AnyView {
    match kind {
        Figure::Wirings => wirings(texts),
        Figure::Code => code(texts),
        Figure::Misses => misses(texts, facts),
    }
}

fn wirings(texts: &'static ArticleTexts) -> AnyView {
    let row = |structure: Structure| {
        view! { <li><StructureName structure /><span>{(texts.wiring)(structure)}</span></li> }
    };
    view! {
        <figure class="wirings">
            <ul>{Structure::ALL.map(row)}</ul>
            <figcaption class="note">{texts.wirings}</figcaption>
        </figure>
    }
    .into_any()
}

/// The two questions of split heads.
const QUESTIONS: [Grouping; 2] = [Grouping::IsTwo, Grouping::IsOne];

fn code(texts: &'static ArticleTexts) -> AnyView {
    let answer = |class: usize| view! { <td>{if class == 0 { texts.no } else { texts.yes }}</td> };
    let row = |digit: Digit| {
        let answers = QUESTIONS.map(|grouping| answer(grouping.class_of(digit)));
        view! { <tr><th scope="row">{digit.value()}</th>{answers}</tr> }
    };
    let head = QUESTIONS.map(|grouping| view! { <th scope="col">{(texts.question)(grouping)}</th> });
    view! {
        <table class="code">
            <caption>{texts.code}</caption>
            <thead><tr><th scope="col">{texts.digit}</th>{head}</tr></thead>
            <tbody>
                {Digit::ALL.map(row)}
                <tr class="invalid"><th scope="row">{texts.contradiction}</th>{[1, 1].map(answer)}</tr>
            </tbody>
        </table>
    }
    .into_any()
}

fn misses(texts: &'static ArticleTexts, facts: &Facts) -> AnyView {
    let Some(networks) = &facts.networks else { return ().into_any() };
    let most = f64::from(networks.fewest_and_most_missed().1);
    let cell = |structure: Structure, backbone: Backbone| {
        let missed = networks.missed(backbone, structure);
        let part = missed.map_or(0.0, |missed| f64::from(missed) / most);
        let number = missed.map_or_else(|| "–".to_owned(), |missed| missed.to_string());
        view! {
            <td>
                <span class="bar" aria-hidden="true"><span style:--part=format!("{part:.3}")></span></span>
                {number}
            </td>
        }
    };
    let row = |structure: Structure| {
        view! {
            <tr style:--hue=hue(structure).css()>
                <th scope="row"><StructureName structure /></th>
                {Backbone::ALL.map(|backbone| cell(structure, backbone))}
            </tr>
        }
    };
    let head = Backbone::ALL.map(|backbone| view! { <th scope="col">{backbone.name()}</th> });
    view! {
        <table class="misses" data-testid="article-misses">
            <caption>{(texts.misses)(IMAGES)}</caption>
            <thead><tr><th scope="col">{texts.structure}</th>{head}</tr></thead>
            <tbody>{Structure::ALL.map(row)}</tbody>
        </table>
    }
    .into_any()
}
