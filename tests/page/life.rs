//! The worker's life and the benchmark's: a lost worker is replaced and the drawing stays, a benchmark ends or is ended.

use serde_json::json;
use share_or_split::study::Digit;

use crate::harness::lab::{ASSESSED, OVER, press};
use crate::harness::page::{Page, strokes_of};
use crate::harness::stage::{Language, on_the_page};

#[test]
fn a_lost_worker_is_replaced_and_the_drawing_stays() {
    on_the_page(Language::English, |page| async move {
        page.open("?device=cpu").await;
        page.draw(&strokes_of(Digit::Two)).await;
        page.all_say(Digit::Two).await;
        let drawing = pad(&page).await;
        assert_eq!(page.run(LOSE, vec![]).await, json!(1), "one worker so far");
        page.until("a second worker", "return testWorkers.length === 2;").await;
        page.all_say(Digit::Two).await;
        assert_eq!(pad(&page).await, drawing, "the drawing is as it was");
        page.click("clear").await;
        page.draw(&strokes_of(Digit::One)).await;
        page.all_say(Digit::One).await;
    });
}

#[test]
fn a_worker_that_is_lost_again_and_again_is_given_up_until_the_reader_restarts_it() {
    on_the_page(Language::English, |page| async move {
        page.open("?device=cpu").await;
        page.draw(&strokes_of(Digit::Two)).await;
        page.all_say(Digit::Two).await;
        // Three quick replacements (restarts.rs), so the fourth loss is the last.
        for worker in 1..=4 {
            page.until("another worker", &format!("return testWorkers.length === {worker};")).await;
            assert!(!page.shows("restart").await, "not given up before loss {worker}");
            page.run(LOSE, vec![]).await;
        }
        page.element("restart").await;
        let device = page.element("device").await.text().await.unwrap();
        assert!(device.contains("lost by a test"), "it says why: {device}");
        assert_eq!(
            page.run("return testWorkers.length;", vec![]).await,
            json!(4),
            "and starts none by itself"
        );
        page.click("restart").await;
        page.until("a fifth worker", "return testWorkers.length === 5;").await;
        page.all_say(Digit::Two).await;
        assert!(!page.shows("restart").await);
    });
}

#[test]
fn a_benchmark_completes_with_table_and_charts() {
    on_the_page(Language::English, |page| async move {
        page.open("?device=cpu&budget=5").await;
        ready(&page).await;
        press(&page, "benchmark-start").await;
        page.until("the benchmark is over", OVER).await;
        let cells = "return [...document.querySelectorAll(`[data-testid='benchmark-table'] tbody tr`)]
            .map(row => [...row.cells].map(cell => cell.innerText));";
        let rows: Vec<Vec<String>> = serde_json::from_value(page.run(cells, vec![]).await).unwrap();
        assert_eq!(rows.len(), 5, "{rows:?}");
        for row in &rows {
            // Behind the structure's label; the last two are the study's.
            let measured = &row[1..=MEASURED];
            assert!(measured.iter().all(|cell| cell.contains(|c: char| c.is_ascii_digit())), "{row:?}");
        }
        for chart in ["times", "parts", "ratios"] {
            painted(&page, chart).await;
        }
    });
}

#[test]
fn an_assessment_can_be_ended_and_begun_again() {
    on_the_page(Language::English, |page| async move {
        page.open("?device=cpu").await;
        ready(&page).await;
        for _ in 0..2 {
            press(&page, "assessment-start").await;
            let under_way = "return !!document.querySelector(`[data-testid='assessment-state'] progress`);";
            page.until("the assessment is under way", under_way).await;
            press(&page, "assessment-cancel").await;
            let over = "return document.querySelector(`[data-testid='assessment-cancel']`).disabled
                && !document.querySelector(`[data-testid='assessment-start']`).disabled;";
            page.until("the assessment is over", over).await;
            let assessed: u64 =
                serde_json::from_value(page.run(&format!("return ({ASSESSED}).length;"), vec![]).await)
                    .unwrap();
            assert!(assessed < 5, "it was ended before its end");
        }
        // The page goes on as before.
        page.draw(&strokes_of(Digit::Zero)).await;
        page.all_say(Digit::Zero).await;
    });
}

#[test]
fn a_benchmark_can_be_ended_and_begun_again() {
    on_the_page(Language::English, |page| async move {
        page.open("?device=cpu").await;
        ready(&page).await;
        press(&page, "benchmark-start").await;
        press(&page, "benchmark-cancel").await;
        page.until("the benchmark is over", OVER).await;
        // The page goes on as before.
        page.draw(&strokes_of(Digit::Zero)).await;
        page.all_say(Digit::Zero).await;
        press(&page, "benchmark-start").await;
        press(&page, "benchmark-cancel").await;
        page.until("the second is over too", OVER).await;
    });
}

/// As a browser reports an uncaught error in a worker; the worker itself is gone too. Returns how many there were.
const LOSE: &str = "const worker = testWorkers.at(-1); worker.terminate();
    worker.dispatchEvent(new ErrorEvent('error', { message: 'lost by a test' })); return testWorkers.length;";

/// Measured cells of a row: median, spread, lower bound, samples, ratio.
const MEASURED: usize = 5;

async fn ready(page: &Page) {
    page.cards_when("five ready cards", |cards| cards.iter().all(|card| card.state == "ready")).await;
}

/// What the pad and the preview show, as the browser would save it.
async fn pad(page: &Page) -> String {
    let script = "return ['pad', 'preview'].map(name => {
        const shown = document.querySelector(`[data-testid='${name}']`);
        const canvas = shown.matches('canvas') ? shown : shown.querySelector('canvas');
        return canvas ? canvas.toDataURL() : shown.innerHTML;
    }).join();";
    page.run(script, vec![]).await.as_str().unwrap().to_owned()
}

/// Waits until a chart's canvas holds more than its text: large areas of several colors.
async fn painted(page: &Page, chart: &str) {
    let script = format!("
        const canvas = document.querySelector(`[data-chart='{chart}'] canvas`);
        canvas?.scrollIntoView({{ block: 'center', behavior: 'instant' }});
        if (!canvas?.width) return false;
        const pixels = new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer);
        const counts = new Map();
        for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
        return [...counts.values()].filter(count => count > pixels.length / 200).length > 2;");
    page.until(&format!("the chart {chart} is painted"), &script).await;
}
