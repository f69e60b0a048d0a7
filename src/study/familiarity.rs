//! Out-of-distribution scores: how familiar an image looks to a network, from its heads' logits. The thresholds are in
//! the manifest, one for each network.

use super::{DecisionError, Structure, decision};

/// The score of one head's logits; higher is more familiar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HeadScore {
    /// Logarithm of the largest probability: summed over heads, it is that of the verdict's confidence.
    Probability,
    /// The largest logit.
    Logit,
    /// The largest logit less the second.
    Margin,
    /// `ln(sum(exp(logits)))`: the negative energy (Liu et al. 2020, "Energy-based Out-of-distribution Detection").
    Energy,
}

/// How the scores of two heads are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Joining {
    Sum,
    /// The minimum.
    Least,
}

/// A definition of familiarity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Familiarity {
    pub(crate) score: HeadScore,
    pub(crate) joining: Joining,
}

impl Familiarity {
    /// The definition in use: the best in the mean over all fifteen networks, and never far behind on any of them.
    /// `./scripts/evaluate --mnist` compares all of them over whatever is published; the model card ranks them.
    pub(crate) const CHOSEN: Self = Self { score: HeadScore::Probability, joining: Joining::Least };

    /// Every definition that was compared.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        use HeadScore::{Energy, Logit, Margin, Probability};
        let joined = |score| [Joining::Least, Joining::Sum].map(|joining| Self { score, joining });
        [Energy, Logit, Margin, Probability].into_iter().flat_map(joined)
    }

    /// Its name in the manifest: `energy_least`, ...
    #[must_use]
    pub(crate) const fn id(self) -> &'static str {
        match (self.score, self.joining) {
            (HeadScore::Probability, Joining::Sum) => "probability_sum",
            (HeadScore::Probability, Joining::Least) => "probability_least",
            (HeadScore::Logit, Joining::Sum) => "logit_sum",
            (HeadScore::Logit, Joining::Least) => "logit_least",
            (HeadScore::Margin, Joining::Sum) => "margin_sum",
            (HeadScore::Margin, Joining::Least) => "margin_least",
            (HeadScore::Energy, Joining::Sum) => "energy_sum",
            (HeadScore::Energy, Joining::Least) => "energy_least",
        }
    }

    /// The score of one image.
    ///
    /// # Errors
    /// Returns a [`DecisionError`] when the outputs are not of this structure's form or not finite.
    pub(crate) fn evaluate(self, structure: Structure, logits: &[Vec<f32>]) -> Result<f32, DecisionError> {
        decision::classes(structure, logits)?;
        let scores = logits.iter().map(|logits| self.score.evaluate(logits));
        Ok(match self.joining {
            Joining::Sum => scores.sum(),
            Joining::Least => scores.fold(f32::INFINITY, f32::min),
        })
    }
}

/// The familiarity of an image by [`Familiarity::CHOSEN`]. Below the network's threshold in the manifest it is probably
/// not a 0, 1 or 2.
///
/// # Errors
/// Returns a [`DecisionError`] when the outputs are not of this structure's form or not finite.
pub fn familiarity(structure: Structure, logits: &[Vec<f32>]) -> Result<f32, DecisionError> {
    Familiarity::CHOSEN.evaluate(structure, logits)
}

/// The probability that a picture shows none of 0, 1, 2, by its familiarity, where such pictures are as frequent as others:
/// pairs of a familiarity and that probability, the familiarity rising. Fitted to the test images of 3 to 9.
pub type OodCurve = Vec<(f32, f32)>;

/// That probability, interpolated between the curve's points; `None` without a curve, or for what is no number.
#[must_use]
pub(crate) fn ood_probability(curve: &OodCurve, familiarity: f32) -> Option<f32> {
    if familiarity.is_nan() {
        return None;
    }
    let above = curve.partition_point(|&(score, _)| score < familiarity);
    let &(high, there) = curve.get(above).or(curve.last())?;
    let &(low, here) = curve.get(above.saturating_sub(1))?;
    if above == 0 || above == curve.len() || high <= low {
        return Some(if above == 0 { here } else { there });
    }
    Some(here + (there - here) * (familiarity - low) / (high - low))
}

