//! What is seen inside a network while it answers: the mean of each stage, and what each backbone says to each logit.

use serde::{Deserialize, Serialize};

/// Per head and class, the summands of a logit: one for each backbone that the head reads, in order, then the bias.
pub type HeadShares = Vec<Vec<Vec<f32>>>;

/// A network's activations and contributions for one image.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(crate) struct Inside {
    pub(crate) shares: HeadShares,
    /// One for each backbone; empty where the executor does not give them.
    pub(crate) stages: Vec<StageMeans>,
}

/// The activations of one backbone after each stage, averaged over the channels.
///
/// # Shapes
/// stem `[14, 14]` (behind relu, before its pooling), layer1 `[7, 7]`, layer2 `[4, 4]`, layer3 `[2, 2]`, layer4 `[1, 1]`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StageMeans(Vec<f32>);

impl StageMeans {
    /// Side of each stage's map.
    pub(crate) const SIDES: [usize; 5] = [14, 7, 4, 2, 1];
    /// Numbers of all stages.
    pub(crate) const COUNT: usize = 266;

    /// The map of a stage, row by row; empty where there is no such stage.
    #[must_use]
    pub(crate) fn map(&self, stage: usize) -> &[f32] {
        self.0.get(Self::range(stage)).unwrap_or_default()
    }

    /// The same, to be written.
    pub(crate) fn map_mut(&mut self, stage: usize) -> &mut [f32] {
        self.0.get_mut(Self::range(stage)).unwrap_or_default()
    }

    fn range(stage: usize) -> std::ops::Range<usize> {
        let before: usize = Self::SIDES.iter().take(stage).map(|side| side * side).sum();
        before..before + Self::SIDES.get(stage).map_or(0, |side| side * side)
    }
}

impl Default for StageMeans {
    fn default() -> Self {
        Self(vec![0.0; Self::COUNT])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_maps_follow_each_other_and_fill_all_numbers() {
        let mut means = StageMeans::default();
        for stage in 0..StageMeans::SIDES.len() {
            assert_eq!(means.map(stage).len(), StageMeans::SIDES[stage].pow(2));
            means.map_mut(stage).iter_mut().for_each(|number| *number += 1.0 + stage as f32);
        }
        assert_eq!(means.0.len(), StageMeans::COUNT);
        assert!(means.map(5).is_empty() && means.map_mut(5).is_empty());
        let all: Vec<f32> = (0..5).flat_map(|stage| means.map(stage).to_vec()).collect();
        assert_eq!(all, means.0, "each number is of one map");
        assert!(means.0.iter().all(|&number| number > 0.0));
    }
}
