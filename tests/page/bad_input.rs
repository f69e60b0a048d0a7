//! What is wrong, missing or too little: each time the page says so, and what can work works.

use share_or_split::study::Digit;

use crate::harness::lab::OVER;
use crate::harness::page::{Card, Page, first_image_of, strokes_of};
use crate::harness::site::{Fault, dist};
use crate::harness::stage::{Console, Language, on_a_page, on_the_page};

/// Positions of the cards (1), (2), (3), (4)-1, (4)-2.
const UNHARMED: [usize; 2] = [0, 3];
const SPOILT: [(usize, &str, &str, Fault); 3] = [
    (1, "2", "weights/resnet18/2.safetensors", Fault::Missing),
    (2, "3", "weights/resnet18/3.safetensors", Fault::Truncated),
    (4, "4_2", "weights/resnet18/4_2.safetensors", Fault::Altered),
];

#[test]
fn spoilt_weights_fail_alone_and_heal() {
    on_a_page(Language::English, Console::Only(".safetensors"), |page| async move {
        for (_, _, file, fault) in SPOILT {
            page.site.spoil(file, fault);
        }
        let digit = Digit::One;
        page.open(&format!("?device=cpu&digit={}", first_image_of(digit))).await;
        let right = |card: &Card| card.state == "ready" && card.verdict == "1";
        let wanted = "three cards fail and two are right";
        let cards = page
            .cards_when(wanted, |cards| {
                SPOILT.iter().all(|&(at, ..)| cards[at].state == "failed")
                    && UNHARMED.iter().all(|&at| right(&cards[at]))
            })
            .await;
        for (at, _, file, _) in SPOILT {
            let file = file.rsplit('/').next().unwrap();
            assert!(cards[at].text.contains(file), "the card names {file}: {}", cards[at].text);
            assert_eq!(cards[at].verdict, "", "a failed card has no verdict");
        }
        // Not healed yet: a retry fails again, and says so again.
        page.click("retry-2").await;
        page.cards_when("it fails again", |cards| cards[1].state == "failed").await;
        page.site.heal();
        for (_, id, ..) in SPOILT {
            page.click(&format!("retry-{id}")).await;
        }
        page.all_say(digit).await;
    });
}

#[test]
fn without_a_manifest_every_card_fails_and_heals() {
    on_a_page(Language::English, Console::Only("manifest.json"), |page| async move {
        page.site.spoil("weights/manifest.json", Fault::Truncated);
        page.open("?device=cpu").await;
        let cards =
            page.cards_when("all five fail", |cards| cards.iter().all(|card| card.state == "failed")).await;
        assert!(cards[0].text.contains("manifest.json"), "{}", cards[0].text);
        page.site.heal();
        for id in ["1", "2", "3", "4_1", "4_2"] {
            page.click(&format!("retry-{id}")).await;
        }
        page.draw(&strokes_of(Digit::Zero)).await;
        page.all_say(Digit::Zero).await;
    });
}

#[test]
fn without_test_images_drawing_still_works() {
    on_a_page(Language::English, Console::Only("test_012.bin"), |page| async move {
        page.site.spoil("mnist/test_012.bin", Fault::Truncated);
        page.open("?device=cpu&digit=0").await;
        page.draw(&strokes_of(Digit::One)).await;
        page.all_say(Digit::One).await;
        assert!(page.text().await.contains("test_012.bin"), "the page names the file it misses");
        // The lab says that it has no image, and gets them when asked again.
        page.click("clear").await;
        let named =
            "return document.querySelector(`[data-testid='no-digits']`)?.innerText.includes('test_012.bin');";
        page.until("the lab names the file it misses", named).await;
        // That nothing is on the pad any more reaches the lab by a message.
        page.until("no benchmark can be started", &format!("return !(() => {{ {OVER} }})();")).await;
        page.site.heal();
        page.click("digits-retry").await;
        page.until("a benchmark can be started", OVER).await;
    });
}

#[test]
fn without_its_lab_the_page_works_and_the_lab_can_be_had_again() {
    on_a_page(Language::English, Console::Only("lab"), |page| async move {
        page.site.spoil("lab_bg.wasm", Fault::Truncated);
        page.open("?device=cpu").await;
        page.says("lab-failed").await;
        page.draw(&strokes_of(Digit::Zero)).await;
        page.all_say(Digit::Zero).await;
        let reason = "document.querySelector(`[data-testid='lab-failed']`)?.innerText";
        page.run(&format!("window.before = {reason};"), vec![]).await;
        page.site.spoil("lab.js", Fault::Missing);
        page.click("lab-retry").await;
        let other = format!("const now = {reason}; return !!now && now !== window.before;");
        page.until("the lab's script is missing, too", &other).await;
        page.site.heal();
        page.click("lab-retry").await;
        page.element("benchmark-start").await;
        assert!(!page.shows("lab-failed").await);
        page.all_say(Digit::Zero).await;
    });
}

/// Page lines: no file comes to its end, and timers pass twenty times as fast.
const NEVER_READ: &str = "const later = setTimeout;
    globalThis.setTimeout = (call, time, ...given) => later(call, time / 20, ...given);
    for (const method of ['text', 'arrayBuffer']) Blob.prototype[method] = () => new Promise(() => {});";

