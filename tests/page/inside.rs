//! The look inside: the morph's strips say at their ends what the cards say of those images, and what is told of them is
//! what they show.

use serde_json::{Value, json};
use share_or_split::study::{Digit, Structure};

use crate::harness::page::{Page, first_image_of, strokes_of};
use crate::harness::site::Fault;
use crate::harness::stage::{Console, Language, on_a_page, on_the_page};

/// Columns of a strip.
const COLUMNS: usize = 64;

/// The verdicts of each strip, nothing where there is none.
const STRIPS: &str = "arguments[0].map(id =>
    document.querySelector(`[data-testid='morph-strip-${id}']`)?.dataset.verdicts ?? '')";

/// Where each structure first says something else than at the start, in percent of the way.
fn first_change(verdicts: &str) -> Option<usize> {
    let start = verdicts.chars().next()?;
    let column = verdicts.chars().position(|verdict| verdict != start)?;
    Some((column as f64 * 100.0 / (COLUMNS - 1) as f64).round() as usize)
}

/// What a card says, in one character.
fn character(verdict: &str) -> char {
    if verdict == "contradiction" { 'x' } else { verdict.chars().next().unwrap() }
}

async fn strips(page: &Page) -> Vec<String> {
    let ids = json!(Structure::ALL.map(Structure::id));
    serde_json::from_value(page.run(&format!("return {STRIPS};"), vec![ids]).await).unwrap()
}

/// Waits until the strips of this morph are whole, and returns them.
async fn whole(page: &Page, structures: usize, origin: &str) -> Vec<String> {
    let script = format!(
        "const strips = [...document.querySelectorAll(`[data-testid^='morph-strip-']`)];
         return document.querySelector(`[data-testid='morph-origin']`)?.innerText.includes('{origin}')
             && strips.length === {structures} && strips.every(strip => strip.dataset.verdicts.length === {COLUMNS});"
    );
    page.until(&format!("{structures} whole strips from {origin}"), &script).await;
    strips(page).await
}

async fn go_inside(page: &Page) {
    page.click("section-inside").await;
    page.element("morph").await;
}

/// What the element with this `data-testid` says, or one of its attributes.
async fn read(page: &Page, testid: &str, name: &str) -> Value {
    let script = "const found = document.querySelector(`[data-testid='${arguments[0]}']`);
        return arguments[1] === 'text' ? found.innerText : found.getAttribute(arguments[1]);";
    page.run(script, vec![json!(testid), json!(name)]).await
}

async fn cards_say(page: &Page) -> String {
    let cards =
        page.cards_when("five verdicts", |cards| cards.iter().all(|card| !card.verdict.is_empty())).await;
    cards.iter().map(|card| character(&card.verdict)).collect()
}

#[test]
fn the_strips_of_a_morph_say_at_both_ends_what_the_cards_say() {
    on_the_page(Language::English, |page| async move {
        page.open("?device=cpu").await;
        page.draw(&strokes_of(Digit::Two)).await;
        let first = page.all_say(Digit::Two).await;
        assert_eq!(first.len(), Structure::ALL.len());
        go_inside(&page).await;
        let nearest = whole(&page, 5, "what is on the pad").await;
        assert!(nearest.iter().all(|strip| strip.starts_with('2')), "{nearest:?}");
        // Another end, chosen by the reader.
        page.click("morph-other-0").await;
        page.until("the strips end at a 0", &ends_with("0")).await;
        let strips = whole(&page, 5, "what is on the pad").await;
        let target = read(&page, "morph-other-0", "data-index").await;
        told_as_shown(&page, &strips).await;
        page.open(&format!("?device=cpu&digit={}", target.as_str().unwrap())).await;
        let last: String = strips.iter().map(|strip| strip.chars().last().unwrap()).collect();
        assert_eq!(cards_say(&page).await, last);
    });
}

fn ends_with(end: &str) -> String {
    format!(
        "const strips = [...document.querySelectorAll(`[data-testid^='morph-strip-']`)];
         return strips.length === 5 && strips.every(strip => strip.dataset.verdicts.length === {COLUMNS}
             && strip.dataset.verdicts.endsWith('{end}'));"
    )
}

