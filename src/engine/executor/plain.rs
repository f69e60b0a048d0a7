//! `Plain`: burn's own operations, one after another, on any device: the honest comparison.

use std::collections::BTreeMap;

use burn::tensor::{Device, Tensor, TensorData, Transaction};

use super::super::adapter::judge;
use super::super::clock::{self, Laps};
use super::super::deadline::{answered, behind};
use super::super::error::EngineError;
use super::super::gpu;
use super::{Devices, Executor, ImageShares, Inference, Loaded, OnProgress, read_network};
use crate::image::{Bitmap, input};
use crate::measure::{DeviceKind, ExecutorKind, Millis};
use crate::model::DeployedNetwork;
use crate::protocol::{DeviceChoice, DeviceReport, Failure, Fallback, GpuReport};
use crate::study::{NetworkId, decide};
use crate::weights::{WeightsError, dequantize};

/// Images that run together where there are many: burn's activations of a whole test set would not fit.
const CHUNK: usize = 64;

/// The networks on a device.
pub(in crate::engine) struct Plain {
    device: Device,
    networks: BTreeMap<NetworkId, DeployedNetwork>,
}

/// WebGPU where it is real, the CPU elsewhere.
pub(in crate::engine) struct PlainOnAny;

impl Devices for PlainOnAny {
    type Executor = Plain;

    async fn open(
        &self,
        choice: DeviceChoice,
        avoid_gpu: Option<Fallback>,
    ) -> Result<(Plain, DeviceReport), Failure> {
        let refused = match choice {
            DeviceChoice::Cpu => GpuReport::default(),
            DeviceChoice::Gpu => return on_gpu().await.map_err(Failure::from),
            DeviceChoice::Auto if avoid_gpu.is_some() => GpuReport { adapter: None, against: avoid_gpu },
            DeviceChoice::Auto => match judge().await {
                GpuReport { against: None, .. } => match on_gpu().await {
                    Ok(opened) => return Ok(opened),
                    Err(report) => report,
                },
                report => report,
            },
        };
        let (kind, executor) = (DeviceKind::Cpu, ExecutorKind::Plain);
        let GpuReport { adapter, against: fallback } = refused;
        Ok((Plain::new(Device::flex()), DeviceReport { kind, executor, adapter, fallback }))
    }
}

async fn on_gpu() -> Result<(Plain, DeviceReport), GpuReport> {
    let (gpu, adapter) = gpu::open().await?;
    let (kind, executor) = (DeviceKind::Gpu, ExecutorKind::Plain);
    let report = DeviceReport { kind, executor, adapter: Some(adapter), fallback: None };
    Ok((Plain::new(gpu.runtime.into()), report))
}

impl Plain {
    const fn new(device: Device) -> Self {
        Self { device, networks: BTreeMap::new() }
    }

    fn forward(&self, network: NetworkId, bitmaps: &[Bitmap]) -> Result<Vec<Tensor<2>>, EngineError> {
        let network = self.networks.get(&network).ok_or(EngineError::NotReady)?;
        let pixels: Vec<f32> = bitmaps.iter().flat_map(input::normalized).collect();
        let images = TensorData::new(pixels, [bitmaps.len(), 1, Bitmap::SIDE, Bitmap::SIDE]);
        Ok(network.forward(&Tensor::from_data(images, &self.device)))
    }
}

impl Executor for Plain {
    fn holds(&self, network: NetworkId) -> bool {
        self.networks.contains_key(&network)
    }

    async fn load(&mut self, network: NetworkId, bytes: Vec<u8>) -> Result<Loaded, EngineError> {
        let (mut laps, blank) = (Laps::start(), Bitmap::from_pixels([0; Bitmap::PIXELS]));
        let quantized = read_network(&bytes, network)?;
        let deployed = DeployedNetwork::new(&dequantize(&quantized), &self.device);
        let deployed = deployed.ok_or_else(|| WeightsError::Incomplete(network.to_string()))?;
        let decode = laps.lap();
        self.networks.insert(network, deployed);
        let mut runs = [Millis(0.0); 2];
        for run in &mut runs {
            if let Err(error) = self.answer(network, &blank).await {
                self.networks.remove(&network);
                return Err(error);
            }
            *run = laps.lap();
        }
        let [first_run, second_run] = runs;
        Ok(Loaded { decode, first_run, second_run })
    }

    /// All heads are read in one transaction: one submission and one wait.
    async fn answer(&mut self, network: NetworkId, bitmap: &Bitmap) -> Result<Inference, EngineError> {
        let start = clock::now();
        let logits = read(self.forward(network, std::slice::from_ref(bitmap))?, 1).await?;
        let latency = Millis(clock::now().0 - start.0);
        // Values that are not finite stop here, not on a card.
        decide(network.structure, &logits)?;
        Ok(Inference { logits, latency, inside: None })
    }

    async fn answer_many(
        &mut self,
        network: NetworkId,
        bitmaps: &[Bitmap],
        on_progress: OnProgress<'_>,
    ) -> Result<ImageShares, EngineError> {
        let mut all = ImageShares::whole(network.structure);
        for chunk in bitmaps.chunks(CHUNK) {
            let heads = read(self.forward(network, chunk)?, chunk.len()).await?;
            for image in 0..chunk.len() {
                let logits = heads.iter().flat_map(|head| {
                    let classes = head.len() / chunk.len();
                    &head[image * classes..][..classes]
                });
                all.row().extend(logits);
            }
            if bitmaps.len() > CHUNK {
                clock::turn().await;
                if on_progress(all.len()).is_break() {
                    break;
                }
            }
        }
        Ok(all)
    }

    async fn queue(&mut self, network: NetworkId, bitmap: &Bitmap, times: u32) -> Result<(), EngineError> {
        let mut last = Vec::new();
        for _ in 0..times {
            last = self.forward(network, std::slice::from_ref(bitmap))?;
        }
        read(last, times as usize).await.map(drop)
    }
}

/// The numbers of each head, behind so many images.
async fn read(outputs: Vec<Tensor<2>>, images: usize) -> Result<Vec<Vec<f32>>, EngineError> {
    let outputs = outputs.into_iter();
    let transaction = outputs.fold(Transaction::default(), |reads, output| reads.register(output));
    // Two backbones at most; on whatever device, as burn does not say.
    let limit = behind(2 * images, true);
    let failed = |error: String| EngineError::Read(error);
    let read =
        answered(limit, transaction.execute_async()).await?.map_err(|error| failed(format!("{error:?}")))?;
    let heads = read.into_iter().map(|head| head.try_to_vec::<f32>());
    heads.collect::<Result<_, _>>().map_err(|error| failed(format!("{error:?}")))
}
