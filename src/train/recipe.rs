//! The two ways a network is trained, and what each of them says of itself. Refuses the loop: `run` asks here.

use serde::{Deserialize, Serialize};

use super::augment;

/// How a network is trained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Recipe {
    /// What ships: plain cross-entropy on augmented digits, so that drawings are read as well as MNIST.
    Robust,
    /// The study's: softmax twice, unvaried digits, a constant learning rate, until ten epochs brought nothing better.
    Study,
}

/// What a recipe takes where nothing else is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Defaults {
    /// Passes over the training images; at most that many where the recipe stops early.
    pub epochs: usize,
    /// Images per step.
    pub batch: usize,
    /// Learning rate, at its peak.
    pub learning_rate: f64,
    /// Decoupled weight decay of `AdamW`.
    pub weight_decay: f32,
}

impl Recipe {
    /// Its settings. The study's are those of its published code; its 9,999 epochs mean "until patience ends".
    #[must_use]
    pub const fn defaults(self) -> Defaults {
        match self {
            Self::Robust => Defaults { epochs: 6, batch: 128, learning_rate: 1e-3, weight_decay: 1e-2 },
            Self::Study => Defaults { epochs: 9_999, batch: 32, learning_rate: 1e-4, weight_decay: 1e-2 },
        }
    }

    /// Epochs without a better one after which the run ends, where it ends early.
    #[must_use]
    pub const fn patience(self) -> Option<usize> {
        match self {
            Self::Robust => None,
            Self::Study => Some(10),
        }
    }

    /// Writes what the recipe decides into the notes of a run.
    pub(super) fn note(self, notes: &mut serde_json::Value) {
        let (schedule, loss) = match self {
            Self::Robust => (
                "linear warm-up over half an epoch, half cosine to 0, one step per batch",
                "cross-entropy, summed over the heads",
            ),
            Self::Study => (
                "constant; ended by validation accuracy with patience 10",
                "softmax, then cross-entropy with its own softmax, summed over the heads",
            ),
        };
        notes["schedule"] = schedule.into();
        notes["loss"] = loss.into();
        notes["augmentation"] = match self {
            Self::Robust => augment::ranges(),
            Self::Study => "none".into(),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_notes_say_what_the_recipe_does() {
        let note = |recipe: Recipe| {
            let mut notes = serde_json::json!({});
            recipe.note(&mut notes);
            notes
        };
        let (robust, study) = (note(Recipe::Robust), note(Recipe::Study));
        assert_eq!(robust["augmentation"], augment::ranges());
        assert_eq!(study["augmentation"], "none");
        let patience = Recipe::Study.patience().unwrap();
        assert!(study["schedule"].as_str().unwrap().ends_with(&format!("patience {patience}")));
        assert!(
            robust["schedule"].as_str().unwrap().contains("cosine") && Recipe::Robust.patience().is_none()
        );
        assert_ne!(robust["loss"], study["loss"]);
    }
}
