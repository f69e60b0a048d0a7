//! Expected calibration error: how far confidences are from accuracy (Guo et al. 2017, "On Calibration of Modern Neural
//! Networks").

/// One prediction of a head.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Prediction {
    /// The largest probability, 0 to 1.
    pub(super) confidence: f32,
    pub(super) correct: bool,
}

/// Bins of equal width, as in Guo et al.
pub(super) const BINS: usize = 15;

/// Expected calibration error: the distance between mean confidence and accuracy of each bin, weighted by the bin's
/// number of predictions. A confidence on the edge of two bins counts to the upper one; 0 without any prediction.
pub(super) fn expected_calibration_error(predictions: &[Prediction]) -> f64 {
    // Per bin the sum of (confidence - 1 if correct): the number of predictions times the bin's distance.
    let mut gaps = [0.0f64; BINS];
    for prediction in predictions {
        let confidence = f64::from(prediction.confidence).clamp(0.0, 1.0);
        let bin = ((confidence * BINS as f64) as usize).min(BINS - 1);
        gaps[bin] += confidence - f64::from(u8::from(prediction.correct));
    }
    gaps.iter().map(|gap| gap.abs()).sum::<f64>() / predictions.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn predictions(list: &[(f32, bool)]) -> Vec<Prediction> {
        list.iter().map(|&(confidence, correct)| Prediction { confidence, correct }).collect()
    }

    #[test]
    fn a_case_worked_by_hand() {
        // Bin 14 (14/15 to 1): 0.95 and 0.97, both right: |0.96 - 1| = 0.04, two of five answers.
        // Bin 9 (0.6 to 0.667): 0.61, 0.63, 0.65, one right: |0.63 - 1/3| = 0.296667, three of five.
        // 2/5 * 0.04 + 3/5 * 0.296667 = 0.194
        let five = predictions(&[(0.95, true), (0.97, true), (0.61, true), (0.63, false), (0.65, false)]);
        assert!((expected_calibration_error(&five) - 0.194).abs() < 1e-6);
    }

    #[test]
    fn bins_do_not_cancel_each_other_but_their_members_do() {
        let within = predictions(&[(0.5, true), (0.5, false)]);
        assert_eq!(expected_calibration_error(&within), 0.0);
        let across = predictions(&[(0.5, true), (0.9, false), (0.5, true), (0.9, false)]);
        assert!((expected_calibration_error(&across) - 0.7).abs() < 1e-6);
    }

    #[test]
    fn the_ends_are_counted_and_nothing_is_no_error() {
        assert_eq!(expected_calibration_error(&[]), 0.0);
        assert_eq!(expected_calibration_error(&predictions(&[(1.0, true)])), 0.0);
        assert_eq!(expected_calibration_error(&predictions(&[(1.0, false), (0.0, true)])), 1.0);
    }
}
