//! The grid of the first view: what is seen inside a structure, and what is selected together.

use serde_json::{Value, json};
use share_or_split::study::{Digit, Structure, Verdict, decide, softmax};

use crate::harness::page::{Page, strokes_of};
use crate::harness::stage::{Language, on_the_page};

/// Largest difference of two ways to the same probability, both in f32.
const TOLERANCE: f32 = 1e-5;

#[test]
fn what_a_card_says_of_its_inside_belongs_to_its_answer() {
    on_the_page(Language::English, |page| async move {
        for device in ["cpu", "gpu"] {
            page.open(&format!("?device={device}")).await;
            page.cards_when("five ready cards", |cards| cards.iter().all(|card| card.state == "ready")).await;
            page.draw(&strokes_of(Digit::Two)).await;
            page.all_say(Digit::Two).await;
            for structure in Structure::ALL {
                consistent(structure, &inside(&page, structure).await, device);
            }
        }
    });
}

/// Attributes of a card, and how many of its stages' canvases show something.
async fn inside(page: &Page, structure: Structure) -> Value {
    let script = "
        const card = document.querySelector(`[data-testid='card-${arguments[0]}']`);
        const painted = [...card.querySelectorAll('.stage canvas')].filter(canvas =>
            canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(byte => byte > 0));
        const read = name => JSON.parse(card.getAttribute(`data-${name}`));
        return { outputs: read('outputs'), joint: read('joint'), shares: read('shares'), painted: painted.length };";
    page.run(script, vec![json!(structure.id())]).await
}

fn consistent(structure: Structure, inside: &Value, device: &str) {
    let shares: Vec<Vec<Vec<f32>>> = serde_json::from_value(inside["shares"].clone()).unwrap();
    let outputs: Vec<Vec<f32>> = serde_json::from_value(inside["outputs"].clone()).unwrap();
    for (plan, head) in structure.heads().iter().zip(&shares) {
        assert!(head.iter().all(|class| class.len() == plan.reads.len() + 1), "{structure:?}: {shares:?}");
    }
    let summed = |head: &Vec<Vec<f32>>| head.iter().map(|class| class.iter().sum()).collect::<Vec<f32>>();
    let logits: Vec<Vec<f32>> = shares.iter().map(summed).collect();
    assert_eq!(decide(structure, &logits).unwrap(), Verdict::Digit(Digit::Two));
    for (ours, shown) in logits.iter().flat_map(|head| softmax(head)).zip(outputs.iter().flatten()) {
        assert!((ours - shown).abs() < TOLERANCE, "{structure:?} on the {device}: {ours} and {shown}");
    }
    let joint = ["0", "1", "2", "contradiction"].map(|name| inside["joint"][name].as_f64().unwrap());
    assert!((joint.iter().sum::<f64>() - 1.0).abs() < 1e-5 && joint[2] > 0.5, "{structure:?}: {joint:?}");
    let expected = 5 * structure.backbones() as u64;
    assert_eq!(inside["painted"].as_u64(), Some(expected), "{structure:?} on the {device}");
}

#[test]
fn a_stage_is_selected_in_all_five_together() {
    on_the_page(Language::English, |page| async move {
        page.open("?device=cpu").await;
        page.element("stage-1-1-layer3").await;
        let selected =
            "return [...document.querySelectorAll('[data-selected=true]')].map(box => box.dataset.testid);";
        assert_eq!(page.run(selected, vec![]).await, json!([]));
        page.run("document.querySelectorAll('.stage-name')[3].click();", vec![]).await;
        page.until("a stage is selected", "return document.querySelector('[data-selected=true]') !== null;")
            .await;
        let backbones = |structure: Structure| (1..=structure.backbones()).map(move |slot| (structure, slot));
        let all = Structure::ALL.into_iter().flat_map(backbones);
        let all: Vec<String> =
            all.map(|(structure, slot)| format!("stage-{}-{slot}-layer3", structure.id())).collect();
        assert_eq!(page.run(selected, vec![]).await, json!(all));
    });
}
