//! Runs networks on all test images. Refuses to judge: logits go out, the page applies the rules.

use std::ops::ControlFlow;

use super::clock;
use super::downloads::Downloads;
use super::executor::Executor;
use super::port;
use super::worker::Cancel;
use crate::image::Bitmap;
use crate::measure::Millis;
use crate::protocol::{LabReply, Outcome, Reply};
use crate::study::NetworkId;

/// Runs the networks one after another. What was found survives a cancellation or a failure.
pub(super) async fn run(
    networks: &[NetworkId],
    downloads: &Downloads,
    executor: &mut impl Executor,
    cancel: &Cancel,
) -> Outcome {
    let bitmaps: Vec<Bitmap> = match downloads.test_set().await {
        Ok(set) => (0..set.len()).filter_map(|index| set.bitmap(index)).collect(),
        Err(failure) => return Outcome::Failed(failure),
    };
    for &network in networks {
        let total = bitmaps.len() as u32;
        let tell = |done: u32| port::send(Reply::Lab(LabReply::AssessmentProgress { network, done, total }));
        tell(0);
        clock::turn().await;
        let start = clock::now();
        let mut watch = |done: usize| {
            tell(done as u32);
            if cancel.get() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        match executor.answer_many(network, &bitmaps, &mut watch).await {
            _ if cancel.get() => return Outcome::Cancelled,
            Ok(logits) => {
                let elapsed = Millis(clock::now().0 - start.0);
                port::send(Reply::Lab(LabReply::Assessed { network, logits, elapsed }));
            }
            Err(error) => return Outcome::Failed(error.at_network(network)),
        }
    }
    Outcome::Complete
}
