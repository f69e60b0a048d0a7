//! The list of texts, one field each, grouped by where they are read.

use crate::image::InkHint;
use crate::measure::{Bytes, Millis};
use crate::protocol::{Adapter, DeviceKind, ExecutorKind, Fallback};
use crate::study::{Digit, Grouping, Structure, Verdict};
use crate::web::settings::Refused;

/// All texts of one language.
#[derive(Debug)]
pub struct Texts {
    /// Around everything.
    pub page: PageTexts,
    /// The device line.
    pub device: DeviceTexts,
    /// The drawing pad.
    pub pad: PadTexts,
    /// The five cards.
    pub cards: CardTexts,
}

/// Around everything.
#[derive(Debug)]
pub struct PageTexts {
    /// Title of the browser's tab.
    pub document_title: &'static str,
    /// The question the page is about.
    pub tagline: &'static str,
    /// What to do here, in two sentences.
    pub introduction: &'static str,
    /// Link for keyboard users.
    pub skip: &'static str,
    /// Label of the language switch.
    pub language: &'static str,
    /// Label of the backbone switch.
    pub backbone: &'static str,
    /// What the backbone switch does.
    pub backbone_help: &'static str,
    /// A URL parameter was not understood.
    pub refused: fn(&Refused) -> String,
    /// Closes a notice.
    pub dismiss: &'static str,
    /// Where the study's numbers come from, before its link.
    pub study_source: &'static str,
    /// Where the digits come from.
    pub mnist_source: &'static str,
    /// What happens to drawings.
    pub privacy: &'static str,
    /// The lab is being loaded.
    pub lab_loading: &'static str,
    /// The lab cannot be loaded, with the reason.
    pub lab_failed: fn(&str) -> String,
    /// Button: load it again.
    pub retry: &'static str,
}

/// The device line.
#[derive(Debug)]
pub struct DeviceTexts {
    /// Label before the device.
    pub label: &'static str,
    /// The worker's program is loading.
    pub booting: &'static str,
    /// The device is being opened.
    pub starting: &'static str,
    /// Name of a kind of device.
    pub kind: fn(DeviceKind) -> &'static str,
    /// The adapter in words; empty when the browser says nothing.
    pub adapter: fn(&Adapter) -> String,
    /// Why the CPU is used.
    pub fallback: fn(&Fallback) -> String,
    /// Name of an executor.
    pub executor: fn(ExecutorKind) -> &'static str,
    /// The worker is being replaced, with the reason.
    pub replacing: fn(&str) -> String,
    /// The worker was given up, with the reason.
    pub given_up: fn(&str) -> String,
    /// Button: a new worker.
    pub restart: &'static str,
}

/// The drawing pad.
#[derive(Debug)]
pub struct PadTexts {
    /// Heading.
    pub heading: &'static str,
    /// What the pad is, for screen readers.
    pub label: &'static str,
    /// Shown on the empty pad.
    pub invitation: &'static str,
    /// Button.
    pub undo: &'static str,
    /// Button.
    pub clear: &'static str,
    /// Caption of the preview.
    pub preview: &'static str,
    /// What the preview is, for screen readers: what is on the pad.
    pub preview_label: &'static str,
    /// Heading of the samples.
    pub samples: &'static str,
    /// Label of one sample.
    pub sample: fn(usize, Digit) -> String,
    /// Button: other samples.
    pub more: &'static str,
    /// The samples are being fetched.
    pub samples_loading: &'static str,
    /// The samples cannot be had, with the reason.
    pub samples_failed: fn(&str) -> String,
    /// The pad shows a test image.
    pub showing: fn(usize, Digit) -> String,
    /// `?digit=` names an image that does not exist.
    pub no_such_digit: fn(usize, usize) -> String,
    /// Something about the amount of ink.
    pub hint: fn(InkHint) -> &'static str,
    /// Keys.
    pub keys: &'static str,
}

/// The five cards.
#[derive(Debug)]
pub struct CardTexts {
    /// Heading.
    pub heading: &'static str,
    /// What is shared, in a few words.
    pub name: fn(Structure) -> &'static str,
    /// One sentence on the wiring.
    pub explanation: fn(Structure) -> &'static str,
    /// The diagram in words.
    pub diagram: fn(Structure) -> String,
    /// What a head is asked.
    pub question: fn(Grouping) -> &'static str,
    /// Name of a class of a head.
    pub class: fn(Grouping, usize) -> String,
    /// Title of a head, by its number.
    pub head: fn(usize) -> String,
    /// The verdict in a few words.
    pub verdict: fn(Verdict) -> String,
    /// What a contradiction is.
    pub contradiction: &'static str,
    /// Nothing is drawn.
    pub nothing: &'static str,
    /// The answer belongs to an older drawing.
    pub stale: &'static str,
    /// Nothing known yet.
    pub absent: &'static str,
    /// Bytes so far and in all.
    pub loading: fn(Bytes, Bytes) -> String,
    /// The first forward runs.
    pub warming: &'static str,
    /// Ready, and no answer yet.
    pub waiting: &'static str,
    /// The network has not been trained yet.
    pub not_published: &'static str,
    /// Button: load again.
    pub retry: &'static str,
    /// Latency and what produced it.
    pub latency: fn(Millis, usize, &str) -> String,
    /// A summary for screen readers: what each structure says.
    pub summary: fn(&[(Structure, Verdict)]) -> String,
}
