//! `train`: trains networks and publishes them in the weights folder. Arguments only; the work is in `train`.

use std::path::PathBuf;
use std::sync::{Arc, atomic::Ordering};

use anyhow::{Context, Result};
use clap::Parser;
use share_or_split::image::TestSet;
use share_or_split::study::{Backbone, NetworkId, Structure};
use share_or_split::train::{Config, Hardware, Images, Recipe, Stop, publish, train};
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
    #[arg(long, default_value_t = 6)]
    epochs: usize,
    #[arg(long, default_value_t = 128)]
    batch: usize,
    /// Peak learning rate.
    #[arg(long, default_value_t = 1e-3)]
    learning_rate: f64,
    #[arg(long, default_value_t = 1e-2)]
    weight_decay: f32,
    #[arg(long, default_value_t = 20_260)]
    seed: u64,
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

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let device = arguments.device.open()?;
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
    for &structure in &arguments.structures {
        let network = NetworkId { backbone: arguments.backbone, structure };
        if read_manifest(&arguments.weights)?.entry(network).is_some() {
            eprintln!("{network}: published already; skipped");
            continue;
        }
        let config = Config {
            network,
            recipe: Recipe::Robust,
            epochs: arguments.epochs,
            batch: arguments.batch,
            learning_rate: arguments.learning_rate,
            weight_decay: arguments.weight_decay,
            seed: arguments.seed,
        };
        let Some((trained, mut notes)) = train(&config, images.clone(), &arguments.runs, &device, &stop)?
        else {
            break;
        };
        notes["device"] = serde_json::to_value(arguments.device)?;
        let entry = publish(&trained, notes, &arguments.weights, &test, &device)?;
        let (first, second) = (entry.accuracy_experiment_1, entry.accuracy_experiment_2);
        println!("{network}: {first:.5} (experiment 1), {second:.5} (experiment 2), {} bytes", entry.bytes);
    }
    Ok(())
}
