//! `train`: trains networks and publishes them in the weights folder. Arguments only; the work is in `train`.

use std::path::PathBuf;
use std::sync::{Arc, atomic::Ordering};

use anyhow::{Context, Result};
use burn::tensor::Device;
use clap::Parser;
use share_or_split::image::TestSet;
use share_or_split::study::{Backbone, NetworkId, Structure};
use share_or_split::train::{
    Checkpoint, Config, Examination, Hardware, Images, Others, Recipe, Seeds, Series, Stop, publish,
    replicate, train,
};
use share_or_split::weights::source::disk::read_manifest;

/// Trains the study's networks on MNIST digits 0, 1, 2 and publishes them in the weights folder.
///
/// A run that was stopped goes on after its last finished epoch; a published network is skipped.
#[derive(Parser)]
struct Arguments {
    /// Folder with the four official MNIST .gz files.
    #[arg(long)]
    mnist: PathBuf,
    /// Backbone to train: resnet18, resnet34 or resnet50.
    #[arg(long, default_value = "resnet18")]
    backbone: Backbone,
    /// Structures to train, in this order.
    #[arg(long, value_delimiter = ',', default_value = "2,3,4_2,4_1,1")]
    structures: Vec<Structure>,
    /// How to train.
    #[arg(long, value_enum, default_value_t = Recipe::Robust)]
    recipe: Recipe,
    /// Start every backbone from this torchvision checkpoint of the same backbone, .safetensors or .pth, instead of
    /// from chance. Its conv1 is summed to one input channel, its fc is taken as it is; the heads start from chance.
    #[arg(long, value_name = "FILE")]
    init: Option<PathBuf>,
    /// Passes over the training images [default: 6, with --seeds 4, with --training-images 30; study: at most 9999,
    /// patience 10 ends it].
    #[arg(long)]
    epochs: Option<usize>,
    /// Images per step [default: 128; study: 32].
    #[arg(long)]
    batch: Option<usize>,
    /// Peak learning rate [default: 1e-3; study: 1e-4, constant].
    #[arg(long)]
    learning_rate: Option<f64>,
    /// Decoupled weight decay of AdamW [default: 1e-2, both recipes].
    #[arg(long)]
    weight_decay: Option<f32>,
    /// How many of the last epochs compute with the weights that int8 will make of them [default: 0].
    #[arg(long)]
    quantized_epochs: Option<usize>,
    /// Seed of everything random: another one gives another network.
    #[arg(long, default_value_t = 20_260)]
    seed: u64,
    /// Trains every structure once for every one of these seeds (1..8, 8 included; or a list with commas), and keeps
    /// logits and curves in the results folder instead of publishing weights. What is listed there is skipped.
    #[arg(long, conflicts_with_all = ["seed", "weights"])]
    seeds: Option<Seeds>,
    /// With --seeds: learn from only the first so many images of the seed's training part. The results go to the
    /// folder "few" in the results folder.
    #[arg(long, value_name = "COUNT", requires = "seeds")]
    training_images: Option<usize>,
    /// With --seeds: the folder its results go to.
    #[arg(long, default_value = "replications", requires = "seeds")]
    results: PathBuf,
    /// What computes.
    #[arg(long, value_enum, default_value_t = Hardware::Flex)]
    device: Hardware,
    /// Folder for the states of unfinished runs.
    #[arg(long, default_value = "runs")]
    runs: PathBuf,
    /// Folder the finished networks go to.
    #[arg(long, default_value = "weights")]
    weights: PathBuf,
    /// The shipped test images.
    #[arg(long, default_value = "public/mnist/test_012.bin")]
    test: PathBuf,
}

impl Arguments {
    /// The recipe's settings, with what was asked for otherwise.
    fn config(&self, network: NetworkId, checkpoint: Option<&Checkpoint>) -> Config {
        let usual = Config::for_recipe(self.recipe, network, self.seed);
        let epochs = match (self.recipe, &self.seeds, self.training_images) {
            (Recipe::Robust, Some(_), None) => Series::EPOCHS,
            (Recipe::Robust, Some(_), Some(_)) => Series::EPOCHS_ON_FEW,
            (Recipe::Robust, None, _) | (Recipe::Study, ..) => usual.epochs,
        };
        Config {
            epochs: self.epochs.unwrap_or(epochs),
            training_images: self.training_images,
            batch: self.batch.unwrap_or(usual.batch),
            learning_rate: self.learning_rate.unwrap_or(usual.learning_rate),
            weight_decay: self.weight_decay.unwrap_or(usual.weight_decay),
            quantized_epochs: self.quantized_epochs.unwrap_or(usual.quantized_epochs),
            init: checkpoint.map(|checkpoint| checkpoint.digest().clone()),
            ..usual
        }
    }
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let device = arguments.device.open()?;
    let checkpoint = arguments.init.as_deref().map(Checkpoint::read).transpose()?;
    let test = std::fs::read(&arguments.test).with_context(|| arguments.test.display().to_string())?;
    let test = TestSet::parse(&test)?;
    let images = Images::mnist_training(&arguments.mnist)?;
    let stop = Arc::new(Stop::default());
    let asked = Arc::clone(&stop);
    ctrlc::set_handler(move || {
        if asked.0.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
        eprintln!("stopping after this epoch; press Ctrl+C again to lose it");
    })?;
    match &arguments.seeds {
        Some(seeds) => {
            let others = Others::mnist_test(&arguments.mnist)?;
            let backbone = arguments.backbone;
            let settings = NetworkId { backbone, structure: Structure::BASELINE };
            let series = Series {
                settings: &arguments.config(settings, checkpoint.as_ref()),
                structures: &arguments.structures,
                seeds,
                checkpoint: checkpoint.as_ref(),
                images: &images,
                examination: &Examination::new(&test, others),
                hardware: arguments.device,
                runs: &arguments.runs,
                results: &arguments.results,
            };
            replicate(&series, &device, &stop)
        }
        None => publish_all(&arguments, checkpoint.as_ref(), &images, &test, &device, &stop),
    }
}

/// Trains what is not published yet and publishes it.
fn publish_all(
    arguments: &Arguments,
    checkpoint: Option<&Checkpoint>,
    images: &Images,
    test: &TestSet,
    device: &Device,
    stop: &Stop,
) -> Result<()> {
    for &structure in &arguments.structures {
        let network = NetworkId { backbone: arguments.backbone, structure };
        if read_manifest(&arguments.weights)?.entry(network).is_some() {
            eprintln!("{network}: published already; skipped");
            continue;
        }
        let config = arguments.config(network, checkpoint);
        let run = train(&config, checkpoint, images.clone(), &arguments.runs, device, stop)?;
        let Some((trained, progress)) = run else { break };
        let entry = publish(&trained, progress, arguments.device, &arguments.weights, test, device)?;
        let (first, second) = (entry.accuracy_experiment_1, entry.accuracy_experiment_2);
        println!("{network}: {first:.5} (experiment 1), {second:.5} (experiment 2), {} bytes", entry.bytes);
    }
    Ok(())
}
