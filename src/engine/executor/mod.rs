//! What runs networks, behind one trait: the fused steps on the GPU or the CPU, or burn's own operations; and what
//! opens the device for it.
//!
//! The session, the benchmark and the assessment know [`Executor`] only, so the tests give them a mock. Each program has
//! one executor.

mod fused_cpu;
#[cfg(feature = "engine")]
mod fused_gpu;
#[cfg(test)]
pub(super) mod mock;
#[cfg(feature = "plain")]
mod plain;

use std::ops::ControlFlow;

use super::error::EngineError;
use crate::image::Bitmap;
use crate::measure::{Millis, Stage};
use crate::protocol::{DeviceChoice, DeviceReport, Failure, Fallback, HeadLogits, ImageShares};
use crate::study::{Inside, NetworkId};
use crate::weights::{QuantizedDeployed, read};

pub(super) use fused_cpu::FusedOnCpu;
#[cfg(feature = "engine")]
pub(super) use fused_gpu::FusedOnGpu;
#[cfg(feature = "plain")]
pub(super) use plain::PlainOnAny;

/// Called with the number of images done; may end the work.
pub(super) type OnProgress<'a> = &'a mut dyn FnMut(usize) -> ControlFlow<()>;

/// What one forward gave.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Inference {
    pub(super) logits: HeadLogits,
    /// From the image leaving wasm to its logits being readable.
    pub(super) latency: Millis,
    /// Only where it was asked for and the executor can see it.
    pub(super) inside: Option<Inside>,
}

/// What a network took from its bytes on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Loaded {
    /// Reading them and putting them on the device.
    pub(super) decode: Millis,
    pub(super) first_run: Millis,
    pub(super) second_run: Millis,
}

/// What no forward can be faster than.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    /// As many dependent launches as a forward has, of kernels that do nothing.
    Launch,
    /// The same launches, each reading the weights of one step.
    WeightRead,
}

/// Networks on a device, and how they run.
///
/// A network that was not loaded is [`EngineError::NotReady`]. What an executor need not have is provided, as
/// [`EngineError::Unsupported`]. Every call takes the network first, then the image, then the rest.
pub(super) trait Executor {
    /// Whether a network is ready.
    fn holds(&self, network: NetworkId) -> bool;

    /// Puts a weights file on the device and runs it twice: what it compiles, it compiles now.
    ///
    /// # Errors
    /// Fails when the file is not that network's or the device does not answer; the network is not ready then.
    async fn load(&mut self, network: NetworkId, bytes: Vec<u8>) -> Result<Loaded, EngineError>;

    /// One forward of one network.
    async fn answer(&mut self, network: NetworkId, bitmap: &Bitmap) -> Result<Inference, EngineError>;

    /// The same, and what is seen inside on the way, where the executor can see it: never what is timed.
    async fn inspect(&mut self, network: NetworkId, bitmap: &Bitmap) -> Result<Inference, EngineError> {
        self.answer(network, bitmap).await
    }

    /// One forward of all five structures of a backbone in one pass, with what is seen inside, when `networks` are
    /// exactly those; the latency is that of all five.
    async fn answer_all(
        &mut self,
        _networks: &[NetworkId],
        _bitmap: &Bitmap,
    ) -> Result<Vec<(NetworkId, Inference)>, EngineError> {
        Err(EngineError::Unsupported)
    }

    /// Many images of one network, in as few submissions as the executor can: what their logits are the sums of; where
    /// `on_progress` ends it, those so far.
    async fn answer_many(
        &mut self,
        network: NetworkId,
        bitmaps: &[Bitmap],
        on_progress: OnProgress<'_>,
    ) -> Result<ImageShares, EngineError>;

    /// One image this many times, one behind the other, with one wait at the end.
    async fn queue(&mut self, network: NetworkId, bitmap: &Bitmap, times: u32) -> Result<(), EngineError> {
        for _ in 0..times {
            self.answer(network, bitmap).await?;
        }
        Ok(())
    }

    /// Loses its device, where it has one that can be lost.
    fn lose_device(&self) {}

    /// Has its device answer nothing any more, where it has one that can fall silent, and asks it for something.
    async fn silence_device(&self) {}

    /// One image as far as the end of a stage.
    async fn run_to(
        &mut self,
        _network: NetworkId,
        _bitmap: &Bitmap,
        _stage: Stage,
    ) -> Result<(), EngineError> {
        Err(EngineError::Unsupported)
    }

    /// What no forward of a network can be faster than.
    async fn run_bound(&mut self, _network: NetworkId, _bound: Bound) -> Result<(), EngineError> {
        Err(EngineError::Unsupported)
    }
}

/// What a worker's program opens.
pub(super) trait Devices {
    type Executor: Executor;

    /// Opens the device asked for and the executor on it, with nothing loaded.
    ///
    /// # Errors
    /// Fails when the program has not that device or it cannot be had; `Auto` falls back to the CPU with the reason
    /// where the program has one.
    async fn open(
        &self,
        choice: DeviceChoice,
        avoid_gpu: Option<Fallback>,
    ) -> Result<(Self::Executor, DeviceReport), Failure>;
}

/// Reads a file that must hold this network.
fn read_network(bytes: &[u8], expected: NetworkId) -> Result<QuantizedDeployed, EngineError> {
    let quantized = read(bytes)?;
    if quantized.network == expected {
        return Ok(quantized);
    }
    Err(EngineError::OtherNetwork { found: quantized.network, expected })
}