#[test]
fn files_that_are_never_read_and_a_lab_that_never_comes_have_their_sentences_and_the_next_try_works() {
    on_the_page(Language::English, |page| async move {
        let lines = format!(
            "const text = Blob.prototype.text, bytes = Blob.prototype.arrayBuffer;
            {NEVER_READ}
            window.mend = () => Object.assign(Blob.prototype, {{ text, arrayBuffer: bytes }});
            let open;
            Object.defineProperty(window, 'openLab', {{
                set: value => open = value,
                get: () => window.labComes ? open : () => new Promise(() => {{}}),
            }});"
        );
        let script = serde_json::json!({ "source": lines });
        crate::harness::browser::devtools(&page.client, "Page.addScriptToEvaluateOnNewDocument", script)
            .await;
        page.open("?device=cpu").await;
        page.draw(&strokes_of(Digit::Two)).await;
        page.all_say(Digit::Two).await;
        let late = "return !!document.querySelector(`[data-testid='lab-failed']`)?.innerText.includes('nothing came for 30 s');";
        page.until("the lab is late", late).await;
        page.run("window.labComes = true;", vec![]).await;
        page.click("lab-retry").await;
        page.element("import").await;
        page.run(PICTURE, vec![]).await;
        page.until("the picture is late", &says("notices", "That picture was not read within 20 s")).await;
        page.all_say(Digit::Two).await;
        page.run(RUN_FILE, vec![]).await;
        page.until("the run is late", &says("import-refused", "not read within 20 s")).await;
        page.run("mend();", vec![]).await;
        page.run(RUN_FILE, vec![]).await;
        page.until("the next is read, and is no run", &says("import-refused", "That file is not a run"))
            .await;
        page.run(PICTURE, vec![]).await;
        page.all_say(Digit::One).await;
    });
}

fn says(testid: &str, sentence: &str) -> String {
    format!("return !!document.querySelector(`[data-testid='{testid}']`)?.innerText.includes({sentence:?});")
}

/// A picture of a 1 is dropped on the pad.
const PICTURE: &str = "return (async () => {
    const canvas = new OffscreenCanvas(200, 200), brush = canvas.getContext('2d');
    brush.fillStyle = 'white';
    brush.fillRect(0, 0, 200, 200);
    brush.fillStyle = 'black';
    brush.fillRect(90, 30, 20, 140);
    const files = new DataTransfer();
    files.items.add(new File([await canvas.convertToBlob()], 'one.png', { type: 'image/png' }));
    document.querySelector(`[data-testid='pad']`)
        .dispatchEvent(new DragEvent('drop', { dataTransfer: files, bubbles: true, cancelable: true }));
})();";

/// A file is chosen as a run of someone else.
const RUN_FILE: &str = "const files = new DataTransfer();
    files.items.add(new File(['{}'], 'run.json', { type: 'application/json' }));
    const input = document.querySelector(`[data-testid='import']`);
    input.files = files.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));";

#[test]
fn without_a_drawing_there_is_no_verdict() {
    on_the_page(Language::English, |page| async move {
        page.open("?device=cpu").await;
        no_verdict(&page).await;
        assert!(page.shows("invitation").await, "an empty pad invites");
        assert!(silent(&page, "hint").await, "and gives no hint");
        // A tap: too little ink for any digit.
        page.draw(&vec![vec![(0.5, 0.5)]]).await;
        page.says("hint").await;
        assert!(!page.shows("invitation").await);
        page.click("clear").await;
        page.draw(&scribble()).await;
        page.says("hint").await;
        page.click("clear").await;
        no_verdict(&page).await;
        assert!(silent(&page, "hint").await);
        page.draw(&strokes_of(Digit::One)).await;
        page.all_say(Digit::One).await;
        assert!(silent(&page, "hint").await, "a plain 1 needs no hint");
        page.click("undo").await;
        no_verdict(&page).await;
    });
}

#[test]
fn values_in_the_address_that_mean_nothing_are_named() {
    on_the_page(Language::English, |page| async move {
        page.open("?device=cpu&backbone=vgg&digit=3147").await;
        no_verdict(&page).await;
        let text = page.text().await;
        assert!(text.contains("vgg") && text.contains("3147"), "{text}");
        page.draw(&strokes_of(Digit::Zero)).await;
        page.all_say(Digit::Zero).await;
    });
}

#[test]
fn a_file_address_gets_a_sentence() {
    on_a_page(Language::English, Console::Only("file://"), |page| async move {
        page.client.goto(&format!("file://{}", dist().join("index.html").display())).await.unwrap();
        page.until("a sentence", SENTENCE).await;
        let text = page.text().await;
        assert!(text.contains("./scripts/serve") || text.contains("http"), "it says what to do: {text}");
    });
}

#[test]
fn a_browser_without_webassembly_gets_a_sentence() {
    on_a_page(Language::English, Console::Only("WebAssembly"), |page| async move {
        let script = serde_json::json!({ "source": "delete window.WebAssembly;" });
        crate::harness::browser::devtools(&page.client, "Page.addScriptToEvaluateOnNewDocument", script)
            .await;
        page.open("").await;
        page.until("a sentence", SENTENCE).await;
        assert!(page.text().await.contains("WebAssembly"), "it says what is missing");
    });
}

const SENTENCE: &str = "return document.body.innerText.trim().length > 40;";

/// Five cards ready, and none of them says anything.
async fn no_verdict(page: &Page) {
    let silent = |card: &Card| card.state == "ready" && card.verdict.is_empty() && card.outputs.is_empty();
    page.cards_when("five ready cards without a verdict", |cards| cards.iter().all(silent)).await;
}

/// Whether the element with this `data-testid` says nothing, or is not there.
async fn silent(page: &Page, testid: &str) -> bool {
    let script = "return !document.querySelector(`[data-testid='${arguments[0]}']`)?.innerText.trim();";
    page.run(script, vec![serde_json::json!(testid)]).await == serde_json::json!(true)
}

/// Far more ink than any digit has.
fn scribble() -> Vec<Vec<(f64, f64)>> {
    let row = |y: f64| vec![(0.15, y), (0.85, y)];
    (0..18).map(|line| row(0.15 + f64::from(line) * 0.04)).collect()
}
