//! Who can use the page: in both languages, by keyboard alone, on a narrow screen.

use std::collections::{BTreeMap, BTreeSet};

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use serde_json::json;
use share_or_split::study::Digit;

use crate::harness::browser::devtools;
use crate::harness::page::{Page, first_image_of, strokes_of};
use crate::harness::stage::{Language, on_the_page};

#[test]
fn the_browser_chooses_the_language_and_the_reader_may_switch() {
    for (language, first, second) in [(Language::English, "en", "ko"), (Language::Korean, "ko", "en")] {
        on_the_page(language, move |page| async move {
            page.open("?device=cpu").await;
            page.element("pad").await;
            let first_text = speaks(&page, first).await;
            page.draw(&strokes_of(Digit::One)).await;
            page.all_say(Digit::One).await;
            page.click(&format!("language-{second}")).await;
            let second_text = speaks(&page, second).await;
            assert_ne!(first_text, second_text);
            // A switch is no reload: the verdicts are still there.
            page.all_say(Digit::One).await;
            assert_eq!(page.run("return testWorkers.length;", vec![]).await, json!(1));
        });
    }
}

/// Far more than the page has.
const MOST_STOPS: usize = 400;

#[test]
fn every_control_is_reached_by_the_keyboard_in_reading_order() {
    on_the_page(Language::English, |page| async move {
        page.open("?device=cpu").await;
        page.cards_when("five ready cards", |cards| cards.iter().all(|card| card.state == "ready")).await;
        page.element("sample-0").await;
        let wanted: BTreeSet<String> = serde_json::from_value(page.run(CONTROLS, vec![]).await).unwrap();
        assert!(wanted.len() > 8, "there are controls: {wanted:?}");
        let mut order = Vec::new();
        page.run("document.activeElement?.blur(); window.scrollTo(0, 0);", vec![]).await;
        // Charts have controls of the same names, so there are more stops than names; behind the last one is the browser.
        for _ in 0..MOST_STOPS {
            press(&page, char::from(Key::Tab)).await;
            let focused = page.run(FOCUSED, vec![]).await;
            let Some(name) =
                focused["name"].as_str().filter(|name| order.first().is_none_or(|first| first != name))
            else {
                break;
            };
            assert_eq!(focused["seen"], json!(true), "the focus is visible on {name}");
            order.push(name.to_owned());
        }
        let reached: BTreeSet<String> = order.iter().cloned().collect();
        let missed: Vec<&String> = wanted.difference(&reached).collect();
        assert!(missed.is_empty(), "not reached: {missed:?}; reached: {order:?}");
        let position = |name: &str| order.iter().position(|other| other == name);
        assert!(position("pad") < position("undo"), "the pad comes before its buttons: {order:?}");
        assert!(position("undo") < position("benchmark-start"), "and these before the benchmark: {order:?}");
    });
}

#[test]
fn every_control_has_a_name_and_every_picture_a_description() {
    on_the_page(Language::English, |page| async move {
        page.open("?device=cpu").await;
        page.element("sample-0").await;
        // The lab comes later, and brings its charts.
        page.element("benchmark-start").await;
        let charts = "return document.querySelectorAll('canvas[role=application]').length;";
        let charts = page.run(charts, vec![]).await.as_u64().unwrap();
        assert!(charts > 0, "the study's figures are there");
        let tree = devtools(&page.client, "Accessibility.getFullAXTree", json!({})).await;
        let nodes = tree["nodes"].as_array().unwrap();
        let named = [
            "button",
            "link",
            "radio",
            "combobox",
            "textbox",
            "slider",
            "image",
            "img",
            "checkbox",
            "application",
        ];
        let mut seen = BTreeMap::new();
        for node in nodes.iter().filter(|node| node["ignored"] == json!(false)) {
            let role = node["role"]["value"].as_str().unwrap_or_default();
            if named.contains(&role) {
                *seen.entry(role).or_insert(0) += 1;
                let name = node["name"]["value"].as_str().unwrap_or_default();
                assert!(!name.trim().is_empty(), "a {role} without a name: {node}");
            }
        }
        assert!(seen.values().sum::<u64>() > 8, "controls in the accessibility tree: {seen:?}");
        assert_eq!(seen.get("application"), Some(&charts), "every chart is in it: {seen:?}");
    });
}

