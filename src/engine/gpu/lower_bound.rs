//! What no executor on this device can go below: as many dependent launches as a forward has, a submission, a
//! read-back, and every weight read once.

use std::ops::Range;

use cubecl::server::Handle;

use super::super::deadline::ANSWER;
use super::super::error::EngineError;
use super::captured::{Captured, Readback};
use super::kernel::launch;
use super::launches::WORD;
use super::store::{Gpu, Store, slots};
use crate::fused::lower_bound::{LaunchKernel, WeightReadKernel};
use crate::study::Structure;

/// Two chains of launches, as long as a forward of a structure.
pub(in crate::engine) struct LowerBounds {
    gpu: Gpu,
    launches_only: Captured,
    weight_reads: Captured,
    count: Readback,
    /// Launches of a forward.
    launches: usize,
    _held: Vec<Handle>,
}

impl LowerBounds {
    /// Prepares both chains for a structure whose weights are in the store.
    #[allow(unsafe_code, reason = "recording asks for a promise about the buffers")]
    pub(in crate::engine) fn new(
        gpu: &Gpu,
        store: &Store,
        structure: Structure,
    ) -> Result<Self, EngineError> {
        // Word 0 counts; word 1 is where nobody looks. The last buffer stays zero: every run counts from there.
        let counters: [Handle; 3] = std::array::from_fn(|_| gpu.client.empty(2 * WORD));
        gpu.write(&counters[2], 0, &[0; 2 * WORD])?;
        let slots = slots(structure);
        let launches = 1 + store.steps.len();
        let chain = |kind| Chained { gpu, store, slots: &slots, counters: &counters, chain: kind };
        // SAFETY: `_held` keeps the counters; the store outlives its floors and never frees.
        let launches_only =
            unsafe { Captured::record(gpu, || chain(Chain::Launch).all(), || chain(Chain::Launch).all()) }?;
        // SAFETY: as above.
        let weight_reads = unsafe {
            Captured::record(gpu, || chain(Chain::WeightRead).all(), || chain(Chain::WeightRead).all())
        }?;
        let last = &counters[(launches + 1) % 2];
        let count = Readback::new(gpu, gpu.resource(last)?);
        Ok(Self { gpu: gpu.clone(), launches_only, weight_reads, count, launches, _held: counters.to_vec() })
    }

    /// Runs a chain and waits for its count.
    ///
    /// # Errors
    /// Fails when the count that comes back shows that a launch did not run.
    pub(in crate::engine) async fn run(&self, chain: Chain) -> Result<(), EngineError> {
        let captured = match chain {
            Chain::Launch => &self.launches_only,
            Chain::WeightRead => &self.weight_reads,
        };
        captured.submit(&self.gpu)?;
        let mut count = 0;
        let whole = std::iter::once(0..2 * WORD);
        let take = |bytes: &[u8]| {
            if let ([word, ..], _) = bytes.as_chunks::<WORD>() {
                count = u32::from_le_bytes(*word);
            }
        };
        self.count.read(&self.gpu, ANSWER, whole, take).await?;
        if count as usize == self.launches {
            Ok(())
        } else {
            Err(EngineError::Read(format!("a count of {count} after {} launches", self.launches)))
        }
    }
}

/// Which of the two chains.
#[derive(Debug, Clone, Copy)]
pub(in crate::engine) enum Chain {
    /// Launches that do nothing.
    Launch,
    /// Launches that read the weights of one step each.
    WeightRead,
}

/// A chain of launches, each reading what the one before wrote.
struct Chained<'a> {
    gpu: &'a Gpu,
    store: &'a Store,
    slots: &'a Range<usize>,
    counters: &'a [Handle; 3],
    chain: Chain,
}

impl Chained<'_> {
    fn all(&self) {
        let steps = std::iter::once(&self.store.stem).chain(&self.store.steps);
        for (index, step) in steps.enumerate() {
            let before = if index == 0 { &self.counters[2] } else { &self.counters[(index + 1) % 2] };
            let after = &self.counters[index % 2];
            let client = &self.gpu.client;
            match self.chain {
                Chain::Launch => launch(client, LaunchKernel, [1, 1, 1], &[before], after),
                Chain::WeightRead => {
                    let [weights, _] = step.buffers_of(self.slots);
                    let grid = [step.outputs as u32 / 4, 1, self.slots.len() as u32];
                    launch(client, WeightReadKernel, grid, &[&weights, before], after);
                }
            }
        }
    }
}
