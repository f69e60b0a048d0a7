//! Page object: the page through its `data-testid`s and attributes. What is right, the tests say.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use fantoccini::actions::{InputSource, MOUSE_BUTTON_LEFT, MouseActions, PointerAction};
use fantoccini::elements::Element;
use fantoccini::{Client, Locator};
use serde::Deserialize;
use serde_json::{Value, json};
use share_or_split::image::TestSet;
use share_or_split::study::{Digit, Structure};

use super::browser;
use super::downloads;
use super::site::{self, Site};

/// Five networks on a software GPU on two busy cores.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);
const POLL: Duration = Duration::from_millis(200);

/// Everything a card says in its attributes.
const READ_CARDS: &str = "
    return arguments[0].map(id => {
        const card = document.querySelector(`[data-testid='card-${id}']`);
        const read = name => card?.getAttribute('data-' + name) ?? '';
        return {
            state: read('state'), verdict: read('verdict'), executor: read('executor'),
            outputs: JSON.parse(read('outputs') || '[]'), text: card?.innerText ?? '',
        };
    });";

/// One structure's card.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Card {
    pub(crate) state: String,
    pub(crate) verdict: String,
    pub(crate) executor: String,
    pub(crate) outputs: Vec<Vec<f64>>,
    pub(crate) text: String,
}

/// The page in a browser.
#[derive(Clone)]
pub(crate) struct Page {
    pub(crate) client: Client,
    pub(crate) site: Arc<Site>,
    /// Where the browser saves files.
    pub(crate) downloads: PathBuf,
}

/// Pen strokes on the pad, in units of its side, from (0, 0) to (1, 1).
pub(crate) type Strokes = Vec<Vec<(f64, f64)>>;

impl Page {
    /// Opens the page with a query, e.g. `?device=cpu`.
    pub(crate) async fn open(&self, query: &str) {
        self.client.goto(&self.site.address(query)).await.unwrap();
    }

    /// What a script returns. If that is a promise, what it comes to (WebDriver awaits it): a rejection fails the test
    /// with its reason, where a value left on `window` by `then` would be waited for in vain.
    pub(crate) async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute(script, arguments).await.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// Waits for the element with this `data-testid`.
    pub(crate) async fn element(&self, testid: &str) -> Element {
        let selector = format!("[data-testid='{testid}']");
        let wait = self.client.wait().at_most(PATIENCE).every(POLL);
        let found = wait.for_element(Locator::Css(&selector)).await;
        found.unwrap_or_else(|error| panic!("no element {testid}: {error}"))
    }

    /// Clicks it as a mouse would, where it lies; elements hidden behind others refuse.
    pub(crate) async fn click(&self, testid: &str) {
        let element = self.element(testid).await;
        self.bring(&element).await;
        element.click().await.unwrap_or_else(|error| panic!("{testid} cannot be clicked: {error}"));
    }

    /// Brings an element into view at once: the page itself scrolls smoothly, and a click would miss what still moves.
    async fn bring(&self, element: &Element) {
        let script = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' });";
        self.run(script, vec![serde_json::to_value(element).unwrap()]).await;
    }

    /// Whether an element with this `data-testid` is on the page and can be seen.
    pub(crate) async fn shows(&self, testid: &str) -> bool {
        let script = "const found = document.querySelector(`[data-testid='${arguments[0]}']`);
            return !!found && found.checkVisibility() && found.getBoundingClientRect().height > 0;";
        self.run(script, vec![json!(testid)]).await == json!(true)
    }

    /// Waits until the element with this `data-testid` says something.
    pub(crate) async fn says(&self, testid: &str) {
        let script =
            format!("return !!document.querySelector(`[data-testid='{testid}']`)?.innerText.trim();");
        self.until(&format!("{testid} says something"), &script).await;
    }

    /// The text a reader sees.
    pub(crate) async fn text(&self) -> String {
        self.run("return document.body.innerText;", vec![]).await.as_str().unwrap_or_default().to_owned()
    }

    /// The five cards in the study's order.
    pub(crate) async fn cards(&self) -> Vec<Card> {
        let ids: Vec<&str> = Structure::ALL.iter().map(|structure| structure.id()).collect();
        serde_json::from_value(self.run(READ_CARDS, vec![json!(ids)]).await).unwrap()
    }

