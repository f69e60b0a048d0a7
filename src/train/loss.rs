//! The loss: cross-entropy of every head on its own question, summed, without weights per class.

use burn::nn::loss::CrossEntropyLossConfig;
use burn::tensor::activation::softmax;
use burn::tensor::{Device, Int, Tensor, TensorData};

use super::Recipe;
use crate::study::{Digit, HeadPlan};

/// The loss of a batch, a single number.
///
/// The study put a softmax behind each head and gave the result to a cross-entropy that takes logits, which applies
/// another: the loss then never falls below 0.551 with three classes, 0.313 with two.
///
/// # Shapes
/// one `[batch, classes]` per head -> `[1]`
pub(super) fn loss(
    recipe: Recipe,
    heads: &[HeadPlan],
    logits: Vec<Tensor<2>>,
    labels: &[Digit],
    device: &Device,
) -> Tensor<1> {
    let losses = logits.into_iter().zip(heads).map(|(logits, head)| {
        let classes: Vec<i64> = labels.iter().map(|&digit| head.grouping.class_of(digit) as i64).collect();
        let targets: Tensor<1, Int> = Tensor::from_data(TensorData::new(classes, [labels.len()]), device);
        let outputs = match recipe {
            Recipe::Robust => logits,
            Recipe::Study => softmax(logits, 1),
        };
        CrossEntropyLossConfig::new().init(device).forward(outputs, targets)
    });
    losses.fold(Tensor::zeros([1], device), |sum, loss| sum + loss)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::Structure;

    fn value(recipe: Recipe, structure: Structure, logits: &[&[f32]], label: Digit) -> f32 {
        let device = Device::flex();
        let head =
            |logits: &&[f32]| Tensor::from_data(TensorData::new(logits.to_vec(), [1, logits.len()]), &device);
        let logits = logits.iter().map(head).collect();
        loss(recipe, structure.heads(), logits, &[label], &device).into_scalar::<f32>()
    }

    #[test]
    fn plain_is_one_softmax_and_the_study_two() {
        // softmax of (ln 2, 0, 0) is (1/2, 1/4, 1/4).
        let logits: &[f32] = &[2f32.ln(), 0.0, 0.0];
        let plain = value(Recipe::Robust, Structure::Two, &[logits], Digit::Zero);
        assert!((plain - 2f32.ln()).abs() < 1e-6, "{plain}");
        let twice = value(Recipe::Study, Structure::Two, &[logits], Digit::Zero);
        let (half, quarter) = (0.5f32.exp(), 0.25f32.exp());
        assert!((twice - ((half + 2.0 * quarter) / half).ln()).abs() < 1e-6, "{twice}");
    }

    #[test]
    fn the_study_cannot_go_below_the_floor_its_own_log_shows() {
        let sure: &[f32] = &[60.0, 0.0, 0.0];
        let floor = value(Recipe::Study, Structure::Two, &[sure], Digit::Zero);
        // ln(1 + 2/e). The smallest loss of a batch in the study's log of structure 1 is 0.5514.
        assert!((floor - 0.551_444_7).abs() < 1e-6, "{floor}");
        assert!(value(Recipe::Robust, Structure::Two, &[sure], Digit::Zero) < 1e-6);
        // Two heads, each at ln(1 + 1/e): 0.6265 in the log of structure 3.
        let no: &[f32] = &[60.0, 0.0];
        let floor = value(Recipe::Study, Structure::Three, &[no, no], Digit::Zero);
        assert!((floor - 0.626_523_4).abs() < 1e-6, "{floor}");
    }

    #[test]
    fn every_head_is_asked_its_own_question() {
        let (no, yes): (&[f32], &[f32]) = (&[9.0, 0.0], &[0.0, 9.0]);
        for recipe in [Recipe::Robust, Recipe::Study] {
            let right = value(recipe, Structure::Three, &[no, yes], Digit::One);
            let wrong = value(recipe, Structure::Three, &[yes, no], Digit::One);
            assert!(wrong > right + 1.0, "{recipe:?}: {right} {wrong}");
        }
    }
}
