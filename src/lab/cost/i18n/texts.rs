//! The type that holds the texts of what sharing costs.

use crate::lab::cost::estimate::Estimate;
use crate::lab::cost::origin::Origin;
use crate::measure::{MeasuredTimes, Schedule};
use crate::study::Structure;

/// What sharing costs.
#[derive(Debug)]
pub(crate) struct CostTexts {
    pub(crate) heading: &'static str,
    /// What the chart says.
    pub(crate) summary: fn(&Ranges) -> String,
    pub(crate) chart: &'static str,
    /// Where its times come from.
    pub(crate) chart_note: &'static str,
    pub(crate) axis: &'static str,
    /// Title of a group of the chart.
    pub(crate) origin: fn(Origin) -> String,
    pub(crate) schedule: fn(Schedule) -> &'static str,
    /// Heading of the calculator.
    pub(crate) calculator: &'static str,
    pub(crate) introduction: &'static str,
    /// Label of the number of questions.
    pub(crate) questions: &'static str,
    /// Label of the choice of what is shared.
    pub(crate) shared: &'static str,
    /// One choice of it.
    pub(crate) sharing: fn(Structure) -> &'static str,
    /// What the chosen one takes.
    pub(crate) chosen: fn(&ChosenWiring) -> String,
    /// What a shared backbone and a shared head change of the parameters, fractions, for so many questions.
    pub(crate) saved: fn(usize, f64, f64) -> String,
    /// Caption of the table, for so many questions.
    pub(crate) caption: fn(usize) -> String,
    /// Column: structure.
    pub(crate) structure: &'static str,
    /// Column: what is shared.
    pub(crate) column_shared: &'static str,
    pub(crate) backbones: &'static str,
    pub(crate) heads: &'static str,
    pub(crate) parameters: &'static str,
    pub(crate) download: &'static str,
    pub(crate) memory: &'static str,
    pub(crate) time: &'static str,
    /// Where the times come from; `None` before anything was measured.
    pub(crate) basis: fn(Option<&MeasuredTimes>) -> String,
    /// Why nothing is said of accuracy.
    pub(crate) accuracy: &'static str,
}

/// Least and greatest ratios to structure 2 of the structures with two backbones, where they were measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ranges {
    /// On an H100, by the page and by PyTorch.
    pub(crate) page: (f64, f64),
    pub(crate) pytorch: (f64, f64),
    /// On a CPU, by the page.
    pub(crate) cpu: (f64, f64),
    pub(crate) study: (f64, f64),
    /// By the run that is shown.
    pub(crate) here: Option<(f64, f64, Schedule)>,
}

/// What was chosen.
#[derive(Debug)]
pub(crate) struct ChosenWiring<'a> {
    pub(crate) chosen: &'a Estimate,
    /// The same questions with everything shared.
    pub(crate) baseline: &'a Estimate,
}

/// "2.1", or "1.8 to 2.1" where they differ, with so many decimals.
pub(super) fn range(joint: &str, (low, high): (f64, f64), decimals: usize) -> String {
    let (low, high) = (format!("{low:.decimals$}"), format!("{high:.decimals$}"));
    if low == high { low } else { format!("{low}{joint}{high}") }
}
