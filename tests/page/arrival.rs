//! Weights arrive whole or not at all, whatever the host does.

use share_or_split::study::{Digit, Structure};

use crate::harness::browser::devtools;
use crate::harness::page::{Card, Page, first_image_of};
use crate::harness::site::{Asked, Fault};
use crate::harness::stage::{Console, Language, on_a_page, on_the_page};

const DIGIT: Digit = Digit::One;
/// What a fault leaves in the console names the file.
const SPOILT: Console = Console::Only(".safetensors");

fn file_of(structure: Structure) -> String {
    format!("weights/resnet18/{}.safetensors", structure.id())
}

async fn open(page: &Page) {
    page.open(&format!("?device=cpu&digit={}", first_image_of(DIGIT))).await;
}

fn right(card: &Card) -> bool {
    card.state == "ready" && card.verdict == "1"
}

#[test]
fn a_file_that_stops_coming_fails_alone_and_can_be_had_again() {
    on_a_page(Language::English, SPOILT, |page| async move {
        // The smallest, which is the first to be fetched.
        page.site.spoil(&file_of(Structure::Two), Fault::Stalled);
        open(&page).await;
        let others = |cards: &[Card]| [0, 2, 3, 4].iter().all(|&at| right(&cards[at]));
        page.cards_when("four are right", others).await;
        let failed = |cards: &[Card]| cards[1].state == "failed";
        let cards = page.cards_when("the one fails", failed).await;
        assert!(others(&cards) && cards[1].verdict.is_empty());
        for words in ["2.safetensors", "stopped arriving", " of "] {
            assert!(cards[1].text.contains(words), "{}", cards[1].text);
        }
        page.site.heal();
        page.click("retry-2").await;
        page.all_say(DIGIT).await;
    });
}

#[test]
fn what_passes_is_tried_again_without_a_word() {
    on_a_page(Language::English, SPOILT, |page| async move {
        let faults = [Fault::Broken, Fault::Status(503), Fault::Stalled, Fault::Truncated, Fault::Altered];
        for (structure, fault) in Structure::ALL.into_iter().zip(faults) {
            page.site.spoil_first(&file_of(structure), fault, 1);
        }
        open(&page).await;
        page.cards_when("all five are right, and none has failed", |cards| {
            assert!(cards.iter().all(|card| card.state != "failed"), "{cards:#?}");
            cards.iter().all(right)
        })
        .await;
        for structure in Structure::ALL {
            assert_eq!(page.site.asked(&file_of(structure)).in_all, 2, "{structure:?}");
        }
    });
}

#[test]
fn whatever_came_in_its_place_a_file_is_not_used_and_the_sentence_says_what_it_was() {
    for (language, words) in [
        (Language::English, ["web page", "git LFS", "status 500", "bytes instead of", "digest"]),
        (Language::Korean, ["웹 페이지", "git LFS", "상태 500", "바이트가 아니라", "해시"]),
    ] {
        on_a_page(language, SPOILT, move |page| async move {
            let faults = [Fault::WebPage, Fault::Pointer, Fault::Status(500), Fault::Longer, Fault::Altered];
            for (structure, fault) in Structure::ALL.into_iter().zip(faults) {
                page.site.spoil(&file_of(structure), fault);
            }
            open(&page).await;
            let failed = |cards: &[Card]| cards.iter().all(|card| card.state == "failed");
            let cards = page.cards_when("all five fail", failed).await;
            for ((card, words), structure) in cards.iter().zip(words).zip(Structure::ALL) {
                let named = card.text.contains(&file_of(structure));
                assert!(named && card.text.contains(words) && card.verdict.is_empty(), "{}", card.text);
            }
            // A web page under the file's name is in the browser's cache: the button asks past it.
            page.site.heal();
            for structure in Structure::ALL {
                page.click(&format!("retry-{}", structure.id())).await;
            }
            page.all_say(DIGIT).await;
        });
    }
}

#[test]
fn a_download_that_broke_goes_on_where_it_stopped() {
    on_a_page(Language::English, SPOILT, |page| async move {
        page.site.send_parts();
        page.site.spoil_first(&file_of(Structure::One), Fault::Broken, 1);
        open(&page).await;
        page.all_say(DIGIT).await;
        assert_eq!(page.site.asked(&file_of(Structure::One)), Asked { in_all: 2, for_parts: 1 });
    });
}

#[test]
fn the_rest_of_another_file_is_not_used() {
    on_a_page(Language::English, SPOILT, |page| async move {
        page.site.send_parts();
        page.site.spoil_first(&file_of(Structure::One), Fault::Changing, 2);
        page.site.spoil(&file_of(Structure::Three), Fault::Changing);
        open(&page).await;
        let cards = page.cards_when("one fails, four are right", |cards| {
            cards[2].state == "failed" && [0, 1, 3, 4].iter().all(|&at| right(&cards[at]))
        });
        assert!(cards.await[2].verdict.is_empty());
        // Half of it, the rest of another, and the whole from its start.
        assert_eq!(page.site.asked(&file_of(Structure::One)), Asked { in_all: 3, for_parts: 1 });
    });
}

