//! The list of texts, one field each, grouped by where they are read.

use crate::image::{InkHint, PictureError};
use crate::measure::{Bytes, DeviceKind, ExecutorKind, Stage};
use crate::page::section::PageSection;
use crate::protocol::Adapter;
use crate::study::{Digit, Grouping, StageCost, Structure, Sureness, Verdict};
use crate::web::ColorScheme;
use crate::web::settings::Refused;

/// All texts of one language.
#[derive(Debug)]
pub(crate) struct Texts {
    /// Around everything.
    pub(crate) page: PageTexts,
    /// The device line.
    pub(crate) device: DeviceTexts,
    /// The drawing pad.
    pub(crate) pad: PadTexts,
    /// The five cards.
    pub(crate) cards: CardTexts,
}

/// Around everything.
#[derive(Debug)]
pub(crate) struct PageTexts {
    /// Title of the browser's tab.
    pub(crate) document_title: &'static str,
    /// The question the page is about.
    pub(crate) tagline: &'static str,
    /// What to do here, in two sentences.
    pub(crate) introduction: &'static str,
    /// What the bar of sections is, for screen readers.
    pub(crate) sections: &'static str,
    /// Name of a section.
    pub(crate) section: fn(PageSection) -> &'static str,
    /// Heading of the last section.
    pub(crate) about: &'static str,
    /// Who did what: the study, this page; the study's two scoring rules.
    pub(crate) who: &'static str,
    /// Link to the lab's article.
    pub(crate) article: &'static str,
    /// Link for keyboard users.
    pub(crate) skip: &'static str,
    /// Name of the theme in use, and what a click does.
    pub(crate) theme: fn(ColorScheme) -> &'static str,
    /// Label of the language switch.
    pub(crate) language: &'static str,
    /// Label of the backbone switch.
    pub(crate) backbone: &'static str,
    /// What the backbone switch does.
    pub(crate) backbone_help: &'static str,
    /// A URL parameter was not understood.
    pub(crate) refused: fn(&Refused) -> String,
    /// The drawing in the address ends too early.
    pub(crate) link_cut: &'static str,
    /// The drawing in the address is none.
    pub(crate) link_unreadable: &'static str,
    /// Closes a notice.
    pub(crate) dismiss: &'static str,
    /// Where the study's numbers come from, before its link.
    pub(crate) study_source: &'static str,
    /// Where the digits come from.
    pub(crate) mnist_source: &'static str,
    /// What happens to drawings.
    pub(crate) privacy: &'static str,
    /// The lab is being loaded.
    pub(crate) lab_loading: &'static str,
    /// The lab cannot be loaded, with the reason.
    pub(crate) lab_failed: fn(&str) -> String,
    /// The reason when it does not come.
    pub(crate) lab_late: &'static str,
    /// Button: load it again.
    pub(crate) retry: &'static str,
    /// A newer version of the page is ready.
    pub(crate) newer: &'static str,
    /// Button: use it.
    pub(crate) use_newer: &'static str,
}

/// The device line.
#[derive(Debug)]
pub(crate) struct DeviceTexts {
    /// Label before the device.
    pub(crate) label: &'static str,
    /// The worker's program is loading.
    pub(crate) booting: &'static str,
    /// The device is being opened.
    pub(crate) starting: &'static str,
    /// Name of a kind of device.
    pub(crate) kind: fn(DeviceKind) -> &'static str,
    /// The adapter in words; empty when the browser says nothing.
    pub(crate) adapter: fn(&Adapter) -> String,
    /// The CPU answers until the GPU does.
    pub(crate) gpu_follows: &'static str,
    /// Name of an executor; empty for the usual one.
    pub(crate) executor: fn(ExecutorKind) -> &'static str,
    /// The worker is being replaced, with the reason.
    pub(crate) replacing: fn(&str) -> String,
    /// The worker was replaced, with the reason.
    pub(crate) replaced: fn(&str) -> String,
    /// Button: what helps to find out why.
    pub(crate) copy_diagnostics: &'static str,
    /// The worker was given up, with the reason.
    pub(crate) given_up: fn(&str) -> String,
    /// Button: a new worker.
    pub(crate) restart: &'static str,
}

/// The drawing pad.
#[derive(Debug)]
pub(crate) struct PadTexts {
    /// Heading.
    pub(crate) heading: &'static str,
    /// What the pad is, for screen readers.
    pub(crate) label: &'static str,
    /// Shown on the empty pad.
    pub(crate) invitation: &'static str,
    /// Button.
    pub(crate) undo: &'static str,
    /// Button.
    pub(crate) redo: &'static str,
    /// Button.
    pub(crate) clear: &'static str,
    /// Caption of the preview.
    pub(crate) preview: &'static str,
    /// What the preview is, for screen readers: what is on the pad.
    pub(crate) preview_label: &'static str,
    /// Heading of the samples.
    pub(crate) test_images: &'static str,
    /// Label of one sample.
    pub(crate) test_image: fn(usize, Digit) -> String,
    /// Heading of the samples on which the structures disagree.
    pub(crate) hard_images: &'static str,
    /// What the networks cannot say.
    pub(crate) only_three: &'static str,
    /// Button: other samples.
    pub(crate) more: &'static str,
    /// The samples are being fetched.
    pub(crate) test_images_loading: &'static str,
    /// The samples cannot be had, with the reason.
    pub(crate) test_images_failed: fn(&str) -> String,
    /// The pad shows a test image.
    pub(crate) showing: fn(usize, Digit) -> String,
    /// The pad shows the digit of a picture.
    pub(crate) showing_picture: &'static str,
    /// A picture shows no digit.
    pub(crate) picture_refused: fn(PictureError) -> &'static str,
    /// A picture was not read in time.
    pub(crate) picture_late: &'static str,
    /// `?digit=` names an image that does not exist.
    pub(crate) no_such_test_image: fn(usize, usize) -> String,
    /// Something about the amount of ink.
    pub(crate) hint: fn(InkHint) -> &'static str,
    /// Keys.
    pub(crate) keys: &'static str,
}

