//! How well a score separates two groups: ROC, its area (AUROC), and thresholds.

use crate::study::OodCurve;

/// The scores of two groups. Those of the familiar group should be the higher ones.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Separation {
    /// Ascending.
    familiar: Vec<f32>,
    /// Ascending.
    strange: Vec<f32>,
}

impl Separation {
    /// `None` where a group is empty or a score is NaN.
    pub(super) fn new(mut familiar: Vec<f32>, mut strange: Vec<f32>) -> Option<Self> {
        let empty = familiar.is_empty() || strange.is_empty();
        if empty || familiar.iter().chain(&strange).any(|score| score.is_nan()) {
            return None;
        }
        familiar.sort_by(f32::total_cmp);
        strange.sort_by(f32::total_cmp);
        Some(Self { familiar, strange })
    }

    /// AUROC: the probability that a familiar score is above a strange one, a tie counting half.
    pub(super) fn auroc(&self) -> f64 {
        let above = |&score: &f32| {
            let below = self.strange.partition_point(|&strange| strange < score);
            let up_to = self.strange.partition_point(|&strange| strange <= score);
            (below + up_to) as f64 / 2.0
        };
        let pairs = self.familiar.len() as f64 * self.strange.len() as f64;
        self.familiar.iter().map(above).sum::<f64>() / pairs
    }

    /// The highest threshold that at least this fraction of the familiar group passes. A score passes at or above it.
    pub(super) fn threshold(&self, fraction: f64) -> f32 {
        let may_fail = ((1.0 - fraction.clamp(0.0, 1.0)) * self.familiar.len() as f64 + 1e-9) as usize;
        self.familiar[may_fail.min(self.familiar.len() - 1)]
    }

    /// The probability of the strange group by the score, were both groups as frequent: [`Self::BINS`] bins of about equal
    /// weight, equal scores in one, joined where it would rise with the score (isotonic regression by pooling).
    pub(super) fn ood_curve(&self) -> OodCurve {
        let weights = [&self.familiar, &self.strange].map(|scores| 0.5 / scores.len() as f64);
        let weighted = |scores: &[f32], group: usize| {
            scores.iter().map(|&score| Bin::single(score, weights[group], group == 1)).collect::<Vec<_>>()
        };
        let mut singles = weighted(&self.familiar, 0);
        singles.extend(weighted(&self.strange, 1));
        singles.sort_by(|a, b| a.highest.total_cmp(&b.highest));
        let mut pooled: Vec<Bin> = Vec::new();
        for bin in bins(&singles) {
            pooled.push(bin);
            while let [.., before, last] = pooled.as_mut_slice()
                && before.strange_share() < last.strange_share()
            {
                before.join(last);
                pooled.pop();
            }
        }
        pooled.iter().map(|bin| ((bin.scores / bin.all) as f32, bin.strange_share() as f32)).collect()
    }

    /// Bins before pooling, about.
    const BINS: f64 = 24.0;

    /// False positive rate: the fraction of the strange group that passes a threshold.
    pub(super) fn strange_passing(&self, threshold: f32) -> f64 {
        passing(&self.strange, threshold)
    }

    /// True positive rate at a false positive rate of at most `strange`: the ROC read at one point.
    pub(super) fn familiar_passing_at(&self, strange: f64) -> f64 {
        // The ROC's steps are at the familiar scores: the lowest one that is strict enough lets most pass.
        let strict = |&&score: &&f32| self.strange_passing(score) <= strange;
        self.familiar.iter().find(strict).map_or(0.0, |&score| passing(&self.familiar, score))
    }
}

/// Scores that lie beside each other.
#[derive(Debug, Clone, Copy)]
struct Bin {
    /// Weights of its scores.
    all: f64,
    /// Of those of the strange group.
    strange: f64,
    /// Sum of the scores, each times its weight.
    scores: f64,
    highest: f32,
}

impl Bin {
    fn single(score: f32, weight: f64, is_strange: bool) -> Self {
        let strange = if is_strange { weight } else { 0.0 };
        Self { all: weight, strange, scores: f64::from(score) * weight, highest: score }
    }

