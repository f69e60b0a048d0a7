//! What decides a training run: everything that must be the same for a run to be resumed. Paths and devices are not among it.

use anyhow::{Result, bail};
use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use super::recipe::{Defaults, Recipe};
use crate::study::NetworkId;
use crate::weights::Digest;

/// What runs the training.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Hardware {
    /// burn's CPU backend.
    Flex,
    /// Any GPU that wgpu reaches (needs the Cargo feature `train-wgpu`).
    Wgpu,
    /// The CPU through libtorch (needs the Cargo feature `train-libtorch`).
    Libtorch,
}

impl Hardware {
    /// Opens the device.
    ///
    /// # Errors
    /// Fails for `Wgpu` in a build without the feature `train-wgpu`.
    pub fn open(self) -> Result<Device> {
        match self {
            Self::Flex => Ok(Device::flex()),
            #[cfg(feature = "train-wgpu")]
            Self::Wgpu => Ok(Device::wgpu(burn::tensor::DeviceKind::DefaultDevice)),
            #[cfg(not(feature = "train-wgpu"))]
            Self::Wgpu => bail!("this build has no GPU support: build with --features train-wgpu"),
            #[cfg(feature = "train-libtorch")]
            Self::Libtorch => Ok(Device::libtorch()),
            #[cfg(not(feature = "train-libtorch"))]
            Self::Libtorch => bail!("this build has no libtorch: build with --features train-libtorch"),
        }
    }
}

/// A training run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Config {
    /// The network to train.
    pub network: NetworkId,
    /// How.
    pub recipe: Recipe,
    /// Passes over the training images; at most that many where the recipe stops early.
    pub epochs: usize,
    /// Images per step.
    pub batch: usize,
    /// Learning rate: constant in the study's recipe; else the peak between a linear warm-up and a half cosine to zero.
    pub learning_rate: f64,
    /// Decoupled weight decay of AdamW.
    pub weight_decay: f32,
    /// The last so many epochs compute with the weights that int8 will make of them: quantization-aware training.
    #[serde(default, skip_serializing_if = "none")]
    pub quantized_epochs: usize,
    /// Learns from only the first so many images of the seed's training part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub training_images: Option<usize>,
    /// Seed of the initialization, the split, the order and the augmentation.
    pub seed: u64,
    /// The checkpoint the backbones start from, where they do not start from chance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub init: Option<Digest>,
}

impl Config {
    /// Part of the first epoch spent warming up.
    const WARM_UP_EPOCHS: f64 = 0.5;

    /// A run by a recipe's own settings, from chance.
    #[must_use]
    pub const fn for_recipe(recipe: Recipe, network: NetworkId, seed: u64) -> Self {
        let Defaults { epochs, batch, learning_rate, weight_decay } = recipe.defaults();
        let quantized_epochs = 0;
        Self {
            network,
            recipe,
            epochs,
            batch,
            learning_rate,
            weight_decay,
            quantized_epochs,
            training_images: None,
            seed,
            init: None,
        }
    }

    /// Whether an epoch, counted from 0, computes with int8's weights.
    #[must_use]
    pub(crate) const fn quantized(&self, epoch: usize) -> bool {
        epoch + self.quantized_epochs >= self.epochs
    }

    /// Learning rate at a step, counted over the whole run.
    #[must_use]
    pub(crate) fn rate(&self, step: usize, steps_per_epoch: usize) -> f64 {
        match self.recipe {
            Recipe::Study => return self.learning_rate,
            Recipe::Robust => {}
        }
        let warm_up = (Self::WARM_UP_EPOCHS * steps_per_epoch as f64).max(1.0);
        let total = (self.epochs * steps_per_epoch) as f64;
        let step = step as f64;
        if step < warm_up {
            return self.learning_rate * (step + 1.0) / warm_up;
        }
        let way = ((step - warm_up) / (total - warm_up).max(1.0)).min(1.0);
        self.learning_rate * 0.5 * (1.0 + (std::f64::consts::PI * way).cos())
    }

    /// Whether a network can be trained with these settings.
    ///
    /// # Errors
    /// Names the setting that is out of range.
    pub(crate) fn check(&self) -> Result<()> {
        if self.epochs == 0 || self.batch < 2 {
            bail!("epochs must be at least 1 and batch at least 2 (batch norm needs two images)");
        }
        if self.quantized_epochs > 0
            && (self.quantized_epochs > self.epochs || self.recipe.patience().is_some())
        {
            bail!(
                "quantized epochs are the last ones of a recipe with a fixed number of epochs, and at most all"
            );
        }
        if !(self.learning_rate > 0.0 && self.learning_rate.is_finite()) {
            bail!("learning rate must be a positive number");
        }
        Ok(())
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
const fn none(count: &usize) -> bool {
    *count == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::{Backbone, Structure};

    fn network() -> NetworkId {
        NetworkId { backbone: Backbone::ResNet18, structure: Structure::Two }
    }

    #[test]
    fn the_robust_rate_rises_to_its_peak_and_ends_near_zero() {
        let config = Config { epochs: 4, ..Config::for_recipe(Recipe::Robust, network(), 1) };
        let rates: Vec<f64> = (0..400).map(|step| config.rate(step, 100)).collect();
        assert!((rates[49] - 1e-3).abs() < 1e-12, "peak after half an epoch");
        assert!(rates.iter().all(|&rate| rate > 0.0 && rate <= 1e-3 + 1e-12));
        assert!(rates[..50].is_sorted() && rates[50..].iter().rev().is_sorted());
        assert!(rates[399] < 1e-7);
    }

    #[test]
    fn the_study_rate_is_constant() {
        let config = Config::for_recipe(Recipe::Study, network(), 1);
        assert!([0, 1, 500, 100_000].iter().all(|&step| config.rate(step, 524) == 1e-4));
    }

    #[test]
    fn a_run_from_chance_on_all_images_is_noted_as_before_there_were_others() {
        let json = serde_json::to_value(Config::for_recipe(Recipe::Robust, network(), 1)).unwrap();
        assert!(json.get("init").is_none() && json.get("training_images").is_none(), "{json}");
        assert_eq!(
            serde_json::from_value::<Config>(json).unwrap(),
            Config::for_recipe(Recipe::Robust, network(), 1)
        );
    }
}
