//! Runs networks on all test images. What the logits are the sums of goes to the lab, which applies the
//! study's rules, whatever wires are cut.

use std::ops::ControlFlow;

use super::clock;
use super::downloads::Downloads;
use super::executor::Executor;
use super::job::Cancel;
use super::port;
use crate::image::Bitmap;
use crate::measure::{Ended, Millis};
use crate::protocol::{Failure, LabReply};
use crate::study::NetworkId;

/// Runs the networks one after another. What was found survives a cancellation or a failure.
pub(super) async fn run(
    networks: &[NetworkId],
    downloads: &Downloads,
    executor: &mut impl Executor,
    cancel: &Cancel,
) -> Ended<Failure> {
    let bitmaps: Vec<Bitmap> = match downloads.test_set().await {
        Ok(set) => (0..set.len()).filter_map(|index| set.bitmap(index)).collect(),
        Err(failure) => return Ended::Failed(failure),
    };
    for &network in networks {
        let total = bitmaps.len() as u32;
        let report = |done: u32| port::send_to_lab(LabReply::AssessmentProgress { network, done, total });
        report(0);
        clock::turn().await;
        let start = clock::now();
        let mut on_progress = |done: usize| {
            report(done as u32);
            if cancel.get() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        match executor.answer_many(network, &bitmaps, &mut on_progress).await {
            _ if cancel.get() => return Ended::Cancelled,
            Ok(shares) => {
                let elapsed = Millis(clock::now().0 - start.0);
                port::send_to_lab(LabReply::Assessed { network, shares, elapsed });
            }
            Err(error) => return Ended::Failed(error.at_network(network)),
        }
    }
    Ended::Complete
}
