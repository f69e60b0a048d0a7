//! A deployed network on the study's 3,147 test images.

use anyhow::{Context, Result};
use burn::tensor::Device;

use super::feature_sums::{FeatureSums, mean_shares};
use super::logits::{Logits, logits_by_image};
use crate::image::{Bitmap, TestSet};
use crate::model::DeployedNetwork;
use crate::study::{MeanShares, Tally, decide, softmax};
use crate::weights::{Deployed, Quantization};

/// The logits of a network for the test images, and what they count to.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TestSetOutputs {
    pub(super) tally: Tally,
    pub(super) logits: Logits,
    pub(super) mean_shares: MeanShares,
}

impl TestSetOutputs {
    /// What changed from the outputs of another form of the same structure on the same images.
    ///
    /// # Errors
    /// Fails when the other's outputs are not of this structure's form.
    pub(super) fn changes_from(&self, other: &Self) -> Result<Quantization> {
        let mut changes = Quantization { largest_probability_change: 0.0, verdicts_changed: 0 };
        for (ours, theirs) in self.logits.iter().zip(&other.logits) {
            for (ours, theirs) in ours.iter().zip(theirs) {
                for (ours, theirs) in softmax(ours).into_iter().zip(softmax(theirs)) {
                    let change = f64::from((ours - theirs).abs());
                    changes.largest_probability_change = changes.largest_probability_change.max(change);
                }
            }
            let structure = self.tally.structure();
            changes.verdicts_changed += u64::from(decide(structure, ours)? != decide(structure, theirs)?);
        }
        Ok(changes)
    }
}

/// Logits of a deployed network.
///
/// # Errors
/// Fails when the weights are not those of a whole network.
pub fn logits(
    deployed: &Deployed,
    bitmaps: impl IntoIterator<Item = Bitmap>,
    device: &Device,
) -> Result<Logits> {
    let network =
        DeployedNetwork::new(deployed, device).context("the weights are not those of a whole network")?;
    logits_by_image(&bitmaps.into_iter().collect::<Vec<_>>(), device, |input| network.forward(input))
}

/// Runs a deployed network over the whole test set.
///
/// # Errors
/// Fails when the weights are not those of a whole network or an output is not finite.
pub(super) fn test_set_outputs(
    deployed: &Deployed,
    test: &TestSet,
    device: &Device,
) -> Result<TestSetOutputs> {
    let network =
        DeployedNetwork::new(deployed, device).context("the weights are not those of a whole network")?;
    let bitmaps: Vec<Bitmap> = (0..test.len()).filter_map(|index| test.bitmap(index)).collect();
    let mut sums = FeatureSums::default();
    let logits = logits_by_image(&bitmaps, device, |input| {
        let features = network.features(input);
        sums.add(&features);
        network.answer(&features)
    })?;
    let mean_shares = mean_shares(deployed, &sums.means()?);
    let mut tally = Tally::new(deployed.network.structure);
    for (index, heads) in logits.iter().enumerate() {
        let label = test.label(index).context("the test set has no label there")?;
        tally.add(heads, label).with_context(|| format!("test image {index}"))?;
    }
    Ok(TestSetOutputs { tally, logits, mean_shares })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::{Digit, Structure};

    #[test]
    fn changes_are_the_largest_probability_and_the_other_verdicts() {
        let outputs = |logits: [f32; 3]| {
            let mut tally = Tally::new(Structure::Two);
            tally.add(&[logits.to_vec()], Digit::Zero).unwrap();
            TestSetOutputs { tally, logits: vec![vec![logits.to_vec()]], mean_shares: Vec::new() }
        };
        // softmax of (ln 2, 0, -inf-like) is (2/3, 1/3, 0); of its mirror image (1/3, 2/3, 0).
        let (before, after) = (outputs([2f32.ln(), 0.0, -90.0]), outputs([0.0, 2f32.ln(), -90.0]));
        let changes = after.changes_from(&before).unwrap();
        assert!((changes.largest_probability_change - 1.0 / 3.0).abs() < 1e-6);
        assert_eq!(changes.verdicts_changed, 1);
        assert_eq!(before.changes_from(&before).unwrap().verdicts_changed, 0);
    }
}
