//! The grid of the first view: what is seen inside a structure, and what is selected together.

use fantoccini::key::Key;
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

#[test]
fn arrow_keys_walk_over_the_grid() {
    on_the_page(Language::English, |page| async move {
        page.open("?device=cpu").await;
        let box_at = |testid: &str| format!("[data-testid='{testid}']");
        page.element("stage-1-1-stem").await;
        page.run(&format!("document.querySelector(`{}`).focus();", box_at("stage-1-1-stem")), vec![]).await;
        let reached = "return document.activeElement.dataset.testid;";
        for (key, expected) in [
            (Key::Down, "stage-1-1-layer1"),
            (Key::Right, "stage-1-2-layer1"),
            (Key::Right, "stage-2-1-layer1"),
            (Key::Left, "stage-1-2-layer1"),
            (Key::Up, "stage-1-2-stem"),
            (Key::Up, "stage-1-2-stem"),
        ] {
            let active = page.client.active_element().await.unwrap();
            active.send_keys(&key).await.unwrap();
            assert_eq!(page.run(reached, vec![]).await, json!(expected), "{key:?}");
        }
        let selected = "return document.querySelector(`[data-testid='stage-4_2-2-stem']`).dataset.selected;";
        assert_eq!(page.run(selected, vec![]).await, json!("true"), "all five light up");
        let detail = page.run("return document.querySelector('.detail').innerText;", vec![]).await;
        let detail = detail.as_str().unwrap_or_default().replace('\u{202f}', "");
        assert!(detail.contains("3200 parameters"), "49 taps and a bias for each of 64 channels: {detail}");
    });
}

#[test]
fn a_drawing_that_is_no_0_1_or_2_is_said_to_be_none_and_a_2_is_not() {
    on_the_page(Language::English, |page| async move {
        page.open("?device=cpu").await;
        page.cards_when("five ready cards", |cards| cards.iter().all(|card| card.state == "ready")).await;
        page.until(
            "the lab has told what evaluation found",
            "return !!document.querySelector('.density rect');",
        )
        .await;
        // A 4, open above.
        page.draw(&vec![
            line((0.35, 0.2), (0.3, 0.52)),
            line((0.3, 0.52), (0.7, 0.52)),
            line((0.65, 0.2), (0.65, 0.82)),
        ])
        .await;
        let none = "const text = document.querySelector(`[data-testid='ood']`)?.innerText ?? '';
            return text.startsWith('Probably none of 0, 1, 2');";
        page.until("the last answer to it is said to be about none of them", none).await;
        page.click("clear").await;
        page.draw(&strokes_of(Digit::Two)).await;
        page.all_say(Digit::Two).await;
        assert!(!page.shows("ood").await);
    });
}

/// A stroke of 12 points.
fn line(from: (f64, f64), to: (f64, f64)) -> Vec<(f64, f64)> {
    let at = |step: u32| f64::from(step) / 11.0;
    (0..12).map(|step| (from.0 + (to.0 - from.0) * at(step), from.1 + (to.1 - from.1) * at(step))).collect()
}

#[test]
fn an_answer_lies_in_the_region_of_its_verdict_over_the_test_images_with_the_way_it_came() {
    on_the_page(Language::English, |page| async move {
        page.open("?device=cpu").await;
        page.cards_when("five ready cards", |cards| cards.iter().all(|card| card.state == "ready")).await;
        let densities =
            "return [...document.querySelectorAll('.density')].every(it => it.childElementCount > 5);";
        page.until("the test images are there", densities).await;
        page.draw(&strokes_of(Digit::Two)).await;
        page.all_say(Digit::Two).await;
        for structure in Structure::ALL {
            let [point, trail] = plane(&page, structure).await;
            let (x, y) = point.split_once(',').unwrap_or_else(|| panic!("{structure:?}: {point}"));
            let [x, y] = [x, y].map(|number| number.parse::<f64>().unwrap());
            assert!(x > 0.2 && y < 0.0, "a 2 lies on the right, and below: {structure:?} at {point}");
            let last = trail.rsplit_once(' ').expect("more than one answer on the way").1;
            assert_eq!(last, format!("{x:.3},{:.3}", -y), "{structure:?}");
        }
        page.click("clear").await;
        page.until(
            "nothing lies anywhere",
            "return [...document.querySelectorAll('.plane svg')].every(it => it.dataset.point === '');",
        )
        .await;
    });
}

/// Where an answer lies, and its trail.
async fn plane(page: &Page, structure: Structure) -> [String; 2] {
    let script = "const svg = document.querySelector(`[data-testid='plane-${arguments[0]}']`);
        return [svg.dataset.point, svg.querySelector('.trail').getAttribute('points')];";
    serde_json::from_value(page.run(script, vec![json!(structure.id())]).await).unwrap()
}
