//! The type that holds the texts about many trainings with other seeds.

use crate::lab::seed_findings::{EnsembleFinding, SeedOverview, SignalFinding, UnknownFinding};
use crate::measure::{Compared, Trainings};
use crate::study::Structure;

/// Many trainings of each structure.
#[derive(Debug)]
pub(crate) struct SeedTexts {
    pub(crate) heading: &'static str,
    /// The file cannot be shown, with the reason.
    pub(crate) failed: fn(&str) -> String,
    pub(crate) overview: fn(&SeedOverview) -> String,
    /// Opens the sentences with their statistics.
    pub(crate) statistics: &'static str,
    /// One comparison, with the number of seeds.
    pub(crate) compared: fn(&Compared<'_>, usize) -> String,
    pub(crate) ensemble: fn(&EnsembleFinding) -> String,
    pub(crate) signal: fn(&SignalFinding) -> String,
    pub(crate) unknown: fn(&UnknownFinding) -> String,
    /// What was trained how.
    pub(crate) recipe: fn(&Trainings) -> String,
    /// Heading of the chart.
    pub(crate) chart: fn(usize) -> String,
    /// What its marks are, and where its axis is cut.
    pub(crate) chart_note: fn(f64) -> String,
    /// Series: the mean of our trainings.
    pub(crate) mean: &'static str,
    /// Series: the study's one training.
    pub(crate) study: &'static str,
    /// Opens the tables.
    pub(crate) tables: &'static str,
    pub(crate) accuracies: &'static str,
    /// Columns after the structure: experiment, mean, interval, study, difference, interval, p, p by Holm.
    pub(crate) accuracy_columns: [&'static str; 8],
    pub(crate) each_seed: &'static str,
    /// Columns before the seeds: structure and experiment.
    pub(crate) seed: fn(u64) -> String,
    pub(crate) certainty: &'static str,
    /// Columns after the structure: misses, contradictions, precision, recall, Brier, ECE, sure of 3 to 9.
    pub(crate) certainty_columns: [&'static str; 7],
}

/// A difference of accuracies in points, with its sign.
pub(super) fn signed_points(difference: f64) -> String {
    format!("{:+.3}", difference * 100.0 + 0.0)
}

/// Structures on one side of something, joined.
pub(super) fn joined(structures: &[Structure], joint: &str) -> String {
    structures.iter().map(|structure| structure.label()).collect::<Vec<_>>().join(joint)
}
