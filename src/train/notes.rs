//! How a network was trained, as the manifest and the list of replications say it.

use serde::{Deserialize, Serialize};

use super::progress::TrainingProgress;
use super::{Hardware, Recipe, augment};

/// Version of the framework that trains.
const BURN: &str = "0.22.1";

/// What decides a training and is not among its settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Method {
    burn: String,
    optimizer: String,
    schedule: String,
    /// Older entries of the manifest do not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    loss: Option<String>,
    /// The ranges, or "none".
    augmentation: serde_json::Value,
}

impl Method {
    /// Of a training by a recipe.
    pub(super) fn new(recipe: Recipe) -> Self {
        let (schedule, loss) = match recipe {
            Recipe::Robust => (
                "linear warm-up over half an epoch, half cosine to 0, one step per batch",
                "cross-entropy, summed over the heads",
            ),
            Recipe::Study => (
                "constant; ended by validation accuracy with patience 10",
                "softmax, then cross-entropy with its own softmax, summed over the heads",
            ),
        };
        Self {
            burn: BURN.to_owned(),
            optimizer: "AdamW, beta 0.9 and 0.999, epsilon 1e-8".to_owned(),
            schedule: schedule.to_owned(),
            loss: Some(loss.to_owned()),
            augmentation: match recipe {
                Recipe::Robust => augment::ranges(),
                Recipe::Study => "none".into(),
            },
        }
    }
}

/// What the manifest says of a training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct TrainingNotes {
    #[serde(flatten)]
    progress: TrainingProgress,
    #[serde(flatten)]
    method: Method,
    device: Hardware,
}

impl TrainingNotes {
    pub(super) fn new(progress: TrainingProgress, device: Hardware) -> Self {
        let method = Method::new(progress.config.recipe);
        Self { progress, method, device }
    }
}

#[cfg(test)]
mod tests {
    use super::super::lesson::Lesson;
    use super::super::{Config, Images};
    use super::*;
    use crate::image::Bitmap;
    use crate::study::{Backbone, Digit, NetworkId, Structure};
    use crate::weights::Manifest;

    fn method_of(notes: &serde_json::Value) -> Method {
        serde_json::from_value(notes.clone()).unwrap()
    }

    #[test]
    fn the_manifest_keeps_its_form() {
        for entry in Manifest::parse(include_str!("../../weights/manifest.json")).unwrap().networks {
            let notes: TrainingNotes = serde_json::from_value(entry.training.clone()).unwrap();
            assert_eq!(serde_json::to_value(&notes).unwrap(), entry.training, "{}", entry.network());
            let loss = method_of(&entry.training).loss;
            let now = Method { loss: loss.clone(), ..Method::new(notes.progress.config.recipe) };
            assert_eq!(notes.method, now, "{}", entry.network());
            assert_eq!(TrainingNotes::new(notes.progress.clone(), notes.device).progress, notes.progress);
        }
    }

    #[test]
    fn the_notes_say_what_the_recipe_does() {
        let network = NetworkId { backbone: Backbone::ResNet18, structure: Structure::Two };
        let bitmap = Bitmap::from_pixels(std::array::from_fn(|pixel| (pixel * 5) as u8));
        let images = Images { bitmaps: vec![bitmap; 2], labels: vec![Digit::Zero; 2] };
        for recipe in [Recipe::Robust, Recipe::Study] {
            let (config, method) = (Config::for_recipe(recipe, network, 1), Method::new(recipe));
            let varied =
                Lesson::new(&config, &images, 0).any(|(shown, _)| shown.iter().any(|one| *one != bitmap));
            assert_eq!(method.augmentation != "none", varied, "{recipe:?}");
            let constant = (0..1_000).all(|step| config.rate(step, 100) == config.learning_rate);
            assert_eq!(method.schedule.starts_with("constant"), constant, "{recipe:?}");
            let patience = recipe.patience().map(|patience| format!("with patience {patience}"));
            let noted = method.schedule.split_once("with patience").is_some();
            assert_eq!(
                noted,
                patience.is_some_and(|patience| method.schedule.ends_with(&patience)),
                "{recipe:?}"
            );
        }
    }

    #[test]
    fn the_noted_version_of_burn_is_the_one_in_use() {
        assert!(include_str!("../../Cargo.toml").contains(&format!("burn = {{ version = \"={BURN}\"")));
    }
}