    /// Waits until the five cards are as wanted, and returns them.
    pub(crate) async fn cards_when(&self, wanted: &str, as_wanted: impl Fn(&[Card]) -> bool) -> Vec<Card> {
        let begun = Instant::now();
        loop {
            let cards = self.cards().await;
            if as_wanted(&cards) {
                return cards;
            }
            if begun.elapsed() > PATIENCE {
                let console = browser::console(&self.client).await;
                let text = self.text().await;
                panic!("not within {PATIENCE:?}: {wanted}\n{cards:#?}\nconsole: {console:#?}\npage: {text}");
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// Waits until all five answer with this verdict.
    pub(crate) async fn all_say(&self, verdict: Digit) -> Vec<Card> {
        let verdict = verdict.value().to_string();
        self.cards_when(&format!("all five say {verdict}"), |cards| {
            cards.iter().all(|card| card.state == "ready" && card.verdict == verdict)
        })
        .await
    }

    /// Waits until something holds, asked anew each time.
    pub(crate) async fn until(&self, wanted: &str, script: &str) {
        self.until_within(PATIENCE, wanted, script).await;
    }

    /// Waits longer, or less long, than the others do.
    pub(crate) async fn until_within(&self, patience: Duration, wanted: &str, script: &str) {
        let begun = Instant::now();
        while self.run(script, vec![]).await != json!(true) {
            assert!(begun.elapsed() < patience, "not within {patience:?}: {wanted}\n{}", self.text().await);
            tokio::time::sleep(POLL).await;
        }
    }

    /// Waits until a file of this name is saved, and takes it away: the next of this name is another.
    pub(crate) async fn saved(&self, name: &str) -> Vec<u8> {
        let begun = Instant::now();
        let bytes = loop {
            if let Some(bytes) = downloads::settled(&self.downloads, name, POLL).await {
                break bytes;
            }
            let there = downloads::files(&self.downloads);
            assert!(begun.elapsed() < PATIENCE, "not within {PATIENCE:?}: {name} among {there:?}");
            tokio::time::sleep(POLL).await;
        };
        std::fs::remove_file(self.downloads.join(name)).unwrap();
        bytes
    }

    /// Draws on the pad with a mouse: real pointer events through the browser's input.
    pub(crate) async fn draw(&self, strokes: &Strokes) {
        let pad = self.element("pad").await;
        self.bring(&pad).await;
        let rectangle = "const pad = document.querySelector(`[data-testid='pad']`).getBoundingClientRect();
            return [pad.x, pad.y, pad.width, pad.height];";
        let rectangle = self.run(rectangle, vec![]).await;
        let [left, top, width, height]: [f64; 4] = serde_json::from_value(rectangle).unwrap();
        let to = |&(x, y): &(f64, f64)| PointerAction::MoveTo {
            duration: Some(Duration::from_millis(15)),
            x: (left + x * width).round(),
            y: (top + y * height).round(),
        };
        let mut mouse = MouseActions::new("mouse".to_owned());
        for stroke in strokes {
            for (index, point) in stroke.iter().enumerate() {
                mouse = mouse.then(to(point));
                if index == 0 {
                    mouse = mouse.then(PointerAction::Down { button: MOUSE_BUTTON_LEFT });
                }
            }
            mouse = mouse.then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        }
        self.client.perform_actions(mouse).await.unwrap();
        self.client.release_actions().await.unwrap();
    }
}

/// A digit as a hand writes it.
pub(crate) fn strokes_of(digit: Digit) -> Strokes {
    let turn = std::f64::consts::TAU;
    let arc = |center: (f64, f64), radii: (f64, f64), from: f64, to: f64| {
        (0..=24).map(move |step| {
            let angle = turn * (from + (to - from) * f64::from(step) / 24.0);
            (center.0 + radii.0 * angle.sin(), center.1 - radii.1 * angle.cos())
        })
    };
    match digit {
        Digit::Zero => vec![arc((0.5, 0.5), (0.2, 0.3), 0.0, -1.0).collect()],
        Digit::One => vec![
            (0..=16).map(|step| (0.53 - f64::from(step) * 0.003, 0.2 + f64::from(step) * 0.0375)).collect(),
        ],
        Digit::Two => {
            let mut stroke: Vec<_> = arc((0.5, 0.36), (0.17, 0.16), -0.22, 0.35).collect();
            stroke.extend([(0.5, 0.62), (0.38, 0.74), (0.32, 0.8), (0.42, 0.79), (0.55, 0.8), (0.7, 0.8)]);
            vec![stroke]
        }
    }
}

/// The index of the first test image of a digit.
pub(crate) fn first_image_of(digit: Digit) -> usize {
    let file = site::dist().join(TestSet::FILE);
    let images = TestSet::parse(&std::fs::read(&file).unwrap()).unwrap();
    (0..images.len()).find(|&index| images.label(index) == Some(digit)).unwrap()
}
