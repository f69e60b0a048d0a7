//! Runs the networks that are ready on one image and waits for the answer.
//!
//! Two executors: `Fused`, the steps of [`crate::fused`] on the GPU or the CPU, and `Plain`, burn's own operations on
//! either, which only the program built with the feature `plain` carries. Refuses files that hold another network.

mod fused_cpu;
mod fused_gpu;
#[cfg(feature = "plain")]
mod plain;

#[cfg(feature = "plain")]
use std::collections::BTreeMap;
use std::ops::ControlFlow;

#[cfg(feature = "plain")]
use super::clock::Laps;
use super::device::OpenDevice;
use super::error::EngineError;
use super::gpu::Chain;
use crate::image::Bitmap;
use crate::measure::Millis;
use crate::study::NetworkId;
use crate::weights::{QuantizedDeployed, read};

use fused_cpu::FusedCpu;
use fused_gpu::FusedGpu;

/// Logits of one image, one list per head.
pub(super) type Logits = Vec<Vec<f32>>;

/// Hears how many images are done, and may end the work.
pub(super) type Watch<'a> = &'a mut dyn FnMut(usize) -> ControlFlow<()>;

/// What one forward gave.
pub(super) struct Answer {
    /// Logits.
    pub(super) heads: Logits,
    /// From the image leaving wasm to its head outputs being readable.
    pub(super) latency: Millis,
}

/// What a network took from its bytes on.
pub(super) struct Loaded {
    /// Reading them and putting them on the device.
    pub(super) decode: Millis,
    /// The first answer.
    pub(super) first_run: Millis,
    /// The second.
    pub(super) second_run: Millis,
}

/// The networks on the device, and how they run.
pub(super) enum Executor {
    /// The fused steps on WebGPU.
    FusedGpu(Box<FusedGpu>),
    /// The fused steps in wasm.
    FusedCpu(Box<FusedCpu>),
    /// burn's own operations on whatever device is open.
    #[cfg(feature = "plain")]
    Plain(burn::tensor::Device, BTreeMap<NetworkId, plain::Plain>),
}

impl Executor {
    /// The executor that the device was opened for.
    pub(super) fn new(device: &OpenDevice) -> Self {
        #[cfg(feature = "plain")]
        if device.report.executor == crate::protocol::ExecutorKind::Plain {
            return Self::Plain(device.device.clone(), BTreeMap::new());
        }
        match &device.gpu {
            Some(gpu) => Self::FusedGpu(Box::new(FusedGpu::new(gpu.clone()))),
            None => Self::FusedCpu(Box::default()),
        }
    }

    /// The same executor on the CPU, with nothing on it yet.
    pub(super) fn on_cpu(like: &Self) -> Self {
        match like {
            Self::FusedGpu(_) | Self::FusedCpu(_) => Self::FusedCpu(Box::default()),
            #[cfg(feature = "plain")]
            Self::Plain(..) => Self::Plain(burn::tensor::Device::flex(), BTreeMap::new()),
        }
    }

    /// Whether a network is ready.
    pub(super) fn holds(&self, network: NetworkId) -> bool {
        match self {
            Self::FusedGpu(fused) => fused.holds(network),
            Self::FusedCpu(fused) => fused.holds(network),
            #[cfg(feature = "plain")]
            Self::Plain(_, networks) => networks.contains_key(&network),
        }
    }

    /// Puts a weights file on the device and runs it twice: what it compiles, it compiles now.
    ///
    /// # Errors
    /// Fails when the file is not that network's or the device does not answer; the network is not ready then.
    pub(super) async fn load(&mut self, bytes: Vec<u8>, network: NetworkId) -> Result<Loaded, EngineError> {
        match self {
            Self::FusedGpu(fused) => fused.load(bytes, network).await,
            Self::FusedCpu(fused) => fused.load(bytes, network),
            #[cfg(feature = "plain")]
            Self::Plain(device, networks) => {
                let (mut laps, blank) = (Laps::start(), Bitmap::from_pixels([0; Bitmap::PIXELS]));
                let plain = plain::Plain::load(&bytes, network, device)?;
                let decode = laps.lap();
                plain.answer(&blank).await?;
                let first_run = laps.lap();
                plain.answer(&blank).await?;
                let second_run = laps.lap();
                networks.insert(network, plain);
                Ok(Loaded { decode, first_run, second_run })
            }
        }
    }

