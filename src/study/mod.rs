//! What the study asks, as data: digits, backbones, structures, heads, decisions and its published rows.
//!
//! This room refuses tensors, the DOM, clocks and IO. Everything here is a plain value, so that the trainer, the
//! worker, the page and the evaluator cannot disagree about what a structure is or when an answer is right.

mod accuracy;
mod backbone;
mod calibration;
mod decision;
mod digit;
mod familiarity;
mod head;
mod network;
pub mod reference;
mod separation;
mod structure;

pub use accuracy::{Rule, Tally};
pub use backbone::{Backbone, Block};
pub use calibration::{CALIBRATION_BINS, Claim, expected_calibration_error};
pub use decision::{DecisionError, Verdict, confidence, decide, softmax};
pub use digit::Digit;
pub use familiarity::{Familiarity, HeadScore, Joining, familiarity};
pub use head::Grouping;
pub use network::NetworkId;
pub use separation::Separation;
pub use structure::{HeadPlan, Sharing, Structure};

/// An id from outside (a URL, a file name, a file's metadata) names nothing the study has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown {kind} \"{found}\": expected one of {expected}")]
pub struct UnknownId {
    /// What was looked for, e.g. "backbone".
    pub kind: &'static str,
    /// The text that was given.
    pub found: String,
    /// The texts that would have been understood.
    pub expected: &'static str,
}
