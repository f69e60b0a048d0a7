//! The types that hold the lab's texts: benchmark, claims of the study, accuracy on this device, files.

use crate::measure::claims::{AccuracyClaim, Cost, TradeOff};
use crate::measure::{Mode, SETTLED_COVERAGE, SETTLED_WITHIN, Stage};
use crate::protocol::{Outcome, Phase};
use crate::study::{Digit, Rule, Structure, Verdict};

/// The benchmark.
#[derive(Debug)]
pub struct BenchmarkTexts {
    pub heading: &'static str,
    pub introduction: fn() -> String,
    /// Label of the choice of what is timed.
    pub mode: &'static str,
    /// One choice of it.
    pub mode_choice: fn(Mode) -> &'static str,
    /// Label of the choice of time.
    pub budget: &'static str,
    /// One choice of it, in seconds.
    pub budget_choice: fn(u32) -> String,
    /// Label of the choice of structures.
    pub structures: &'static str,
    pub start: &'static str,
    pub cancel: &'static str,
    /// Why it cannot start yet.
    pub not_ready: &'static str,
    /// Why it cannot start at all.
    pub no_structure: &'static str,
    /// The test images did not come, with the reason.
    pub no_digits: fn(&str) -> String,
    /// Button: fetch them again.
    pub retry: &'static str,
    /// What it does now, with the rounds done.
    pub progress: fn(Phase, u32) -> String,
    /// It ends after what runs.
    pub ending: &'static str,
    /// How it ended: outcome, whether every median is settled, samples, device.
    pub outcome: fn(&Outcome, Settled, usize, &str) -> String,
    /// Images whose answers were compared, and the largest difference of a probability.
    pub checked: fn(u32, f64) -> String,
    /// Samples left out, and samples of slow rounds.
    pub dropped: fn(usize, usize) -> String,
    /// Caption of the table.
    pub caption: fn(Mode) -> &'static str,
    /// Column: structure.
    pub structure: &'static str,
    /// Column: samples.
    pub samples: &'static str,
    /// Column: median with its interval.
    pub median: &'static str,
    /// Column: 10th to 90th percentile.
    pub spread: &'static str,
    /// Column: the device's floor.
    pub lower_bound: &'static str,
    /// Column: ratio measured here.
    pub ratio_here: &'static str,
    /// Column: ratio in the study's experiment of that rule.
    pub ratio_study: fn(Rule) -> String,
    /// Caption of the table of what a network costs before its first answer.
    pub startups: &'static str,
    /// Column: megabytes of its file.
    pub startup_size: &'static str,
    /// Column: download.
    pub startup_download: &'static str,
    /// Column: reading the file and putting it on the device.
    pub startup_decode: &'static str,
    /// Column: the first answer.
    pub startup_first_run: &'static str,
    /// Column: what it takes beyond the second.
    pub startup_compile: &'static str,
    /// Heading of the chart of times.
    pub latency_chart: &'static str,
    /// What the whiskers are.
    pub latency_note: fn() -> String,
    /// Axis of the chart of times.
    pub latency_axis: fn(Mode) -> &'static str,
    /// Heading of the chart of stages.
    pub stages_chart: &'static str,
    /// What a stage is.
    pub stages_note: &'static str,
    /// Name of a stage.
    pub stage: fn(Stage) -> &'static str,
    /// Heading of the verdicts.
    pub claims: &'static str,
    /// What a structure costs.
    pub cost: fn(&Cost) -> String,
    /// Which structure is the most accurate.
    pub accuracy_claim: fn(&AccuracyClaim) -> String,
    /// The best trade-off.
    pub trade_off: fn(&TradeOff) -> String,
    /// The figures behind a verdict.
    pub figures: &'static str,
    /// What is missing for the verdict on accuracy.
    pub accuracy_missing: &'static str,
    pub save: &'static str,
    /// Button: copies the address that runs this again.
    pub copy_link: &'static str,
    pub copied: &'static str,
    /// Label of the field for someone else's file.
    pub import: &'static str,
    /// A file was refused, with the reason.
    pub import_failed: fn(&str) -> String,
    /// Button: takes someone else's run away again.
    pub remove: &'static str,
}

/// Whether every median is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// They are.
    Yes,
    /// The time was over before.
    No,
}

/// Accuracy on this device.
#[derive(Debug)]
pub struct AssessmentTexts {
    pub heading: &'static str,
    pub introduction: &'static str,
    pub start: &'static str,
    /// The network's label, its images done and in all.
    pub progress: fn(&str, u32, u32) -> String,
    /// How it ended, when not as planned.
    pub outcome: fn(&Outcome) -> String,
    /// Caption of the table.
    pub caption: &'static str,
    /// Column: accuracy by a rule.
    pub accuracy: fn(Rule) -> &'static str,
    /// Column: each head.
    pub heads: &'static str,
    /// Column: contradictions.
    pub contradictions: &'static str,
    /// Column: images a second.
    pub rate: &'static str,
    /// Column: compared with what was published.
    pub published: &'static str,
    /// It is the same.
    pub same: &'static str,
    /// It differs by so many images.
    pub differs: fn(i64) -> String,
    /// Heading of the confusion matrix of a structure.
    pub confusion: fn(Structure) -> String,
    /// Heading of the gallery.
    pub misses: &'static str,
    /// A missed image: index, label, structures with what they said.
    pub miss: fn(usize, Digit, &[(Structure, Verdict)]) -> String,
    /// Nothing was missed.
    pub no_misses: &'static str,
}

/// The study's figures.
#[derive(Debug)]
pub struct ReferenceTexts {
    pub heading: &'static str,
    pub introduction: &'static str,
    /// Heading of the chart of ratios.
    pub ratio_chart: &'static str,
    /// What a ratio is and why ratios.
    pub ratio_note: &'static str,
    /// Axis of the chart of ratios.
    pub ratio_axis: &'static str,
    /// Series: measured here.
    pub here: &'static str,
    /// Series: the published weights.
    pub weights: &'static str,
    /// Series: the study's experiment of that rule.
    pub experiment: fn(Rule) -> String,
    /// Heading of the chart of accuracies of an experiment.
    pub accuracy_chart: fn(Rule) -> String,
    /// The rule of an experiment, and that the axis is cut (at this value).
    pub accuracy_note: fn(Rule, f64) -> String,
    /// Axis of the chart of accuracies.
    pub accuracy_axis: &'static str,
    /// Heading of the chart of the study's times of an experiment.
    pub time_chart: fn(Rule) -> String,
    /// What the study's time is.
    pub time_note: &'static str,
    /// Axis of the chart of times.
    pub time_axis: &'static str,
}

/// Of the medians, for readers: "2 %".
pub(super) fn settled_within() -> String {
    format!("{:.0} %", SETTLED_WITHIN * 100.0)
}

/// Of 100 settled runs, how many hold the true median in their interval.
pub(super) fn settled_coverage() -> String {
    format!("{:.0}", SETTLED_COVERAGE * 100.0)
}
