//! The page's state: what the components read and the intents they emit. Refuses views.

use std::sync::Arc;

use leptos::prelude::*;

use super::benchmark::Lab;
use super::benchmark::lab::can_start;
use super::browser;
use super::client::Client;
use super::client::core::{Choice, Event};
use super::i18n::{Language, Texts};
use super::pad::content::Content;
use super::pad::{Pad, link};
use super::painting::Appearance;
use super::published::Published;
use super::reference::Figures;
use super::settings::{Refused, Settings, Start};
use crate::image::{Drawing, Glyph, TestSet};
use crate::protocol::Failure;

/// Folder of the weights, relative to the page.
const HERE: &str = "./";

/// Something that comes over the network.
#[derive(Debug, Clone, PartialEq)]
pub enum Fetched<T> {
    /// It is on its way.
    Loading,
    /// It is here.
    Here(Arc<T>),
    /// It did not come, or is not what it should be.
    Failed(Failure),
}

impl<T> Fetched<T> {
    /// It, if it is here.
    #[must_use]
    pub fn here(&self) -> Option<&T> {
        match self {
            Self::Here(it) => Some(it),
            Self::Loading | Self::Failed(_) => None,
        }
    }
}

/// What the reader should know about the address, beside the refused parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// A parameter was not understood.
    Refused(Refused),
    /// `?digit=` names an image that is not there: its index, and how many there are.
    NoSuchDigit(usize, usize),
}

/// The page's state.
#[derive(Clone, Copy)]
pub struct Page {
    /// The worker and the page's picture of it.
    pub client: Client,
    /// What is on the pad.
    pub pad: RwSignal<Pad>,
    /// The 28x28 pixels the networks see.
    pub glyph: Memo<Option<Glyph>>,
    /// The language of the page.
    pub language: RwSignal<Language>,
    /// The test digits.
    pub digits: RwSignal<Fetched<TestSet>>,
    /// The study's published rows.
    pub figures: RwSignal<Fetched<Figures>>,
    /// What is said of the published networks.
    pub published: RwSignal<Fetched<Published>>,
    /// The lab: what is set, and the runs of others.
    pub lab: Lab,
    /// What to tell about the address.
    pub notices: RwSignal<Vec<Notice>>,
    /// Tells canvases to paint anew.
    pub appearance: Appearance,
    /// The test image that the address asks for, until it was shown.
    wanted: RwSignal<Option<usize>>,
    /// What the address starts, until it was started.
    wanted_run: RwSignal<Option<Start>>,
    /// What the address said, for links.
    settings: StoredValue<Settings>,
}

/// Where the program comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Build {
    /// Its version.
    pub version: &'static str,
    /// The commit it was built from, where that is known.
    pub commit: &'static str,
}

impl Page {
    /// Reads the address, starts the worker, then everything else that comes over the network.
    #[must_use]
    pub fn start(build: Build) -> Self {
        let pairs = browser::parameters();
        let (settings, refused) =
            Settings::read(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let base_url = browser::absolute(HERE);
        let choice = Choice { device: settings.device, executor: settings.executor, base_url };
        let client = Client::start(choice, settings.backbone);
        let mut first = Pad::default();
        if let Some(drawing) = drawing_in_address() {
            first.show(drawing);
        }
        let pad = RwSignal::new(first);
        let lab = Lab {
            mode: RwSignal::new(settings.mode),
            budget: RwSignal::new(settings.budget),
            structures: RwSignal::new(settings.structures.clone()),
            theirs: RwSignal::new(Vec::new()),
            refused: RwSignal::new(None),
            build,
        };
        let language = settings.language.unwrap_or_else(|| Language::preferred(browser::languages()));
        let page = Self {
            client,
            pad,
            glyph: Memo::new(move |_| pad.with(Pad::glyph)),
            language: RwSignal::new(language),
            digits: RwSignal::new(Fetched::Loading),
            figures: RwSignal::new(Fetched::Loading),
            notices: RwSignal::new(refused.into_iter().map(Notice::Refused).collect()),
            appearance: Appearance::watch(),
            published: RwSignal::new(Fetched::Loading),
            lab,
            wanted: RwSignal::new(settings.digit),
            wanted_run: RwSignal::new(settings.run),
            settings: StoredValue::new(settings),
        };
        page.connect();
        page.fetch_digits();
        page.fetch_figures();
        page.fetch_published();
        page
    }

    /// The address of the page as it is now: opening it restores the page, and measures again.
    #[must_use]
    pub fn link(self) -> String {
        let settings = Settings {
            backbone: self.client.core().with_untracked(|core| core.backbone()),
            mode: self.lab.mode.get_untracked(),
            budget: self.lab.budget.get_untracked(),
            structures: self.lab.structures.get_untracked(),
            digit: self.pad.with_untracked(|pad| match pad.content() {
                Content::Sample { index, .. } => Some(*index),
                Content::Drawn(_) => None,
            }),
            run: Some(Start::Benchmark),
            ..self.settings.get_value()
        };
        let drawing = self.pad.with_untracked(|pad| match pad.content() {
            Content::Drawn(drawing) => link::write(drawing),
            Content::Sample { .. } => None,
        });
        let fragment = drawing.map(|drawing| format!("#{DRAWING}{drawing}")).unwrap_or_default();
        format!("{}?{}{fragment}", browser::address(), settings.query())
    }

    /// The state that the page provides to its components.
    #[must_use]
    pub fn get() -> Self {
        expect_context()
    }

    /// The texts of the current language.
    #[must_use]
    pub fn texts(self) -> &'static Texts {
        self.language.get().texts()
    }