    /// One forward of one network. `None` when it is not ready.
    pub(super) async fn answer(
        &mut self,
        network: NetworkId,
        bitmap: &Bitmap,
    ) -> Option<Result<Answer, EngineError>> {
        match self {
            Self::FusedGpu(fused) => fused.answer(network, bitmap).await,
            Self::FusedCpu(fused) => fused.answer(network, bitmap),
            #[cfg(feature = "plain")]
            Self::Plain(_, networks) => Some(networks.get(&network)?.answer(bitmap).await),
        }
    }

    /// One forward of all five structures of these networks' backbone in one go, where the executor can and they are
    /// exactly those; the latency is that of all five. `None` elsewhere.
    pub(super) async fn answer_all(
        &self,
        networks: &[NetworkId],
        bitmap: &Bitmap,
    ) -> Option<Result<Vec<(NetworkId, Answer)>, EngineError>> {
        match self {
            Self::FusedGpu(fused) => fused.answer_all(networks, bitmap).await,
            Self::FusedCpu(_) => None,
            #[cfg(feature = "plain")]
            Self::Plain(..) => None,
        }
    }

    /// Many images of one network, in as few submissions as the executor can; where `watch` ends it, the logits so far.
    /// `None` when the network is not ready.
    pub(super) async fn answer_many(
        &mut self,
        network: NetworkId,
        bitmaps: &[Bitmap],
        watch: Watch<'_>,
    ) -> Option<Result<Vec<Logits>, EngineError>> {
        match self {
            Self::FusedGpu(fused) => fused.answer_many(network, bitmaps, watch).await,
            Self::FusedCpu(fused) => fused.answer_many(network, bitmaps, watch).await.map(Ok),
            #[cfg(feature = "plain")]
            Self::Plain(_, networks) => Some(networks.get(&network)?.answer_many(bitmaps, watch).await),
        }
    }

    /// One image this many times, one behind the other, with one wait at the end.
    pub(super) async fn queue(
        &mut self,
        network: NetworkId,
        bitmap: &Bitmap,
        times: u32,
    ) -> Option<Result<(), EngineError>> {
        match self {
            Self::FusedGpu(fused) => fused.queue(network, bitmap, times).await,
            Self::FusedCpu(fused) => {
                for _ in 0..times {
                    if let Err(error) = fused.answer(network, bitmap)? {
                        return Some(Err(error));
                    }
                }
                Some(Ok(()))
            }
            #[cfg(feature = "plain")]
            Self::Plain(_, networks) => Some(networks.get(&network)?.queue(bitmap, times).await),
        }
    }

    /// One image as far as the end of a part: the stem, then layer1 to layer4. `None` where the executor has no parts.
    pub(super) async fn part(
        &mut self,
        network: NetworkId,
        part: usize,
        bitmap: &Bitmap,
    ) -> Option<Result<(), EngineError>> {
        match self {
            Self::FusedGpu(fused) => fused.part(network, part, bitmap).await,
            Self::FusedCpu(fused) => fused.part(network, part, bitmap).map(Ok),
            #[cfg(feature = "plain")]
            Self::Plain(..) => None,
        }
    }

    /// One of the two chains of launches below which no forward can go. `None` where there is no such thing.
    pub(super) async fn lower_bound(
        &mut self,
        network: NetworkId,
        chain: Chain,
    ) -> Option<Result<(), EngineError>> {
        match self {
            Self::FusedGpu(fused) => fused.lower_bound(network, chain).await,
            Self::FusedCpu(fused) => fused.lower_bound(network, chain).map(Ok),
            #[cfg(feature = "plain")]
            Self::Plain(..) => None,
        }
    }
}

/// Reads a file that must hold this network.
fn read_network(bytes: &[u8], expected: NetworkId) -> Result<QuantizedDeployed, EngineError> {
    let quantized = read(bytes)?;
    if quantized.network == expected {
        return Ok(quantized);
    }
    let (found, expected) = (quantized.network.to_string(), expected.to_string());
    Err(EngineError::OtherNetwork { found, expected })
}
