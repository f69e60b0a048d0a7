//! Whatever brings the worker down, for real: another one answers, the drawing and its history stay, and a line says what
//! happened.

use serde_json::json;
use share_or_split::study::Digit;

use crate::harness::browser::{crash_gpu, devtools};
use crate::harness::lab::{OVER, press};
use crate::harness::page::{Page, strokes_of};
use crate::harness::stage::{Language, on_the_page};

/// Faults of each kind in a row.
const IN_A_ROW: usize = 5;

/// Page lines: a page whose clock runs four times as fast, so that half a minute of silence is soon over.
const FAST: &str = "const now = performance.now.bind(performance);
    performance.now = () => now() * 4;";

#[test]
fn a_program_that_panics_or_runs_out_of_memory_is_replaced_again_and_again() {
    on_the_page(Language::English, |page| async move {
        page.open("?device=cpu").await;
        begin(&page).await;
        for _ in 0..IN_A_ROW {
            mends(&page, "panic", "The program stopped").await;
            mends(&page, "out-of-memory", "The program stopped").await;
        }
        ends(&page).await;
    });
}

#[test]
fn a_lost_gpu_is_opened_again_and_again() {
    on_the_page(Language::English, |page| async move {
        page.open("?device=gpu").await;
        begin(&page).await;
        for _ in 0..IN_A_ROW {
            mends(&page, "device-lost", "The GPU was lost").await;
            mends(&page, "panic", "The program stopped").await;
        }
        ends(&page).await;
    });
}

#[test]
fn a_worker_that_falls_silent_or_is_ended_unnoticed_is_missed() {
    on_the_page(Language::English, |page| async move {
        devtools(&page.client, "Page.addScriptToEvaluateOnNewDocument", json!({ "source": FAST })).await;
        page.open("?device=cpu").await;
        begin(&page).await;
        for _ in 0..2 {
            mends(&page, "silence", "no sign of life").await;
            mends(&page, "terminated", "no sign of life").await;
        }
        ends(&page).await;
    });
}

#[test]
fn a_gpu_process_that_is_killed_costs_nothing_also_while_times_are_measured() {
    // A browser each: Chromium refuses WebGPU for a while to a page under which it crashed twice.
    for measured in [false, true] {
        on_the_page(Language::English, move |page| async move {
            page.open("?device=gpu").await;
            begin(&page).await;
            if measured {
                press(&page, "benchmark-start").await;
                let runs = "return !document.querySelector(`[data-testid='benchmark-cancel']`).disabled;";
                page.until("it runs", runs).await;
            }
            let workers = count(&page).await;
            crash_gpu(&page.client).await;
            mended(&page, workers, "The GPU was lost").await;
            page.until("no benchmark runs", OVER).await;
            ends(&page).await;
        });
    }
}

/// Something is drawn and the panel is open.
async fn begin(page: &Page) {
    page.draw(&strokes_of(Digit::Two)).await;
    page.all_say(Digit::Two).await;
    page.element("diagnostics").await;
    page.run("document.querySelector(`[data-testid='diagnostics']`).open = true;", vec![]).await;
}

/// The fault happens, and is mended.
async fn mends(page: &Page, fault: &str, said: &str) {
    let workers = count(page).await;
    page.click(&format!("fault-{fault}")).await;
    mended(page, workers, said).await;
}

/// Another worker answers what is drawn, and then what is drawn next; the line says what happened.
async fn mended(page: &Page, workers: u64, said: &str) {
    page.until("another worker", &format!("return testWorkers.length === {};", workers + 1)).await;
    page.all_say(Digit::Two).await;
    let told =
        format!("return document.querySelector(`[data-testid='mishap']`)?.innerText.includes({said:?});");
    page.until(said, &told).await;
    page.click("clear").await;
    page.draw(&strokes_of(Digit::One)).await;
    page.all_say(Digit::One).await;
    // What was drawn before is still there to go back to.
    page.click("undo").await;
    page.click("undo").await;
    page.all_say(Digit::Two).await;
    page.click("mishap-dismiss").await;
    assert!(!page.shows("mishap").await);
}

/// What helps to find out why names what happened, and nothing that was drawn.
async fn ends(page: &Page) {
    let catch = "navigator.clipboard.write = async ([item]) =>
        window.copied = await (await item.getType('text/plain')).text();";
    page.run(catch, vec![]).await;
    page.click("copy-diagnostics").await;
    page.until("it is copied", "return !!window.copied;").await;
    let copied = page.run("return copied;", vec![]).await;
    let copied = copied.as_str().unwrap();
    for part in ["share-or-split ", "Chrome/", "fails: ", "resnet18: 1: ready", "begins: "] {
        assert!(copied.contains(part), "{part} is missing: {copied}");
    }
    assert!(!copied.contains("drawing="), "{copied}");
}

async fn count(page: &Page) -> u64 {
    page.run("return testWorkers.length;", vec![]).await.as_u64().unwrap()
}
