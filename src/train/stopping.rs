//! Which epoch is kept and when a run is over. Has no state of its own: both follow from the curve, so a resumed run
//! decides as an unbroken one.

use super::progress::Epoch;
use super::{Config, Recipe};

/// Index of the epoch that is kept: the highest validation accuracy. Of equals the recipe for shipping takes the later,
/// which has seen more varied digits; the study takes the earlier, and counts its patience from there. Once there are
/// epochs on int8's weights, only those count. Few training images come with too few validation images to choose by:
/// there the recipe for shipping takes the last epoch, which its rate has led to rest.
pub(super) fn best(config: &Config, curve: &[Epoch]) -> usize {
    if config.training_images.is_some() && config.recipe == Recipe::Robust {
        return curve.len().saturating_sub(1);
    }
    let quantized = config.epochs.saturating_sub(config.quantized_epochs);
    let first = if quantized < curve.len() { quantized } else { 0 };
    let mut best = first;
    for (index, epoch) in curve.iter().enumerate().skip(first) {
        let best_so_far = curve[best].validation;
        let better = match config.recipe {
            Recipe::Robust => epoch.validation >= best_so_far,
            Recipe::Study => epoch.validation > best_so_far,
        };
        if better {
            best = index;
        }
    }
    best
}

/// Whether a run with this curve is over.
pub(super) fn over(config: &Config, curve: &[Epoch]) -> bool {
    let out_of_patience =
        config.recipe.patience().is_some_and(|patience| curve.len() > best(config, curve) + patience);
    curve.len() >= config.epochs || out_of_patience
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::{Backbone, NetworkId, Structure};

    fn curve(validation: &[f64]) -> Vec<Epoch> {
        validation.iter().map(|&validation| Epoch { loss: 0.5, validation, seconds: 1.0 }).collect()
    }

    fn config(recipe: Recipe, epochs: usize) -> Config {
        let network = NetworkId { backbone: Backbone::ResNet18, structure: Structure::Two };
        Config { epochs, ..Config::for_recipe(recipe, network, 1) }
    }

    #[test]
    fn of_equals_the_recipe_decides() {
        let curve = curve(&[0.9, 0.99, 0.98, 0.99, 0.97]);
        let best = |recipe, curve: &[Epoch]| best(&config(recipe, 9), curve);
        assert_eq!((best(Recipe::Robust, &curve), best(Recipe::Study, &curve)), (3, 1));
        assert_eq!(best(Recipe::Study, &[]), 0);
    }

    #[test]
    fn of_few_images_the_recipe_for_shipping_takes_the_last_epoch() {
        let curve = curve(&[0.9, 0.99, 0.98]);
        let few = |recipe| Config { training_images: Some(90), ..config(recipe, 9) };
        assert_eq!((best(&few(Recipe::Robust), &curve), best(&few(Recipe::Study), &curve)), (2, 1));
        assert_eq!(best(&few(Recipe::Robust), &[]), 0);
    }

    #[test]
    fn epochs_on_the_weights_of_int8_count_alone_once_there_are_some() {
        let curve = curve(&[0.9, 0.99, 0.97, 0.98, 0.96]);
        let config = Config { quantized_epochs: 2, ..config(Recipe::Robust, 5) };
        let quantized: Vec<bool> = (0..5).map(|epoch| config.quantized(epoch)).collect();
        assert_eq!(quantized, [false, false, false, true, true]);
        let kept: Vec<usize> = (1..=5).map(|epochs| best(&config, &curve[..epochs])).collect();
        assert_eq!(kept, [0, 1, 1, 3, 3]);
    }

    #[test]
    fn the_study_ends_ten_epochs_after_its_best_as_its_published_run_did() {
        // Structure 1 on ResNet18 in the study's own log: the best of 15 epochs was the sixth.
        let log = curve(&[
            0.9882, 0.9876, 0.9930, 0.9903, 0.9817, 0.9957, 0.9941, 0.9946, 0.9866, 0.9930, 0.9876, 0.9903,
            0.9919, 0.9898, 0.9876, 0.9850,
        ]);
        let config = config(Recipe::Study, 9_999);
        let ends = (0..=log.len()).find(|&epochs| over(&config, &log[..epochs]));
        // Fifteen epochs were printed; the sixteenth, whose accuracy was not (0.985 stands for it), ended the run.
        assert_eq!((ends, best(&config, &log)), (Some(16), 5));
    }

    #[test]
    fn the_last_epoch_ends_both_and_nothing_else_ends_the_robust_one() {
        let flat = curve(&[0.9; 40]);
        let robust = config(Recipe::Robust, 40);
        assert!((0..40).all(|epochs| !over(&robust, &flat[..epochs])) && over(&robust, &flat));
        assert!(over(&config(Recipe::Study, 4), &flat[..4]) && !over(&config(Recipe::Study, 5), &flat[..4]));
    }
}
