//! What `./scripts/evaluate` found about a published network beyond its accuracies, as the manifest keeps it.
//!
//! The model card is written from these numbers and from nothing else.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::study::OodCurve;

/// What the test images of 0, 1, 2 and the drawings showed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Findings {
    /// `confusion[digit][column]`; columns are verdicts 0, 1, 2 and contradiction.
    pub confusion: [[u64; 4]; 3],
    /// Expected calibration error of each head.
    pub calibration_error: Vec<f64>,
    /// Stroke drawings judged.
    pub drawings: u64,
    /// Stroke drawings read right.
    pub drawings_right: u64,
}

/// Verdicts on the test images of digits the networks do not know. Index 0 is the digit 3, index 6 the digit 9.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherDigits {
    /// Test images of each digit.
    pub images: [u64; Self::COUNT],
    /// Those called a 0, 1 or 2 with a confidence of at least [`Self::CONFIDENT`].
    pub(crate) confident: [u64; Self::COUNT],
}

impl OtherDigits {
    /// The first digit the networks do not know.
    pub(crate) const FIRST: u8 = 3;
    /// How many such digits there are.
    pub(crate) const COUNT: usize = 7;
    /// From here on an answer passes for confident.
    pub(crate) const CONFIDENT: f32 = 0.9;

    /// The part of all images that got a confident wrong answer; 0 without images.
    #[must_use]
    pub(crate) fn share(&self) -> f64 {
        let [confident, images] =
            [self.confident, self.images].map(|counts| counts.iter().sum::<u64>() as f64);
        if images == 0.0 { 0.0 } else { confident / images }
    }
}

/// How well `study::familiarity` tells the test images of 0, 1, 2 from those of 3 to 9, and where to draw the line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FamiliarityFound {
    /// Pictures below it are probably no 0, 1 or 2: [`Self::PASSING`] of the test images of 0, 1, 2 are not below.
    pub(crate) threshold: f32,
    /// Area under the ROC.
    pub(crate) auroc: f64,
    /// The part of the test images of 0, 1, 2 that can pass while 1, 5, 10 and 20 % of the others do.
    pub(crate) passing_at: [f64; 4],
    /// The part of the test images of 3 to 9 that is not below the threshold.
    pub(crate) others_passing: f64,
    /// Stroke drawings below the threshold: false alarms.
    pub drawings_below: u64,
    /// The probability of a 3 to 9 by the familiarity.
    #[serde(default)]
    pub(crate) ood_curve: OodCurve,
    /// Area under the ROC of every definition that was compared, by its name.
    pub(crate) compared: BTreeMap<String, f64>,
}

impl FamiliarityFound {
    /// The part of the test images of 0, 1, 2 that must pass.
    pub(crate) const PASSING: f64 = 0.99;
    /// Rates of false positives at which the ROC is read.
    pub(crate) const FALSE_POSITIVES: [f64; 4] = [0.01, 0.05, 0.10, 0.20];
}
