//! A published network judged on the study's 3,147 test images, in the very form that ships.

use anyhow::{Context, Result};
use burn::tensor::Device;

use super::run::{rows, tensor};
use crate::image::{Glyph, TestSet};
use crate::model::DeployedNetwork;
use crate::study::Tally;
use crate::weights::Deployed;

/// What judging a network found.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// Counts by both rules.
    pub tally: Tally,
    /// `logits[image][head]`.
    pub logits: Vec<Vec<Vec<f32>>>,
}

/// Images per forward: bounds memory, changes nothing else.
const BATCH: usize = 256;

/// Runs a deployed network over the whole test set.
///
/// # Errors
/// Fails when the weights are not those of a whole network or an output is not finite.
pub fn judge(deployed: &Deployed, test: &TestSet, device: &Device) -> Result<Judgement> {
    let network =
        DeployedNetwork::new(deployed, device).context("the weights are not those of a whole network")?;
    let mut tally = Tally::new(deployed.network.structure);
    let mut logits = Vec::with_capacity(test.len());
    let indices: Vec<usize> = (0..test.len()).collect();
    for batch in indices.chunks(BATCH) {
        let glyphs: Vec<Glyph> = batch.iter().filter_map(|&index| test.glyph(index)).collect();
        let outputs = rows(network.forward(&tensor(&glyphs, device)))?;
        for (heads, &index) in outputs.into_iter().zip(batch) {
            let label = test.label(index).context("the test set has no label there")?;
            tally.add(&heads, label).with_context(|| format!("test image {index}"))?;
            logits.push(heads);
        }
    }
    Ok(Judgement { tally, logits })
}