/// The sentence, the table and the slider say what the strips show.
async fn told_as_shown(page: &Page, strips: &[String]) {
    page.until(
        "the sentence",
        "return document.querySelector(`[data-testid='morph-finding']`).innerText.includes('%');",
    )
    .await;
    let sentence = read(page, "morph-finding", "text").await;
    let sentence = sentence.as_str().unwrap();
    for strip in strips {
        let percent = first_change(strip).expect("every structure changes its mind from a 2 to a 0");
        assert!(sentence.contains(&format!("at {percent} %")), "{percent} % is not in: {sentence}");
    }
    let contradicting = strips.iter().any(|strip| strip.contains('x'));
    assert_eq!(sentence.contains("None contradicts itself"), !contradicting, "{sentence}");
    let lines = "return document.querySelectorAll(`[data-testid='morph-table'] tbody tr`).length;";
    let stretches = |strip: &String| 1 + strip.as_bytes().windows(2).filter(|two| two[0] != two[1]).count();
    assert_eq!(page.run(lines, vec![]).await, json!(strips.iter().map(stretches).sum::<usize>()));
    let slider = page.element("morph-slider").await;
    for key in ["\u{e010}", "\u{e012}", "\u{e011}", "\u{e014}", "\u{e014}"] {
        slider.send_keys(key).await.unwrap();
        let script = "return Number(document.querySelector(`[data-testid='morph-slider']`).value);";
        let column = page.run(script, vec![]).await.as_u64().unwrap() as usize;
        for (structure, strip) in Structure::ALL.into_iter().zip(strips) {
            let said = read(page, &format!("morph-says-{}", structure.id()), "text").await;
            let said = said.as_str().unwrap();
            let shown = if said.starts_with("contradiction") { 'x' } else { said.chars().next().unwrap() };
            assert_eq!(Some(shown), strip.chars().nth(column), "{structure:?} at column {column}: {said}");
        }
    }
}

#[test]
fn an_empty_pad_gives_way_to_a_test_image_and_then_to_the_test_image_on_the_pad() {
    on_the_page(Language::Korean, |page| async move {
        page.open("?device=cpu#inside").await;
        let strips = whole(&page, 5, "그림판이 비어 있음").await;
        let start: String = strips.iter().map(|strip| strip.chars().next().unwrap()).collect();
        assert_eq!(start, "00000");
        let index = first_image_of(Digit::One);
        page.open(&format!("?device=cpu&digit={index}#inside")).await;
        let strips = whole(&page, 5, &format!("그림판의 테스트 이미지 {index}번")).await;
        let start: String = strips.iter().map(|strip| strip.chars().next().unwrap()).collect();
        assert_eq!(start, cards_say(&page).await);
    });
}

#[test]
fn a_structure_that_is_absent_is_left_out_with_a_word() {
    on_a_page(Language::English, Console::Only("safetensors"), |page| async move {
        page.site.spoil("weights/resnet18/3.safetensors", Fault::Missing);
        page.open("?device=cpu#inside").await;
        let strips = whole(&page, 4, "as the pad is empty").await;
        assert!(strips[2].is_empty(), "{strips:?}");
        let said = read(&page, "morph-left-out-3", "text").await;
        assert!(said.as_str().unwrap().contains("Left out"), "{said}");
        page.until(
            "a sentence about the others",
            "return document.querySelector(`[data-testid='morph-finding']`).innerText.includes('%');",
        )
        .await;
    });
}

#[test]
fn nothing_is_asked_before_the_section_is_near() {
    on_the_page(Language::English, |page| async move {
        page.client.set_window_size(1200, 700).await.unwrap();
        page.open("?device=cpu").await;
        page.draw(&strokes_of(Digit::One)).await;
        page.all_say(Digit::One).await;
        page.element("inside").await;
        let above = "return document.querySelector(`[data-testid='inside']`).getBoundingClientRect().top > 1.5 * innerHeight;";
        if page.run(above, vec![]).await == json!(true) {
            let none = "return document.querySelectorAll(`[data-testid^='morph-strip-']`).length;";
            assert_eq!(page.run(none, vec![]).await, json!(0));
        }
        go_inside(&page).await;
        whole(&page, 5, "what is on the pad").await;
    });
}
