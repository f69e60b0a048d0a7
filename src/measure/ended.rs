//! How a benchmark or an assessment ended.

use serde::{Deserialize, Serialize};

/// How a benchmark or an assessment ended. What it found until then is valid.
///
/// `F` says why it failed: in a run's file a text, between the programs a `Failure`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ended<F = String> {
    /// Everything is done: every median is settled, every test image is answered.
    #[serde(rename = "settled")]
    Complete,
    /// The time was spent before every median was settled. An assessment has no limit.
    #[serde(rename = "budget_spent")]
    TimeUp,
    /// The reader ended it.
    #[serde(rename = "cancelled")]
    Cancelled,
    /// It failed.
    #[serde(rename = "failed")]
    Failed(F),
}

impl<F> Ended<F> {
    /// The same with another form of the failure.
    pub(crate) fn map_failure<G>(self, form: impl FnOnce(F) -> G) -> Ended<G> {
        match self {
            Self::Complete => Ended::Complete,
            Self::TimeUp => Ended::TimeUp,
            Self::Cancelled => Ended::Cancelled,
            Self::Failed(failure) => Ended::Failed(form(failure)),
        }
    }
}
