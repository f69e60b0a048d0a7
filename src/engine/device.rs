//! What opens a device for the session.

use super::executor::Executor;
#[cfg(any(test, not(feature = "engine")))]
use super::executor::FusedCpu;
#[cfg(any(test, not(feature = "engine")))]
use crate::protocol::DeviceKind;
use crate::protocol::{DeviceChoice, DeviceReport, ExecutorKind, Failure, Fallback};

/// The devices that a worker's program can open.
pub(super) trait Devices {
    type Executor: Executor;

    /// Opens the device asked for and the executor on it, with nothing loaded.
    ///
    /// # Errors
    /// Fails only when the GPU is forced and cannot be had; `Auto` falls back to the CPU with the reason.
    async fn open(
        &self,
        choice: DeviceChoice,
        executor: ExecutorKind,
        avoid_gpu: Option<Fallback>,
    ) -> Result<(Self::Executor, DeviceReport), Failure>;

    /// An executor of this kind on the CPU, with nothing loaded.
    fn on_cpu(&self, executor: ExecutorKind) -> Self::Executor;
}

/// The CPU, in wasm: no burn, no WebGPU.
#[cfg(any(test, not(feature = "engine")))]
pub(super) struct CpuOnly;

#[cfg(any(test, not(feature = "engine")))]
impl Devices for CpuOnly {
    type Executor = FusedCpu;

    async fn open(
        &self,
        choice: DeviceChoice,
        executor: ExecutorKind,
        avoid_gpu: Option<Fallback>,
    ) -> Result<(FusedCpu, DeviceReport), Failure> {
        if choice == DeviceChoice::Gpu {
            let detail = "this program runs on the CPU only".to_owned();
            return Err(Failure::DeviceUnavailable { detail });
        }
        let report = DeviceReport { kind: DeviceKind::Cpu, executor, adapter: None, fallback: avoid_gpu };
        Ok((self.on_cpu(executor), report))
    }

    fn on_cpu(&self, _: ExecutorKind) -> FusedCpu {
        FusedCpu::default()
    }
}
