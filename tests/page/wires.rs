//! Wires between backbones and heads: cut by a click, by the address, and joined again by a key.

use serde_json::{Value, json};
use share_or_split::image::TestSet;
use share_or_split::study::{Digit, Structure, Verdict, decide, softmax};
use share_or_split::weights::Manifest;

use crate::harness::page::{Page, first_image_of};
use crate::harness::site::dist;
use crate::harness::stage::{Language, on_the_page};

/// Largest difference of two ways to the same probability, both in f32.
const TOLERANCE: f32 = 1e-5;

/// `[head][class][summand]`
type Shares = Vec<Vec<Vec<f32>>>;

#[test]
fn a_cut_wire_says_what_its_backbone_says_on_average_until_escape() {
    on_the_page(Language::English, |page| async move {
        page.open(&format!("?device=cpu&digit={}", first_image_of(Digit::Two))).await;
        page.all_say(Digit::Two).await;
        let whole = shares(&page).await;
        page.click("wire-4_1-2-1").await;
        page.until("it is cut", &says_cut("1 wire cut")).await;
        assert_eq!(pressed(&page).await, ["wire-4_1-2-1"]);
        let mut expected = whole.clone();
        let means = means(Structure::FourOne);
        (0..2).for_each(|class| expected[0][class][1] = means[0][class][1]);
        let cut = shares(&page).await;
        assert_eq!(cut, expected);
        answers_follow(&page, &cut).await;
        // Both backbones of a head: it hears averages alone, whatever is drawn.
        page.click("wire-4_1-1-1").await;
        page.until("both are cut", &says_cut("2 wires cut")).await;
        page.run(
            "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));",
            vec![],
        )
        .await;
        page.until("nothing is cut", "return !document.querySelector('.cut-note');").await;
        assert_eq!((pressed(&page).await, shares(&page).await), (vec![], whole));
    });
}

#[test]
fn a_link_cuts_wires_and_one_with_an_unknown_wire_says_so_and_cuts_none() {
    on_the_page(Language::English, |page| async move {
        let digit = first_image_of(Digit::One);
        page.open(&format!("?device=cpu&digit={digit}&cut=4_2-1-1,1-2-1")).await;
        page.cards_when("two cards are cut", |cards| {
            let cut = |at: usize| !cards[at].verdict.is_empty() && cards[at].text.contains("1 wire cut");
            cut(0) && !cut(1) && !cut(2) && !cut(3) && cut(4)
        })
        .await;
        assert_eq!(pressed(&page).await, ["wire-1-2-1", "wire-4_2-1-1"]);
        page.click("mend").await;
        page.all_say(Digit::One).await;
        assert_eq!(pressed(&page).await, [""; 0]);
        page.open(&format!("?device=cpu&digit={digit}&cut=4_2-1-1,2-2-1")).await;
        page.says("notices").await;
        let text = page.text().await;
        assert!(text.contains("cut = “4_2-1-1,2-2-1”") && text.contains("1-1-1, 1-2-1, …"), "{text}");
        page.all_say(Digit::One).await;
        assert_eq!(pressed(&page).await, [""; 0]);
    });
}

#[test]
fn the_test_set_runs_with_the_cut_wires_beside_the_whole_network() {
    on_the_page(Language::English, |page| async move {
        page.open(&format!("?device=cpu&structures=2,3&digit={}", first_image_of(Digit::Two))).await;
        page.all_say(Digit::Two).await;
        page.click("wire-2-1-1").await;
        page.says("cut-test").await;
        page.click("cut-test").await;
        let both =
            "return document.querySelectorAll('[data-testid=assessment-table] tbody tr').length === 2;";
        page.until("both were assessed", both).await;
        // Nothing is heard any more: every image gets the same answer, that of the averages and the bias.
        let set = TestSet::parse(&std::fs::read(dist().join(TestSet::FILE)).unwrap()).unwrap();
        let said = page.cards().await[1].verdict.clone();
        let is_right = |&index: &usize| set.label(index).unwrap().value().to_string() == said;
        let right = (0..set.len()).filter(is_right).count();
        let expected = format!("{:.2} % (", right as f64 / set.len() as f64 * 100.0);
        let cells = "return [...document.querySelectorAll('.cut-accuracy')].map(it => it.innerText);";
        let cell: Vec<String> = serde_json::from_value(page.run(cells, vec![]).await).unwrap();
        assert!(
            cell[0].starts_with(&expected) && cell[0].contains("0 contradictions"),
            "{expected}: {cell:?}"
        );
        assert_eq!(cell[1], "–", "no wire of (3) is cut");
        page.click("mend").await;
        page.until("the column is gone", "return !document.querySelector('.cut-accuracy');").await;
    });
}

/// A script that tells whether the card of (4)-1 says so.
fn says_cut(text: &str) -> String {
    format!("return document.querySelector(`[data-testid='card-4_1'] .cut-note`)?.innerText === '{text}';")
}

/// The wires that are cut.
async fn pressed(page: &Page) -> Vec<String> {
    let script =
        "return [...document.querySelectorAll('.handle[aria-pressed=true]')].map(it => it.dataset.testid);";
    serde_json::from_value(page.run(script, vec![]).await).unwrap()
}

/// What a card of (4)-1 says in an attribute.
async fn read(page: &Page, name: &str) -> Value {
    let script =
        "return document.querySelector(`[data-testid='card-4_1']`).getAttribute(`data-${arguments[0]}`);";
    page.run(script, vec![json!(name)]).await
}

async fn shares(page: &Page) -> Shares {
    serde_json::from_str(read(page, "shares").await.as_str().unwrap()).unwrap()
}

fn means(structure: Structure) -> Shares {
    let manifest = std::fs::read_to_string(dist().join("weights").join(Manifest::FILE)).unwrap();
    let networks = Manifest::parse(&manifest).unwrap().networks;
    networks.into_iter().find(|entry| entry.structure == structure).unwrap().mean_shares.unwrap()
}

/// Verdict and probabilities are those of the summands.
async fn answers_follow(page: &Page, shares: &Shares) {
    let logits: Vec<Vec<f32>> =
        shares.iter().map(|head| head.iter().map(|class| class.iter().sum()).collect()).collect();
    let verdict = match decide(Structure::FourOne, &logits).unwrap() {
        Verdict::Digit(digit) => digit.value().to_string(),
        Verdict::Contradiction => "contradiction".to_owned(),
    };
    assert_eq!(read(page, "verdict").await, json!(verdict));
    let outputs: Vec<Vec<f32>> = serde_json::from_str(read(page, "outputs").await.as_str().unwrap()).unwrap();
    for (expected, shown) in logits.iter().flat_map(|head| softmax(head)).zip(outputs.iter().flatten()) {
        assert!((expected - shown).abs() < TOLERANCE, "{expected} and {shown}");
    }
}
