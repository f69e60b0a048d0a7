//! What one steady forward asks of WebGPU, counted at its door: launches, submissions, read-backs, and nothing made anew.

use std::time::Duration;

use serde_json::json;
use share_or_split::study::{Backbone, Structure};

use crate::harness::lab::ASSESSED;
use crate::harness::stage::{Console, Language, on_a_page};
use crate::harness::webgpu::{COUNTER, Counts, FORWARDS, REAL_GPU, ask, counts, open_counting, open_with};

/// 3,147 images on a software GPU, on processors that may be busy with something else.
const TEST_SET: Duration = Duration::from_secs(480);

#[test]
fn a_steady_forward_launches_its_steps_and_makes_nothing() {
    // The stem and 16, 32 or 48 steps, whatever the structure; all five together show what is inside: the stem before
    // its pooling, and the means of four stages.
    let cases = [
        (Backbone::ResNet18, vec![Structure::Two], 17),
        (Backbone::ResNet18, vec![Structure::FourOne], 17),
        (Backbone::ResNet18, Structure::ALL.to_vec(), 22),
        (Backbone::ResNet34, vec![Structure::FourOne], 33),
        (Backbone::ResNet50, vec![Structure::FourTwo], 49),
    ];
    for (backbone, structures, launches) in cases {
        on_a_page(Language::English, Console::Only(".safetensors"), move |page| async move {
            let (visit, steady) = counts(&page, backbone, &structures).await;
            println!("{backbone:?} {structures:?}: a visit {visit:?}\n{FORWARDS} forwards {steady:?}");
            let expected = Counts {
                dispatch: launches * FORWARDS,
                // The launches, and the copy to where they can be read.
                submit: 2 * FORWARDS,
                write_buffer: FORWARDS,
                // 28 x 28 numbers.
                write_bytes: 3136 * FORWARDS,
                map_async: FORWARDS,
                bind_group: 0,
                create_buffer: 0,
                shader_module: 0,
                pipeline: 0,
                pipeline_async: 0,
            };
            assert_eq!(steady, expected);
            // Of a stem and three convolutions, and the two that look inside: all compiled ahead.
            assert_eq!((visit.pipeline, visit.pipeline_async), (0, 6), "{visit:?}");
        });
    }
}

#[test]
fn a_read_back_polls_where_the_adapter_passes_for_a_card_and_within_bounds() {
    // Read-backs that try out whether polling gains anything, and as many more.
    const READ_BACKS: usize = 40;
    // At every turn for 3 ms, each at least 0.02, and from a timer of 4 ms for 100.
    const POLLS: u32 = 175;
    on_a_page(Language::English, Console::Only(".safetensors"), |page| async move {
        let injected: &'static str = Box::leak(format!("{REAL_GPU}{COUNTER}").into_boxed_str());
        open_with(&page, injected, Backbone::ResNet18, &[Structure::Two], "digit=0").await;
        page.cards_when("structure (2) answers", |cards| !cards[1].verdict.is_empty()).await;
        // What the lab asks of the networks while it is seen would be counted, too.
        page.run("document.getElementById('lab').style.display = 'none';", vec![]).await;
        let mut polled = Vec::new();
        for read_back in 0..READ_BACKS {
            ask(&page, "resetAll").await;
            let before = page.cards().await;
            page.click(["sample-1", "sample-2"][read_back % 2]).await;
            page.cards_when("another answer", |cards| cards[1].outputs != before[1].outputs).await;
            let counted = ask(&page, "total").await;
            println!("read-back {read_back}: {} submissions", counted.submit);
            assert_eq!(counted.map_async, 1, "{counted:?}");
            assert!((2..=2 + POLLS).contains(&counted.submit), "{counted:?}");
            polled.push(counted.submit - 2);
        }
        assert!(polled[..16].iter().any(|&polls| polls > 0), "it was tried: {polled:?}");
        let after = polled[20..].iter().filter(|&&polls| polls > 0).count();
        assert!(after == 0 || after == polled.len() - 20, "it was decided: {polled:?}");
    });
}

#[test]
fn the_test_set_takes_few_submissions_and_gives_what_was_published() {
    on_a_page(Language::English, Console::Only(".safetensors"), |page| async move {
        open_counting(&page, Backbone::ResNet18, &[Structure::Two], "digit=0").await;
        page.cards_when("structure (2) answers", |cards| {
            cards.iter().zip(Structure::ALL).all(|(card, structure)| {
                if structure == Structure::Two { !card.verdict.is_empty() } else { card.state == "failed" }
            })
        })
        .await;
        page.until(
            "the lab is there",
            "return document.querySelector(`[data-testid='assessment-start']`)?.disabled === false;",
        )
        .await;
        ask(&page, "resetAll").await;
        page.click("assessment-start").await;
        let assessed = format!("return ({ASSESSED}).length === 1;");
        page.until_within(TEST_SET, "the test set assessed", &assessed).await;
        let counted = ask(&page, "total").await;
        println!("The test set through structure (2): {counted:?}");
        assert!((2..=10).contains(&counted.submit), "{counted:?}");
        assert_eq!(counted.map_async, 1, "{counted:?}");
        assert_eq!(page.run(&format!("return {ASSESSED};"), vec![]).await, json!(["the same"]));
    });
}