    /// The reader chooses a language.
    pub fn speak(self, language: Language) {
        browser::remember_language(language.tag());
        self.language.set(language);
    }

    /// Puts a test image on the pad.
    pub fn load_digit(self, index: usize) {
        let found = self.digits.with_untracked(|digits| {
            let set = digits.here()?;
            Some((set.label(index).zip(set.glyph(index)), set.len()))
        });
        match found {
            Some((Some((label, glyph)), _)) => self.pad.update(|pad| pad.load(index, label, glyph)),
            Some((None, count)) => self.notices.update(|all| all.push(Notice::NoSuchDigit(index, count))),
            None => {}
        }
    }

    /// Fetches the test digits, again if need be.
    pub fn fetch_digits(self) {
        self.digits.set(Fetched::Loading);
        leptos::task::spawn_local(async move {
            let fetched = fetch_digits().await;
            self.digits.set(fetched.map_or_else(Fetched::Failed, |set| Fetched::Here(Arc::new(set))));
            if self.digits.with_untracked(|digits| digits.here().is_some())
                && let Some(index) = self.wanted.get_untracked()
            {
                self.wanted.set(None);
                self.load_digit(index);
            }
        });
    }

    /// Fetches the study's rows, again if need be.
    pub fn fetch_figures(self) {
        self.figures.set(Fetched::Loading);
        leptos::task::spawn_local(async move {
            let fetched = Figures::fetch().await;
            self.figures.set(fetched.map_or_else(Fetched::Failed, |rows| Fetched::Here(Arc::new(rows))));
        });
    }

    /// Fetches what is said of the published networks.
    pub fn fetch_published(self) {
        leptos::task::spawn_local(async move {
            let fetched = Published::fetch().await;
            self.published.set(fetched.map_or_else(Fetched::Failed, |all| Fetched::Here(Arc::new(all))));
        });
    }

    fn connect(self) {
        browser::watch_visibility(move |visibility| self.client.tell(Event::Seen(visibility)));
        Effect::new(move |_| {
            let ready = self.client.core().with(|core| can_start(core, self.lab))
                && self.digits.with(|digits| digits.here().is_some());
            if let (true, Some(run)) = (ready, self.wanted_run.get_untracked()) {
                self.wanted_run.set(None);
                // Not from within the change that made it ready.
                set_timeout(move || self.begin(run), std::time::Duration::ZERO);
            }
        });
        Effect::new(move |_| self.client.tell(Event::Image(self.glyph.get())));
        Effect::new(move |_| {
            let language = self.language.get();
            browser::name_document(language.tag(), language.texts().page.document_title);
        });
    }
}

impl Page {
    fn begin(self, run: Start) {
        match run {
            Start::Benchmark => self.start_benchmark(),
            Start::Assessment => self.start_assessment(),
        }
    }
}

/// What stands before a drawing in the address.
const DRAWING: &str = "drawing=";

fn drawing_in_address() -> Option<Drawing> {
    link::read(browser::fragment().strip_prefix(DRAWING)?)
}

async fn fetch_digits() -> Result<TestSet, Failure> {
    let bytes = browser::fetch(TestSet::FILE).await?;
    let invalid = |detail: String| Failure::FileInvalid { file: TestSet::FILE.to_owned(), detail };
    TestSet::parse(&bytes).map_err(|error| invalid(error.to_string()))
}