#[test]
fn a_narrow_screen_needs_no_sideways_scrolling() {
    on_the_page(Language::Korean, |page| async move {
        for width in [390, 320] {
            let size = json!({ "width": width, "height": 844, "deviceScaleFactor": 2, "mobile": true });
            devtools(&page.client, "Emulation.setDeviceMetricsOverride", size).await;
            page.open("?device=cpu").await;
            page.element("benchmark-start").await;
            let widths = page.run("return [document.documentElement.scrollWidth, innerWidth];", vec![]).await;
            assert_eq!(widths, json!([width, width]));
        }
    });
}

/// The name of every control that a keyboard must reach. Of a group of radio buttons one is enough: arrows do the rest.
const CONTROLS: &str = "
    const controls = [...document.querySelectorAll('button, a[href], input, select, textarea, summary, [tabindex]')];
    const groups = new Set();
    return controls.filter(control => {
        if (control.disabled || control.tabIndex < 0 || !control.checkVisibility()) return false;
        if (control.type !== 'radio') return true;
        return control.checked && !groups.has(control.name) && groups.add(control.name);
    }).map(control => control.dataset.testid ?? (control.innerText || control.value || control.tagName).trim());";

const FOCUSED: &str = "
    const control = document.activeElement;
    if (!control || control === document.body) return {};
    const name = control.dataset.testid ?? (control.innerText || control.value || control.tagName).trim();
    const marks = [control, control.closest('label'), control.nextElementSibling].filter(Boolean).map(getComputedStyle);
    const seen = marks.some(style => (style.outlineStyle !== 'none' && style.outlineWidth !== '0px') || style.boxShadow !== 'none');
    return { name, seen };";

/// Waits until the document is in a language, and returns what it says.
async fn speaks(page: &Page, language: &str) -> String {
    let script = format!("return document.documentElement.lang === '{language}';");
    page.until(&format!("the page is in {language}"), &script).await;
    let text = page.text().await;
    let korean = text.chars().filter(|c| ('가'..='힣').contains(c)).count();
    assert_eq!(korean > 100, language == "ko", "{korean} Korean letters in: {text}");
    text
}

async fn press(page: &Page, key: char) {
    let keys = KeyActions::new("keys".to_owned())
        .then(KeyAction::Down { value: key })
        .then(KeyAction::Up { value: key });
    page.client.perform_actions(keys).await.unwrap();
}

#[test]
fn where_data_is_to_be_saved_one_network_comes_and_the_others_at_a_click() {
    on_the_page(Language::English, |page| async move {
        let saving =
            "Object.defineProperty(Navigator.prototype, 'connection', { get: () => ({ saveData: true }) });";
        devtools(&page.client, "Page.addScriptToEvaluateOnNewDocument", json!({ "source": saving })).await;
        page.open(&format!("?device=cpu&digit={}", first_image_of(Digit::Two))).await;
        page.cards_when("one verdict", |cards| cards.iter().any(|card| card.verdict == "2")).await;
        let weights = |structure| format!("weights/resnet18/{structure}.safetensors");
        assert!(page.site.was_asked_for(&weights("2")));
        for left_out in ["1", "3", "4_1", "4_2"] {
            assert!(page.shows(&format!("load-{left_out}")).await, "{left_out}");
            assert!(!page.site.was_asked_for(&weights(left_out)), "{left_out}");
        }
        assert!(!page.site.was_asked_for("lab_bg.wasm"), "the lab comes when the reader scrolls");
        page.click("load-4_1").await;
        page.cards_when("two verdicts", |cards| cards.iter().filter(|card| card.verdict == "2").count() == 2)
            .await;
        assert!(!page.site.was_asked_for(&weights("4_2")));
    });
}
