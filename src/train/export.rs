//! From a trained network to a published one: fold, quantize, write, assess what was written, list it.

use std::path::Path;

use anyhow::Result;
use burn::tensor::Device;

use super::Hardware;
use super::notes::TrainingNotes;
use super::progress::TrainingProgress;
use super::test_set::test_set_outputs;
use crate::image::TestSet;
use crate::model::{Network, fold};
use crate::study::Rule;
use crate::study::plane::density;
use crate::weights::source::disk::{read_manifest, write_file, write_manifest};
use crate::weights::{Manifest, PublishedNetwork, dequantize, quantize, read, sha256, write};

/// Writes a network's file and its entry in the manifest. The accuracies are those of the file, read back.
///
/// # Errors
/// Fails when the folder cannot be written or its manifest cannot be read.
pub fn publish(
    network: &Network,
    progress: TrainingProgress,
    hardware: Hardware,
    weights: &Path,
    test: &TestSet,
    device: &Device,
) -> Result<PublishedNetwork> {
    let id = network.id();
    let training = serde_json::to_value(TrainingNotes::new(progress, hardware))?;
    let folded = fold(network)?;
    let quantized = quantize(&folded);
    let bytes = write(&quantized, &format!("{id}, see manifest.json"))?;
    let shipped = read(&bytes)?;
    let outputs = test_set_outputs(&dequantize(&shipped), test, device)?;
    let quantization = outputs.changes_from(&test_set_outputs(&folded, test, device)?)?;
    let tally = outputs.tally;
    let entry = PublishedNetwork {
        backbone: id.backbone,
        structure: id.structure,
        file: Manifest::file_of(id),
        bytes: bytes.len() as u64,
        sha256: sha256(&bytes),
        parameters: shipped.parameters() as u64,
        accuracy_experiment_1: tally.accuracy(Rule::HeadMean),
        accuracy_experiment_2: tally.accuracy(Rule::AllHeads),
        head_accuracy: tally.head_accuracy(),
        contradictions: tally.contradictions() as u64,
        quantization: Some(quantization),
        findings: None,
        other_digits: None,
        familiarity: None,
        mean_shares: Some(outputs.mean_shares),
        density: Some(density(id.structure, outputs.logits.iter())),
        golden: None,
        training,
    };
    write_file(&weights.join(&entry.file), &bytes)?;
    let mut manifest = read_manifest(weights)?;
    manifest.insert(entry.clone());
    write_manifest(weights, &manifest)?;
    Ok(entry)
}
