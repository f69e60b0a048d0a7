//! The training loop: epochs of batches as the recipe wants them, validation and a state on disk after each.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use burn::module::Module;
use burn::optim::{AdamWConfig, GradientsParams, ModuleOptimizer};
use burn::tensor::Device;
use indicatif::{ProgressBar, ProgressStyle};

use super::lesson::Lesson;
use super::logits::{input_tensor, logits_by_image};
use super::loss::loss;
use super::progress::{Epoch, RunFolder, TrainingProgress};
use super::rounding::rounded;
use super::{Checkpoint, Config, Images, Split, stopping};
use crate::model::Network;
use crate::study::{Rule, Tally};

/// Set from outside to end a run after the epoch that is running.
#[derive(Debug, Default)]
pub struct Stop(pub AtomicBool);

/// Trains a network, or goes on where an earlier run stopped. Returns the kept epoch's network, off the autodiff
/// device, and the run's progress; `None` when it was stopped before its last epoch.
///
/// # Errors
/// Fails when the checkpoint is not one of this backbone, or a state on disk cannot be read, written or does not belong
/// to this configuration.
pub fn train(
    config: &Config,
    checkpoint: Option<&Checkpoint>,
    images: Images,
    runs: &Path,
    device: &Device,
    stop: &Stop,
) -> Result<Option<(Network, TrainingProgress)>> {
    let mut run = TrainingRun::begin(config, checkpoint, images, runs, device)?;
    while !stopping::over(config, &run.progress.curve) {
        if stop.0.load(Ordering::Relaxed) {
            return Ok(None);
        }
        run = run.epoch()?;
    }
    run.finish().map(Some)
}

/// A run between two epochs.
struct TrainingRun<'a> {
    config: &'a Config,
    device: &'a Device,
    training_device: Device,
    split: Split,
    folder: RunFolder,
    network: Network,
    optimizer: ModuleOptimizer,
    progress: TrainingProgress,
}

impl<'a> TrainingRun<'a> {
    /// A new run, or the one in the folder after its last finished epoch.
    fn begin(
        config: &'a Config,
        checkpoint: Option<&Checkpoint>,
        images: Images,
        runs: &Path,
        device: &'a Device,
    ) -> Result<Self> {
        config.check()?;
        ensure!(
            config.init.as_ref() == checkpoint.map(Checkpoint::digest),
            "the settings name another checkpoint than the one given"
        );
        let mut split = images.split(config.seed);
        if let Some(count) = config.training_images {
            split = split.first(count)?;
        }
        let folder = RunFolder::new(runs, config);
        let training_device = device.clone().autodiff();
        training_device.seed(config.seed);
        let mut network = Network::new(config.network, &training_device);
        // torch's epsilon; burn's default is a thousand times larger.
        let mut optimizer =
            AdamWConfig::new().with_epsilon(1e-8).with_weight_decay(config.weight_decay).init();
        let mut progress = TrainingProgress { config: config.clone(), curve: Vec::new(), best: 0 };
        if let Some(kept) = folder.progress(config)? {
            let last = kept.curve.len() - 1;
            let over = stopping::over(config, &kept.curve);
            let next = if over { "that was the last" } else { "going on" };
            eprintln!("{}: {} of {} epochs are done; {next}", config.network, last + 1, config.epochs);
            // Of a run that is over only the kept epoch's network may be left.
            if !over {
                network = folder.load(last, network)?.train();
                optimizer = folder.load_optimizer(last, optimizer)?;
            }
            progress = kept;
        } else if let Some(checkpoint) = checkpoint {
            network = checkpoint.start(network, &training_device)?;
        }
        Ok(Self { config, device, training_device, split, folder, network, optimizer, progress })
    }

    /// One more epoch, validated and kept on disk.
    fn epoch(mut self) -> Result<Self> {
        let (config, epoch) = (self.config, self.progress.curve.len());
        let start = Instant::now();
        let trainer = Trainer { config, device: &self.training_device, epoch };
        let loss;
        (self.network, loss) = trainer.epoch(&self.split, self.network, &mut self.optimizer)?;
        let validated = as_trained(config, epoch, self.network.valid());
        let validation = accuracy(&validated, &self.split.validation, self.device)?;
        self.progress.curve.push(Epoch { loss, validation, seconds: start.elapsed().as_secs_f64() });
        self.progress.best = stopping::best(config, &self.progress.curve);
        self.folder.keep(&self.progress, &self.network, &self.optimizer)?;
        eprintln!("{}: epoch {}: loss {loss:.5}, validation {validation:.5}", config.network, epoch + 1);
        Ok(self)
    }

    /// The kept epoch's network, and how it came about.
    fn finish(self) -> Result<(Network, TrainingProgress)> {
        let best = self.progress.best;
        let network = self.folder.load(best, Network::new(self.config.network, self.device))?;
        Ok((as_trained(self.config, best, network), self.progress))
    }
}

struct Trainer<'a> {
    config: &'a Config,
    device: &'a Device,
    epoch: usize,
}

