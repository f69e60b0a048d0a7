//! The article's figures, each drawn from data and readable as text.

use leptos::prelude::*;

use super::facts::Facts;
use super::i18n::ArticleTexts;
use super::passage::Figure;
use crate::lab::findings::IMAGES;
use crate::lab::small_table::{SmallRow, SmallTable, cell};
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
        view! { <li><StructureName structure /><span>{(texts.wiring)(structure)}</span></li> }.into_any()
    };
    let rows: Vec<AnyView> = Structure::ALL.into_iter().map(row).collect();
    view! {
        <figure class="wirings">
            <ul>{rows}</ul>
            <figcaption class="note">{texts.wirings}</figcaption>
        </figure>
    }
    .into_any()
}

/// The two questions of split heads.
const QUESTIONS: [Grouping; 2] = [Grouping::IsTwo, Grouping::IsOne];

fn code(texts: &'static ArticleTexts) -> AnyView {
    let row = |heading: String, classes: [usize; 2], class| {
        let answer = |class: usize| cell((if class == 0 { texts.no } else { texts.yes }).into_any());
        SmallRow { class, structure: None, heading: heading.into_any(), cells: classes.map(answer).into() }
    };
    let of_digit = |digit: Digit| {
        row(digit.value().to_string(), QUESTIONS.map(|grouping| grouping.class_of(digit)), None)
    };
    let mut rows: Vec<SmallRow> = Digit::ALL.into_iter().map(of_digit).collect();
    rows.push(row(texts.contradiction.to_owned(), [1, 1], Some("invalid")));
    let questions = QUESTIONS.map(|grouping| (texts.question)(grouping));
    let columns = std::iter::once(texts.digit).chain(questions).map(str::to_owned).collect();
    let caption = texts.code.to_owned();
    SmallTable { class: "code", testid: "article-code", caption, columns, rows }.view()
}

fn misses(texts: &'static ArticleTexts, facts: &Facts) -> AnyView {
    let Some(networks) = &facts.networks else { return ().into_any() };
    let most = f64::from(networks.fewest_and_most_missed().1);
    let row = |structure: Structure| SmallRow {
        class: None,
        structure: Some(structure.id()),
        heading: view! { <StructureName structure /> }.into_any(),
        cells: Backbone::ALL
            .map(|backbone| missed(structure, networks.missed(backbone, structure), most))
            .into(),
    };
    let columns = std::iter::once(texts.structure).chain(Backbone::ALL.map(Backbone::name));
    SmallTable {
        class: "misses",
        testid: "article-misses",
        caption: (texts.misses)(IMAGES),
        columns: columns.map(str::to_owned).collect(),
        rows: Structure::ALL.into_iter().map(row).collect(),
    }
    .view()
}

/// A bar and the number, `most` of which fill it.
fn missed(structure: Structure, missed: Option<u32>, most: f64) -> AnyView {
    let part = missed.map_or(0.0, |missed| f64::from(missed) / most);
    let number = missed.map_or_else(|| "–".to_owned(), |missed| missed.to_string());
    let bar = view! {
        <span class="bar" aria-hidden="true" style:--hue=hue(structure).css()>
            <span style:--part=format!("{part:.3}")></span>
        </span>
        {number}
    };
    cell(bar.into_any())
}
