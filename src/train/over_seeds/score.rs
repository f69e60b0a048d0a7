//! What one network's logits amount to over labelled images.

use anyhow::Result;

use crate::study::{Digit, Joint, Rule, Structure, Tally, Verdict, confidence, softmax};
use crate::train::calibration::{Prediction, expected_calibration_error};
use crate::train::logits::Logits;

/// An answer that a reader would take for certain.
pub(super) const CONFIDENT: f32 = 0.99;

/// A network over the test images and the digits 3 to 9.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Score {
    /// Fractions, in the order of [`Rule::ALL`].
    accuracies: [f64; 2],
    /// Images with a wrong verdict; a contradiction is one.
    pub(super) missed: u32,
    pub(super) contradictions: u32,
    /// Contradictions on images with a wrong verdict.
    pub(super) missed_contradictions: u32,
    /// Mean over the images of the squared distance between the joint probabilities of 0, 1, 2 and a contradiction and
    /// what is so (Brier 1950); 0 to 2.
    pub(super) brier: f64,
    /// Expected calibration error of the verdicts.
    pub(super) calibration_error: f64,
    /// Share of the digits 3 to 9 that are called one digit with a confidence of 99 % or more.
    pub(super) confident_on_others: f64,
}

impl Score {
    pub(super) fn new(
        structure: Structure,
        test: &Logits,
        labels: &[Digit],
        others: &Logits,
    ) -> Result<Self> {
        let mut tally = Tally::new(structure);
        let (mut brier, mut predictions) = (0.0, Vec::with_capacity(test.len()));
        let (mut missed, mut contradictions, mut missed_contradictions) = (0, 0, 0);
        for (logits, &label) in test.iter().zip(labels) {
            let verdict = tally.add(logits, label)?;
            let (correct, contradicts) =
                (verdict == Verdict::Digit(label), verdict == Verdict::Contradiction);
            missed += u32::from(!correct);
            contradictions += u32::from(contradicts);
            missed_contradictions += u32::from(contradicts && !correct);
            brier += squared_distance(structure, logits, label);
            predictions.push(Prediction { confidence: confidence(structure, logits)?, correct });
        }
        let sure = |logits: &Vec<Vec<f32>>| {
            Ok(says_a_digit(structure, logits)? && confidence(structure, logits)? >= CONFIDENT)
        };
        let sure: Vec<bool> = others.iter().map(sure).collect::<Result<_>>()?;
        Ok(Self {
            accuracies: Rule::ALL.map(|rule| tally.accuracy(rule)),
            missed,
            contradictions,
            missed_contradictions,
            brier: brier / test.len().max(1) as f64,
            calibration_error: expected_calibration_error(&predictions),
            confident_on_others: sure.iter().filter(|&&sure| sure).count() as f64 / sure.len().max(1) as f64,
        })
    }

    /// Accuracy by a rule, a fraction.
    pub(super) const fn accuracy(&self, rule: Rule) -> f64 {
        let [head_mean, all_heads] = self.accuracies;
        match rule {
            Rule::HeadMean => head_mean,
            Rule::AllHeads => all_heads,
        }
    }
}

fn says_a_digit(structure: Structure, logits: &[Vec<f32>]) -> Result<bool> {
    Ok(matches!(crate::study::decide(structure, logits)?, Verdict::Digit(_)))
}

fn squared_distance(structure: Structure, logits: &[Vec<f32>], label: Digit) -> f64 {
    let probabilities: Vec<Vec<f32>> = logits.iter().map(|head| softmax(head)).collect();
    let joint = Joint::new(structure, &probabilities);
    let truth = |digit: Digit| f64::from(u8::from(digit == label));
    let digits = Digit::ALL.into_iter().zip(joint.digits);
    let squares = digits.map(|(digit, probability)| (f64::from(probability) - truth(digit)).powi(2));
    squares.sum::<f64>() + f64::from(joint.contradiction).powi(2)
}

/// The mean of the logits of two networks of one structure.
pub(super) fn mean_logits(one: &Logits, other: &Logits) -> Logits {
    let head = |(one, other): (&Vec<f32>, &Vec<f32>)| {
        one.iter().zip(other).map(|(one, other)| f32::midpoint(*one, *other)).collect()
    };
    let image = |(one, other): (&Vec<Vec<f32>>, &Vec<Vec<f32>>)| one.iter().zip(other).map(head).collect();
    one.iter().zip(other).map(image).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Logits whose softmax gives `[1 - p, p]`.
    fn yes(p: f32) -> Vec<f32> {
        vec![0.0, (p / (1.0 - p)).ln()]
    }

    #[test]
    fn two_heads_worked_by_hand() {
        // A 2 that is read so (0.9, 0.2), a 1 on which both heads say yes (0.6, 0.7), a 0 read as 0 (0.1, 0.1).
        let test = vec![vec![yes(0.9), yes(0.2)], vec![yes(0.6), yes(0.7)], vec![yes(0.1), yes(0.1)]];
        let others =
            vec![vec![yes(0.995), yes(0.001)], vec![yes(0.995), yes(0.999)], vec![yes(0.5), yes(0.2)]];
        let labels = [Digit::Two, Digit::One, Digit::Zero];
        let score = Score::new(Structure::Three, &test, &labels, &others).unwrap();
        // Head 1 is wrong once of three, head 2 never.
        assert!((score.accuracy(Rule::HeadMean) - 5.0 / 6.0).abs() < 1e-12);
        assert!((score.accuracy(Rule::AllHeads) - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!((score.missed, score.contradictions, score.missed_contradictions), (1, 1, 1));
        // Joint probabilities of 0, 1, 2, contradiction: (.08, .02, .72, .18), (.12, .28, .18, .42), (.81, .09, .09, .01).
        let first = 0.08f64.powi(2) + 0.02f64.powi(2) + 0.28f64.powi(2) + 0.18f64.powi(2);
        let second = 0.12f64.powi(2) + 0.72f64.powi(2) + 0.18f64.powi(2) + 0.42f64.powi(2);
        let third = 0.19f64.powi(2) + 2.0 * 0.09f64.powi(2) + 0.01f64.powi(2);
        assert!((score.brier - (first + second + third) / 3.0).abs() < 1e-6);
        // Confidences .72 (right), .42 (wrong), .81 (right), each alone in its bin of a fifteenth.
        assert!((score.calibration_error - (0.28 + 0.42 + 0.19) / 3.0).abs() < 1e-6);
        // The second is sure, and a contradiction: no digit is claimed.
        assert!((score.confident_on_others - 1.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn the_mean_of_two_networks_is_taken_logit_by_logit() {
        let (one, other) = (vec![vec![vec![1.0, 2.0, -3.0]]], vec![vec![vec![3.0, 0.0, -3.0]]]);
        assert_eq!(mean_logits(&one, &other), [[[2.0, 1.0, -3.0]]]);
    }
}
