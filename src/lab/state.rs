//! The lab's state: what the components read and the intents they emit.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use web_sys::MessagePort;

use super::i18n::{LabTexts, texts};
use super::inquiry::Inquiry;
use super::port::Ports;
use super::published::{fetch_accuracies, fetch_trainings};
use super::runs::{Bench, RunEffect, RunEvent, assessment, benchmark};
use super::setup::{Build, Setup, can_start};
use crate::image::{Bitmap, TestSet};
use crate::measure::{Millis, Plan, Trainings};
use crate::protocol::{Failure, Fault, FromLab, LabReply, OnPad, ToLab, WireError};
use crate::study::Wire;
use crate::web::Language;
use crate::web::browser;
use crate::web::canvas::RepaintTrigger;
use crate::web::clipboard::{Copied, LaterCopy, copy_later};
use crate::web::settings::{AutoRun, DRAWING, Settings};
use crate::web::{Fetched, failure_sentence, fetch_test_set};
use crate::weights::PublishedAccuracies;

/// Test image measured on when nothing is drawn: the first of the set.
const DEFAULT_DIGIT: usize = 0;

/// The lab's state.
#[derive(Clone, Copy)]
pub(crate) struct Lab {
    /// The benchmark, the assessment, and what is known of the worker.
    pub(crate) bench: RwSignal<Bench>,
    /// What is set, and the runs of others.
    pub(crate) setup: Setup,
    /// The language of the page.
    pub(crate) language: RwSignal<Language>,
    /// The test digits.
    pub(crate) digits: RwSignal<Fetched<TestSet>>,
    /// Accuracies of the published networks.
    pub(crate) published: RwSignal<Fetched<PublishedAccuracies>>,
    /// The wires that are cut.
    pub(crate) cuts: RwSignal<BTreeSet<Wire>>,
    /// What the networks are asked between two drawings.
    pub(crate) inquiry: RwSignal<Inquiry>,
    /// What many trainings of each structure say.
    pub(crate) trainings: RwSignal<Fetched<Trainings>>,
    /// Tells canvases to paint anew.
    pub(crate) repaint: RepaintTrigger,
    /// What became of the last copy of a link.
    pub(crate) link_copy: RwSignal<Option<Copied>>,
    /// The same of the diagnostics.
    pub(crate) report_copy: RwSignal<Option<Copied>>,
    pad: RwSignal<OnPad>,
    ports: StoredValue<Option<Ports>>,
    /// Copies of a link that wait for the drawing on the page's pad.
    copies: StoredValue<Vec<LaterCopy>, LocalStorage>,
    /// Copies of what the page knows about its workers that wait for it.
    reports: StoredValue<Vec<LaterCopy>, LocalStorage>,
    /// What the address starts, until it was started.
    wanted: RwSignal<Option<AutoRun>>,
    /// What the address said, for links.
    settings: StoredValue<Settings>,
}

impl Lab {
    /// Reads the address, opens the line to the page through its port, then fetches everything else that comes over the
    /// network.
    pub(crate) fn start(build: Build, page: MessagePort) -> Self {
        // What is refused there, the page says.
        let (settings, _) = Settings::read(browser::asked().pairs());
        let language = settings.language.unwrap_or_else(|| Language::preferred(browser::languages()));
        let lab = Self {
            bench: RwSignal::new(Bench::new(settings.backbone)),
            setup: Setup::new(&settings, build),
            language: RwSignal::new(language),
            digits: RwSignal::new(Fetched::Loading),
            published: RwSignal::new(Fetched::Loading),
            cuts: RwSignal::new(settings.cut.iter().copied().collect()),
            inquiry: RwSignal::new(Inquiry::default()),
            trainings: RwSignal::new(Fetched::Loading),
            repaint: RepaintTrigger::watch(),
            link_copy: RwSignal::new(None),
            report_copy: RwSignal::new(None),
            pad: RwSignal::new(OnPad::default()),
            ports: StoredValue::new(None),
            copies: StoredValue::new_local(Vec::new()),
            reports: StoredValue::new_local(Vec::new()),
            wanted: RwSignal::new(settings.run),
            settings: StoredValue::new(settings),
        };
        let from_worker = move |reply: Result<LabReply, WireError>| match reply {
            Ok(LabReply::Answered { ticket, answered }) => {
                lab.inquiry.update(|inquiry| inquiry.take(ticket, answered));
                lab.ask();
            }
            Ok(reply) => lab.handle(RunEvent::FromWorker(reply)),
            Err(error) => lab.handle(RunEvent::Unreadable(Failure::Message { detail: error.to_string() })),
        };
        lab.ports.set_value(Some(Ports::open(page, move |message| lab.receive(message), from_worker)));
        lab.fetch_digits();
        lab.fetch_published();
        lab.start_what_is_wanted();
        lab
    }

