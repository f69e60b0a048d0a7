//! From the heads' logits to a verdict, contradiction included: the one decision rule of the page and the evaluator.

use super::{Digit, Grouping, Structure};

/// What the heads of a structure say together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The heads agree on a digit.
    Digit(Digit),
    /// Head 1 says "it is a 2" and head 2 says "it is a 1".
    Contradiction,
}

impl Verdict {
    /// The text used in attributes and exports: `0`, `1`, `2` or `contradiction`.
    #[must_use]
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Digit(Digit::Zero) => "0",
            Self::Digit(Digit::One) => "1",
            Self::Digit(Digit::Two) => "2",
            Self::Contradiction => "contradiction",
        }
    }
}

/// Logits that no structure produces.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecisionError {
    /// The number of heads is not the structure's.
    #[error("structure {structure} has {expected} head(s), but {found} answered")]
    Heads { structure: &'static str, expected: usize, found: usize },
    /// A head has the wrong number of outputs.
    #[error("head {head} should give {expected} outputs, not {found}")]
    Outputs {
        /// From 1.
        head: usize,
        expected: usize,
        found: usize,
    },
    /// An output is NaN or infinite.
    #[error("head {head} returned a value that is not a finite number")]
    NotFinite {
        /// From 1.
        head: usize,
    },
}

/// The verdict of one list of logits or probabilities per head. Each head answers with its largest output; the first of
/// equals wins, as in torch's `argmax`.
///
/// # Errors
/// Returns a [`DecisionError`] when the outputs are not of this structure's form or not finite.
pub fn decide(structure: Structure, logits: &[Vec<f32>]) -> Result<Verdict, DecisionError> {
    let classes = classes(structure, logits)?;
    Ok(verdict_of(structure, &classes))
}

/// Confidence of a verdict: the product of the heads' largest probabilities, which is the probability that all are
/// correct were the heads independent.
///
/// # Errors
/// Returns a [`DecisionError`] when the outputs are not of this structure's form or not finite.
pub fn confidence(structure: Structure, logits: &[Vec<f32>]) -> Result<f32, DecisionError> {
    let classes = classes(structure, logits)?;
    Ok(logits.iter().zip(classes).map(|(logits, class)| softmax(logits)[class]).product())
}

/// The class each head chose, checked against the structure.
pub(super) fn classes(structure: Structure, logits: &[Vec<f32>]) -> Result<Vec<usize>, DecisionError> {
    let plans = structure.heads();
    if plans.len() != logits.len() {
        let (expected, found) = (plans.len(), logits.len());
        return Err(DecisionError::Heads { structure: structure.id(), expected, found });
    }
    let check = |(index, (plan, outputs)): (usize, (&super::HeadPlan, &Vec<f32>))| {
        let (head, expected, found) = (index + 1, plan.grouping.classes(), outputs.len());
        if expected != found {
            return Err(DecisionError::Outputs { head, expected, found });
        }
        if !outputs.iter().all(|value| value.is_finite()) {
            return Err(DecisionError::NotFinite { head });
        }
        Ok(largest(outputs))
    };
    plans.iter().zip(logits).enumerate().map(check).collect()
}

/// The verdict of valid class choices.
pub(super) fn verdict_of(structure: Structure, classes: &[usize]) -> Verdict {
    let agrees = |digit: Digit| {
        let mut answers = structure.heads().iter().zip(classes);
        answers.all(|(plan, &class): (_, &usize)| Grouping::class_of(plan.grouping, digit) == class)
    };
    Digit::ALL.into_iter().find(|&digit| agrees(digit)).map_or(Verdict::Contradiction, Verdict::Digit)
}

/// Index of the largest value; the first of equals.
fn largest(values: &[f32]) -> usize {
    let mut best = 0;
    for (index, value) in values.iter().enumerate() {
        if *value > values[best] {
            best = index;
        }
    }
    best
}

/// Softmax of one head's logits: probabilities that sum to 1.
#[must_use]
pub fn softmax(logits: &[f32]) -> Vec<f32> {
    let peak = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let exponentials: Vec<f32> = logits.iter().map(|logit| (logit - peak).exp()).collect();
    let sum: f32 = exponentials.iter().sum();
    exponentials.into_iter().map(|value| value / sum).collect()
}

/// Natural logarithms of probabilities: logits of which softmax makes the same probabilities. A probability of 0 counts as
/// the smallest above it.
#[must_use]
pub(crate) fn log_probabilities(heads: &[Vec<f32>]) -> Vec<Vec<f32>> {
    let logarithms = |head: &Vec<f32>| head.iter().map(|part| part.max(f32::MIN_POSITIVE).ln()).collect();
    heads.iter().map(logarithms).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NO: [f32; 2] = [1.0, -1.0];
    const YES: [f32; 2] = [-1.0, 1.0];

    #[test]
    fn two_binary_answers_decode_as_in_the_study() {
        let decide = |first: [f32; 2], second: [f32; 2]| {
            decide(Structure::Three, &[first.to_vec(), second.to_vec()]).unwrap().id()
        };
        assert_eq!(decide(NO, NO), "0");
        assert_eq!(decide(NO, YES), "1");
        assert_eq!(decide(YES, NO), "2");
        assert_eq!(decide(YES, YES), "contradiction");
    }

    #[test]
    fn three_way_head_decodes_to_its_largest_output_and_never_contradicts() {
        for (index, digit) in Digit::ALL.into_iter().enumerate() {
            let mut logits = vec![0.0; 3];
            logits[index] = 1.0;
            assert_eq!(decide(Structure::Two, &[logits]), Ok(Verdict::Digit(digit)));
        }
    }

    #[test]
    fn wrong_forms_are_refused_with_the_head_named() {
        let error = |structure, heads: &[Vec<f32>]| decide(structure, heads).unwrap_err().to_string();
        assert!(error(Structure::Three, &[vec![0.0; 2]]).contains("2 head(s), but 1"));
        assert!(error(Structure::Two, &[vec![0.0; 2]]).contains("head 1 should give 3"));
        let broken = [vec![0.0; 2], vec![f32::NAN, 0.0]];
        assert!(error(Structure::FourTwo, &broken).contains("head 2"));
    }

    #[test]
    fn the_confidence_of_a_verdict_is_the_product_over_its_heads() {
        // Probabilities 3/4 and 4/5.
        let heads = [vec![3f32.ln(), 0.0], vec![0.0, 4f32.ln()]];
        assert!((confidence(Structure::Three, &heads).unwrap() - 0.6).abs() < 1e-6);
        assert!((confidence(Structure::Two, &[vec![2f32.ln(), 0.0, 0.0]]).unwrap() - 0.5).abs() < 1e-6);
        assert!(confidence(Structure::Two, &heads).is_err());
    }

    #[test]
    fn softmax_sums_to_one_even_for_huge_logits() {
        let probabilities = softmax(&[1000.0, 999.0, -1000.0]);
        assert!((probabilities.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        // 1 / (1 + e^-1)
        assert!((probabilities[0] - 0.731_058_6).abs() < 1e-6);
        let again = log_probabilities(std::slice::from_ref(&probabilities));
        assert!(again[0].iter().all(|logit| logit.is_finite()));
        assert!((softmax(&again[0])[0] - probabilities[0]).abs() < 1e-6);
    }
}
