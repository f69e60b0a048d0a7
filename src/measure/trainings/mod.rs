//! What many trainings of each structure say together: the page's file `public/replication`, which `./scripts/replicate`
//! writes; the page, the model card and `replications/README.md` read it. `json` checks every value.

mod json;
mod standing;

use serde::{Deserialize, Serialize};

use super::seed_values::{SeedValues, rounded};
use crate::study::{Backbone, Rule, Structure};

pub use json::TrainingsError;
pub(crate) use standing::{Compared, Side, Standing};

/// All structures of a backbone, each trained once with every seed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trainings {
    /// [`Trainings::VERSION`].
    pub(crate) version: u32,
    pub(crate) backbone: Backbone,
    pub(crate) recipe: TrainingRecipe,
    /// Number of test images.
    pub(crate) images: u32,
    /// Number of the digits 3 to 9.
    pub(crate) others: u32,
    /// Ascending.
    pub(crate) seeds: Vec<u64>,
    /// In the study's order.
    pub(crate) structures: Vec<StructureTrainings>,
    pub(crate) ensembles: Ensembles,
}

/// What the trainings have in common.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct TrainingRecipe {
    #[serde(rename = "recipe")]
    pub(crate) name: String,
    pub(crate) epochs: u32,
    pub(crate) batch: u32,
    pub(crate) training_images: u32,
    pub(crate) learning_rate: f64,
    pub(crate) weight_decay: f64,
    /// Version of burn.
    pub(crate) burn: String,
    /// What was judged, in English.
    pub(crate) evaluated: String,
}

/// One structure's trainings, every list by seed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct StructureTrainings {
    pub(crate) structure: Structure,
    pub(crate) experiment_1: Judged,
    pub(crate) experiment_2: Judged,
    /// Images with a wrong verdict; a contradiction is one.
    pub(crate) missed: Vec<u32>,
    /// `None` where one head cannot contradict itself.
    pub(crate) contradictions: Option<ErrorSignal>,
    /// Brier score of the joint probabilities, 0 to 2.
    pub(crate) brier: SeedValues,
    /// Expected calibration error of the verdicts.
    pub(crate) calibration_error: SeedValues,
    /// Share of the digits 3 to 9 that are called one digit with 99 % or more.
    pub(crate) sure_of_others: SeedValues,
}

/// Accuracy by one rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Judged {
    /// Fractions of the test images.
    pub(crate) accuracy: SeedValues,
    /// `None` for [`Structure::BASELINE`] itself.
    pub(crate) beside_baseline: Option<Comparison>,
}

/// Accuracy less that of [`Structure::BASELINE`] with the same seed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Comparison {
    pub(crate) difference: SeedValues,
    /// Two-sided p of the exact sign-flip test.
    pub(crate) p: f64,
    /// The same by Holm over the comparisons of the rule.
    pub(crate) p_holm: f64,
}

/// Contradictions as a signal of errors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ErrorSignal {
    /// Test images on which the heads contradict each other.
    pub(crate) each: Vec<u32>,
    /// Share of the contradictions that are misses; `None` without any.
    pub(crate) precision: Option<f64>,
    /// Share of the misses that are contradictions, over all seeds; `None` without any miss.
    pub(crate) recall: Option<f64>,
}

/// Every two independent networks of [`Structure::BASELINE`], their logits averaged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Ensembles {
    pub(crate) pairs: u32,
    /// Mean accuracy of the pairs.
    pub(crate) accuracy: f64,
}

impl Trainings {
    /// The file of a backbone, relative to the page, and to `public/`.
    pub const FILE: &'static str = "replication/resnet18.json";

    /// Version of the form written and read here.
    pub(crate) const VERSION: u32 = 1;

    /// The least p that the sign-flip test can give with so many seeds.
    pub(crate) fn least_p(&self) -> f64 {
        2.0 / 2f64.powi(i32::try_from(self.seeds.len()).unwrap_or(i32::MAX))
    }
}

impl StructureTrainings {
    /// Accuracy by a rule.
    pub(crate) const fn judged(&self, rule: Rule) -> &Judged {
        match rule {
            Rule::HeadMean => &self.experiment_1,
            Rule::AllHeads => &self.experiment_2,
        }
    }

    /// Misses of all seeds.
    pub(crate) fn all_missed(&self) -> u32 {
        self.missed.iter().sum()
    }
}

impl ErrorSignal {
    /// From each seed's contradictions, how many of them are misses, and all its misses.
    pub(crate) fn new(each: Vec<u32>, right_alarms: u32, missed: u32) -> Self {
        let share = |part: u32, of: u32| (of > 0).then(|| rounded(f64::from(part) / f64::from(of)));
        let contradictions = each.iter().sum();
        Self { each, precision: share(right_alarms, contradictions), recall: share(right_alarms, missed) }
    }

    /// Contradictions of all seeds.
    pub(crate) fn all(&self) -> u32 {
        self.each.iter().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precision_and_recall_by_hand_and_neither_of_nothing() {
        let signal = ErrorSignal::new(vec![1, 0, 3], 3, 12);
        assert_eq!((signal.precision, signal.recall, signal.all()), (Some(0.75), Some(0.25), 4));
        let none = ErrorSignal::new(vec![0, 0], 0, 0);
        assert_eq!((none.precision, none.recall), (None, None));
    }
}
