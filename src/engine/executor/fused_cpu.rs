//! `Fused` on the CPU: the steps of [`crate::fused`] in wasm's vectors, one thread.

use std::collections::BTreeMap;

use super::super::browser::{judge, spawn};
use super::super::clock::{self, Laps};
use super::super::error::EngineError;
use super::super::port;
use super::{Bound, Devices, Executor, ImageShares, Inference, Loaded, OnProgress, read_network};
use crate::fused::{CpuNetwork, Scratch};
use crate::image::{Bitmap, Pixels, input};
use crate::measure::{DeviceKind, ExecutorKind, Millis, Stage};
use crate::protocol::{DeviceChoice, DeviceReport, Failure, Fallback, Reply};
use crate::study::{NetworkId, decide};
use crate::weights::WeightsError;

/// Images between two chances to end the work.
const CHUNK: usize = 64;

/// The networks in wasm memory, int8 as they came.
#[derive(Default)]
pub(in crate::engine) struct FusedCpu {
    networks: BTreeMap<NetworkId, CpuNetwork>,
    scratch: Scratch,
}

impl FusedCpu {
    fn ready(&self, network: NetworkId) -> Result<&CpuNetwork, EngineError> {
        self.networks.get(&network).ok_or(EngineError::NotReady)
    }
}

impl Executor for FusedCpu {
    fn holds(&self, network: NetworkId) -> bool {
        self.networks.contains_key(&network)
    }

    async fn load(&mut self, network: NetworkId, bytes: Vec<u8>) -> Result<Loaded, EngineError> {
        let mut laps = Laps::start();
        let quantized = read_network(&bytes, network)?;
        drop(bytes);
        let incomplete = || WeightsError::Incomplete(network.to_string());
        let ready = CpuNetwork::new(quantized).ok_or_else(incomplete)?;
        let decode = laps.lap();
        let blank = [input::normalized(&Bitmap::from_pixels([0; Bitmap::PIXELS]))];
        decide(network.structure, &ready.forward(&mut self.scratch, &blank).swap_remove(0))?;
        let first_run = laps.lap();
        ready.forward(&mut self.scratch, &blank);
        let second_run = laps.lap();
        self.networks.insert(network, ready);
        Ok(Loaded { decode, first_run, second_run })
    }

    async fn answer(&mut self, network: NetworkId, bitmap: &Bitmap) -> Result<Inference, EngineError> {
        let ready = self.networks.get(&network).ok_or(EngineError::NotReady)?;
        let pixels = [input::normalized(bitmap)];
        let start = clock::now();
        let logits = ready.forward(&mut self.scratch, &pixels).swap_remove(0);
        let latency = Millis(clock::now().0 - start.0);
        // Values that are not finite stop here, not on a card.
        decide(network.structure, &logits)?;
        Ok(Inference { logits, latency, inside: None })
    }

    async fn inspect(&mut self, network: NetworkId, bitmap: &Bitmap) -> Result<Inference, EngineError> {
        let ready = self.networks.get(&network).ok_or(EngineError::NotReady)?;
        let pixels = input::normalized(bitmap);
        let start = clock::now();
        let (logits, inside) = ready.inspect(&mut self.scratch, &pixels);
        let latency = Millis(clock::now().0 - start.0);
        decide(network.structure, &logits)?;
        Ok(Inference { logits, latency, inside: Some(inside) })
    }

    async fn answer_many(
        &mut self,
        network: NetworkId,
        bitmaps: &[Bitmap],
        on_progress: OnProgress<'_>,
    ) -> Result<ImageShares, EngineError> {
        let ready = self.networks.get(&network).ok_or(EngineError::NotReady)?;
        let mut all = ImageShares::per_backbone(network.structure);
        for chunk in bitmaps.chunks(CHUNK) {
            let images: Vec<Pixels> = chunk.iter().map(input::normalized).collect();
            ready.append_shares(&mut self.scratch, &images, all.row());
            if bitmaps.len() > CHUNK {
                // A cancellation is received here.
                clock::turn().await;
                if on_progress(all.len()).is_break() {
                    break;
                }
            }
        }
        Ok(all)
    }

    async fn run_to(&mut self, network: NetworkId, bitmap: &Bitmap, stage: Stage) -> Result<(), EngineError> {
        let ready = self.networks.get(&network).ok_or(EngineError::NotReady)?;
        ready.forward_to(&mut self.scratch, &input::normalized(bitmap), stage as usize);
        Ok(())
    }

    /// There is nothing to launch; the weights are read once.
    async fn run_bound(&mut self, network: NetworkId, bound: Bound) -> Result<(), EngineError> {
        let ready = self.ready(network)?;
        if bound == Bound::WeightRead {
            std::hint::black_box(ready.read_weights());
        }
        Ok(())
    }
}

/// The CPU, in wasm.
pub(in crate::engine) struct FusedOnCpu;

impl Devices for FusedOnCpu {
    type Executor = FusedCpu;

    /// Nothing to wait for: where the GPU may be taken, it is looked at meanwhile.
    async fn open(
        &self,
        choice: DeviceChoice,
        avoid_gpu: Option<Fallback>,
    ) -> Result<(FusedCpu, DeviceReport), Failure> {
        if choice == DeviceChoice::Gpu {
            let against = Fallback::InitFailed("this program runs on the CPU only".to_owned());
            return Err(Failure::DeviceUnavailable { against });
        }
        if choice == DeviceChoice::Auto && avoid_gpu.is_none() {
            spawn(async { port::send(Reply::Gpu(judge().await)) });
        }
        let (kind, executor) = (DeviceKind::Cpu, ExecutorKind::Fused);
        let report = DeviceReport { kind, executor, adapter: None, fallback: avoid_gpu };
        Ok((FusedCpu::default(), report))
    }
}
