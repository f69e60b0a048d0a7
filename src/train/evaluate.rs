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

/// Logits of a deployed network: `logits[image][head]`.
///
/// # Errors
/// Fails when the weights are not those of a whole network.
pub fn logits(
    deployed: &Deployed,
    glyphs: impl IntoIterator<Item = Glyph>,
    device: &Device,
) -> Result<Vec<Vec<Vec<f32>>>> {
    let network =
        DeployedNetwork::new(deployed, device).context("the weights are not those of a whole network")?;
    let glyphs: Vec<Glyph> = glyphs.into_iter().collect();
    let batches = glyphs.chunks(BATCH).map(|batch| rows(network.forward(&tensor(batch, device))));
    Ok(batches.collect::<Result<Vec<_>>>()?.concat())
}

/// Runs a deployed network over the whole test set.
///
/// # Errors
/// Fails when the weights are not those of a whole network or an output is not finite.
pub fn judge(deployed: &Deployed, test: &TestSet, device: &Device) -> Result<Judgement> {
    let logits = logits(deployed, (0..test.len()).filter_map(|index| test.glyph(index)), device)?;
    let mut tally = Tally::new(deployed.network.structure);
    for (index, heads) in logits.iter().enumerate() {
        let label = test.label(index).context("the test set has no label there")?;
        tally.add(heads, label).with_context(|| format!("test image {index}"))?;
    }
    Ok(Judgement { tally, logits })
}
