//! Whatever brings the worker down, for real: another one answers, the drawing and its history stay, and a line says what
//! happened.
//!
//! `RECOVERIES=20` brings it down so often in a row by each fault (some minutes); without it, a few times.

use serde_json::json;
use share_or_split::study::Digit;

use crate::harness::browser::{crash_gpu, devtools};
use crate::harness::lab::{OVER, measured, press};
use crate::harness::memory::{held, listen};
use crate::harness::page::{Page, strokes_of};
use crate::harness::stage::{Language, on_the_page};
use crate::harness::webgpu::hurried;

/// Faults of a kind in a row, of those that are noticed at once.
const QUICK: usize = 4;
/// The same of those that are noticed by their silence.
const SLOW: usize = 2;
/// Behind so many faults what the page holds is what it holds from then on.
const SETTLED: usize = 3;

/// Page lines: a page whose clock runs four times as fast, so that half a minute of silence is soon over.
const FAST: &str = "const now = performance.now.bind(performance);
    performance.now = () => now() * 4;";

/// The deadlines of a GPU that answers no more are over so many times as soon.
const HURRIED: f64 = 5.0;

#[test]
fn a_program_that_panics_or_runs_out_of_memory_is_replaced_again_and_again() {
    on_the_page(Language::English, |page| async move {
        listen(&page, "").await;
        page.open("?device=cpu").await;
        begin(&page).await;
        mends_again_and_again(&page, "panic", "The program stopped", QUICK).await;
        mends_again_and_again(&page, "out-of-memory", "The program stopped", QUICK).await;
        ends(&page).await;
    });
}

#[test]
fn a_gpu_that_is_lost_or_answers_no_more_is_opened_again_and_again() {
    on_the_page(Language::English, |page| async move {
        listen(&page, &hurried(HURRIED)).await;
        page.open("?device=gpu").await;
        begin(&page).await;
        mends_again_and_again(&page, "device-lost", "The GPU was lost", QUICK).await;
        mends_again_and_again(&page, "panic", "The program stopped", QUICK).await;
        mends_again_and_again(&page, "device-silent", "The GPU has not answered for 20 s", SLOW).await;
        ends(&page).await;
    });
}

#[test]
fn a_worker_that_falls_silent_or_is_ended_unnoticed_is_missed() {
    on_the_page(Language::English, |page| async move {
        listen(&page, "").await;
        devtools(&page.client, "Page.addScriptToEvaluateOnNewDocument", json!({ "source": FAST })).await;
        page.open("?device=cpu").await;
        begin(&page).await;
        mends_again_and_again(&page, "silence", "no sign of life", SLOW).await;
        mends_again_and_again(&page, "terminated", "no sign of life", SLOW).await;
        ends(&page).await;
    });
}

#[test]
fn a_gpu_process_that_is_killed_while_one_draws_costs_nothing() {
    on_the_page(Language::English, |page| async move {
        page.open("?device=gpu&run=benchmark&budget=1&structures=2").await;
        let before = measured(&page).await.to_json().unwrap();
        begin(&page).await;
        page.click("clear").await;
        let workers = count(&page).await;
        // In the middle of the stroke.
        draw_and_crash(&page, 15).await;
        page.all_say(Digit::Two).await;
        // The browser takes every canvas away with the process, and gives it back empty.
        page.until("the pad shows the drawing again", INKED).await;
        mended(&page, workers, "The GPU was lost").await;
        press(&page, "save-json").await;
        let saved = page.saved("share-or-split-benchmark.json").await;
        assert_eq!(String::from_utf8(saved).unwrap(), before, "the last run is still there");
        ends(&page).await;
    });
}

#[test]
fn a_gpu_process_that_is_killed_while_times_are_measured_costs_nothing() {
    // A browser of its own: Chromium refuses WebGPU for a while to a page under which it crashed twice.
    on_the_page(Language::English, |page| async move {
        page.open("?device=gpu").await;
        begin(&page).await;
        press(&page, "benchmark-start").await;
        let runs = "return !document.querySelector(`[data-testid='benchmark-cancel']`).disabled;";
        page.until("it runs", runs).await;
        let workers = count(&page).await;
        crash_gpu(&page.client).await;
        mended(&page, workers, "The GPU was lost").await;
        page.until("no benchmark runs", OVER).await;
        let told = "return document.querySelector(`[data-testid='benchmark-outcome']`).innerText.includes('the run is partial');";
        page.until("the run says that it was ended", told).await;
        ends(&page).await;
    });
}

/// Something is painted on the pad.
const INKED: &str = "const pad = document.querySelector(`[data-testid='pad']`);
    return pad.getContext('2d').getImageData(0, 0, pad.width, pad.height).data.some(value => value);";

/// A 2 is drawn, and after so many points of it the GPU process ends. By the browser's input itself: WebDriver forgets with
/// the process that a button is down.
async fn draw_and_crash(page: &Page, after: usize) {
    let script = "const pad = document.querySelector(`[data-testid='pad']`);
        pad.scrollIntoView({ block: 'center', behavior: 'instant' });
        const { x, y, width, height } = pad.getBoundingClientRect();
        return [x, y, width, height];";
    let [left, top, width, height]: [f64; 4] =
        serde_json::from_value(page.run(script, vec![]).await).unwrap();
    let mouse = async |kind: &str, (x, y): (f64, f64)| {
        let at = json!({ "type": kind, "x": left + x * width, "y": top + y * height,
            "button": "left", "buttons": 1, "clickCount": 1 });
        devtools(&page.client, "Input.dispatchMouseEvent", at).await;
    };
    let points = strokes_of(Digit::Two).concat();
    mouse("mousePressed", points[0]).await;
    for (index, &point) in points.iter().enumerate() {
        mouse("mouseMoved", point).await;
        if index == after {
            crash_gpu(&page.client).await;
        }
    }
    mouse("mouseReleased", points[points.len() - 1]).await;
}

/// Something is drawn and the panel is open.
async fn begin(page: &Page) {
    page.draw(&strokes_of(Digit::Two)).await;
    page.all_say(Digit::Two).await;
    page.element("diagnostics").await;
    page.run("document.querySelector(`[data-testid='diagnostics']`).open = true;", vec![]).await;
}

/// The fault happens so often, or as often as it is asked for, and is mended each time, without anything left over.
async fn mends_again_and_again(page: &Page, fault: &str, said: &str, times: usize) {
    let times = std::env::var("RECOVERIES").map_or(times, |times| times.parse().unwrap());
    let mut settled = None;
    for time in 1..=times {
        let workers = count(page).await;
        page.click(&format!("fault-{fault}")).await;
        mended(page, workers, said).await;
        if time == SETTLED {
            settled = Some(held(page).await);
        }
    }
    if let Some(settled) = settled {
        let after = held(page).await;
        assert!(after.is_like(&settled), "{fault}, {times} times: {after:?} after {settled:?}");
        println!("{fault}, {times} times: {after:?} after {settled:?}");
    }
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