impl Trainer<'_> {
    /// One pass over the training images. Returns the network and the mean loss.
    fn epoch(
        &self,
        split: &Split,
        mut network: Network,
        optimizer: &mut ModuleOptimizer,
    ) -> Result<(Network, f64)> {
        let lesson = Lesson::new(self.config, &split.training, self.epoch);
        let batches = lesson.batches();
        let bar = self.bar(batches as u64);
        let mut total = 0.0;
        for (index, (bitmaps, labels)) in lesson.enumerate() {
            let computing = as_trained(self.config, self.epoch, network.clone());
            let logits = computing.forward(&input_tensor(&bitmaps, self.device));
            let heads = self.config.network.structure.heads();
            let loss = loss(self.config.recipe, heads, logits, &labels, self.device);
            let grads = GradientsParams::from_grads(loss.backward(), &computing);
            drop(computing);
            let rate = self.config.rate(self.epoch * batches + index, batches);
            network = optimizer.step(rate, network, grads);
            let loss = loss.into_data().iter::<f64>().next().context("the loss has no value")?;
            ensure!(loss.is_finite(), "the loss is no longer a number: use a lower learning rate");
            total += loss;
            bar.set_message(format!("loss {:.4}", total / (index + 1) as f64));
            bar.inc(1);
        }
        bar.finish_and_clear();
        Ok((network, total / batches as f64))
    }

    fn bar(&self, batches: u64) -> ProgressBar {
        let style = "{prefix} {bar:30} {pos}/{len} batches, {elapsed} + {eta}, {msg}";
        let bar = ProgressBar::new(batches)
            .with_style(ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_prefix(format!("{} epoch {}/{}", self.config.network, self.epoch + 1, self.config.epochs));
        bar
    }
}

/// The network an epoch computes with: with int8's weights where the settings ask for it.
fn as_trained(config: &Config, epoch: usize, network: Network) -> Network {
    if config.quantized(epoch) { rounded(network) } else { network }
}

/// Accuracy of a network on labelled images: every head right.
fn accuracy(network: &Network, images: &Images, device: &Device) -> Result<f64> {
    let logits = logits_by_image(&images.bitmaps, device, |input| network.forward(input))?;
    let mut tally = Tally::new(network.id().structure);
    for (heads, &label) in logits.iter().zip(&images.labels) {
        tally.add(heads, label)?;
    }
    Ok(tally.accuracy(Rule::AllHeads))
}

#[cfg(test)]
mod tests {
    use super::super::logits::Logits;
    use super::*;
    use crate::image::Bitmap;
    use crate::study::{Backbone, Digit, NetworkId, Structure};
    use crate::train::Recipe;
    use rand::{Rng, SeedableRng, rngs::StdRng};

    /// Few enough for seconds, enough for three batches, a smaller last one and a validation.
    fn images() -> Images {
        let mut rng = StdRng::seed_from_u64(7);
        let bitmaps = (0..24).map(|_| Bitmap::from_pixels(std::array::from_fn(|_| rng.random()))).collect();
        let labels = (0..24).map(|index| [Digit::Zero, Digit::One, Digit::Two][index % 3]).collect();
        Images { bitmaps, labels }
    }

    fn config(recipe: Recipe) -> Config {
        let network = NetworkId { backbone: Backbone::ResNet18, structure: Structure::Three };
        let quantized_epochs = usize::from(recipe == Recipe::Robust);
        Config { epochs: 3, batch: 8, quantized_epochs, ..Config::for_recipe(recipe, network, 11) }
    }

    /// Loss and validation of every epoch, and the kept network's logits.
    fn result(trained: Option<(Network, TrainingProgress)>) -> (Vec<[u64; 2]>, Logits) {
        let (network, progress) = trained.unwrap();
        let bits = |epoch: &Epoch| [epoch.loss, epoch.validation].map(f64::to_bits);
        let logits =
            logits_by_image(&images().bitmaps, &Device::flex(), |input| network.forward(input)).unwrap();
        (progress.curve.iter().map(bits).collect(), logits)
    }

    /// One test for both recipes: burn's random numbers come from one stream for the whole process, and a test beside
    /// this one that drew from it would change what these runs start from.
    #[test]
    fn a_run_killed_in_its_second_epoch_ends_as_an_unbroken_one() {
        let runs = std::env::temp_dir().join(format!("share-or-split-runs-{}", std::process::id()));
        let (device, stop) = (Device::flex(), Stop::default());
        for recipe in [Recipe::Robust, Recipe::Study] {
            let config = config(recipe);
            let whole = runs.join("whole");
            let unbroken = result(train(&config, None, images(), &whole, &device, &stop).unwrap());
            assert_eq!(unbroken.0.len(), 3);

            let broken = runs.join("broken");
            let run = TrainingRun::begin(&config, None, images(), &broken, &device).unwrap();
            drop(run.epoch().unwrap());
            // Killed while it wrote the second epoch's states.
            let folder = broken.join("resnet18/3");
            for file in ["network-1.bpk", "optimizer-1.bpk", "progress.part"] {
                std::fs::write(folder.join(file), b"half").unwrap();
            }
            let resumed = TrainingRun::begin(&config, None, images(), &broken, &device).unwrap();
            assert_eq!(resumed.progress.curve.len(), 1);
            drop(resumed);
            let resumed = train(&config, None, images(), &broken, &device, &stop).unwrap();
            assert_eq!(result(resumed), unbroken, "{recipe:?}");

            // A finished run trains no more; other settings are refused by name.
            let again = train(&config, None, images(), &broken, &device, &stop).unwrap();
            assert_eq!(result(again), unbroken, "{recipe:?}");
            let other = Config { seed: 12, batch: 4, ..config };
            let refused = train(&other, None, images(), &broken, &device, &stop).unwrap_err().to_string();
            assert!(refused.contains("other settings (batch, seed)"), "{refused}");
            std::fs::remove_dir_all(&runs).unwrap();
        }
    }
}
