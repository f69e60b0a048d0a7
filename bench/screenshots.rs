//! Pictures to look at: wide and narrow, light and dark, in both languages: `./scripts/screenshots`; and the two of the
//! first view that the README begins with: `./scripts/screenshots readme`.
//!
//! Arguments: the folder for the pictures; `readme` for those of the README.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a picture that cannot be taken ends the program by panicking, as the tests do"
)]

use std::fs;
use std::path::PathBuf;

use serde_json::json;
use share_or_split::study::Digit;

#[allow(dead_code, reason = "this program needs only some of what the tests need")]
#[path = "../tests/page/harness/mod.rs"]
mod harness;

use harness::browser::devtools;
use harness::lab::{OVER, press};
use harness::page::{Page, strokes_of};
use harness::stage::{Language, on_the_page};

const WIDTHS: [u32; 2] = [1440, 390];

fn main() {
    let folder =
        std::env::args().nth(1).map(PathBuf::from).expect("the argument is the folder for the pictures");
    fs::create_dir_all(&folder).unwrap();
    if std::env::args().nth(2).is_some_and(|what| what == "readme") {
        first_view(folder);
        return;
    }
    for (language, name) in [(Language::English, "en"), (Language::Korean, "ko")] {
        let folder = folder.clone();
        on_the_page(language, move |page| async move {
            page.open("?device=cpu&budget=10").await;
            page.draw(&strokes_of(Digit::Two)).await;
            page.all_say(Digit::Two).await;
            press(&page, "benchmark-start").await;
            page.element("benchmark-table").await;
            page.until("the benchmark is over", OVER).await;
            for scheme in ["light", "dark"] {
                let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
                devtools(&page.client, "Emulation.setEmulatedMedia", media).await;
                for width in WIDTHS {
                    let file = folder.join(format!("{name}-{width}-{scheme}.png"));
                    fs::write(&file, picture(&page, width).await).unwrap();
                    println!("{}", file.display());
                }
            }
        });
    }
}

/// The first view, with a digit on which the structures disagree.
fn first_view(folder: PathBuf) {
    on_the_page(Language::English, move |page| async move {
        let size = json!({ "width": 1440, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        devtools(&page.client, "Emulation.setDeviceMetricsOverride", size).await;
        page.open("?device=cpu").await;
        page.cards_when("five ready cards", |cards| cards.iter().all(|card| card.state == "ready")).await;
        // Often enough for the times to be told.
        for _ in 0..3 {
            page.draw(&strokes_of(Digit::Two)).await;
            page.all_say(Digit::Two).await;
            page.click("clear").await;
        }
        page.click("hard-3").await;
        page.cards_when("five answers", |cards| cards.iter().all(|card| !card.verdict.is_empty())).await;
        page.run("scrollTo({ top: 0, behavior: 'instant' });", vec![]).await;
        for scheme in ["light", "dark"] {
            let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
            devtools(&page.client, "Emulation.setEmulatedMedia", media).await;
            tokio::time::sleep(std::time::Duration::from_millis(500)).await;
            let file = folder.join(format!("page-{scheme}.png"));
            fs::write(&file, page.client.screenshot().await.unwrap()).unwrap();
            println!("{}", file.display());
        }
    });
}

/// The whole page at a width.
async fn picture(page: &Page, width: u32) -> Vec<u8> {
    let size = |height: u64| json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
    devtools(&page.client, "Emulation.setDeviceMetricsOverride", size(1000)).await;
    let height = page.run("return document.documentElement.scrollHeight;", vec![]).await.as_u64().unwrap();
    devtools(&page.client, "Emulation.setDeviceMetricsOverride", size(height)).await;
    // Charts are drawn anew after a change of size.
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    page.client.screenshot().await.unwrap()
}
