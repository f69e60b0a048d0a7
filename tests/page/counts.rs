//! What one steady forward asks of WebGPU, counted at its door: launches, submissions, read-backs, and nothing made anew.

use std::time::Duration;

use serde_json::json;
use share_or_split::study::{Backbone, Structure};

use crate::harness::lab::ASSESSED;
use crate::harness::stage::{Console, Language, on_a_page};
use crate::harness::webgpu::{Counts, FORWARDS, ask, counts, open_counting};

/// 3,147 images on a software GPU: 40 s on an idle machine of two cores.
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
            assert!(visit.pipeline + visit.pipeline_async <= 16, "{visit:?}");
        });
    }
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
