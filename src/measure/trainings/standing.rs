//! What a comparison amounts to: whether a structure can be told apart from (2), and where the study's one training lies.

use super::super::{Interval, SIGNIFICANT};
use super::{Comparison, Trainings};
use crate::study::{NetworkId, Rule, Structure, reference};

/// A structure beside [`Structure::BASELINE`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Better,
    Worse,
    NotSeparable,
}

/// Where a value lies beside an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Below,
    Within,
    Above,
}

/// The study's difference, of one training each.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct StudyGap {
    pub(crate) difference: f64,
    /// Beside what one more training would give: the study trained once, too.
    pub(crate) side: Side,
}

/// A comparison by one rule, with what it amounts to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Compared<'a> {
    pub(crate) structure: Structure,
    pub(crate) rule: Rule,
    pub(crate) comparison: &'a Comparison,
    pub(crate) standing: Standing,
    /// `None` where the study has no such row.
    pub(crate) study: Option<StudyGap>,
}

impl Side {
    /// The ends are within.
    pub(crate) fn new(value: f64, interval: Interval) -> Self {
        match () {
            () if value < interval.low => Self::Below,
            () if value > interval.high => Self::Above,
            () => Self::Within,
        }
    }
}

impl Comparison {
    /// Whether the corrected test tells them apart, and which way.
    pub(crate) fn standing(&self) -> Standing {
        match () {
            () if self.p_holm >= SIGNIFICANT => Standing::NotSeparable,
            () if self.difference.mean > 0.0 => Standing::Better,
            () => Standing::Worse,
        }
    }
}

impl Trainings {
    /// All comparisons by one rule.
    pub(crate) fn compared(&self, rule: Rule) -> Vec<Compared<'_>> {
        let each = self.structures.iter().filter_map(|found| {
            let (structure, comparison) = (found.structure, found.judged(rule).beside_baseline.as_ref()?);
            let study =
                self.study_accuracy(structure, rule).zip(self.study_accuracy(Structure::BASELINE, rule));
            let study = study.map(|(accuracy, baseline)| {
                let difference = accuracy - baseline;
                StudyGap { difference, side: Side::new(difference, comparison.difference.one_more) }
            });
            Some(Compared { structure, rule, comparison, standing: comparison.standing(), study })
        });
        each.collect()
    }

    /// The study's accuracy of the same network.
    pub(crate) fn study_accuracy(&self, structure: Structure, rule: Rule) -> Option<f64> {
        Some(reference::row(rule, NetworkId { backbone: self.backbone, structure })?.accuracy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::SeedValues;

    fn comparison(each: &[f64], p_holm: f64) -> Comparison {
        Comparison { difference: SeedValues::new(each).unwrap(), p: p_holm / 4.0, p_holm }
    }

    #[test]
    fn only_what_the_corrected_test_separates_is_better_or_worse() {
        let up = [0.1, 0.2, 0.3];
        assert_eq!(comparison(&up, 0.049).standing(), Standing::Better);
        assert_eq!(comparison(&up.map(|value| -value), 0.049).standing(), Standing::Worse);
        assert_eq!(comparison(&up, 0.05).standing(), Standing::NotSeparable);
    }

    #[test]
    fn a_value_lies_below_within_or_above() {
        let interval = Interval { low: -1.0, high: 2.0 };
        let sides = [-1.1, -1.0, 0.0, 2.0, 2.1].map(|value| Side::new(value, interval));
        assert_eq!(sides, [Side::Below, Side::Within, Side::Within, Side::Within, Side::Above]);
    }

    #[test]
    fn the_study_is_compared_with_its_own_baseline() {
        let file = std::fs::read_to_string("public/replication/resnet18.json").unwrap();
        let trainings = Trainings::from_json(&file).unwrap();
        let found = trainings.compared(Rule::HeadMean);
        assert_eq!(found.len(), 4);
        // (4)-1 0.996345 and (2) 0.993964, by the study's file.
        let gap = found.iter().find(|one| one.structure == Structure::FourOne).and_then(|one| one.study);
        assert!((gap.unwrap().difference - 0.0024).abs() < 1e-4);
    }
}
