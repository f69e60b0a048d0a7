//! The page's state: what the components read and the intents they emit.

mod cuts;
mod link;
mod pad;

pub(crate) use cuts::Cuts;
pub(crate) use pad::{Content, Pad};

use std::collections::BTreeMap;

use leptos::ev;
use leptos::prelude::*;

use link::Linked;

use super::client::Client;
use super::client::worker_model::{AutoLoad, Choice, Event};
use super::diagnostics;
use super::i18n::{Texts, texts};
use super::lab_port::LabPort;
use crate::image::{Bitmap, PictureError, TestSet};
use crate::protocol::{Failure, FromLab, OnPad, ToLab};
use crate::study::{NetworkId, TestRecord, Wire};
use crate::web::browser;
use crate::web::canvas::RepaintTrigger;
use crate::web::settings::{DRAWING, Refused, Settings};
use crate::web::{Fetched, Language, failure_sentence, fetch_test_set};

/// What the reader should know about the address, or about a picture that was dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Notice {
    /// A parameter was not understood.
    Refused(Refused),
    /// `?digit=` names an image that is not there: its index, and how many there are.
    NoSuchTestImage(usize, usize),
    /// A picture that shows no digit.
    Picture(PictureError),
    /// The drawing in the address ends too early; what there is of it is shown.
    LinkCut,
    /// The drawing in the address is none.
    LinkUnreadable,
    /// A picture that was not read in time.
    PictureLate,
}

/// The page's state.
#[derive(Clone, Copy)]
pub(crate) struct Page {
    /// The worker and the page's picture of it.
    pub(crate) client: Client,
    /// What is on the pad.
    pub(crate) pad: RwSignal<Pad>,
    /// The wires that are cut.
    pub(crate) cuts: RwSignal<Cuts>,
    /// What evaluation found of each network; empty until the lab, which reads the manifest, has sent it.
    pub(crate) test_records: RwSignal<BTreeMap<NetworkId, TestRecord>>,
    /// The 28x28 pixels the networks see.
    pub(crate) bitmap: Memo<Option<Bitmap>>,
    /// The language of the page.
    pub(crate) language: RwSignal<Language>,
    /// The test images.
    pub(crate) test_set: RwSignal<Fetched<TestSet>>,
    /// The line to the lab.
    pub(crate) lab: LabPort,
    /// A newer version of the page waits to be used.
    pub(crate) newer: RwSignal<bool>,
    /// What to tell about the address.
    pub(crate) notices: RwSignal<Vec<Notice>>,
    /// Tells canvases to paint anew.
    pub(crate) repaint: RepaintTrigger,
    /// The test image that the address asks for, until it was shown.
    wanted: RwSignal<Option<usize>>,
    /// The reader has scrolled.
    scrolled: RwSignal<bool>,
    /// The address starts something in the lab.
    hurried: bool,
}

impl Page {
    /// Reads the address, starts the worker, then everything else that comes over the network.
    pub(crate) fn start() -> Self {
        let (settings, refused) = Settings::read(browser::asked().pairs());
        let base_url = browser::page_folder();
        let auto_load = if browser::saves_data() { AutoLoad::Baseline } else { AutoLoad::All };
        let choice = Choice { device: settings.device, executor: settings.executor, auto_load, base_url };
        let lab = LabPort::new();
        let client = Client::start(choice, settings.backbone, lab);
        let pad = RwSignal::new(Pad::default());
        let language = settings.language.unwrap_or_else(|| Language::preferred(browser::languages()));
        let page = Self {
            client,
            pad,
            hurried: settings.run.is_some() || !settings.cut.is_empty(),
            cuts: RwSignal::new(Cuts::new(settings.cut)),
            test_records: RwSignal::new(BTreeMap::new()),
            bitmap: Memo::new(move |_| pad.with(Pad::bitmap)),
            language: RwSignal::new(language),
            test_set: RwSignal::new(Fetched::Loading),
            newer: RwSignal::new(false),
            notices: RwSignal::new(refused.into_iter().map(Notice::Refused).collect()),
            repaint: RepaintTrigger::watch(),
            lab,
            wanted: RwSignal::new(settings.test_index),
            scrolled: RwSignal::new(false),
        };
        page.show_linked_drawing();
        page.connect();
        page.fetch_test_set();
        page
    }

    /// The state that the page provides to its components.
    pub(crate) fn get() -> Self {
        expect_context()
    }

