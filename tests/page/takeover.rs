//! The CPU answers at once and the GPU takes over: nobody waits for the GPU's program, and nothing on a card goes away.

use serde_json::json;
use share_or_split::study::Digit;

use crate::harness::browser::devtools;
use crate::harness::page::{Page, first_image_of};
use crate::harness::site::Fault;
use crate::harness::stage::{Console, Language, on_a_page, on_the_page};
use crate::harness::webgpu::{QUICK, REAL_GPU};

/// Head outputs of two devices may differ by this much: both compute in f32, in another order.
const TOLERANCE: f64 = 2e-3;

/// Notes what every card has said, and with what.
const WATCH: &str = "
    window.told = [];
    new MutationObserver(() => {
        for (const card of document.querySelectorAll(`[data-testid^='card-']`)) {
            const { verdict, executor } = card.dataset;
            if (executor !== undefined) told.push([card.dataset.testid, verdict, executor]);
        }
    }).observe(document, { subtree: true, childList: true, attributeFilter: ['data-verdict', 'data-executor'] });";

#[test]
fn the_cpu_answers_where_the_program_of_the_gpu_does_not_come() {
    on_a_page(Language::English, Console::Only("worker_loader.js"), |page| async move {
        page.site.spoil("cpu_loader.js", Fault::Prefixed(REAL_GPU));
        page.site.spoil("worker_loader.js", Fault::Missing);
        let digit = Digit::Two;
        page.open(&format!("?digit={}", first_image_of(digit))).await;
        let cards = page.all_say(digit).await;
        assert!(cards.iter().all(|card| card.executor == "fused-cpu"), "{cards:?}");
        let given_up = "return document.querySelector(`[data-testid='device']`).innerText.includes('worker_loader.js did not load');";
        page.until("it is said why the GPU does not answer", given_up).await;
        assert!(page.site.was_asked_for("worker_loader.js"));
        page.all_say(digit).await;
    });
}

/// WebGPU has no adapter when it is asked for the first times, as while a browser's GPU process starts.
const LATE_ADAPTER: &str = "{
        const request = navigator.gpu.requestAdapter.bind(navigator.gpu);
        let asked = 0;
        Object.defineProperty(navigator.gpu, 'requestAdapter', { value: () => asked++ < 3 ? Promise.resolve(null) : request() });
    }\n";

#[test]
fn an_adapter_that_is_not_there_yet_is_asked_for_again_while_the_cpu_answers() {
    on_the_page(Language::English, |page| async move {
        let cpu: &'static str = Box::leak(format!("{REAL_GPU}{LATE_ADAPTER}").into_boxed_str());
        page.site.spoil("cpu_loader.js", Fault::Prefixed(cpu));
        let gpu: &'static str = Box::leak(format!("{REAL_GPU}{QUICK}{LATE_ADAPTER}").into_boxed_str());
        page.site.spoil("worker_loader.js", Fault::Prefixed(gpu));
        page.open(&format!("?digit={}", first_image_of(Digit::Two))).await;
        answered_by(&page, "fused-cpu").await;
        answered_by(&page, "fused-gpu").await;
    });
}

#[test]
fn the_gpu_takes_over_with_the_same_answers_and_a_lost_one_gives_way_to_the_cpu() {
    on_the_page(Language::English, |page| async move {
        devtools(&page.client, "Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH })).await;
        page.site.spoil("cpu_loader.js", Fault::Prefixed(REAL_GPU));
        let lines: &'static str = Box::leak(format!("{REAL_GPU}{QUICK}").into_boxed_str());
        page.site.spoil("worker_loader.js", Fault::Prefixed(lines));
        let digit = Digit::Two;
        page.open(&format!("?digit={}", first_image_of(digit))).await;
        let on_cpu = answered_by(&page, "fused-cpu").await;
        let on_gpu = answered_by(&page, "fused-gpu").await;
        assert_eq!(workers(&page).await, 2);
        for (cpu, gpu) in on_cpu.iter().zip(&on_gpu) {
            assert_eq!((&cpu.verdict, &gpu.verdict), (&"2".to_owned(), &"2".to_owned()));
            let pairs: Vec<(f64, f64)> =
                cpu.outputs.iter().flatten().copied().zip(gpu.outputs.iter().flatten().copied()).collect();
            assert!(!pairs.is_empty() && pairs.iter().all(|(cpu, gpu)| (cpu - gpu).abs() < TOLERANCE));
        }
        no_gap(&page).await;
        page.run("told.length = 0;", vec![]).await;
        page.run(LOSE, vec![]).await;
        page.until("the CPU's and the GPU's worker again", "return testWorkers.length === 4;").await;
        answered_by(&page, "fused-gpu").await;
        let by: Vec<String> = serde_json::from_value(
            page.run("return [...new Set(told.map(([, , executor]) => executor))];", vec![]).await,
        )
        .unwrap();
        assert!(by.contains(&"fused-cpu".to_owned()), "the CPU has answered meanwhile: {by:?}");
        no_gap(&page).await;
    });
}

/// Waits until all five cards are answered by it.
async fn answered_by(page: &Page, executor: &str) -> Vec<crate::harness::page::Card> {
    page.cards_when(&format!("five answers of {executor}"), |cards| {
        cards.iter().all(|card| card.state == "ready" && card.executor == executor && card.verdict == "2")
    })
    .await
}

/// No card that had a verdict lost it.
async fn no_gap(page: &Page) {
    let gaps = "const seen = new Set();
        return told.filter(([card, verdict]) => (verdict ? !seen.add(card) : seen.has(card)));";
    assert_eq!(page.run(gaps, vec![]).await, json!([]));
    assert_ne!(page.run("return told.length;", vec![]).await, json!(0));
}

async fn workers(page: &Page) -> u64 {
    page.run("return testWorkers.length;", vec![]).await.as_u64().unwrap()
}

/// As a browser reports an uncaught error in the newest worker, which is gone, too.
const LOSE: &str = "const worker = testWorkers.at(-1); worker.terminate();
    worker.dispatchEvent(new ErrorEvent('error', { message: 'lost by a test' }));";
