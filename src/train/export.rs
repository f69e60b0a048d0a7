//! From a trained network to a published one: fold, quantize, write, judge what was written, list it.

use std::path::Path;

use anyhow::Result;
use burn::tensor::Device;

use super::judge;
use crate::image::TestSet;
use crate::model::{Network, fold};
use crate::study::Rule;
use crate::weights::source::disk::{read_manifest, write_file};
use crate::weights::{Entry, Manifest, dequantize, quantize, read, sha256, write};

/// Writes a network's file and its entry in the manifest. The accuracies are those of the file, read back.
///
/// # Errors
/// Fails when the folder cannot be written or its manifest cannot be read.
pub fn publish(
    network: &Network,
    training: serde_json::Value,
    weights: &Path,
    test: &TestSet,
    device: &Device,
) -> Result<Entry> {
    let id = network.id();
    let folded = fold(network)?;
    let quantized = quantize(&folded);
    let bytes = write(&quantized, &format!("{id}, see manifest.json"))?;
    let shipped = read(&bytes)?;
    let judged = judge(&dequantize(&shipped), test, device)?;
    let quantization = judged.changes_from(&judge(&folded, test, device)?)?;
    let tally = judged.tally;
    let entry = Entry {
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
        golden: None,
        training,
    };
    write_file(&weights.join(&entry.file), &bytes)?;
    let mut manifest = read_manifest(weights)?;
    manifest.insert(entry.clone());
    let mut json = serde_json::to_string_pretty(&manifest)?;
    json.push('\n');
    write_file(&weights.join(Manifest::FILE), json.as_bytes())?;
    Ok(entry)
}