    /// The texts of the current language.
    pub(crate) fn texts(self) -> &'static Texts {
        texts(self.language.get())
    }

    /// What a failure means and what would help.
    pub(crate) fn failure(self, failure: &Failure) -> String {
        failure_sentence(self.language.get(), failure)
    }

    /// The reader chooses a language.
    pub(crate) fn speak(self, language: Language) {
        browser::remember_language(language.tag());
        self.language.set(language);
    }

    /// Puts the drawing of the address on the pad, or says why it cannot.
    fn show_linked_drawing(self) {
        let address = browser::asked();
        let Some(text) = address.drawing() else { return };
        let linked = link::read(text);
        if let Linked::Whole(drawing) | Linked::Cut(drawing) = &linked {
            self.pad.update(|pad| pad.show(Content::Drawn(drawing.clone())));
        }
        let notice = match linked {
            Linked::Whole(_) => return,
            Linked::Cut(_) => Notice::LinkCut,
            Linked::Unreadable => Notice::LinkUnreadable,
        };
        self.notices.update(|all| {
            if !all.contains(&notice) {
                all.push(notice);
            }
        });
    }

    /// Puts a test image on the pad.
    pub(crate) fn show_test_image(self, index: usize) {
        let found = self.test_set.with_untracked(|set| {
            let set = set.here()?;
            Some((set.label(index).zip(set.bitmap(index)), set.len()))
        });
        match found {
            Some((Some((label, bitmap)), _)) => {
                let bitmap = Box::new(bitmap);
                self.pad.update(|pad| pad.show(Content::TestImage { index, label, bitmap }));
            }
            Some((None, count)) => self.notices.update(|all| all.push(Notice::NoSuchTestImage(index, count))),
            None => {}
        }
    }

    /// Cuts a wire, or joins it again. What comes in its place is in the manifest, which the lab reads.
    pub(crate) fn cut(self, wire: Wire) {
        self.cuts.update(|cuts| cuts.toggle(wire));
        self.open_lab();
    }

    /// Joins all wires again.
    pub(crate) fn mend(self) {
        self.cuts.update(Cuts::mend);
    }

    /// Puts what is drawn into the address, from where it comes back when the page is loaded anew.
    pub(crate) fn keep_drawing_in_address(self) {
        if let Some(drawing) = self.drawing_for_address() {
            browser::set_fragment(&format!("{DRAWING}{drawing}"));
        }
    }

    /// Fetches the test images, again if need be.
    pub(crate) fn fetch_test_set(self) {
        self.test_set.set(Fetched::Loading);
        leptos::task::spawn_local(async move {
            self.test_set.set(Fetched::from(fetch_test_set().await));
            if self.test_set.with_untracked(|set| set.here().is_some())
                && let Some(index) = self.wanted.get_untracked()
            {
                self.wanted.set(None);
                self.show_test_image(index);
            }
        });
    }

    /// Loads the lab, again if need be.
    pub(crate) fn open_lab(self) {
        self.lab.open(move |message| self.receive_from_lab(message));
    }

    fn receive_from_lab(self, message: FromLab) {
        match message {
            FromLab::Show(index) => self.show_test_image(index),
            FromLab::Drawing => {
                let drawing = self.drawing_for_address();
                self.lab.send(&ToLab::Drawing(drawing), &[]);
            }
            FromLab::Listening => {
                let language = self.language.get_untracked().tag().to_owned();
                self.lab.send(&ToLab::Language(language), &[]);
                self.client.handle(Event::FromLab(message));
            }
            FromLab::Diagnostics => {
                let text = self.client.model().with_untracked(diagnostics::text);
                self.lab.send(&ToLab::Diagnostics(text), &[]);
            }
            FromLab::Fail(fault) => self.client.handle(Event::Inject(fault)),
            FromLab::TestRecords(records) => {
                self.cuts.update(|cuts| cuts.learn(&records));
                self.test_records.set(records.into_iter().collect());
            }
            FromLab::Reserve(_) | FromLab::Release => self.client.handle(Event::FromLab(message)),
        }
    }

    /// What is drawn, as it stands in an address; `None` where that is nothing, or too much.
    fn drawing_for_address(self) -> Option<String> {
        self.pad.with_untracked(|pad| match pad.content() {
            Content::Drawn(drawing) => link::write(drawing),
            Content::TestImage { .. } | Content::Picture(_) => None,
        })
    }

    /// What is on the pad, for the lab.
    fn on_pad(self) -> OnPad {
        let test_index = self.pad.with(|pad| match pad.content() {
            Content::TestImage { index, .. } => Some(*index),
            Content::Drawn(_) | Content::Picture(_) => None,
        });
        OnPad { bitmap: self.bitmap.get(), test_index }
    }

    fn connect(self) {
        browser::watch_visibility(move |visibility| self.client.handle(Event::Visibility(visibility)));
        // A link with another drawing, opened in the same tab, loads nothing anew.
        window_event_listener(ev::hashchange, move |_| self.show_linked_drawing());
        Effect::new(move |_| self.client.handle(Event::Image(self.bitmap.get())));
        Effect::new(move |_| {
            if self.lab.is_connected() {
                self.lab.send(&ToLab::Pad(Box::new(self.on_pad())), &[]);
            }
        });
        Effect::new(move |_| {
            if self.lab.is_connected() {
                let wires = self.cuts.with(|cuts| cuts.wires().iter().copied().collect());
                self.lab.send(&ToLab::Cut(wires), &[]);
            }
        });
        window_event_listener(ev::keydown, move |event| {
            if event.key() == "Escape" && self.cuts.with_untracked(|cuts| !cuts.wires().is_empty()) {
                self.mend();
            }
        });
        Effect::new(move |_| {
            let language = self.language.get();
            browser::name_document(language.tag(), texts(language).page.document_title);
            self.lab.send(&ToLab::Language(language.tag().to_owned()), &[]);
        });
        // The lab comes when the networks are there: until then nothing is to keep them waiting, but for a reader who
        // scrolls, or an address that starts something. Where data is to be saved, only these two bring it.
        let comes_unasked = !browser::saves_data();
        let due = Memo::new(move |_| {
            self.hurried
                || self.scrolled.get()
                || comes_unasked && self.client.model().with(|model| model.is_settled())
        });
        window_event_listener(ev::scroll, move |_| {
            if !self.scrolled.get_untracked() {
                self.scrolled.set(true);
            }
        });
        Effect::new(move |_| {
            if due.get() {
                self.open_lab();
            }
        });
    }
}
