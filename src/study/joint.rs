//! What a structure's heads say together, as probabilities: of each digit, and of a contradiction.

use super::{Digit, Structure, Verdict};

/// Joint probabilities of a structure's heads, taken as independent. They sum to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Joint {
    /// Of 0, 1 and 2.
    pub(crate) digits: [f32; 3],
    /// That the heads answer what no digit is: 0 where one head names the digit.
    pub(crate) contradiction: f32,
}

/// How sure a verdict is, for words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sureness {
    /// A joint probability of [`Sureness::SURE`] or more.
    Sure,
    /// Of [`Sureness::LEANING`] or more.
    Leaning,
    Unsure,
}

impl Sureness {
    /// From here on a verdict is called sure.
    pub(crate) const SURE: f32 = 0.99;
    /// From here on a verdict is called leaning.
    pub(crate) const LEANING: f32 = 0.80;
}

impl Joint {
    /// The joint probabilities of a structure's heads, each as its probabilities. A digit's is the product of those of its
    /// classes; what is missing from 1 belongs to no digit.
    #[must_use]
    pub(crate) fn new(structure: Structure, heads: &[Vec<f32>]) -> Self {
        let of_digit = |digit: Digit| {
            let all = structure.heads().iter().zip(heads);
            let each = all.map(|(plan, head)| head.get(plan.grouping.class_of(digit)).copied());
            each.map(|probability| f64::from(probability.unwrap_or_default())).product::<f64>()
        };
        let digits = Digit::ALL.map(of_digit);
        let none = if structure.heads().len() > 1 { 1.0 - digits.iter().sum::<f64>() } else { 0.0 };
        Self { digits: digits.map(|digit| digit as f32), contradiction: none.max(0.0) as f32 }
    }

    /// How sure a verdict is.
    #[must_use]
    pub(crate) fn sureness(&self, verdict: Verdict) -> Sureness {
        let probability = match verdict {
            Verdict::Digit(digit) => self.digits[usize::from(digit.value())],
            Verdict::Contradiction => self.contradiction,
        };
        match probability {
            probability if probability >= Sureness::SURE => Sureness::Sure,
            probability if probability >= Sureness::LEANING => Sureness::Leaning,
            _ => Sureness::Unsure,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_heads_share_their_probability_among_three_digits_and_a_contradiction() {
        // Head 1: a 2 with 0.9; head 2: a 1 with 0.2.
        let heads = [vec![0.1, 0.9], vec![0.8, 0.2]];
        let joint = Joint::new(Structure::Three, &heads);
        let expected = [0.1 * 0.8, 0.1 * 0.2, 0.9 * 0.8, 0.9 * 0.2];
        for (found, expected) in joint.digits.into_iter().chain([joint.contradiction]).zip(expected) {
            assert!((found - expected).abs() < 1e-6, "{joint:?}");
        }
        assert_eq!(joint.sureness(Verdict::Digit(Digit::Two)), Sureness::Unsure);
    }

    #[test]
    fn one_head_cannot_contradict_itself() {
        let joint = Joint::new(Structure::Two, &[vec![0.05, 0.1, 0.85]]);
        assert_eq!(joint, Joint { digits: [0.05, 0.1, 0.85], contradiction: 0.0 });
        assert_eq!(joint.sureness(Verdict::Digit(Digit::Two)), Sureness::Leaning);
        let sure = Joint::new(Structure::Two, &[vec![0.995, 0.005, 0.0]]);
        assert_eq!(sure.sureness(Verdict::Digit(Digit::Zero)), Sureness::Sure);
    }
}
