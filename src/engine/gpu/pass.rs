//! A forward of some places, captured once and replayed. Refuses to allocate after it was made.

use std::ops::Range;

use burn::cubecl::client::{Client, Graph};
use burn::cubecl::server::{Handle, ServerError};
use burn::cubecl::wgpu::{WgpuResource, wgpu};
use futures_channel::oneshot;

use super::super::error::EngineError;
use super::kernel::{Conv, Stem, launch};
use super::store::{Gpu, PLACES, Store, places};
use crate::fused::{Shortcut, StepPlan};
use crate::image::Glyph;
use crate::study::{Backbone, Structure};

/// Bytes of a number on the GPU.
const WORD: usize = size_of::<f32>();

/// A captured forward over some places and a fixed number of images.
pub(in crate::engine) struct Pass {
    gpu: Gpu,
    graph: Graph,
    images: WgpuResource,
    /// `[place][image][width]`.
    features: WgpuResource,
    /// Where the features are read back.
    staging: wgpu::Buffer,
    /// The buffers the graph reads and writes must live as long as it does.
    _held: Vec<Handle>,
    width: usize,
    count: usize,
}

impl Pass {
    /// Captures a forward of one structure.
    pub(in crate::engine) fn of_structure(
        gpu: &Gpu,
        store: &Store,
        structure: Structure,
        count: usize,
    ) -> Result<Self, EngineError> {
        Self::capture(gpu, store, &places(structure), count)
    }

    /// Captures a forward of all five structures.
    pub(in crate::engine) fn of_all(gpu: &Gpu, store: &Store, count: usize) -> Result<Self, EngineError> {
        Self::capture(gpu, store, &(0..PLACES), count)
    }

    fn capture(gpu: &Gpu, store: &Store, places: &Range<usize>, count: usize) -> Result<Self, EngineError> {
        let Gpu { client, .. } = gpu;
        let images = client.empty(count * Glyph::PIXELS * WORD);
        let volume = places.len() * count * store.plan.largest_volume() * WORD;
        let activations: Vec<Handle> = (0..StepPlan::BUFFERS).map(|_| client.empty(volume)).collect();
        let list = Launches { client, store, places, count, images: &images, activations: &activations };
        // The first run compiles what is not compiled yet; the second is recorded.
        client.graph_prepare().map_err(failed)?;
        list.launch();
        client.start_capture().map_err(failed)?;
        list.launch();
        let graph = client.stop_capture().map_err(failed)?;
        let width = store.plan.width;
        let rest = volume - places.len() * count * width * WORD;
        let features = gpu.resource(&activations[store.plan.features].clone().offset_end(rest as u64))?;
        let staging = gpu.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("features read back"),
            size: features.size,
            usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let written = gpu.resource(&images)?;
        let mut held = activations;
        held.push(images);
        Ok(Self { gpu: gpu.clone(), graph, images: written, features, staging, _held: held, width, count })
    }

    /// Runs the images and waits for their features.
    ///
    /// # Shapes
    /// `count` images of `[28, 28]` -> `[place, image, width]`
    pub(in crate::engine) async fn run(
        &self,
        images: &[[f32; Glyph::PIXELS]],
    ) -> Result<Vec<f32>, EngineError> {
        let bytes: Vec<u8> =
            images.iter().take(self.count).flatten().flat_map(|value| value.to_le_bytes()).collect();
        self.gpu.queue.write_buffer(&self.images.buffer, self.images.offset, &bytes);
        self.replay().map_err(failed)?;
        self.gpu.client.flush().map_err(failed)?;
        self.read_back().await
    }

    /// Copies the features to where they can be read, and waits for that.
    ///
    /// Into a buffer made once with the pass: CubeCL's own read looks for one in its pools every time.
    async fn read_back(&self) -> Result<Vec<f32>, EngineError> {
        let Gpu { device, queue, .. } = &self.gpu;
        let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        let (from, size) = (&self.features, self.features.size);
        encoder.copy_buffer_to_buffer(&from.buffer, from.offset, &self.staging, 0, size);
        queue.submit([encoder.finish()]);
        let (done, mapped) = oneshot::channel();
        // The receiver is gone only when the forward was given up.
        self.staging.map_async(wgpu::MapMode::Read, .., move |result| drop(done.send(result)));
        let mapped =
            mapped.await.map_err(|_| EngineError::Read("nothing: the read-back was dropped".to_owned()))?;
        mapped.map_err(|error| EngineError::Read(error.to_string()))?;
        let features = {
            let bytes = self.staging.get_mapped_range(..);
            let bytes = bytes.map_err(|error| EngineError::Read(error.to_string()))?;
            let (words, _) = bytes.as_chunks::<WORD>();
            words.iter().map(|word| f32::from_le_bytes(*word)).collect()
        };
        self.staging.unmap();
        Ok(features)
    }

    /// Features per backbone.
    pub(in crate::engine) const fn width(&self) -> usize {
        self.width
    }

    #[allow(unsafe_code, reason = "CubeCL cannot check that the recorded buffers are alive")]
    fn replay(&self) -> Result<(), ServerError> {
        // SAFETY: every buffer of the graph is held by `self` or by the store, which outlives its passes and never
        // frees; the worker is one thread with one stream, so nothing else touches them meanwhile.
        unsafe { self.graph.replay() }
    }
}

/// The launches of one forward.
struct Launches<'a> {
    client: &'a Client,
    store: &'a Store,
    places: &'a Range<usize>,
    count: usize,
    images: &'a Handle,
    activations: &'a [Handle],
}

impl Launches<'_> {
    fn launch(&self) {
        let groups = self.places.len() as u32;
        let map = |buffer: usize, volume: usize| {
            // The kernels tell the number of images from the length of what they read.
            let all = self.activations[buffer].clone();
            let rest = all.size() - (self.places.len() * self.count * volume * WORD) as u64;
            all.offset_end(rest)
        };
        let channels = Backbone::PLANES[0];
        let pooled = map(0, StepPlan::POOLED_SIDE * StepPlan::POOLED_SIDE * channels);
        let [weights, affine] = self.store.stem.of(self.places);
        let grid = [channels as u32 / 4, self.count as u32, groups];
        launch(self.client, Stem, grid, &[self.images, &weights, &affine], &pooled);
        for (step, buffers) in self.store.plan.steps.iter().zip(&self.store.steps) {
            let window = &step.window;
            let source = map(step.source, window.side * window.side * window.inputs);
            let shortcut = match step.shortcut {
                Shortcut::None => source.clone(),
                Shortcut::Identity { buffer } => map(buffer, step.volume()),
                Shortcut::Projection { buffer, window } => {
                    map(buffer, window.side * window.side * window.inputs)
                }
            };
            let [weights, affine] = buffers.of(self.places);
            let kernel = Conv::of(step.side, self.count);
            let rows = (self.count * step.side * step.side) as u32;
            let grid = [step.outputs as u32 / 4, rows.div_ceil(kernel.tile()), groups];
            launch(
                self.client,
                kernel,
                grid,
                &[&source, &weights, &affine, &shortcut],
                &map(step.target, step.volume()),
            );
        }
    }
}

fn failed(error: ServerError) -> EngineError {
    EngineError::Read(error.to_string())
}
