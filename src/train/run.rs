//! The training loop: epochs of augmented batches, validation after each, a state on disk after each.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use anyhow::{Context, Result};
use burn::module::Module;
use burn::nn::loss::CrossEntropyLossConfig;
use burn::optim::{AdamWConfig, GradientsParams, ModuleOptimizer};
use burn::tensor::{Device, Int, Tensor, TensorData};
use indicatif::{ProgressBar, ProgressStyle};
use rand::{SeedableRng, rngs::StdRng, seq::SliceRandom};

use super::progress::{Epoch, Progress, RunFolder};
use super::{Config, Images, Split, augment};
use crate::image::{Glyph, input};
use crate::model::Network;
use crate::study::{Rule, Tally};

/// Set from outside to end a run after the epoch that is running.
#[derive(Debug, Default)]
pub struct Stop(pub AtomicBool);

/// Version of the framework that trains, for the notes of a run.
const BURN: &str = "0.22.1";

/// Images per validation forward: bounds memory, changes nothing else.
const VALIDATION_BATCH: usize = 256;

/// Trains a network, or goes on where an earlier run stopped. Returns the best epoch's network, off the autodiff
/// device, and the run's notes; `None` when it was stopped before its last epoch.
///
/// # Errors
/// Fails when a state on disk cannot be read, written or does not belong to this configuration.
pub fn train(
    config: &Config,
    images: Images,
    runs: &Path,
    device: &Device,
    stop: &Stop,
) -> Result<Option<(Network, serde_json::Value)>> {
    config.check()?;
    let split = images.split(config.seed);
    let folder = RunFolder::new(runs, config);
    let training_device = device.clone().autodiff();
    training_device.seed(config.seed);
    let mut network = Network::new(config.network, &training_device);
    // torch's epsilon; burn's default is a thousand times larger.
    let mut optimizer = AdamWConfig::new().with_epsilon(1e-8).with_weight_decay(config.weight_decay).init();
    let mut progress = Progress { config: config.clone(), curve: Vec::new(), best: 0 };
    if let Some(kept) = folder.progress(config)? {
        let last = kept.curve.len() - 1;
        eprintln!("{}: {} of {} epochs are done; going on", config.network, last + 1, config.epochs);
        network = folder.load(last, network)?.train();
        optimizer = folder.load_optimizer(last, optimizer)?;
        progress = kept;
    }
    for epoch in progress.curve.len()..config.epochs {
        if stop.0.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let start = Instant::now();
        let trainer = Trainer { config, device: &training_device, epoch };
        let loss;
        (network, loss) = trainer.epoch(&split, network, &mut optimizer)?;
        let validation = accuracy(&network.valid(), &split.validation, device)?;
        progress.curve.push(Epoch { loss, validation, seconds: start.elapsed().as_secs_f64() });
        if validation >= progress.curve[progress.best].validation {
            progress.best = epoch;
        }
        folder.keep(&progress, &network, &optimizer)?;
        eprintln!("{}: epoch {}: loss {loss:.5}, validation {validation:.5}", config.network, epoch + 1);
    }
    let best = folder.load(progress.best, Network::new(config.network, device))?;
    let mut notes = serde_json::to_value(&progress)?;
    notes["burn"] = BURN.into();
    notes["schedule"] = "linear warm-up over half an epoch, half cosine to 0, one step per batch".into();
    notes["optimizer"] = "AdamW, beta 0.9 and 0.999, epsilon 1e-8".into();
    notes["augmentation"] = augment::ranges();
    Ok(Some((best, notes)))
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
        // A stream of its own for every epoch: a resumed run sees what an unbroken one would have seen.
        let mut rng = StdRng::seed_from_u64(self.config.seed.wrapping_mul(1_000_003) + self.epoch as u64 + 1);
        let mut order: Vec<usize> = (0..split.training.glyphs.len()).collect();
        order.shuffle(&mut rng);
        // A last batch of one image would have no batch statistics.
        let batches: Vec<&[usize]> =
            order.chunks(self.config.batch).filter(|batch| batch.len() > 1).collect();
        let bar = self.bar(batches.len() as u64);
        let mut total = 0.0;
        for (index, batch) in batches.iter().enumerate() {
            let glyphs: Vec<Glyph> =
                batch.iter().map(|&image| augment::varied(&split.training.glyphs[image], &mut rng)).collect();
            let labels = batch.iter().map(|&image| split.training.labels[image]);
            let logits = network.forward(&tensor(&glyphs, self.device));
            let loss = self.loss(logits, &labels.collect::<Vec<_>>());
            let grads = GradientsParams::from_grads(loss.backward(), &network);
            let rate = self.config.rate(self.epoch * batches.len() + index, batches.len());
            network = optimizer.step(rate, network, grads);
            let loss = loss.into_data().iter::<f64>().next().context("the loss has no value")?;
            anyhow::ensure!(loss.is_finite(), "the loss is no longer a number: use a lower learning rate");
            total += loss;
            bar.set_message(format!("loss {:.4}", total / (index + 1) as f64));
            bar.inc(1);
        }
        bar.finish_and_clear();
        Ok((network, total / batches.len() as f64))
    }

    /// Cross-entropy of every head on its own question, summed.
    fn loss(&self, logits: Vec<Tensor<2>>, labels: &[crate::study::Digit]) -> Tensor<1> {
        let heads = self.config.network.structure.heads();
        let losses = logits.into_iter().zip(heads).map(|(logits, head)| {
            let classes: Vec<i64> =
                labels.iter().map(|&digit| head.grouping.class_of(digit) as i64).collect();
            let targets: Tensor<1, Int> =
                Tensor::from_data(TensorData::new(classes, [labels.len()]), self.device);
            CrossEntropyLossConfig::new().init(self.device).forward(logits, targets)
        });
        losses.fold(Tensor::zeros([1], self.device), |sum, loss| sum + loss)
    }

    fn bar(&self, batches: u64) -> ProgressBar {
        let style = "{prefix} {bar:30} {pos}/{len} batches, {elapsed} + {eta}, {msg}";
        let bar = ProgressBar::new(batches)
            .with_style(ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_prefix(format!("{} epoch {}/{}", self.config.network, self.epoch + 1, self.config.epochs));
        bar
    }
}

