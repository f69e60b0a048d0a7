//! The policy of the page (`index.html`): it is there, a whole visit breaks none of it, what others would slip in is
//! stopped, and nothing is ever asked of another host.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use share_or_split::study::Digit;

use crate::harness::browser::devtools;
use crate::harness::lab::measured;
use crate::harness::page::{Page, strokes_of};
use crate::harness::site::{Fault, dist};
use crate::harness::stage::{Console, Language, on_a_page, on_the_page};

/// Run before any script of the page: keeps what the policy stops, and what workers have fetched.
const WATCH: &str = "
    window.stopped = [];
    addEventListener('securitypolicyviolation', event =>
        stopped.push(`${event.effectiveDirective}: ${event.blockedURI} ${event.sample}`));
    window.fetchedByWorkers = [];
    new BroadcastChannel('fetched').onmessage = event => fetchedByWorkers.push(...event.data);";

/// The same for a worker: tells the page what it fetches.
const WATCH_WORKER: &str = "{
    const fetched = new BroadcastChannel('fetched');
    new PerformanceObserver(list => fetched.postMessage(list.getEntries().map(entry => entry.name)))
        .observe({ type: 'resource', buffered: true });
}\n";

#[test]
fn the_page_has_a_strict_policy_and_nothing_inline() {
    let html = std::fs::read_to_string(dist().join("index.html")).unwrap();
    let (_, meta) = html.split_once("http-equiv=\"Content-Security-Policy\" content=\"").expect("a policy");
    let (policy, _) = meta.split_once('"').unwrap();
    let directives: Vec<Vec<&str>> =
        policy.split(';').map(|directive| directive.split_whitespace().collect()).collect();
    assert!(directives.contains(&vec!["default-src", "'none'"]), "{policy}");
    let sources: BTreeSet<&str> =
        directives.iter().flat_map(|directive| directive.iter().skip(1)).copied().collect();
    let known = ["'none'", "'self'", "'wasm-unsafe-eval'", "'script'", "default"];
    assert!(sources.iter().all(|source| known.contains(source)), "{sources:?}");
    // Before anything that it is to govern.
    let first = ["<script", "<link"].iter().filter_map(|tag| html.find(tag)).min();
    assert!(html.find("Content-Security-Policy") < first, "it comes first");
    for script in html.split("<script").skip(1) {
        let (tag, rest) = script.split_once('>').unwrap();
        assert!(tag.contains(" src=\"./") && rest.starts_with("</script>"), "a script in the page: {tag}");
    }
    for forbidden in [" style=", "<style", " onclick=", " onload=", " onerror=", "javascript:", "//cdn"] {
        assert!(!html.contains(forbidden), "{forbidden} in the page");
    }
}

#[test]
fn a_whole_visit_breaks_no_policy_and_asks_nobody_else() {
    on_the_page(Language::English, |page| async move {
        watched(&page, "?device=cpu&run=benchmark&budget=3&structures=2,4_1").await;
        measured(&page).await;
        page.draw(&strokes_of(Digit::Two)).await;
        page.all_say(Digit::Two).await;
        page.click("save-csv").await;
        page.saved("share-or-split-benchmark.csv").await;
        let picture = "document.querySelector(`[data-chart='times'] .buttons button`).click();";
        page.run(picture, vec![]).await;
        page.saved("share-or-split-times.png").await;
        page.click("language-ko").await;
        page.click("theme").await;
        page.click("sample-0").await;
        clean(&page, "cpu_bg.wasm").await;
    });
}

#[test]
fn the_other_programs_break_no_policy_and_ask_nobody_else() {
    for (query, program) in
        [("?device=gpu&digit=0", "worker_bg.wasm"), ("?device=cpu&executor=plain&digit=0", "plain_bg.wasm")]
    {
        on_the_page(Language::English, move |page| async move {
            watched(&page, query).await;
            page.cards_when("five verdicts", |cards| cards.iter().all(|card| !card.verdict.is_empty())).await;
            clean(&page, program).await;
        });
    }
}

