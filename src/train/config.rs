//! What decides a training run: everything that must be the same for a run to be resumed. Refuses paths and devices.

use anyhow::{Result, bail};
use burn::tensor::Device;
use serde::{Deserialize, Serialize};

use crate::study::NetworkId;

/// How a network is trained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Recipe {
    /// What ships: plain cross-entropy on augmented digits, so that drawings are read as well as MNIST.
    Robust,
}

/// What runs the training.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, clap::ValueEnum)]
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
    /// Passes over the training images.
    pub epochs: usize,
    /// Images per step.
    pub batch: usize,
    /// Peak learning rate: reached by a linear warm-up, left by a half cosine down to zero.
    pub learning_rate: f64,
    /// Decoupled weight decay of AdamW.
    pub weight_decay: f32,
    /// Seed of the initialization, the split, the order and the augmentation.
    pub seed: u64,
}

impl Config {
    /// Part of the first epoch spent warming up.
    const WARM_UP_EPOCHS: f64 = 0.5;

    /// Learning rate at a step, counted over the whole run.
    #[must_use]
    pub fn rate(&self, step: usize, steps_per_epoch: usize) -> f64 {
        let warm_up = (Self::WARM_UP_EPOCHS * steps_per_epoch as f64).max(1.0);
        let total = (self.epochs * steps_per_epoch) as f64;
        let step = step as f64;
        if step < warm_up {
            return self.learning_rate * (step + 1.0) / warm_up;
        }
        let way = ((step - warm_up) / (total - warm_up).max(1.0)).min(1.0);
        self.learning_rate * 0.5 * (1.0 + (std::f64::consts::PI * way).cos())
    }

    /// Refuses what cannot be trained.
    ///
    /// # Errors
    /// Names the setting that is out of range.
    pub fn check(&self) -> Result<()> {
        if self.epochs == 0 || self.batch < 2 {
            bail!("epochs must be at least 1 and batch at least 2 (batch norm needs two images)");
        }
        if !(self.learning_rate > 0.0 && self.learning_rate.is_finite()) {
            bail!("learning rate must be a positive number");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::{Backbone, Structure};

    #[test]
    fn the_rate_rises_to_its_peak_and_ends_near_zero() {
        let network = NetworkId { backbone: Backbone::ResNet18, structure: Structure::Two };
        let recipe = Recipe::Robust;
        let config = Config {
            network,
            recipe,
            epochs: 4,
            batch: 128,
            learning_rate: 1e-3,
            weight_decay: 0.01,
            seed: 1,
        };
        let rates: Vec<f64> = (0..400).map(|step| config.rate(step, 100)).collect();
        assert!((rates[49] - 1e-3).abs() < 1e-12, "peak after half an epoch");
        assert!(rates.iter().all(|&rate| rate > 0.0 && rate <= 1e-3 + 1e-12));
        assert!(rates[..50].is_sorted() && rates[50..].iter().rev().is_sorted());
        assert!(rates[399] < 1e-7);
    }
}
