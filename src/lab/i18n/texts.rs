//! The types that hold the lab's texts: benchmark, claims of the study, accuracy on this device, files.

use crate::lab::findings::{AccuracyFinding, ChoiceFinding, CostFinding};
use crate::lab::others::Shipped;
use crate::measure::claims::{AccuracyClaim, Cost, TradeOff};
use crate::measure::{Bytes, Ended, Mode, SETTLED_COVERAGE, SETTLED_WITHIN, Stage};
use crate::protocol::{Failure, Fault, Phase};
use crate::study::{Digit, Rule, Structure, Verdict};
use crate::web::browser::StoredFile;

/// The benchmark.
#[derive(Debug)]
pub(crate) struct BenchmarkTexts {
    pub(crate) heading: &'static str,
    pub(crate) introduction: fn() -> String,
    /// Label of the choice of what is timed.
    pub(crate) mode: &'static str,
    /// One choice of it.
    pub(crate) mode_choice: fn(Mode) -> &'static str,
    /// Label of the choice of time.
    pub(crate) budget: &'static str,
    /// One choice of it, in seconds.
    pub(crate) budget_choice: fn(u32) -> String,
    /// Label of the choice of structures.
    pub(crate) structures: &'static str,
    pub(crate) start: &'static str,
    pub(crate) cancel: &'static str,
    /// Why it cannot start yet.
    pub(crate) not_ready: &'static str,
    /// Why it cannot start at all.
    pub(crate) no_structure: &'static str,
    /// The test images did not come, with the reason.
    pub(crate) no_digits: fn(&str) -> String,
    /// Button: fetch them again.
    pub(crate) retry: &'static str,
    /// What it does now, with the rounds done.
    pub(crate) progress: fn(Phase, u32) -> String,
    /// It ends after what runs.
    pub(crate) ending: &'static str,
    /// How it ended: samples, device.
    pub(crate) outcome: fn(&Ended<Failure>, usize, &str) -> String,
    /// Images whose answers were compared, and the largest difference of a probability.
    pub(crate) checked: fn(u32, f64) -> String,
    /// Samples left out, and samples of slow rounds.
    pub(crate) dropped: fn(usize, usize) -> String,
    /// Caption of the table.
    pub(crate) caption: fn(Mode) -> &'static str,
    /// Column: structure.
    pub(crate) structure: &'static str,
    /// Column: samples.
    pub(crate) samples: &'static str,
    /// Column: median with its interval.
    pub(crate) median: &'static str,
    /// Column: 10th to 90th percentile.
    pub(crate) spread: &'static str,
    /// Column: the device's floor.
    pub(crate) lower_bound: &'static str,
    /// Column: ratio measured here.
    pub(crate) ratio_here: &'static str,
    /// Column: ratio in the study's experiment of that rule.
    pub(crate) ratio_study: fn(Rule) -> String,
    /// Caption of the table of what a network costs before its first answer.
    pub(crate) startups: &'static str,
    /// Column: megabytes of its file.
    pub(crate) startup_size: &'static str,
    /// Column: download.
    pub(crate) startup_download: &'static str,
    /// Column: reading the file and putting it on the device.
    pub(crate) startup_decode: &'static str,
    /// Column: the first answer.
    pub(crate) startup_first_run: &'static str,
    /// Column: what it takes beyond the second.
    pub(crate) startup_compile: &'static str,
    /// Heading of the chart of times.
    pub(crate) latency_chart: &'static str,
    /// What the whiskers are.
    pub(crate) latency_note: fn() -> String,
    /// Axis of the chart of times.
    pub(crate) latency_axis: fn(Mode) -> &'static str,
    /// Heading of the chart of stages.
    pub(crate) stages_chart: &'static str,
    /// What a stage is.
    pub(crate) stages_note: &'static str,
    /// Name of a stage.
    pub(crate) stage: fn(Stage) -> &'static str,
    /// Heading of the verdicts.
    pub(crate) claims: &'static str,
    /// What a structure costs.
    pub(crate) cost: fn(&Cost) -> String,
    /// Which structure is the most accurate.
    pub(crate) accuracy_claim: fn(&AccuracyClaim) -> String,
    /// The best trade-off.
    pub(crate) trade_off: fn(&TradeOff) -> String,
    /// The figures behind a verdict.
    pub(crate) figures: &'static str,
    /// What is missing for the verdict on accuracy.
    pub(crate) accuracy_missing: &'static str,
    pub(crate) save: &'static str,
    /// Button: copies the address that runs this again.
    pub(crate) copy_link: &'static str,
    /// Label of the field for someone else's file.
    pub(crate) import: &'static str,
    /// A file was refused, with the reason.
    pub(crate) import_failed: fn(&str) -> String,
    /// A file was not read in time.
    pub(crate) import_late: &'static str,
    /// Before the buttons that put runs beside one's own.
    pub(crate) beside: &'static str,
    /// One of them: the machine.
    pub(crate) shipped: fn(Shipped) -> &'static str,
    /// Logical processors of a machine.
    pub(crate) processors: fn(u32) -> String,
    /// Someone else's run timed something else than was timed here.
    pub(crate) timed_otherwise: &'static str,
    /// Button: takes someone else's run away again.
    pub(crate) remove: &'static str,
}

