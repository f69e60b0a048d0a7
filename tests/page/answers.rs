//! The main thing: digits go in, five right verdicts come out, on both devices the same.

use std::time::Instant;

use share_or_split::study::{Digit, Structure};

use crate::harness::page::{Card, first_image_of, strokes_of};
use crate::harness::stage::{Language, on_the_page};

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
        for (one, other) in gpu.outputs.iter().flatten().zip(cpu.outputs.iter().flatten()) {
            assert!(
                (one - other).abs() < TOLERANCE,
                "{structure:?}: {:?} and {:?}",
                gpu.outputs,
                cpu.outputs
            );
        }
    }
}
