//! What one steady forward asks of WebGPU, counted at its door: launches, submissions, read-backs, and nothing made anew.

use serde::Deserialize;
use serde_json::json;
use share_or_split::study::{Backbone, Structure};

use crate::browser;
use crate::page::Page;
use crate::site::Fault;
use crate::stage::{Console, Language, on_a_page};

/// Counts every call to WebGPU, in the page and in workers that start with the same lines.
const COUNTER: &str = concat!(include_str!("../peers/webgpu_counter.js"), "\n");
/// Forwards that are counted together.
const FORWARDS: u32 = 3;

/// The last column of the table of what was assessed.
pub(crate) const ASSESSED: &str =
    "[...document.querySelectorAll(`[data-testid='assessment-table'] tbody tr`)]
    .map(row => row.cells[row.cells.length - 1].innerText)";

/// Calls to WebGPU.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Counts {
    pub(crate) dispatch: u32,
    pub(crate) submit: u32,
    pub(crate) write_buffer: u32,
    pub(crate) write_bytes: u32,
    pub(crate) map_async: u32,
    pub(crate) bind_group: u32,
    pub(crate) create_buffer: u32,
    pub(crate) shader_module: u32,
    pub(crate) pipeline: u32,
    pub(crate) pipeline_async: u32,
}

#[test]
fn a_steady_forward_launches_its_steps_and_makes_nothing() {
    // The stem and 16, 32 or 48 steps, whatever the structure.
    let cases = [
        (Backbone::ResNet18, vec![Structure::Two], 17),
        (Backbone::ResNet18, vec![Structure::FourOne], 17),
        (Backbone::ResNet18, Structure::ALL.to_vec(), 17),
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
        page.until("the test set assessed", &format!("return ({ASSESSED}).length === 1;")).await;
        let counted = ask(&page, "total").await;
        println!("The test set through structure (2): {counted:?}");
        assert!((2..=10).contains(&counted.submit), "{counted:?}");
        assert_eq!(counted.map_async, 1, "{counted:?}");
        assert_eq!(page.run(&format!("return {ASSESSED};"), vec![]).await, json!(["the same"]));
    });
}

/// What a visit with only these structures asks for until they answer, and what some forwards ask for then.
pub(crate) async fn counts(page: &Page, backbone: Backbone, structures: &[Structure]) -> (Counts, Counts) {
    open_counting(page, backbone, structures, "digit=0").await;
    let wanted = "the structures answer, the others fail";
    let all = |cards: &[crate::page::Card]| {
        cards.iter().zip(Structure::ALL).all(|(card, structure)| {
            if structures.contains(&structure) { !card.verdict.is_empty() } else { card.state == "failed" }
        })
    };
    page.cards_when(wanted, all).await;
    let visit = ask(page, "total").await;
    ask(page, "resetAll").await;
    for sample in 0..FORWARDS {
        let before = page.cards().await;
        page.click(&format!("sample-{sample}")).await;
        let changed = |cards: &[crate::page::Card]| {
            cards.iter().zip(&before).any(|(now, before)| now.outputs != before.outputs) && all(cards)
        };
        page.cards_when("an answer to another image", changed).await;
    }
    (visit, ask(page, "total").await)
}

/// Opens the page on WebGPU with only these structures, every call counted.
async fn open_counting(page: &Page, backbone: Backbone, structures: &[Structure], query: &str) {
    browser::devtools(&page.client, "Page.addScriptToEvaluateOnNewDocument", json!({ "source": COUNTER }))
        .await;
    page.site.heal();
    page.site.spoil("worker_loader.js", Fault::Prefixed(COUNTER));
    for other in Structure::ALL.into_iter().filter(|other| !structures.contains(other)) {
        page.site.spoil(&format!("weights/{}/{}.safetensors", backbone.id(), other.id()), Fault::Missing);
    }
    page.open(&format!("?device=gpu&{query}&backbone={}", backbone.id())).await;
}

/// Asks the counters of the page and of its workers.
async fn ask(page: &Page, what: &str) -> Counts {
    let script = format!(
        "window.counted = null; __gpuCounter.{what}().then(() => __gpuCounter.total()).then(all => window.counted = all);"
    );
    page.run(&script, vec![]).await;
    page.until("the counters answer", "return window.counted !== null;").await;
    serde_json::from_value(page.run("return window.counted;", vec![]).await).unwrap()
}