/// Accuracy on this device.
#[derive(Debug)]
pub(crate) struct AssessmentTexts {
    pub(crate) heading: &'static str,
    pub(crate) introduction: &'static str,
    pub(crate) start: &'static str,
    /// The network's label, its images done and in all.
    pub(crate) progress: fn(&str, u32, u32) -> String,
    /// How it ended, when not as planned.
    pub(crate) outcome: fn(&Ended<Failure>) -> String,
    /// Caption of the table.
    pub(crate) caption: &'static str,
    /// Column: accuracy by a rule.
    pub(crate) accuracy: fn(Rule) -> &'static str,
    /// Column: each head.
    pub(crate) heads: &'static str,
    /// Column: contradictions.
    pub(crate) contradictions: &'static str,
    /// Column: images a second.
    pub(crate) rate: &'static str,
    /// Column: compared with what was published.
    pub(crate) published: &'static str,
    /// It is the same.
    pub(crate) same: &'static str,
    /// It differs by so many images.
    pub(crate) differs: fn(i64) -> String,
    /// Column: accuracy with the wires that are cut.
    pub(crate) cut: &'static str,
    /// That accuracy, its difference to the whole network's (fractions), and contradictions.
    pub(crate) cut_accuracy: fn(f64, f64, usize) -> String,
    /// What that column is.
    pub(crate) cut_note: &'static str,
    /// Heading of the confusion matrix of a structure.
    pub(crate) confusion: fn(Structure) -> String,
    /// Heading of the gallery.
    pub(crate) misses: &'static str,
    /// A missed image: index, label, structures with what they said.
    pub(crate) miss: fn(usize, Digit, &[(Structure, Verdict)]) -> String,
    /// Nothing was missed.
    pub(crate) no_misses: &'static str,
}

/// The study's figures.
#[derive(Debug)]
pub(crate) struct ReferenceTexts {
    pub(crate) heading: &'static str,
    /// Which structure is the most accurate.
    pub(crate) accuracy_finding: fn(&AccuracyFinding) -> String,
    /// What a second backbone costs.
    pub(crate) cost_finding: fn(&CostFinding) -> String,
    /// What the study chose.
    pub(crate) choice_finding: fn(&ChoiceFinding) -> String,
    pub(crate) introduction: &'static str,
    /// Heading of the chart of ratios.
    pub(crate) ratio_chart: &'static str,
    /// What a ratio is and why ratios.
    pub(crate) ratio_note: &'static str,
    /// Axis of the chart of ratios.
    pub(crate) ratio_axis: &'static str,
    /// Series: measured here.
    pub(crate) here: &'static str,
    /// Series: the published weights.
    pub(crate) weights: &'static str,
    /// Series: the study's experiment of that rule.
    pub(crate) experiment: fn(Rule) -> String,
    /// Heading of the chart of accuracies of an experiment.
    pub(crate) accuracy_chart: fn(Rule) -> String,
    /// The rule of an experiment, and that the axis is cut (at this value).
    pub(crate) accuracy_note: fn(Rule, f64) -> String,
    /// Axis of the chart of accuracies.
    pub(crate) accuracy_axis: &'static str,
    /// Heading of the chart of the study's times of an experiment.
    pub(crate) time_chart: fn(Rule) -> String,
    /// What the study's time is.
    pub(crate) time_note: &'static str,
    /// Axis of the chart of times.
    pub(crate) time_axis: &'static str,
}

/// Faults at will.
#[derive(Debug)]
pub(crate) struct DiagnosticsTexts {
    pub(crate) heading: &'static str,
    /// What the buttons do.
    pub(crate) introduction: &'static str,
    /// Button: a fault.
    pub(crate) fault: fn(Fault) -> &'static str,
    /// Button: what helps to find out what went wrong.
    pub(crate) copy: &'static str,
}

/// What the browser keeps.
#[derive(Debug)]
pub(crate) struct StoredTexts {
    pub(crate) heading: &'static str,
    /// Where it is, and what for.
    pub(crate) introduction: &'static str,
    /// How much there is.
    pub(crate) summary: fn(&[StoredFile]) -> String,
    /// Button: deletes it.
    pub(crate) delete: &'static str,
}

/// Of all of them, in megabytes.
pub(super) fn stored_megabytes(files: &[StoredFile]) -> String {
    format!("{:.1}", Bytes(files.iter().map(|file| file.bytes.0).sum()).megabytes())
}

/// Of the medians, for readers: "2 %".
pub(super) fn settled_within() -> String {
    format!("{:.0} %", SETTLED_WITHIN * 100.0)
}

/// Of 100 settled runs, how many hold the true median in their interval.
pub(super) fn settled_coverage() -> String {
    format!("{:.0}", SETTLED_COVERAGE * 100.0)
}
