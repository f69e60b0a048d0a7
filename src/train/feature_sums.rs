//! The backbones' features averaged over images, and what the heads make of the average. A head is linear, so what a
//! backbone says of the average features is what it says on average.

use anyhow::{Result, anyhow, ensure};
use burn::tensor::Tensor;

use crate::study::MeanShares;
use crate::weights::Deployed;

/// Features added up over images, per backbone.
#[derive(Default)]
pub(super) struct FeatureSums {
    images: usize,
    backbones: Vec<Vec<f64>>,
    unreadable: Option<String>,
}

impl FeatureSums {
    /// Takes in the features of a batch: `[batch, width]` for each backbone.
    pub(super) fn add(&mut self, features: &[Tensor<2>]) {
        self.backbones.resize(features.len(), Vec::new());
        for (sums, features) in self.backbones.iter_mut().zip(features) {
            let [_, width] = features.dims();
            match features.clone().into_data().try_to_vec::<f32>() {
                Ok(values) => add_rows(sums, &values, width),
                Err(error) => self.unreadable = Some(format!("{error:?}")),
            }
        }
        self.images += features.first().map_or(0, |features| features.dims()[0]);
    }

    /// The averages, per backbone.
    pub(super) fn means(self) -> Result<Vec<Vec<f64>>> {
        if let Some(error) = self.unreadable {
            return Err(anyhow!("features cannot be read: {error}"));
        }
        ensure!(self.images > 0, "no images to average over");
        let mean = |sums: Vec<f64>| sums.into_iter().map(|sum| sum / self.images as f64).collect();
        Ok(self.backbones.into_iter().map(mean).collect())
    }
}

fn add_rows(sums: &mut Vec<f64>, values: &[f32], width: usize) {
    sums.resize(width, 0.0);
    for row in values.chunks_exact(width.max(1)) {
        sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += f64::from(*value));
    }
}

/// What each backbone adds to each logit where its features are these, the bias left out.
pub(super) fn mean_shares(deployed: &Deployed, means: &[Vec<f64>]) -> MeanShares {
    let plans = deployed.network.structure.heads().iter();
    let of_head = plans.zip(&deployed.heads).map(|(plan, head)| {
        let rows = head.weight.chunks((head.weight.len() / head.bias.len().max(1)).max(1));
        let of_class = rows.map(|row| {
            let parts = row.chunks((row.len() / plan.reads.len().max(1)).max(1)).zip(plan.reads);
            parts.map(|(weights, &slot)| dot(weights, &means[slot]) as f32).collect()
        });
        of_class.collect()
    });
    of_head.collect()
}

fn dot(weights: &[f32], features: &[f64]) -> f64 {
    weights.iter().zip(features).map(|(weight, feature)| f64::from(*weight) * feature).sum()
}

#[cfg(test)]
mod tests {
    use burn::tensor::{Device, TensorData};

    use super::*;
    use crate::study::{Backbone, NetworkId, Structure};
    use crate::weights::Head;

    #[test]
    fn what_a_backbone_says_on_average_is_its_part_of_the_matrix_times_its_average_features() {
        let features = |values: [f32; 2]| {
            Tensor::<2>::from_data(TensorData::new(values.to_vec(), [2, 1]), &Device::flex())
        };
        let mut sums = FeatureSums::default();
        sums.add(&[features([1.0, 3.0]), features([10.0, 10.0])]);
        sums.add(&[features([5.0, 7.0]), features([20.0, 20.0])]);
        let means = sums.means().unwrap();
        assert_eq!(means, [[4.0], [15.0]]);
        let head = |weight: &[f32]| Head { weight: weight.to_vec(), bias: vec![9.0; 2] };
        let deployed = |structure, heads: [Head; 2]| Deployed {
            network: NetworkId { backbone: Backbone::ResNet18, structure },
            backbones: Vec::new(),
            heads: heads.to_vec(),
        };
        let joined = deployed(Structure::FourOne, [head(&[1.0, 2.0, 3.0, 4.0]), head(&[0.0, 0.0, 0.0, 1.0])]);
        let expected = [[[4.0, 30.0], [12.0, 60.0]], [[0.0, 0.0], [0.0, 15.0]]];
        assert_eq!(mean_shares(&joined, &means), expected);
        let apart = deployed(Structure::FourTwo, [head(&[1.0, 2.0]), head(&[1.0, 2.0])]);
        assert_eq!(mean_shares(&apart, &means), [[[4.0], [8.0]], [[15.0], [30.0]]]);
    }

    #[test]
    fn no_images_have_no_average() {
        assert!(FeatureSums::default().means().is_err());
    }
}
