//! Where times of the chart were measured.

use crate::measure::{Machine, Mode, Software};
use crate::study::Rule;

/// Where times were measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// By the run that is shown, of what is timed so.
    Here(Mode),
    /// Recorded, of what was timed so.
    Recorded(Software, Machine, Mode),
    /// By the study, in its experiment of this rule.
    Study(Rule),
}
