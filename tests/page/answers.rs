//! The main thing: digits go in, five right verdicts come out, on both devices the same.

use std::time::Instant;

use share_or_split::study::{Digit, Structure};

use crate::harness::page::{Card, first_image_of, strokes_of};
use crate::harness::site::Fault;
use crate::harness::stage::{Console, Language, on_a_page, on_the_page};

/// Head outputs of two devices may differ by this much: both compute in f32, in another order.
const TOLERANCE: f64 = 2e-3;

#[test]
fn test_digits_are_right_on_the_cpu() {
    on_the_page(Language::English, |page| async move {
        for digit in Digit::ALL {
            let begun = Instant::now();
            page.open(&format!("?device=cpu&digit={}", first_image_of(digit))).await;
            page.cards_when("a first verdict", |cards| cards.iter().any(|card| !card.verdict.is_empty()))
                .await;
            println!("cpu, {digit:?}: first verdict after {:?}", begun.elapsed());
            for card in page.all_say(digit).await {
                assert_eq!(card.executor, "fused-cpu");
            }
            println!("cpu, {digit:?}: five verdicts after {:?}", begun.elapsed());
        }
    });
}

#[test]
fn drawn_digits_are_right() {
    on_the_page(Language::English, |page| async move {
        page.open("?device=cpu").await;
        for digit in Digit::ALL {
            page.draw(&strokes_of(digit)).await;
            page.all_say(digit).await;
            page.click("clear").await;
            page.cards_when("no verdict", |cards| cards.iter().all(|card| card.verdict.is_empty())).await;
        }
    });
}

#[test]
fn the_gpu_says_what_the_cpu_says() {
    on_the_page(Language::English, |page| async move {
        let mut answers = Vec::new();
        for device in ["gpu", "cpu"] {
            let begun = Instant::now();
            let digit = Digit::Two;
            page.open(&format!("?device={device}&digit={}", first_image_of(digit))).await;
            page.cards_when("a first verdict", |cards| cards.iter().any(|card| !card.verdict.is_empty()))
                .await;
            println!("{device}: first verdict after {:?}", begun.elapsed());
            let cards = page.all_say(digit).await;
            println!("{device}: five verdicts after {:?}", begun.elapsed());
            assert!(cards.iter().all(|card| card.executor.ends_with(device)), "{cards:?}");
            answers.push(cards);
        }
        agree(&answers[0], &answers[1]);
        assert_ne!(flat(&answers[0]), [0.0; 0], "there are outputs to compare");
    });
}

#[test]
fn a_digit_drawn_on_the_gpu_is_right() {
    on_the_page(Language::English, |page| async move {
        page.open("?device=gpu").await;
        // Drawn while the networks load: the newest drawing wins, whenever each becomes ready.
        page.draw(&strokes_of(Digit::Zero)).await;
        page.all_say(Digit::Zero).await;
        page.click("clear").await;
        page.draw(&strokes_of(Digit::One)).await;
        page.all_say(Digit::One).await;
    });
}

#[test]
fn plain_says_what_fused_says() {
    // One structure is enough, and quick: the others' files are missing.
    on_a_page(Language::English, Console::Only(".safetensors"), |page| async move {
        let structure = Structure::Two;
        for other in Structure::ALL.into_iter().filter(|other| *other != structure) {
            page.site.spoil(&format!("weights/resnet18/{}.safetensors", other.id()), Fault::Missing);
        }
        let position = Structure::ALL.into_iter().position(|other| other == structure).unwrap();
        let mut answers = Vec::new();
        for executor in ["fused", "plain"] {
            let digit = Digit::Two;
            page.open(&format!("?device=cpu&executor={executor}&digit={}", first_image_of(digit))).await;
            let cards = page
                .cards_when("structure (2) says 2, the others fail", |cards| {
                    cards.iter().enumerate().all(|(at, card)| {
                        if at == position { card.verdict == "2" } else { card.state == "failed" }
                    })
                })
                .await;
            assert_eq!(cards[position].executor, format!("{executor}-cpu"));
            // The worker of Fused could answer in its name.
            assert_eq!(page.site.was_asked_for("plain_bg.wasm"), executor == "plain");
            answers.push(cards[position].clone());
        }
        assert_same(structure, &answers[0], &answers[1]);
    });
}

#[test]
fn another_backbone_answers_the_same_drawing_with_other_numbers() {
    on_the_page(Language::English, |page| async move {
        page.open("?device=cpu").await;
        page.draw(&strokes_of(Digit::Two)).await;
        let first = page.all_say(Digit::Two).await;
        let chosen = |backbone: &str| {
            format!(
                "return document.querySelector(`[data-testid='backbone-{backbone}']`).getAttribute('aria-pressed') === 'true';"
            )
        };
        page.until("ResNet18 is chosen", &chosen("resnet18")).await;
        page.click("backbone-resnet34").await;
        page.until("ResNet34 is chosen", &chosen("resnet34")).await;
        let other = page
            .cards_when("answers of ResNet34", |cards| {
                cards.iter().zip(&first).all(|(card, first)| {
                    card.state == "ready" && card.verdict == "2" && card.outputs != first.outputs
                })
            })
            .await;
        page.click("backbone-resnet18").await;
        page.until("ResNet18 is chosen again", &chosen("resnet18")).await;
        let again = page.all_say(Digit::Two).await;
        assert_eq!(flat(&again), flat(&first), "the same networks, loaded before");
        assert_ne!(flat(&other), flat(&first));
    });
}

fn flat(cards: &[Card]) -> Vec<f64> {
    cards.iter().flat_map(|card| card.outputs.iter().flatten().copied()).collect()
}

fn agree(gpu: &[Card], cpu: &[Card]) {
    for ((gpu, cpu), structure) in gpu.iter().zip(cpu).zip(Structure::ALL) {
        let heads: Vec<usize> = structure.heads().iter().map(|head| head.grouping.classes()).collect();
        for card in [gpu, cpu] {
            assert_eq!(card.outputs.iter().map(Vec::len).collect::<Vec<_>>(), heads, "{structure:?}");
            for head in &card.outputs {
                assert!(
                    (head.iter().sum::<f64>() - 1.0).abs() < 1e-3,
                    "{structure:?}: probabilities {head:?}"
                );
            }
        }
        assert_same(structure, gpu, cpu);
    }
}

fn assert_same(structure: Structure, one: &Card, other: &Card) {
    assert_eq!(one.outputs.len(), structure.heads().len(), "{structure:?}");
    let pairs = one.outputs.iter().flatten().zip(other.outputs.iter().flatten());
    let far = pairs.filter(|(one, other)| (*one - *other).abs() >= TOLERANCE).count();
    assert_eq!(far, 0, "{structure:?}: {:?} and {:?}", one.outputs, other.outputs);
}
