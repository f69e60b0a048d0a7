//! Everything the model card says of a network, from its logits: one pass over each set of images.
//!
//! The numbers go into the network's entry of the manifest.

use anyhow::{Context, Result};
use burn::tensor::Device;

use super::calibration::{Prediction, expected_calibration_error};
use super::drawings::misread;
use super::logits::Logits;
use super::separation::Separation;
use super::test_set::{logits, test_set_outputs};
use super::{LabelledDrawing, Others};
use crate::image::TestSet;
use crate::study::plane::density;
use crate::study::{Familiarity, Structure, Tally, Verdict, confidence, decide, softmax};
use crate::weights::{Deployed, FamiliarityFound, Findings, OtherDigits, PublishedNetwork};

/// What a network is assessed on.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// The study's test images.
    pub test: &'a TestSet,
    /// Stroke drawings.
    pub drawings: &'a [LabelledDrawing],
    /// Digits the networks do not know, where the official files are at hand.
    pub others: Option<&'a Others>,
}

/// What does not go into the manifest.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct AssessmentCounts {
    pub(super) tally: Tally,
    /// Indices of drawings read as something else, with what they were read as.
    pub(super) misread: Vec<(usize, Verdict)>,
}

/// Assesses a network and notes in its entry what was found. Without the other digits, what stands about them is kept.
///
/// # Errors
/// Fails when the weights are not those of a whole network or an output is not finite.
pub(super) fn assess(
    deployed: &Deployed,
    entry: &mut PublishedNetwork,
    evidence: Evidence<'_>,
    device: &Device,
) -> Result<AssessmentCounts> {
    let structure = deployed.network.structure;
    let outputs = test_set_outputs(deployed, evidence.test, device)?;
    let drawn = logits(deployed, evidence.drawings.iter().map(|drawing| drawing.bitmap), device)?;
    let misread = misread(structure, &drawn, evidence.drawings)?;
    entry.findings = Some(Findings {
        confusion: outputs.tally.confusion().map(|row| row.map(|count| count as u64)),
        calibration_error: calibration_errors(structure, &outputs.logits, evidence.test)?,
        drawings: drawn.len() as u64,
        drawings_right: (drawn.len() - misread.len()) as u64,
    });
    entry.mean_shares = Some(outputs.mean_shares);
    entry.density = Some(density(structure, outputs.logits.iter()));
    if let Some(others) = evidence.others {
        let other = logits(deployed, others.bitmaps.iter().copied(), device)?;
        entry.other_digits = Some(answers_to_others(structure, &other, &others.digits)?);
        entry.familiarity = Some(familiarity_found(structure, &outputs.logits, &other, &drawn)?);
    }
    Ok(AssessmentCounts { tally: outputs.tally, misread })
}

/// The expected calibration error of every head on its own question.
fn calibration_errors(structure: Structure, logits: &Logits, test: &TestSet) -> Result<Vec<f64>> {
    let mut predictions = vec![Vec::new(); structure.heads().len()];
    for (index, heads) in logits.iter().enumerate() {
        let label = test.label(index).context("the test set has no label there")?;
        for ((predictions, plan), logits) in predictions.iter_mut().zip(structure.heads()).zip(heads) {
            let probabilities = softmax(logits);
            let confidence = probabilities.iter().copied().fold(0.0, f32::max);
            // The first of equals answers, as in `study::decide`.
            let answer = probabilities.iter().position(|&probability| probability == confidence);
            predictions
                .push(Prediction { confidence, correct: answer == Some(plan.grouping.class_of(label)) });
        }
    }
    Ok(predictions.iter().map(|predictions| expected_calibration_error(predictions)).collect())
}

fn answers_to_others(structure: Structure, outputs: &Logits, digits: &[u8]) -> Result<OtherDigits> {
    let mut found = OtherDigits { images: [0; OtherDigits::COUNT], confident: [0; OtherDigits::COUNT] };
    for (heads, digit) in outputs.iter().zip(digits) {
        let index = usize::from(digit.checked_sub(OtherDigits::FIRST).context("a digit the networks know")?);
        let images = found.images.get_mut(index).context("a number that is no digit")?;
        *images += 1;
        let sure = confidence(structure, heads)? >= OtherDigits::CONFIDENT;
        // A contradiction names no digit: it is no wrong answer, however sure the heads are.
        if sure && decide(structure, heads)? != Verdict::Contradiction {
            found.confident[index] += 1;
        }
    }
    Ok(found)
}

fn familiarity_found(
    structure: Structure,
    known: &Logits,
    others: &Logits,
    drawn: &Logits,
) -> Result<FamiliarityFound> {
    let scores = |way: Familiarity, outputs: &Logits| -> Result<Vec<f32>> {
        outputs.iter().map(|heads| Ok(way.evaluate(structure, heads)?)).collect()
    };
    let separation = |way: Familiarity| -> Result<Separation> {
        Separation::new(scores(way, known)?, scores(way, others)?).context("no images to compare")
    };
    let chosen = separation(Familiarity::CHOSEN)?;
    let threshold = chosen.threshold(FamiliarityFound::PASSING);
    let below = scores(Familiarity::CHOSEN, drawn)?.into_iter().filter(|&score| score < threshold).count();
    let compared = Familiarity::all().map(|way| Ok((way.id().to_owned(), separation(way)?.auroc())));
    Ok(FamiliarityFound {
        threshold,
        auroc: chosen.auroc(),
        passing_at: FamiliarityFound::FALSE_POSITIVES.map(|rate| chosen.familiar_passing_at(rate)),
        others_passing: chosen.strange_passing(threshold),
        drawings_below: below as u64,
        ood_curve: chosen.ood_curve(),
        compared: compared.collect::<Result<_>>()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_confident_wrong_answer_is_a_digit_and_not_a_contradiction() {
        let (no, yes, unsure) = (vec![9.0, 0.0], vec![0.0, 9.0], vec![0.0, 1.0]);
        let outputs = vec![
            vec![no.clone(), yes.clone()],  // a 3 called a 1
            vec![yes.clone(), yes.clone()], // a 3 that contradicts
            vec![no.clone(), unsure],       // a 3 called a 1 with 73 %
            vec![no.clone(), no],           // a 9 called a 0
        ];
        let found = answers_to_others(Structure::Three, &outputs, &[3, 3, 3, 9]).unwrap();
        assert_eq!(found.images, [3, 0, 0, 0, 0, 0, 1]);
        assert_eq!(found.confident, [1, 0, 0, 0, 0, 0, 1]);
        assert_eq!(found.share(), 0.5);
        assert!(answers_to_others(Structure::Three, &outputs, &[2, 3, 3, 3]).is_err());
    }

    #[test]
    fn familiarity_is_judged_by_the_chosen_score_and_counts_false_alarms() {
        let peaked =
            |peaks: &[f32]| -> Logits { peaks.iter().map(|&peak| vec![vec![peak, 0.0, 0.0]]).collect() };
        let known: Vec<f32> = (1..=200).map(|peak| peak as f32).collect();
        let found = familiarity_found(
            Structure::Two,
            &peaked(&known),
            &peaked(&[0.0, 2.5, 150.0, -1.0]),
            &peaked(&[0.5, 90.0]),
        )
        .unwrap();
        // Two of 200 may fail; the third's logits are 3, 0, 0.
        assert!((found.threshold + (2.0 * (-3f32).exp()).ln_1p()).abs() < 1e-6);
        assert_eq!((found.others_passing, found.drawings_below), (0.25, 1));
        assert_eq!(found.compared.len(), 8);
        assert_eq!(found.compared[Familiarity::CHOSEN.id()], found.auroc);
    }
}