/// The five cards.
#[derive(Debug)]
pub(crate) struct CardTexts {
    /// Heading.
    pub(crate) heading: &'static str,
    /// What is shared, in a few words.
    pub(crate) name: fn(Structure) -> &'static str,
    /// One sentence on the wiring.
    pub(crate) explanation: fn(Structure) -> &'static str,
    /// The diagram in words.
    pub(crate) diagram: fn(Structure) -> String,
    /// What a head is asked.
    pub(crate) question: fn(Grouping) -> &'static str,
    /// Name of a class of a head.
    pub(crate) class: fn(Grouping, usize) -> String,
    /// The same in a word.
    pub(crate) class_short: fn(Grouping, usize) -> &'static str,
    /// What backbone, head and the two questions are: a term, and what it is.
    pub(crate) lead: [(&'static str, &'static str); 3],
    /// In the place of the summary, before anything is answered.
    pub(crate) no_summary: &'static str,
    /// How sure a verdict is.
    pub(crate) sureness: fn(Sureness) -> &'static str,
    /// What those words mean.
    pub(crate) sureness_help: &'static str,
    /// Whether the answer to a test digit is right.
    pub(crate) judged: fn(bool) -> &'static str,
    /// Button of a narrow screen: shows the layers.
    pub(crate) layers: &'static str,
    /// A backbone speaks for what its head answers.
    pub(crate) who_for: &'static str,
    /// A backbone speaks against it.
    pub(crate) who_against: &'static str,
    /// In the place of that, where its wire is cut.
    pub(crate) who_cut: &'static str,
    /// What the wires of a structure are, for screen readers.
    pub(crate) wires: &'static str,
    /// Name of a wire: its structure, backbone and head.
    pub(crate) wire: fn(Structure, usize, usize) -> String,
    /// What a click on it does.
    pub(crate) wire_help: &'static str,
    /// How many wires of a structure are cut.
    pub(crate) cut: fn(usize) -> String,
    /// How many wires are cut in all, and what that means.
    pub(crate) cuts: fn(usize) -> String,
    /// Runs the test set with the cut wires.
    pub(crate) cut_test: &'static str,
    /// The drawing is none of 0, 1, 2 with this probability.
    pub(crate) ood: fn(f32) -> String,
    /// Where that probability is from.
    pub(crate) ood_help: &'static str,
    /// What the decision plane of a structure shows.
    pub(crate) plane: fn(Structure) -> String,
    /// The same of all, below the grid.
    pub(crate) planes: &'static str,
    /// After the summary, where wires are cut.
    pub(crate) summary_cut: &'static str,
    /// Button: joins all wires again.
    pub(crate) mend: &'static str,
    /// What the bar under a head that reads two backbones is.
    pub(crate) who_help: &'static str,
    /// Label of the size of a structure's file.
    pub(crate) size: &'static str,
    /// Label of a structure's time beside that of (2).
    pub(crate) time: &'static str,
    /// What that time is.
    pub(crate) time_help: &'static str,
    /// In the place of the time, where all five run in one pass.
    pub(crate) one_pass: &'static str,
    /// Name of a stage.
    pub(crate) stage: fn(Stage) -> &'static str,
    /// What a stage is, what it costs, who has it once, who twice.
    pub(crate) stage_detail: fn(StageDetail<'_>) -> String,
    /// The name of a stage of one backbone, by the backbone's number.
    pub(crate) stage_box: fn(Structure, usize, Stage) -> String,
    /// In the place of that, while none is chosen.
    pub(crate) stage_hint: &'static str,
    /// Title of a head, by its number.
    pub(crate) head: fn(usize) -> String,
    /// The verdict in a few words.
    pub(crate) verdict: fn(Verdict) -> String,
    /// What a contradiction is.
    pub(crate) contradiction: &'static str,
    /// Nothing is drawn.
    pub(crate) nothing: &'static str,
    /// The answer belongs to an older drawing.
    pub(crate) stale: &'static str,
    /// Nothing known yet.
    pub(crate) absent: &'static str,
    /// Not loaded, as the browser asks to save data.
    pub(crate) left_out: &'static str,
    /// Button: load it all the same.
    pub(crate) load: &'static str,
    /// Bytes so far and in all.
    pub(crate) loading: fn(Bytes, Bytes) -> String,
    /// The first forward runs.
    pub(crate) warming: &'static str,
    /// Ready, and no answer yet.
    pub(crate) waiting: &'static str,
    /// The network has not been trained yet.
    pub(crate) not_published: &'static str,
    /// Button: load again.
    pub(crate) retry: &'static str,
    /// A summary for screen readers: what each structure says.
    pub(crate) summary: fn(&[(Structure, Verdict)]) -> String,
}

/// What is told of a stage.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StageDetail<'a> {
    pub(crate) stage: Stage,
    /// Of its map.
    pub(crate) side: usize,
    /// Of one backbone.
    pub(crate) cost: StageCost,
    /// The structures that have it once, as (2) does.
    pub(crate) once: &'a [Structure],
    /// Those that have it in each of two backbones.
    pub(crate) twice: &'a [Structure],
}
