//! The executors of a program that carries burn's WebGPU runtime, chosen when the device is opened.

use super::super::error::EngineError;
use super::super::gpu;
use super::fused_gpu::FusedGpu;
#[cfg(feature = "plain")]
use super::plain::Plain;
use super::{Answer, Bound, Devices, Executor, FusedCpu, HeadLogits, Loaded, OnProgress};
use crate::image::Bitmap;
use crate::measure::{ExecutorKind, Stage};
use crate::protocol::{DeviceChoice, DeviceReport, Failure, Fallback};
use crate::study::NetworkId;

/// WebGPU where it is real, the CPU elsewhere.
pub(in crate::engine) struct AnyDevice;

/// One of the executors.
pub(in crate::engine) enum AnyExecutor {
    FusedGpu(Box<FusedGpu>),
    FusedCpu(Box<FusedCpu>),
    #[cfg(feature = "plain")]
    Plain(Box<Plain>),
}

impl Devices for AnyDevice {
    type Executor = AnyExecutor;

    async fn open(
        &self,
        choice: DeviceChoice,
        executor: ExecutorKind,
        avoid_gpu: Option<Fallback>,
    ) -> Result<(AnyExecutor, DeviceReport), Failure> {
        let opened = gpu::open(choice, executor, avoid_gpu).await?;
        #[cfg(feature = "plain")]
        if executor == ExecutorKind::Plain {
            let device = opened.gpu.map_or_else(burn::tensor::Device::flex, |gpu| gpu.runtime.into());
            return Ok((AnyExecutor::Plain(Box::new(Plain::new(device))), opened.report));
        }
        let executor = match opened.gpu {
            Some(gpu) => AnyExecutor::FusedGpu(Box::new(FusedGpu::new(gpu))),
            None => AnyExecutor::FusedCpu(Box::default()),
        };
        Ok((executor, opened.report))
    }

    fn on_cpu(&self, executor: ExecutorKind) -> AnyExecutor {
        match executor {
            #[cfg(feature = "plain")]
            ExecutorKind::Plain => AnyExecutor::Plain(Box::new(Plain::new(burn::tensor::Device::flex()))),
            _ => AnyExecutor::FusedCpu(Box::default()),
        }
    }
}

/// The same call on whichever executor it is.
macro_rules! dispatch {
    ($any:ident, $executor:ident => $call:expr) => {
        match $any {
            Self::FusedGpu($executor) => $call,
            Self::FusedCpu($executor) => $call,
            #[cfg(feature = "plain")]
            Self::Plain($executor) => $call,
        }
    };
}

impl Executor for AnyExecutor {
    fn holds(&self, network: NetworkId) -> bool {
        dispatch!(self, executor => executor.holds(network))
    }

    async fn load(&mut self, bytes: Vec<u8>, network: NetworkId) -> Result<Loaded, EngineError> {
        dispatch!(self, executor => executor.load(bytes, network).await)
    }

    async fn answer(&mut self, network: NetworkId, bitmap: &Bitmap) -> Result<Answer, EngineError> {
        dispatch!(self, executor => executor.answer(network, bitmap).await)
    }

    async fn inspect(&mut self, network: NetworkId, bitmap: &Bitmap) -> Result<Answer, EngineError> {
        dispatch!(self, executor => executor.inspect(network, bitmap).await)
    }

    async fn answer_all(
        &mut self,
        networks: &[NetworkId],
        bitmap: &Bitmap,
    ) -> Result<Vec<(NetworkId, Answer)>, EngineError> {
        dispatch!(self, executor => executor.answer_all(networks, bitmap).await)
    }

    async fn answer_many(
        &mut self,
        network: NetworkId,
        bitmaps: &[Bitmap],
        on_progress: OnProgress<'_>,
    ) -> Result<Vec<HeadLogits>, EngineError> {
        dispatch!(self, executor => executor.answer_many(network, bitmaps, on_progress).await)
    }

    async fn queue(&mut self, network: NetworkId, bitmap: &Bitmap, times: u32) -> Result<(), EngineError> {
        dispatch!(self, executor => executor.queue(network, bitmap, times).await)
    }

    async fn run_to(&mut self, network: NetworkId, stage: Stage, bitmap: &Bitmap) -> Result<(), EngineError> {
        dispatch!(self, executor => executor.run_to(network, stage, bitmap).await)
    }

    async fn run_bound(&mut self, network: NetworkId, bound: Bound) -> Result<(), EngineError> {
        dispatch!(self, executor => executor.run_bound(network, bound).await)
    }
}