/// Accuracy of a network on labelled images: every head right.
fn accuracy(network: &Network, images: &Images, device: &Device) -> Result<f64> {
    let mut tally = Tally::new(network.id().structure);
    let batches = images.glyphs.chunks(VALIDATION_BATCH).zip(images.labels.chunks(VALIDATION_BATCH));
    for (glyphs, labels) in batches {
        let outputs = rows(network.forward(&tensor(glyphs, device)))?;
        for (heads, &label) in outputs.iter().zip(labels) {
            tally.add(heads, label)?;
        }
    }
    Ok(tally.accuracy(Rule::AllHeads))
}

/// Normalized images as a tensor.
///
/// # Shapes
/// `batch` glyphs -> `[batch, 1, 28, 28]`
pub(super) fn tensor(glyphs: &[Glyph], device: &Device) -> Tensor<4> {
    let values: Vec<f32> = glyphs.iter().flat_map(input::normalized).collect();
    Tensor::from_data(TensorData::new(values, [glyphs.len(), 1, Glyph::SIDE, Glyph::SIDE]), device)
}

/// Head outputs image by image: `rows[image][head]` is that head's list of logits.
pub(super) fn rows(outputs: Vec<Tensor<2>>) -> Result<Vec<Vec<Vec<f32>>>> {
    let mut images: Vec<Vec<Vec<f32>>> = Vec::new();
    for output in outputs {
        let [batch, classes] = output.dims();
        images.resize(batch, Vec::new());
        let values = output.into_data().try_to_vec::<f32>().map_err(|error| anyhow::anyhow!("{error:?}"))?;
        for (image, logits) in images.iter_mut().zip(values.chunks(classes)) {
            image.push(logits.to_vec());
        }
    }
    Ok(images)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_noted_version_of_burn_is_the_one_in_use() {
        assert!(
            include_str!("../../Cargo.toml").contains(&format!("burn = {{ version = \"={}\"", super::BURN))
        );
    }
}