#[test]
fn what_others_slip_in_is_stopped() {
    // Code from WebDriver itself may do everything: each is done a moment later, by the page.
    let attempts = [
        ("script-src-elem", "const script = document.createElement('script');
            script.textContent = 'window.slipped = 1'; document.body.append(script);"),
        ("script-src-attr", "const image = document.createElement('img');
            image.setAttribute('onerror', 'window.slipped = 1'); image.src = './none.png'; document.body.append(image);"),
        ("script-src", "(0, eval)('window.slipped = 1');"),
        ("script-src-elem", "const script = document.createElement('script');
            script.src = 'http://127.0.0.1:9/a.js'; document.body.append(script);"),
        ("connect-src", "fetch('http://127.0.0.1:9/').then(() => { window.slipped = 1; }, () => {});"),
        ("img-src", "new Image().src = 'http://127.0.0.1:9/a.png';"),
        ("style-src-attr", "document.body.setAttribute('style', 'color: red');
            if (document.body.style.color) window.slipped = 1;"),
        ("worker-src", "const blob = URL.createObjectURL(new Blob(['postMessage(1)']));
            new Worker(blob).onmessage = () => { window.slipped = 1; };"),
        ("require-trusted-types-for", "document.body.innerHTML = '<img src=x onerror=window.slipped=1>';"),
        ("frame-src", "const frame = document.createElement('iframe');
            frame.src = 'http://127.0.0.1:9/'; document.body.append(frame);"),
        ("base-uri", "const base = document.createElement('base');
            base.href = 'http://127.0.0.1:9/'; document.head.append(base);"),
        ("form-action", "const form = document.createElement('form');
            form.action = 'http://127.0.0.1:9/'; document.body.append(form); form.submit();"),
    ];
    on_a_page(Language::English, Console::Any, move |page| async move {
        watched(&page, "?device=cpu&digit=0").await;
        page.cards_when("five verdicts", |cards| cards.iter().all(|card| !card.verdict.is_empty())).await;
        for (directive, attempt) in attempts {
            let attempt = format!("window.stopped = []; setTimeout(() => {{ {attempt} }});");
            page.run(&attempt, vec![]).await;
            // Where a browser knows Trusted Types, they come first.
            let stopped = format!(
                "return stopped.some(entry => /^({directive}|require-trusted-types-for)/.test(entry));"
            );
            page.until(&format!("{directive} stops it"), &stopped).await;
            assert_eq!(page.run("return window.slipped ?? null;", vec![]).await, Value::Null, "{directive}");
        }
        let verdicts = page.cards().await;
        assert!(verdicts.iter().all(|card| !card.verdict.is_empty()), "the page goes on: {verdicts:?}");
    });
}

/// Opens the page, everything that it and its workers fetch and all that is stopped being kept.
async fn watched(page: &Page, query: &str) {
    devtools(&page.client, "Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH })).await;
    for loader in ["cpu_loader.js", "worker_loader.js", "plain_loader.js"] {
        page.site.spoil(loader, Fault::Prefixed(WATCH_WORKER));
    }
    page.open(query).await;
}

/// Nothing was stopped, and whatever was fetched is a file of the page; among it what a worker fetched.
async fn clean(page: &Page, by_a_worker: &str) {
    let seen = page
        .run(
            "return [window.stopped, performance.getEntriesByType('resource').map(entry => entry.name), fetchedByWorkers];",
            vec![],
        )
        .await;
    let [stopped, fetched, by_workers]: [Vec<String>; 3] = serde_json::from_value(seen).unwrap();
    assert_eq!(stopped, Vec::<String>::new(), "the policy stopped something");
    assert!(by_workers.iter().any(|address| address.contains(by_a_worker)), "{by_a_worker}: {by_workers:?}");
    assert!(fetched.len() > 8, "{fetched:?}");
    let ours = page.site.address("");
    let foreign: Vec<&String> =
        fetched.iter().chain(&by_workers).filter(|address| !address.starts_with(&ours)).collect();
    assert!(foreign.is_empty(), "asked elsewhere: {foreign:?}");
    let unknown: Vec<String> =
        page.site.asked_for().into_iter().filter(|file| !dist().join(file).exists()).collect();
    assert!(unknown.is_empty(), "asked for what is not published: {unknown:?}");
}
