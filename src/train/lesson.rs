//! What an epoch shows a network: the training images in the epoch's order, batch by batch, varied as the recipe wants.
//!
//! The network has no say: the seed, the epoch and the recipe decide all of it, so every structure of a seed sees the same.

use rand::{SeedableRng, rngs::StdRng, seq::SliceRandom};

use super::{Config, Images, Recipe, augment};
use crate::image::Bitmap;
use crate::study::Digit;

/// The batches of one epoch, still to be shown.
pub(super) struct Lesson<'a> {
    config: &'a Config,
    images: &'a Images,
    order: Vec<usize>,
    shown: usize,
    rng: StdRng,
}

impl<'a> Lesson<'a> {
    /// The whole epoch, counted from 0.
    pub(super) fn new(config: &'a Config, images: &'a Images, epoch: usize) -> Self {
        // A stream of its own for every epoch: a resumed run sees what an unbroken one would have seen.
        let mut rng = StdRng::seed_from_u64(config.seed.wrapping_mul(1_000_003) + epoch as u64 + 1);
        let mut order: Vec<usize> = (0..images.bitmaps.len()).collect();
        order.shuffle(&mut rng);
        // A last batch of one image would have no batch statistics.
        if order.len() % config.batch == 1 {
            order.pop();
        }
        Self { config, images, order, shown: 0, rng }
    }

    /// How many batches the epoch has.
    pub(super) fn batches(&self) -> usize {
        self.order.len().div_ceil(self.config.batch)
    }

    /// A training image as the network sees it this time.
    fn seen(&mut self, image: usize) -> Bitmap {
        let bitmap = &self.images.bitmaps[image];
        match self.config.recipe {
            Recipe::Robust => augment::varied(bitmap, &mut self.rng),
            Recipe::Study => *bitmap,
        }
    }
}

impl Iterator for Lesson<'_> {
    type Item = (Vec<Bitmap>, Vec<Digit>);

    fn next(&mut self) -> Option<Self::Item> {
        let end = self.order.len().min(self.shown + self.config.batch);
        let batch: Vec<usize> = self.order[self.shown..end].to_vec();
        self.shown = end;
        if batch.is_empty() {
            return None;
        }
        let labels = batch.iter().map(|&image| self.images.labels[image]).collect();
        Some((batch.into_iter().map(|image| self.seen(image)).collect(), labels))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::{Backbone, NetworkId, Structure};

    fn images(count: usize) -> Images {
        let bitmap =
            |index: usize| Bitmap::from_pixels(std::array::from_fn(|place| (place * (index + 3)) as u8));
        Images {
            bitmaps: (0..count).map(bitmap).collect(),
            labels: (0..count).map(|index| [Digit::Zero, Digit::One, Digit::Two][index % 3]).collect(),
        }
    }

    fn config(structure: Structure, seed: u64) -> Config {
        let network = NetworkId { backbone: Backbone::ResNet18, structure };
        Config { batch: 8, ..Config::for_recipe(Recipe::Robust, network, seed) }
    }

    #[test]
    fn all_structures_of_a_seed_see_the_same_batches_and_variations() {
        let images = images(24);
        let shown = |structure: Structure, seed: u64, epoch: usize| -> Vec<_> {
            let split = images.clone().split(seed);
            Lesson::new(&config(structure, seed), &split.training, epoch).collect()
        };
        let (first, second) = (shown(Structure::Two, 1, 0), shown(Structure::Two, 1, 1));
        assert_ne!(first, second, "every epoch has an order and variations of its own");
        for structure in Structure::ALL {
            assert_eq!(shown(structure, 1, 0), first);
            assert_eq!(shown(structure, 1, 1), second);
            assert_ne!(shown(structure, 2, 0), first, "another seed shows other things");
        }
    }

    #[test]
    fn every_image_is_shown_once_but_for_a_last_one_alone() {
        let plain = Config { recipe: Recipe::Study, ..config(Structure::Two, 5) };
        for (count, sizes) in
            [(24, vec![8, 8, 8]), (21, vec![8, 8, 5]), (17, vec![8, 8]), (2, vec![2]), (1, vec![])]
        {
            let images = images(count);
            let lesson = Lesson::new(&plain, &images, 0);
            assert_eq!(lesson.batches(), sizes.len());
            let batches: Vec<_> = lesson.collect();
            assert_eq!(batches.iter().map(|(bitmaps, _)| bitmaps.len()).collect::<Vec<_>>(), sizes);
            for (bitmap, label) in batches.iter().flat_map(|(bitmaps, labels)| bitmaps.iter().zip(labels)) {
                let image = images.bitmaps.iter().position(|other| other == bitmap).unwrap();
                assert_eq!(images.labels[image], *label);
            }
        }
    }
}
