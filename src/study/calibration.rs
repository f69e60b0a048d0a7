//! How far the confidence of answers is from how often they are right. Refuses logits: confidences come as numbers.

/// One answer: how sure it was, and whether it was right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Claim {
    /// The largest probability of the head, 0 to 1.
    pub confidence: f32,
    /// The answer was the right one.
    pub right: bool,
}

/// Bins of equal width that confidences are sorted into, as in Guo et al., "On Calibration of Modern Neural Networks".
pub const CALIBRATION_BINS: usize = 15;

/// Expected calibration error: the distance between mean confidence and accuracy of each bin, averaged over the bins
/// by their number of answers. A confidence on the edge of two bins counts to the upper one; 0 without any answer.
#[must_use]
pub fn expected_calibration_error(claims: &[Claim]) -> f64 {
    // Per bin, the sum of (confidence - 1 if right): its size is the bin's number of answers times its distance.
    let mut gaps = [0.0f64; CALIBRATION_BINS];
    for claim in claims {
        let confidence = f64::from(claim.confidence).clamp(0.0, 1.0);
        let bin = ((confidence * CALIBRATION_BINS as f64) as usize).min(CALIBRATION_BINS - 1);
        gaps[bin] += confidence - f64::from(u8::from(claim.right));
    }
    gaps.iter().map(|gap| gap.abs()).sum::<f64>() / claims.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(list: &[(f32, bool)]) -> Vec<Claim> {
        list.iter().map(|&(confidence, right)| Claim { confidence, right }).collect()
    }

    #[test]
    fn a_case_worked_by_hand() {
        // Bin 14 (14/15 to 1): 0.95 and 0.97, both right: |0.96 - 1| = 0.04, two of five answers.
        // Bin 9 (0.6 to 0.667): 0.61, 0.63, 0.65, one right: |0.63 - 1/3| = 0.296667, three of five.
        // 2/5 * 0.04 + 3/5 * 0.296667 = 0.194
        let five = claims(&[(0.95, true), (0.97, true), (0.61, true), (0.63, false), (0.65, false)]);
        assert!((expected_calibration_error(&five) - 0.194).abs() < 1e-6);
    }

    #[test]
    fn bins_do_not_cancel_each_other_but_their_members_do() {
        let within = claims(&[(0.5, true), (0.5, false)]);
        assert_eq!(expected_calibration_error(&within), 0.0);
        let across = claims(&[(0.5, true), (0.9, false), (0.5, true), (0.9, false)]);
        assert!((expected_calibration_error(&across) - 0.7).abs() < 1e-6);
    }

    #[test]
    fn the_ends_are_counted_and_nothing_is_no_error() {
        assert_eq!(expected_calibration_error(&[]), 0.0);
        assert_eq!(expected_calibration_error(&claims(&[(1.0, true)])), 0.0);
        assert_eq!(expected_calibration_error(&claims(&[(1.0, false), (0.0, true)])), 1.0);
    }
}
