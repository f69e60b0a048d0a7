//! The lab through its addresses: a benchmark that runs by itself and leaves a file, the test set on this device, other
//! people's files. Times are never looked at.

use std::path::PathBuf;

use serde_json::json;
use share_or_split::measure::{Ended, Run, Stage};
use share_or_split::study::{Digit, Structure};

use crate::harness::lab::{A_ONE, ASSESSED, measured};
use crate::harness::page::{Page, strokes_of};
use crate::harness::stage::{Language, on_the_page};

#[test]
fn a_link_measures_all_five_on_the_cpu_and_its_file_can_be_read_back() {
    on_the_page(Language::English, |page| async move {
        page.open("?device=cpu&run=benchmark&budget=8").await;
        let run = measured(&page).await;
        assert_eq!(run.plan.networks.len(), Structure::ALL.len());
        complete(&run, "cpu");
        let rows = "return document.querySelectorAll(`[data-testid='benchmark-table'] tbody tr`).length;";
        assert_eq!(page.run(rows, vec![]).await, json!(5));
        page.says("verdicts").await;
        // Its own file stands beside it like someone else's; a bad one is refused and changes nothing.
        let good = file("good.json", &run.to_json().unwrap());
        give(&page, &good).await;
        page.until("one run of others", &others(1)).await;
        let bad = file("bad.json", &run.to_json().unwrap().replacen("\"forwards\"", "\"forward\"", 1));
        give(&page, &bad).await;
        page.until("the refusal names the field", "return document.querySelector(`[data-testid='import-refused']`).innerText.includes('samples[0]');").await;
        page.until("still one run of others", &others(1)).await;
    });
}

#[test]
fn a_file_that_is_too_long_is_refused_and_nothing_is_lost() {
    on_the_page(Language::English, |page| async move {
        page.open("?device=cpu&run=benchmark&budget=1&structures=2").await;
        let run = measured(&page).await.to_json().unwrap();
        give(&page, &file("first.json", &run)).await;
        page.until("one run of others", &others(1)).await;
        // A run that can be read, but for the blanks behind it.
        let long = file("long.json", &format!("{run}{}", " ".repeat(64 << 20)));
        give(&page, &long).await;
        let says = |what: &str| {
            format!(
                "return document.querySelector(`[data-testid='import-refused']`).innerText.includes('{what}');"
            )
        };
        page.until("the refusal says why", &says("32 MB")).await;
        page.until("still one run of others", &others(1)).await;
        assert!(page.shows("benchmark-table").await, "what was measured here stays");
        give(&page, &file("second.json", &run)).await;
        page.until("two runs of others", &others(2)).await;
    });
}

#[test]
fn a_link_measures_on_webgpu_with_floor_and_parts() {
    on_the_page(Language::Korean, |page| async move {
        page.open("?device=gpu&run=benchmark&budget=8&structures=2,4_1").await;
        let run = measured(&page).await;
        assert_eq!(run.plan.networks.len(), 2);
        complete(&run, "gpu");
        assert!(!run.environment.adapter.is_empty());
    });
}

#[test]
fn the_test_set_on_this_device_gives_what_was_published() {
    on_the_page(Language::English, |page| async move {
        page.open("?device=cpu&run=accuracy").await;
        page.until("five structures assessed", &format!("return ({ASSESSED}).length === 5;")).await;
        let last = page.run(&format!("return {ASSESSED};"), vec![]).await;
        let last: Vec<String> = serde_json::from_value(last).unwrap();
        assert!(last.iter().all(|cell| cell == "the same"), "{last:?}");
        // A miss goes onto the pad by a click.
        let index = "return Number(document.querySelector(`[data-testid='miss']`)?.dataset.index ?? -1);";
        let index = page.run(index, vec![]).await;
        assert!(index.as_i64().is_some_and(|index| index >= 0), "ResNet18 misses some");
        page.click("miss").await;
        page.cards_when("answers to the missed image", |cards| {
            cards.iter().all(|card| !card.verdict.is_empty())
        })
        .await;
    });
}

#[test]
fn a_link_brings_its_drawing_also_into_a_tab_that_is_open() {
    on_the_page(Language::English, |page| async move {
        page.open(&format!("?device=cpu{A_ONE}")).await;
        page.all_say(Digit::One).await;
        page.click("clear").await;
        page.draw(&strokes_of(Digit::Zero)).await;
        page.all_say(Digit::Zero).await;
        page.run("location.hash = ''; location.hash = arguments[0];", vec![json!(A_ONE)]).await;
        page.all_say(Digit::One).await;
    });
}

#[test]
fn a_link_that_is_not_understood_says_so_and_measures_nothing() {
    on_the_page(Language::English, |page| async move {
        page.open("?device=cpu&run=everything&budget=-1&mode=speed&structures=9#drawing=%%%").await;
        let notices = page.element("notices").await.text().await.unwrap();
        for name in ["run", "budget", "mode", "structures"] {
            assert!(notices.contains(name), "{name} is not named: {notices}");
        }
        page.cards_when("five ready cards", |cards| cards.iter().all(|card| card.state == "ready")).await;
        assert!(!page.shows("benchmark-table").await);
    });
}

/// Everything that a run must hold, whatever its times are.
fn complete(run: &Run, device: &str) {
    assert!(matches!(run.ended, Ended::Complete | Ended::TimeUp), "{:?}", run.ended);
    let environment = &run.environment;
    assert_eq!((environment.device.id(), environment.executor.id()), (device, "fused"));
    assert!(environment.browser.contains("Chrome") && environment.timer_step_us > 0);
    assert_eq!(environment.weights.len(), run.plan.networks.len());
    assert!(environment.weights.iter().all(|(_, digest)| digest.len() == 64));
    for &network in &run.plan.networks {
        let verification =
            run.verifications.iter().find(|verification| verification.network == network).unwrap();
        assert!(verification.passed() && verification.images == 16, "{verification:?}");
        let startup = run.startups.iter().find(|startup| startup.network == network).unwrap();
        assert!(startup.bytes.0 > 1_000_000 && startup.first_run.0 > 0.0, "{startup:?}");
        assert!(
            run.lower_bounds.iter().any(|lower_bound| lower_bound.network == network),
            "no floor of {network}"
        );
        let stages = run.stages.iter().filter(|stage| stage.network == network);
        assert_eq!(stages.map(|stage| stage.stage).collect::<Vec<_>>(), Stage::ALL);
        assert!(run.samples.iter().any(|sample| sample.network == network), "no sample of {network}");
    }
}

fn others(count: usize) -> String {
    format!("return document.querySelectorAll(`[data-testid='theirs'] li`).length === {count};")
}

fn file(name: &str, text: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("share-or-split-lab-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join(name);
    std::fs::write(&file, text).unwrap();
    file
}

/// Chooses a file as a reader would.
async fn give(page: &Page, file: &std::path::Path) {
    page.element("import").await.send_keys(&file.display().to_string()).await.unwrap();
}
