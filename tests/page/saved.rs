//! What leaves the page: files, and a link. Each is opened again, and says what the page said.

use serde_json::json;
use share_or_split::measure::{Run, csv, markdown};
use share_or_split::study::Digit;

use crate::harness::lab::{A_ONE, measured};
use crate::harness::page::{Page, strokes_of};
use crate::harness::stage::{Language, on_the_page};

#[test]
fn a_run_is_saved_as_csv_and_markdown_and_its_charts_as_pictures_and_numbers() {
    on_the_page(Language::English, |page| async move {
        page.open("?device=cpu&run=benchmark&budget=3&structures=2,4_1").await;
        let run = measured(&page).await;
        assert_eq!(run.plan.networks.len(), 2);
        page.click("save-csv").await;
        assert_eq!(text(page.saved("share-or-split-benchmark.csv").await), csv(&run));
        page.click("save-md").await;
        assert_eq!(text(page.saved("share-or-split-benchmark.md").await), markdown(&run));
        chart(&page, &run).await;
    });
}

/// The chart of the times as a picture, which holds what the canvas shows and more, and as numbers.
async fn chart(page: &Page, run: &Run) {
    let canvas = "const canvas = document.querySelector(`[data-chart='times'] canvas`);
        canvas.scrollIntoView({ block: 'center', behavior: 'instant' });
        return [canvas.width, canvas.height];";
    let [width, height]: [u32; 2] = serde_json::from_value(page.run(canvas, vec![]).await).unwrap();
    let [picture, data] = [0, 1].map(|index| {
        format!("document.querySelectorAll(`[data-chart='times'] .buttons button`)[{index}].click();")
    });
    page.run(&picture, vec![]).await;
    let picture = page.saved("share-or-split-times.png").await;
    let ([wide, high], colors) = seen(page, &picture).await;
    assert!(wide > width && high > height, "{wide} x {high} around {width} x {height}");
    assert!(colors > 50, "heading, legend, bars and axes in {colors} colors");
    page.run(&data, vec![]).await;
    let data = text(page.saved("share-or-split-times.csv").await);
    let lines: Vec<&str> = data.strip_prefix('\u{feff}').expect("a mark for spreadsheets").lines().collect();
    for (network, summary) in run.summaries() {
        let structure = network.structure.id();
        let line = lines.iter().find(|line| line.split(',').nth(1) == Some(structure));
        let line = line.unwrap_or_else(|| panic!("no structure {structure}: {data}"));
        let numbers: Vec<f64> =
            line.split(',').filter_map(|cell| cell.trim_matches('"').parse().ok()).collect();
        let median = summary.median.0;
        assert!(numbers.iter().any(|number| (number / median - 1.0).abs() < 1e-3), "{median} in {line}");
    }
}

#[test]
fn a_copied_link_opens_the_same_drawing() {
    on_the_page(Language::English, |page| async move {
        page.open("?device=cpu&run=benchmark&budget=1&structures=2").await;
        measured(&page).await;
        page.draw(&strokes_of(Digit::Two)).await;
        page.all_say(Digit::Two).await;
        let link = copied(&page).await;
        let address = page.site.address("");
        assert!(link.starts_with(&address) && link.contains("structures=2&"), "{link}");
        let (_, drawing) = link.split_once("#drawing=").unwrap_or_else(|| panic!("no drawing in {link}"));
        // 31 points of a curve and a line, two bytes each.
        assert!(drawing.len() > 60, "{drawing}");
        page.client.goto("about:blank").await.unwrap();
        page.client.goto(&link).await.unwrap();
        page.all_say(Digit::Two).await;
        measured(&page).await;
        assert_eq!(copied(&page).await, link, "a link from there is the same");
    });
}

#[test]
fn f26_what_was_not_copied_is_not_called_copied_and_is_there_to_be_copied_by_hand() {
    on_the_page(Language::English, |page| async move {
        page.open("?device=cpu&run=benchmark&budget=1&structures=2").await;
        measured(&page).await;
        let rejects = "window.unheard = [];
            addEventListener('unhandledrejection', event => unheard.push(String(event.reason)));
            navigator.clipboard.write = navigator.clipboard.writeText = () => Promise.reject(new Error('no'));";
        page.run(rejects, vec![]).await;
        page.click("copy-link").await;
        let link = "return document.querySelector(`[data-testid='by-hand']`)?.value.includes('run=benchmark') ?? false;";
        page.until("the link stands in a field", link).await;
        assert!(!page.shows("copied").await, "nothing was copied");
        let selected = "const field = document.querySelector(`[data-testid='by-hand']`);
            return document.activeElement === field && field.selectionStart === 0
                && field.selectionEnd === field.value.length && unheard.length === 0;";
        page.until("the link is selected, and no rejection is left over", selected).await;
        // At the next press it can be copied.
        let link = copied(&page).await;
        assert!(link.contains("run=benchmark"), "{link}");
        page.element("copied").await;
        assert!(!page.shows("by-hand").await);
    });
}

#[test]
fn f27_a_damaged_link_draws_what_is_left_or_says_that_it_cannot() {
    on_the_page(Language::English, |page| async move {
        let whole = A_ONE.trim_start_matches("#drawing=");
        for address in [
            format!("?device=cpu#drawing%3D{whole}"),
            format!("?device=cpu%23drawing%3D{whole}&fbclid=I-_"),
            format!("?device=cpu#drawing={whole}&utm_source=mail)."),
        ] {
            page.client.goto("about:blank").await.unwrap();
            page.open(&address).await;
            page.all_say(Digit::One).await;
            assert!(!page.shows("notices").await, "{address} is whole");
        }
        for (hash, says) in [(&whole[..12], "cut off"), ("%%%", "cannot be read"), ("", "cannot be read")] {
            page.client.goto("about:blank").await.unwrap();
            page.open(&format!("?device=cpu#drawing={hash}")).await;
            page.says("notices").await;
            let notice = page.element("notices").await.text().await.unwrap();
            assert!(notice.contains(says), "{hash}: {notice}");
        }
    });
}

/// The text that the button puts into the clipboard.
async fn copied(page: &Page) -> String {
    // Each item holds a promise of its text, which may be rejected: so is then what the test waits for.
    let keep = "window.copied = new Promise((copied, failed) => {
        navigator.clipboard.write = async ([item]) => {
            const text = item.getType('text/plain').then(item => item.text());
            text.then(copied, failed);
            await text;
        };
    });";
    page.run(keep, vec![]).await;
    page.click("copy-link").await;
    page.run("return window.copied;", vec![]).await.as_str().unwrap().to_owned()
}

/// The size of a picture, and how many colors are in it, as the browser reads it.
async fn seen(page: &Page, picture: &[u8]) -> ([u32; 2], u64) {
    let script = "const blob = new Blob([new Uint8Array(arguments[0])], { type: 'image/png' });
        return createImageBitmap(blob).then(bitmap => {
            const canvas = new OffscreenCanvas(bitmap.width, bitmap.height), context = canvas.getContext('2d');
            context.drawImage(bitmap, 0, 0);
            const pixels = new Uint32Array(context.getImageData(0, 0, bitmap.width, bitmap.height).data.buffer);
            return [bitmap.width, bitmap.height, new Set(pixels).size];
        });";
    let seen: Vec<u64> = serde_json::from_value(page.run(script, vec![json!(picture)]).await).unwrap();
    ([0, 1].map(|at| u32::try_from(seen[at]).unwrap()), seen[2])
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}
