//! The pad's other ways: drawn by keys, undone and done again, and colors as the reader wants them.

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use serde_json::json;
use share_or_split::study::Digit;

use crate::harness::page::{Page, strokes_of};
use crate::harness::stage::{Language, on_the_page};

#[test]
fn a_one_is_drawn_by_keys_and_undone_and_done_again() {
    on_the_page(Language::English, |page| async move {
        page.open("?device=cpu").await;
        page.cards_when("five ready cards", |cards| cards.iter().all(|card| card.state == "ready")).await;
        page.run("document.querySelector(`[data-testid='pad']`).focus();", vec![]).await;
        press(&page, ' ', 1).await;
        press(&page, Key::Down.into(), 10).await;
        press(&page, ' ', 1).await;
        press(&page, Key::Right.into(), 3).await;
        page.all_say(Digit::One).await;
        page.click("undo").await;
        no_verdict(&page).await;
        page.click("redo").await;
        page.all_say(Digit::One).await;
        page.click("clear").await;
        page.draw(&strokes_of(Digit::Zero)).await;
        page.all_say(Digit::Zero).await;
        let disabled = "return document.querySelector(`[data-testid='redo']`).disabled;";
        assert_eq!(page.run(disabled, vec![]).await, json!(true), "a new stroke leaves nothing to do again");
    });
}

#[test]
fn the_colors_are_the_readers_and_are_remembered() {
    on_the_page(Language::English, |page| async move {
        page.open("?device=cpu").await;
        page.click("theme").await;
        let light = colors(&page, "light").await;
        page.click("theme").await;
        let dark = colors(&page, "dark").await;
        assert_ne!(light, dark);
        page.open("?device=cpu").await;
        page.element("theme").await;
        assert_eq!(colors(&page, "dark").await, dark);
    });
}

/// The paper's color, once the page is in this scheme.
async fn colors(page: &Page, scheme: &str) -> String {
    page.until(
        &format!("the colors are {scheme}"),
        &format!("return document.documentElement.dataset.theme === '{scheme}';"),
    )
    .await;
    let paper = page.run("return getComputedStyle(document.body).backgroundColor;", vec![]).await;
    paper.as_str().unwrap().to_owned()
}

async fn no_verdict(page: &Page) {
    page.cards_when("no verdict", |cards| cards.iter().all(|card| card.verdict.is_empty())).await;
}

async fn press(page: &Page, key: char, times: usize) {
    for _ in 0..times {
        let keys = KeyActions::new("keys".to_owned())
            .then(KeyAction::Down { value: key })
            .then(KeyAction::Up { value: key });
        page.client.perform_actions(keys).await.unwrap();
    }
}

/// Drops a file on the pad, as a browser does: a picture of a dark bar on paper, or what a test says.
const DROP: &str = "
    const [kind] = arguments;
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [300, 400];
    const context = canvas.getContext('2d');
    context.fillStyle = '#e8e0d0';
    context.fillRect(0, 0, 300, 400);
    context.fillStyle = '#223';
    if (kind === 'one') context.fillRect(135, 60, 28, 280);
    const bomb = [137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 1, 134, 160, 0, 1, 134, 160];
    const drop = parts => {
        const transfer = new DataTransfer();
        transfer.items.add(new File(parts, 'digit.png', { type: 'image/png' }));
        document.querySelector(`[data-testid='pad']`)
            .dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
    };
    if (kind === 'text') return drop(['no picture']);
    if (kind === 'bomb') return drop([new Uint8Array(bomb)]);
    if (kind === 'heavy') return drop([new Uint8Array(21 << 20)]);
    return new Promise(done => canvas.toBlob(blob => { drop([blob]); done(); }));";

#[test]
fn a_picture_of_a_digit_is_read_and_what_is_none_gets_a_sentence() {
    on_the_page(Language::English, |page| async move {
        page.open("?device=cpu").await;
        page.cards_when("five ready cards", |cards| cards.iter().all(|card| card.state == "ready")).await;
        for (kind, says) in
            [("text", "no PNG"), ("bomb", "too large"), ("heavy", "too large"), ("empty", "No digit")]
        {
            page.run(DROP, vec![json!(kind)]).await;
            page.says("notices").await;
            let notice = page.element("notices").await.text().await.unwrap();
            assert!(notice.contains(says), "{kind}: {notice}");
            no_verdict(&page).await;
            page.run("document.querySelector(`[data-testid='notices'] button`).click();", vec![]).await;
        }
        page.run(DROP, vec![json!("one")]).await;
        page.all_say(Digit::One).await;
        page.click("undo").await;
        no_verdict(&page).await;
    });
}
