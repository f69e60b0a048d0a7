//! An executor without networks, for the tests of whatever runs one: it takes the time it is told to take.

use std::collections::BTreeSet;

use super::super::clock;
use super::super::error::EngineError;
use super::super::simulated::pass;
use super::{Devices, Executor, HeadLogits, ImageShares, Inference, Loaded, OnProgress};
use crate::image::Bitmap;
use crate::measure::{DeviceKind, ExecutorKind, Millis};
use crate::protocol::{DeviceChoice, DeviceReport, Failure, Fallback};
use crate::study::NetworkId;

/// Files that hold networks, and one that does not.
pub(in crate::engine) const FILE: &[u8] = b"weights";
pub(in crate::engine) const BROKEN_FILE: &[u8] = b"";

/// Runs any network in the same time.
pub(in crate::engine) struct Mock {
    latency: Millis,
    networks: BTreeSet<NetworkId>,
}

/// A device of this latency, whichever is asked for.
pub(in crate::engine) struct MockDevice(pub(in crate::engine) Millis);

/// What every mock answers.
pub(in crate::engine) fn mock_logits(network: NetworkId) -> HeadLogits {
    let of_head = |classes: usize| (0..classes).map(|class| if class == 0 { 3.0 } else { -1.0 }).collect();
    network.structure.heads().iter().map(|head| of_head(head.grouping.classes())).collect()
}

impl Mock {
    pub(in crate::engine) const fn new(latency: Millis) -> Self {
        Self { latency, networks: BTreeSet::new() }
    }
}

impl Executor for Mock {
    fn holds(&self, network: NetworkId) -> bool {
        self.networks.contains(&network)
    }

    async fn load(&mut self, network: NetworkId, bytes: Vec<u8>) -> Result<Loaded, EngineError> {
        if bytes == BROKEN_FILE {
            return Err(EngineError::Read("nothing".to_owned()));
        }
        self.networks.insert(network);
        Ok(Loaded { decode: self.latency, first_run: self.latency, second_run: self.latency })
    }

    async fn answer(&mut self, network: NetworkId, _: &Bitmap) -> Result<Inference, EngineError> {
        if !self.holds(network) {
            return Err(EngineError::NotReady);
        }
        pass(self.latency);
        Ok(Inference { logits: mock_logits(network), latency: self.latency, inside: None })
    }

    async fn answer_many(
        &mut self,
        network: NetworkId,
        bitmaps: &[Bitmap],
        on_progress: OnProgress<'_>,
    ) -> Result<ImageShares, EngineError> {
        let mut all = ImageShares::whole(network.structure);
        for bitmap in bitmaps {
            all.row().extend(self.answer(network, bitmap).await?.logits.iter().flatten());
            clock::turn().await;
            if on_progress(all.len()).is_break() {
                break;
            }
        }
        Ok(all)
    }
}

impl Devices for MockDevice {
    type Executor = Mock;

    async fn open(
        &self,
        choice: DeviceChoice,
        fallback: Option<Fallback>,
    ) -> Result<(Mock, DeviceReport), Failure> {
        let kind = if choice == DeviceChoice::Cpu { DeviceKind::Cpu } else { DeviceKind::Gpu };
        let executor = ExecutorKind::Fused;
        Ok((Mock::new(self.0), DeviceReport { kind, executor, adapter: None, fallback }))
    }
}