impl HeadScore {
    fn evaluate(self, logits: &[f32]) -> f32 {
        let mut descending = logits.to_vec();
        descending.sort_by(|one, other| other.total_cmp(one));
        let peak = descending.first().copied().unwrap_or(f32::NEG_INFINITY);
        match self {
            // `ln(softmax)` in f32 would be 0 from a difference of 17 on.
            Self::Probability => {
                -descending.iter().skip(1).map(|logit| (logit - peak).exp()).sum::<f32>().ln_1p()
            }
            Self::Logit => peak,
            Self::Margin => descending.get(1).map_or(0.0, |second| peak - second),
            Self::Energy => peak + logits.iter().map(|logit| (logit - peak).exp()).sum::<f32>().ln(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f32, expected: f32) {
        assert!((found - expected).abs() < 1e-6, "{found}, not {expected}");
    }

    #[test]
    fn each_score_of_one_head_worked_by_hand() {
        // exp: 1, 2, 5; their sum is 8.
        let heads = [vec![0.0, 2f32.ln(), 5f32.ln()]];
        let score_by =
            |score| Familiarity { score, joining: Joining::Sum }.evaluate(Structure::Two, &heads).unwrap();
        near(score_by(HeadScore::Energy), 8f32.ln());
        near(score_by(HeadScore::Logit), 5f32.ln());
        near(score_by(HeadScore::Margin), 2.5f32.ln());
        near(score_by(HeadScore::Probability), 0.625f32.ln());
    }

    #[test]
    fn two_heads_are_added_or_the_less_familiar_one_decides() {
        let heads = [vec![1.0, 4.0], vec![-2.0, 0.5]];
        let joined_by =
            |joining| Familiarity { score: HeadScore::Logit, joining }.evaluate(Structure::Three, &heads);
        assert_eq!(joined_by(Joining::Sum), Ok(4.5));
        assert_eq!(joined_by(Joining::Least), Ok(0.5));
    }

    #[test]
    fn huge_logits_stay_finite_and_other_forms_are_refused() {
        near(familiarity(Structure::One, &[vec![1000.0, 0.0, 0.0]]).unwrap(), 0.0);
        let certain = |logit| familiarity(Structure::One, &[vec![logit, 0.0, 0.0]]).unwrap();
        assert!(certain(30.0) > certain(25.0), "the certain are told apart, too");
        assert!(familiarity(Structure::One, &[vec![0.0; 2]]).is_err());
        assert!(familiarity(Structure::One, &[vec![f32::NAN, 0.0, 0.0]]).is_err());
    }

    #[test]
    fn the_probability_of_another_digit_is_read_between_the_points_and_holds_beyond_them() {
        let curve = vec![(-2.0, 1.0), (-1.0, 0.5), (0.0, 0.0)];
        for (score, expected) in
            [(-9.0, 1.0), (-2.0, 1.0), (-1.5, 0.75), (-1.0, 0.5), (-0.25, 0.125), (7.0, 0.0)]
        {
            near(ood_probability(&curve, score).unwrap(), expected);
        }
        near(ood_probability(&vec![(0.0, 0.3)], -1.0).unwrap(), 0.3);
        assert_eq!(ood_probability(&curve, f32::NAN), None);
        assert_eq!(ood_probability(&Vec::new(), 0.0), None);
    }

    #[test]
    fn every_definition_has_its_own_name_and_the_chosen_one_was_compared() {
        let mut names: Vec<&str> = Familiarity::all().map(Familiarity::id).collect();
        assert!(names.contains(&Familiarity::CHOSEN.id()));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), 8);
    }
}
