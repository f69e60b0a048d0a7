//! The study as data: digits, backbones, structures, heads, decisions and its published rows.
//!
//! This room never contains tensors, the DOM, clocks or IO. Everything here is a plain value, so that the trainer, the
//! worker, the page and the evaluator share one definition of a structure and of a correct answer.

mod accuracy;
mod backbone;
mod decision;
mod digit;
mod familiarity;
mod head;
mod inside;
mod joint;
mod many_questions;
mod network;
pub(crate) mod plane;
pub mod reference;
mod stage_cost;
mod structure;
mod test_record;
mod wire;

pub use accuracy::{Rule, Tally};
pub use backbone::{Backbone, Block};
pub(crate) use decision::log_probabilities;
pub use decision::{DecisionError, Verdict, confidence, decide, softmax};
pub use digit::Digit;
pub(crate) use familiarity::{Familiarity, ood_probability};
pub use familiarity::{OodCurve, familiarity};
pub(crate) use head::Grouping;
pub use inside::HeadShares;
pub(crate) use inside::{Inside, StageMeans};
pub(crate) use joint::{Joint, Sureness};
pub(crate) use many_questions::ManyQuestions;
pub use network::NetworkId;
pub use plane::Density;
pub(crate) use stage_cost::StageCost;
pub use structure::{HeadPlan, Sharing, Structure};
pub(crate) use test_record::TestRecord;
pub use wire::MeanShares;
pub(crate) use wire::{Wire, cut_shares, logits_of};

/// An id from outside (a URL, a file name, a file's metadata) that no value has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown {kind} \"{found}\": expected one of {expected}")]
pub struct UnknownId {
    /// What was looked for, e.g. "backbone".
    pub(crate) kind: &'static str,
    pub(crate) found: String,
    /// The ids that exist, separated by commas.
    pub(crate) expected: String,
}

/// The one of `values` with this id. What [`std::str::FromStr`] is for types with an id; the error lists all ids.
pub(crate) fn find_by_id<T: Copy>(
    kind: &'static str,
    values: &[T],
    id_of: fn(T) -> &'static str,
    id: &str,
) -> Result<T, UnknownId> {
    let expected = || values.iter().map(|&value| id_of(value)).collect::<Vec<_>>().join(", ");
    let found = values.iter().copied().find(|&value| id_of(value) == id);
    found.ok_or_else(|| UnknownId { kind, found: id.to_owned(), expected: expected() })
}
