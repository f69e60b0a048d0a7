//! Compares a network's answers, through the very executor that is timed, with those of an independent implementation.
//!
//! What is taken for rounding is [`crate::measure::Verification`]'s to say.

use super::downloads::Downloads;
use super::executor::Executor;
use crate::image::Bitmap;
use crate::measure::Verification;
use crate::protocol::Failure;
use crate::study::{NetworkId, softmax};

/// Runs a network on its golden images, one after another.
pub(super) async fn verify(
    network: NetworkId,
    downloads: &Downloads,
    executor: &mut impl Executor,
) -> Result<Verification, Failure> {
    let golden = downloads.golden(network).await?;
    let images = downloads.test_set().await?;
    let mut verification = Verification { network, images: 0, largest_difference: 0.0 };
    for (&index, expected) in golden.images.iter().zip(&golden.logits) {
        let missing = || {
            let detail = format!("{network}: its golden image {index} is not in the test set");
            Failure::Inference { detail }
        };
        let bitmap: Bitmap = images.bitmap(index).ok_or_else(missing)?;
        let answer = executor.answer(network, &bitmap).await.map_err(|error| error.at_network(network))?;
        for (found, expected) in answer.logits.iter().zip(expected) {
            for (found, expected) in softmax(found).into_iter().zip(softmax(expected)) {
                let difference = f64::from((found - expected).abs());
                verification.largest_difference = verification.largest_difference.max(difference);
            }
        }
        verification.images += 1;
    }
    Ok(verification)
}