    /// The state that the lab provides to its components.
    pub(crate) fn get() -> Self {
        expect_context()
    }

    /// What a failure means and what would help.
    pub(crate) fn failure(self, failure: &Failure) -> String {
        failure_sentence(self.language.get(), failure)
    }

    /// The texts of the current language.
    pub(crate) fn texts(self) -> &'static LabTexts {
        texts(self.language.get())
    }

    /// Something happened: the state changes and what follows is sent.
    pub(crate) fn handle(self, event: RunEvent) {
        let effects = self.bench.try_update(|bench| bench.on(event)).unwrap_or_default();
        let Some(ports) = self.ports.get_value() else { return };
        for effect in effects {
            match effect {
                RunEffect::SendToPage(message) => ports.send_to_page(message),
                RunEffect::SendToWorker(request) => ports.send_to_worker(&request),
            }
        }
    }

    /// What is on the page's pad.
    pub(crate) fn on_pad(self) -> OnPad {
        self.pad.get()
    }

    /// Sends the next question, unless something runs that it would disturb.
    pub(crate) fn ask(self) {
        let question = self.bench.with_untracked(|bench| {
            let ready = if bench.is_busy() { &[] } else { bench.ready() };
            self.inquiry.try_update(|inquiry| inquiry.ask(ready)).flatten()
        });
        if let (Some(question), Some(ports)) = (question, self.ports.get_value()) {
            ports.send_to_worker(&question);
        }
    }

    /// The digit on the pad, or a test digit.
    pub(crate) fn bitmap_to_measure(self) -> Option<Bitmap> {
        let first = || self.digits.with(|digits| digits.here().and_then(|set| set.bitmap(DEFAULT_DIGIT)));
        self.pad.with(|pad| pad.bitmap).or_else(first)
    }

    /// Starts the benchmark as it is set; nothing happens when something runs already.
    pub(crate) fn start_benchmark(self) {
        let Some(bitmap) = untrack(|| self.bitmap_to_measure()) else { return };
        let (networks, device) =
            untrack(|| self.bench.with(|bench| (self.setup.networks(bench), bench.device().cloned())));
        let Some(device) = device else { return };
        let plan = Plan {
            networks,
            mode: self.setup.mode.get_untracked(),
            budget: Millis(f64::from(self.setup.budget.get_untracked()) * 1e3),
            seed: browser::seed(),
        };
        let order = benchmark::Order { plan, bitmap, environment: self.setup.environment(&device) };
        self.handle(RunEvent::StartBenchmark(Box::new(order)));
    }

    /// Runs the test set through the networks that are ready.
    pub(crate) fn start_assessment(self) {
        let labels = self.digits.with_untracked(|digits| {
            digits.here().map(|set| (0..set.len()).filter_map(|index| set.label(index)).collect::<Vec<_>>())
        });
        let Some(labels) = labels else { return };
        let networks = untrack(|| self.bench.with(|bench| self.setup.networks(bench)));
        self.handle(RunEvent::StartAssessment(assessment::Order { networks, labels: labels.into() }));
    }

    /// The same, unless it was done for the backbone in use.
    fn assess_once(self) {
        let done = self.bench.with_untracked(|bench| {
            let backbone = bench.backbone();
            bench.assessment().found.keys().any(|network| network.backbone == backbone)
        });
        if !done {
            self.start_assessment();
        }
    }

    /// Puts a test image on the page's pad.
    pub(crate) fn show(self, index: usize) {
        self.send_to_page(FromLab::Show(index));
    }

    /// Copies the address of the page as it is now: opening it restores the page, and measures again.
    pub(crate) fn copy_link(self) {
        self.link_copy.set(None);
        self.copies.update_value(|copies| copies.push(copy_later()));
        self.send_to_page(FromLab::Drawing);
    }

    /// Copies what helps to find out what went wrong.
    pub(crate) fn copy_diagnostics(self) {
        self.report_copy.set(None);
        self.reports.update_value(|reports| reports.push(copy_later()));
        self.send_to_page(FromLab::Diagnostics);
    }

    /// Has the worker fail like this.
    pub(crate) fn fail(self, fault: Fault) {
        self.send_to_page(FromLab::Fail(fault));
    }

    fn link(self, drawing: Option<String>) -> String {
        let settings = Settings {
            backbone: self.bench.with_untracked(Bench::backbone),
            mode: self.setup.mode.get_untracked(),
            budget: self.setup.budget.get_untracked(),
            structures: self.setup.structures.get_untracked(),
            test_index: self.pad.with_untracked(|pad| pad.test_index),
            run: Some(AutoRun::Benchmark),
            cut: self.cuts.with_untracked(|cuts| cuts.iter().copied().collect()),
            ..self.settings.get_value()
        };
        let fragment = drawing.map(|drawing| format!("#{DRAWING}{drawing}")).unwrap_or_default();
        format!("{}?{}{fragment}", browser::address(), settings.query())
    }

    /// Fetches the test digits, again if need be.
    pub(crate) fn fetch_digits(self) {
        self.digits.set(Fetched::Loading);
        leptos::task::spawn_local(async move {
            let fetched = fetch_test_set().await;
            self.digits.set(fetched.map_or_else(Fetched::Failed, |set| Fetched::Here(Arc::new(set))));
        });
    }

    fn fetch_published(self) {
        leptos::task::spawn_local(async move {
            let fetched = fetch_accuracies().await;
            let records = fetched.as_ref().map(PublishedAccuracies::test_records).unwrap_or_default();
            self.send_to_page(FromLab::TestRecords(records));
            self.published.set(fetched.map_or_else(Fetched::Failed, |all| Fetched::Here(Arc::new(all))));
        });
    }

    /// Fetches what many trainings say.
    pub(crate) fn fetch_trainings(self) {
        leptos::task::spawn_local(async move {
            self.trainings.set(fetch_trainings().await.into());
        });
    }

    fn send_to_page(self, message: FromLab) {
        if let Some(ports) = self.ports.get_value() {
            ports.send_to_page(message);
        }
    }

    fn receive(self, message: ToLab) {
        match message {
            ToLab::Pad(pad) => self.pad.set(*pad),
            ToLab::Drawing(drawing) => {
                let link = self.link(drawing);
                let copies = self.copies.try_update_value(std::mem::take).unwrap_or_default();
                finish(copies, &link, self.link_copy);
            }
            ToLab::Diagnostics(text) => {
                let reports = self.reports.try_update_value(std::mem::take).unwrap_or_default();
                finish(reports, &text, self.report_copy);
            }
            ToLab::Cut(wires) => self.cuts.set(wires.into_iter().collect()),
            ToLab::Assess => self.assess_once(),
            ToLab::Language(tag) => {
                if let Some(language) = Language::from_tag(&tag) {
                    self.language.set(language);
                }
            }
            message => {
                if matches!(message, ToLab::Lost(_) | ToLab::WorkerPort) {
                    self.inquiry.update(Inquiry::lose);
                }
                self.handle(RunEvent::FromPage(message));
                self.ask();
            }
        }
    }

    fn start_what_is_wanted(self) {
        Effect::new(move |_| {
            let ready = self.bench.with(|bench| can_start(bench, self.setup))
                && self.digits.with(|digits| digits.here().is_some());
            if let (true, Some(run)) = (ready, self.wanted.get_untracked()) {
                self.wanted.set(None);
                let begin = move || match run {
                    AutoRun::Benchmark => self.start_benchmark(),
                    AutoRun::Assessment => self.start_assessment(),
                };
                // Not from within the change that made it ready.
                set_timeout(begin, Duration::ZERO);
            }
        });
    }
}

/// The text of some copies is known; what becomes of the last is told.
fn finish(copies: Vec<LaterCopy>, text: &str, outcome: RwSignal<Option<Copied>>) {
    for copy in copies {
        let text = text.to_owned();
        leptos::task::spawn_local(async move { outcome.set(Some(copy.finish(text).await)) });
    }
}
