//! The worker's life and the benchmark's: a lost worker is replaced and the drawing stays, a benchmark ends or is ended.

use share_or_split::study::Digit;

use crate::harness::lab::{OVER, press};
use crate::harness::page::{Page, strokes_of};
use crate::harness::stage::{Language, on_the_page};

#[test]
fn a_lost_worker_is_replaced_and_the_drawing_stays() {
    on_the_page(Language::English, |page| async move {
        page.open("?device=cpu").await;
        page.draw(&strokes_of(Digit::Two)).await;
        page.all_say(Digit::Two).await;
        let drawing = pad(&page).await;
        // As a browser reports an uncaught error in a worker; the worker itself is gone too.
        let lose = "const worker = testWorkers.at(-1); worker.terminate();
            worker.dispatchEvent(new ErrorEvent('error', { message: 'lost by a test' })); return testWorkers.length;";
        assert_eq!(page.run(lose, vec![]).await, serde_json::json!(1), "one worker so far");
        page.until("a second worker", "return testWorkers.length === 2;").await;
        page.all_say(Digit::Two).await;
        assert_eq!(pad(&page).await, drawing, "the drawing is as it was");
        page.click("clear").await;
        page.draw(&strokes_of(Digit::One)).await;
        page.all_say(Digit::One).await;
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
            assert!(
                row.iter().filter(|cell| cell.contains(|c: char| c.is_ascii_digit())).count() >= 3,
                "{row:?}"
            );
        }
        assert!(painted(&page).await >= 2, "latency and the study's figures are drawn");
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

/// How many large canvases hold more than one color.
async fn painted(page: &Page) -> u64 {
    let script = "return [...document.querySelectorAll('canvas')].filter(canvas => {
        if (canvas.width < 200 || canvas.closest(`[data-testid='pad']`)) return false;
        const pixels = new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer);
        return new Set(pixels).size > 4;
    }).length;";
    page.run(script, vec![]).await.as_u64().unwrap()
}
