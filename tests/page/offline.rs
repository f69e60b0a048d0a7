//! A visit without a network, and a newer version of the page: taken whole when the reader says so, or not at all.

use serde_json::json;
use share_or_split::study::Digit;

use crate::harness::page::{Page, strokes_of};
use crate::harness::site::Fault;
use crate::harness::stage::{Console, Language, on_a_page};

/// What the console says while the server is away, or gives what is not of one build.
const AWAY: Console = Console::Only("");

/// A name of this machine that the page takes for a host like any other: only there it keeps itself.
const HOST: &str = "page.localhost";

/// Has the browser look for a newer version, as it does by itself some time after a visit begins.
const LOOK: &str =
    "return navigator.serviceWorker.getRegistration().then(it => it.update()).then(() => true, () => false);";

/// How the service worker's version begins.
const VERSION: &str = "const VERSION = \"";

const KEPT: &str = "return caches.keys().then(names => names.filter(name => name.startsWith('share-or-split shell')).length === 1
    && navigator.serviceWorker.getRegistration().then(it => !!it?.active && !it.installing));";

#[test]
fn a_second_visit_needs_no_network() {
    on_a_page(Language::English, AWAY, |page| async move {
        visit(&page).await;
        page.until("the page is kept", KEPT).await;
        page.run("return caches.open('of another app').then(() => true);", vec![]).await;
        page.site.leave();
        visit(&page).await;
        page.draw(&strokes_of(Digit::Two)).await;
        page.all_say(Digit::Two).await;
        page.element("assessment-start").await;
        page.until(
            "the test images are there",
            "return document.querySelector(`[data-testid='assessment-start']`).disabled === false;",
        )
        .await;
        let others = "return caches.has('of another app');";
        assert_eq!(page.run(others, vec![]).await, json!(true), "what other apps keep is theirs");
    });
}

#[test]
fn a_newer_version_is_taken_whole_when_the_reader_says_so_and_the_drawing_stays() {
    on_a_page(Language::English, AWAY, |page| async move {
        visit(&page).await;
        page.until("the page is kept", KEPT).await;
        // Half of a newer version: a file that is not of its list.
        page.site.spoil("sw.js", Fault::Replaced(VERSION, "const VERSION = \"newer "));
        page.site.spoil("lab_bg.wasm", Fault::Altered);
        visit(&page).await;
        page.run(LOOK, vec![]).await;
        page.until("the half is thrown away", KEPT).await;
        assert!(!page.shows("update").await, "nothing is offered that is not whole");
        page.element("benchmark-start").await;
        // Whole.
        page.site.heal();
        page.site.spoil("sw.js", Fault::Replaced(VERSION, "const VERSION = \"newer still "));
        visit(&page).await;
        page.draw(&strokes_of(Digit::One)).await;
        page.all_say(Digit::One).await;
        page.run(LOOK, vec![]).await;
        page.element("update").await;
        page.run("window.before = true;", vec![]).await;
        page.click("update-use").await;
        page.until(
            "the page is loaded anew",
            "return window.before !== true && document.readyState === 'complete';",
        )
        .await;
        page.all_say(Digit::One).await;
        page.until("nothing waits any more", KEPT).await;
        assert!(!page.shows("update").await);
    });
}

/// Opens the page on the CPU and waits for its networks.
async fn visit(page: &Page) {
    page.client.goto(&page.site.address_at(HOST, "?device=cpu")).await.unwrap();
    page.cards_when("five ready cards", |cards| cards.iter().all(|card| card.state == "ready")).await;
}