    fn join(&mut self, after: &Self) {
        self.all += after.all;
        self.strange += after.strange;
        self.scores += after.scores;
        self.highest = after.highest;
    }

    fn strange_share(&self) -> f64 {
        self.strange / self.all
    }
}

/// Joins single scores, ascending, to bins.
fn bins(singles: &[Bin]) -> Vec<Bin> {
    let mut bins: Vec<Bin> = Vec::new();
    for single in singles {
        match bins.last_mut() {
            Some(last) if last.all < 1.0 / Separation::BINS || last.highest == single.highest => {
                last.join(single)
            }
            _ => bins.push(*single),
        }
    }
    bins
}

fn passing(ascending: &[f32], threshold: f32) -> f64 {
    let below = ascending.partition_point(|&score| score < threshold);
    (ascending.len() - below) as f64 / ascending.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn separation(familiar: &[f32], strange: &[f32]) -> Separation {
        Separation::new(familiar.to_vec(), strange.to_vec()).unwrap()
    }

    #[test]
    fn the_area_is_the_chance_of_the_right_order_with_ties_half() {
        assert_eq!(separation(&[3.0, 2.0], &[1.0, 0.0]).auroc(), 1.0);
        assert_eq!(separation(&[0.0, 1.0], &[3.0, 2.0]).auroc(), 0.0);
        assert_eq!(separation(&[1.0; 3], &[1.0; 5]).auroc(), 0.5);
        // Of six pairs: 1 against 0, 1, 2 is one and a half, 3 against them is three: 4.5 of 6.
        assert_eq!(separation(&[1.0, 3.0], &[0.0, 1.0, 2.0]).auroc(), 0.75);
    }

    #[test]
    fn the_threshold_lets_at_least_the_fraction_pass_and_no_higher_one_does() {
        let hundred: Vec<f32> = (0..100).map(|score| score as f32).collect();
        let separation = separation(&hundred, &[-5.0, 0.5, 1.0, 2.0]);
        assert_eq!(separation.threshold(0.99), 1.0);
        assert_eq!(separation.threshold(1.0), 0.0);
        assert_eq!(separation.threshold(0.0), 99.0);
        assert_eq!(separation.strange_passing(1.0), 0.5);
    }

    #[test]
    fn the_roc_is_read_at_a_rate_of_false_positives() {
        let separation = separation(&[1.0, 2.0, 3.0, 4.0], &[0.0, 1.5, 2.5, 2.5]);
        assert_eq!(separation.familiar_passing_at(0.0), 0.5); // from 3 on
        assert_eq!(separation.familiar_passing_at(0.5), 0.75); // from 2 on, which two of four pass
        assert_eq!(separation.familiar_passing_at(0.74), 0.75);
        assert_eq!(separation.familiar_passing_at(0.75), 1.0);
    }

    #[test]
    fn no_group_may_be_empty_and_no_score_undefined() {
        assert_eq!(Separation::new(vec![], vec![1.0]), None);
        assert_eq!(Separation::new(vec![1.0], vec![]), None);
        assert_eq!(Separation::new(vec![f32::NAN], vec![1.0]), None);
    }

    #[test]
    fn the_curve_falls_from_the_strange_to_the_familiar_and_never_rises() {
        // Strange below, familiar above, mixed around 0: 100 of each.
        let strange: Vec<f32> = (0..100).map(|index| index as f32 - 80.0).collect();
        let familiar: Vec<f32> = (0..100).map(|index| index as f32 - 20.0).collect();
        let curve = separation(&familiar, &strange).ood_curve();
        assert!(curve.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 >= pair[1].1), "{curve:?}");
        assert_eq!((curve[0].1, curve[curve.len() - 1].1), (1.0, 0.0));
        // Where both groups are as dense.
        let middle = crate::study::ood_probability(&curve, 0.0).unwrap();
        assert!((middle - 0.5).abs() < 0.02, "{middle}");
        // Equal scores are in one bin, whatever the sizes of the groups.
        assert_eq!(separation(&[1.0; 3], &[1.0; 500]).ood_curve(), [(1.0, 0.5)]);
    }
}