#[test]
fn a_second_visit_fetches_no_weights() {
    on_the_page(Language::English, |page| async move {
        open(&page).await;
        page.all_say(DIGIT).await;
        page.until("five networks are kept", &kept(5)).await;
        // The browser's own cache could hide a request.
        devtools(&page.client, "Network.clearBrowserCache", serde_json::json!({})).await;
        let asked = || Structure::ALL.map(|structure| page.site.asked(&file_of(structure)).in_all);
        assert_eq!(asked(), [1; 5]);
        open(&page).await;
        page.client.refresh().await.unwrap();
        page.all_say(DIGIT).await;
        assert_eq!(asked(), [1; 5]);
    });
}

#[test]
fn what_is_kept_is_checked_before_it_is_used() {
    on_the_page(Language::English, |page| async move {
        open(&page).await;
        page.all_say(DIGIT).await;
        page.until("five networks are kept", &kept(5)).await;
        page.run(SPOIL_KEPT, vec![]).await;
        page.client.refresh().await.unwrap();
        page.all_say(DIGIT).await;
        page.until("the spoilt one is whole again", WHOLE).await;
        assert_eq!(page.site.asked(&file_of(Structure::Three)).in_all, 1);
    });
}

#[test]
fn where_there_is_no_room_the_oldest_goes_and_where_there_is_no_store_it_works_without() {
    for (store, left) in [(ROOM_FOR_TWO, 2), (NO_STORE, 0)] {
        on_the_page(Language::English, move |page| async move {
            page.site.spoil("cpu_loader.js", Fault::Prefixed(store));
            open(&page).await;
            page.all_say(DIGIT).await;
            page.until("so many are kept", &kept(left)).await;
            let all = page.run(KEPT, vec![]).await.to_string();
            // The largest come last.
            assert!(!all.contains("/2.safetensors"), "{all}");
        });
    }
}

#[test]
fn what_is_stored_is_listed_and_deleted_and_nothing_of_others() {
    for (language, nothing) in
        [(Language::English, "Nothing is stored"), (Language::Korean, "저장된 것이 없습니다")]
    {
        on_the_page(language, move |page| async move {
            open(&page).await;
            page.all_say(DIGIT).await;
            page.until("five networks are kept", &kept(5)).await;
            page.run("return caches.open('of-another').then(() => true);", vec![]).await;
            page.element("stored").await;
            page.run("document.querySelector(`[data-testid='stored'] summary`).click();", vec![]).await;
            let five = "return document.querySelectorAll(`[data-testid='stored'] li`).length === 5;";
            page.until("five networks are listed", five).await;
            page.click("stored-delete").await;
            let says = format!(
                "return document.querySelector(`[data-testid='stored-summary']`).innerText.includes('{nothing}');"
            );
            page.until("nothing is stored", &says).await;
            page.until("nothing is kept", &kept(0)).await;
            let others = page.run("return caches.has('of-another');", vec![]).await;
            assert_eq!(others, serde_json::json!(true));
        });
    }
}

/// The addresses of what is kept.
const KEPT: &str = "return caches.open('share-or-split-weights').then(cache => cache.keys())
    .then(keys => keys.map(key => key.url));";

/// Whether so many networks are kept.
fn kept(count: usize) -> String {
    format!(
        "return caches.open('share-or-split-weights').then(cache => cache.keys()).then(keys => keys.length === {count});"
    )
}

/// Structure (2)'s kept bytes get one wrong bit.
const SPOIL_KEPT: &str = "return (async () => {
    const cache = await caches.open('share-or-split-weights');
    const key = (await cache.keys()).find(key => key.url.endsWith('/2.safetensors'));
    const bytes = new Uint8Array(await (await cache.match(key)).arrayBuffer());
    bytes[bytes.length >> 1] ^= 1;
    await cache.put(key, new Response(bytes));
})();";

/// Whether every kept file has the digest that its address says.
const WHOLE: &str = "return (async () => {
    const cache = await caches.open('share-or-split-weights');
    const hex = bytes => [...new Uint8Array(bytes)].map(byte => byte.toString(16).padStart(2, '0')).join('');
    for (const key of await cache.keys()) {
        const bytes = await (await cache.match(key)).arrayBuffer();
        if (!key.url.includes('/' + hex(await crypto.subtle.digest('SHA-256', bytes)) + '/')) return false;
    }
    return true;
})();";

/// Worker lines: the third file finds no room.
const ROOM_FOR_TWO: &str = "const put = Cache.prototype.put;
Cache.prototype.put = async function (...options) {
    if ((await this.keys()).length >= 2) throw new DOMException('full', 'QuotaExceededError');
    return put.apply(this, options);
};
";

/// Worker lines: the store may not be touched.
const NO_STORE: &str =
    "Object.defineProperty(self, 'caches', { get() { throw new DOMException('no', 'SecurityError'); } });
";
