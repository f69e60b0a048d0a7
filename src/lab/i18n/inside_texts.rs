//! The type that holds the texts of the section that looks inside.

use crate::lab::ends::Origin;
use crate::lab::mind::{MindPath, MorphFinding};
use crate::study::{Digit, Verdict};

/// The section that looks inside.
#[derive(Debug)]
pub(crate) struct InsideTexts {
    pub(crate) heading: &'static str,
    pub(crate) introduction: &'static str,
    /// Heading of the morph.
    pub(crate) morph: &'static str,
    /// What is seen in it, and how the image changes.
    pub(crate) morph_note: &'static str,
    /// Before the image that the morph begins with.
    pub(crate) from: &'static str,
    /// What that image is.
    pub(crate) origin: fn(Origin) -> String,
    /// Group of the images to end with that look most like the first.
    pub(crate) alike: &'static str,
    /// Group of the others.
    pub(crate) others: &'static str,
    /// One of them: index and digit.
    pub(crate) test_image: fn(usize, Digit) -> String,
    /// Label of the slider.
    pub(crate) slider: &'static str,
    /// Where the slider stands, in percent.
    pub(crate) at: fn(usize) -> String,
    /// The image there, for screen readers.
    pub(crate) image_there: &'static str,
    /// What a structure says.
    pub(crate) verdict: fn(Verdict) -> &'static str,
    /// What a structure says all along, for screen readers.
    pub(crate) path: fn(&MindPath) -> String,
    /// What the strips amount to.
    pub(crate) finding: fn(&MorphFinding) -> String,
    /// A network that is not loaded.
    pub(crate) left_out: &'static str,
    /// A network that cannot answer, with the reason.
    pub(crate) failed: fn(&str) -> String,
    /// The networks answer.
    pub(crate) computing: &'static str,
    /// A run has the worker.
    pub(crate) waits: &'static str,
    /// Wires are cut on the page.
    pub(crate) cut: &'static str,
    /// The test images did not come, with the reason.
    pub(crate) no_digits: fn(&str) -> String,
    /// Opens the table.
    pub(crate) table: &'static str,
    /// Caption of the table.
    pub(crate) caption: &'static str,
    /// Columns: structure, verdict, from, to.
    pub(crate) columns: [&'static str; 4],
}
