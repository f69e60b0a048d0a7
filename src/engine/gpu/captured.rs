//! Launches recorded once and replayed, and a result read back through a buffer made once.

use std::ops::Range;

use cubecl::client::Graph;
use cubecl::server::ServerError;
use cubecl::wgpu::{WgpuResource, wgpu};
use futures_channel::oneshot;
use js_sys::{Promise, Reflect};
use wasm_bindgen::prelude::Closure;

use super::super::adapter::get;
use super::super::clock;
use super::super::deadline::answered;
use super::super::error::EngineError;
use super::super::polling::{Pause, Waiting, pause_after};
use super::store::Gpu;
use crate::measure::Millis;

/// A recorded list of launches.
pub(super) struct Captured(Graph);

impl Captured {
    /// Runs `compile`, which must launch the same kernels, so that recording finds them compiled; then records.
    ///
    /// # Safety
    /// Every buffer that `launch` uses must outlive the result: CubeCL cannot check it at the replay.
    #[allow(unsafe_code, reason = "the promise is the caller's")]
    pub(super) unsafe fn record(
        gpu: &Gpu,
        compile: impl FnOnce(),
        launch: impl FnOnce(),
    ) -> Result<Self, EngineError> {
        let Gpu { client, .. } = gpu;
        client.graph_prepare().map_err(failed)?;
        compile();
        client.start_capture().map_err(failed)?;
        launch();
        Ok(Self(client.stop_capture().map_err(failed)?))
    }

    /// Replays the launches and submits them.
    #[allow(unsafe_code, reason = "CubeCL cannot check that the recorded buffers are alive")]
    pub(super) fn submit(&self, gpu: &Gpu) -> Result<(), EngineError> {
        // SAFETY: the buffers are alive, as promised at the recording; the worker is one thread with one stream, so
        // nothing else touches them meanwhile.
        unsafe { self.0.replay() }.map_err(failed)?;
        gpu.client.flush().map_err(failed)
    }
}

/// A result on the GPU with the buffer through which it is read.
///
/// The buffer is made once: CubeCL's own read looks for one in its pools every time.
pub(super) struct Readback {
    from: WgpuResource,
    staging: wgpu::Buffer,
}

impl Readback {
    pub(super) fn new(gpu: &Gpu, from: WgpuResource) -> Self {
        let staging = gpu.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("result read back"),
            size: from.size,
            usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        Self { from, staging }
    }

    /// Waits for the result, no longer than the limit, and hands it over in these ranges of bytes, in order.
    pub(super) async fn read(
        &self,
        gpu: &Gpu,
        limit: Millis,
        ranges: impl Iterator<Item = Range<usize>>,
        mut take: impl FnMut(&[u8]),
    ) -> Result<(), EngineError> {
        let mut encoder = gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        let from = &self.from;
        encoder.copy_buffer_to_buffer(&from.buffer, from.offset, &self.staging, 0, from.size);
        gpu.queue.submit([encoder.finish()]);
        let (done, mapped) = oneshot::channel();
        // The receiver is gone only when the forward was given up.
        self.staging.map_async(wgpu::MapMode::Read, .., move |result| drop(done.send(result)));
        let begun = clock::now();
        let waiting = gpu.polling.borrow().next();
        let mapped = match waiting {
            Waiting::Plain => answered(limit, mapped).await,
            Waiting::Polling => answered(limit, poll(gpu, mapped, begun)).await,
        };
        let mapped = mapped?.map_err(|_| dropped())?;
        gpu.polling.borrow_mut().took(waiting, Millis(clock::now().0 - begun.0));
        mapped.map_err(|error| EngineError::Read(error.to_string()))?;
        for range in ranges {
            // A range at a time: each is copied into wasm memory.
            let bytes = self.staging.get_mapped_range(range.start as u64..range.end as u64);
            take(&bytes.map_err(|error| EngineError::Read(error.to_string()))?);
        }
        self.staging.unmap();
        Ok(())
    }
}

/// Waits for what is sent, and meanwhile submits nothing, again and again: the browser looks for mapped buffers then.
async fn poll<T>(gpu: &Gpu, mut sent: oneshot::Receiver<T>, begun: Millis) -> Result<T, oneshot::Canceled> {
    while let Some(pause) = pause_after(Millis(clock::now().0 - begun.0)) {
        if let Some(here) = sent.try_recv()? {
            return Ok(here);
        }
        gpu.queue.submit([]);
        match pause {
            Pause::Turn => clock::turn().await,
            Pause::Timer(time) => clock::wait(time).await,
        }
    }
    sent.await
}

/// From now on the browser answers nothing that a GPU is asked for: its promises stay open.
pub(in crate::engine) fn silence() {
    for (class, method) in [("GPUBuffer", "mapAsync"), ("GPUQueue", "onSubmittedWorkDone")] {
        let prototype = get(&get(&js_sys::global(), class), "prototype");
        let never = Closure::<dyn Fn() -> Promise>::new(|| Promise::new(&mut |_, _| {}));
        // Lives as long as the worker, which is not long.
        let _ = Reflect::set(&prototype, &method.into(), &never.into_js_value());
    }
}

/// Waits until everything submitted so far is done, no longer than the limit.
pub(in crate::engine) async fn idle(gpu: &Gpu, limit: Millis) -> Result<(), EngineError> {
    let (done, waiting) = oneshot::channel();
    // The receiver is gone only when the run was given up.
    gpu.queue.on_submitted_work_done(move || {
        let _ = done.send(());
    });
    answered(limit, waiting).await?.map_err(|_| dropped())
}

fn dropped() -> EngineError {
    EngineError::Read("nothing: the read-back was dropped".to_owned())
}

fn failed(error: ServerError) -> EngineError {
    EngineError::Read(error.to_string())
}
