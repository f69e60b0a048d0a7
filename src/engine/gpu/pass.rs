//! A forward of some places, captured once and replayed. Refuses to allocate after it was made.

use std::ops::Range;

use burn::cubecl::client::{Client, Graph};
use burn::cubecl::server::{Handle, ServerError};

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
    images: Handle,
    /// `[place][image][width]`.
    features: Handle,
    /// The buffers the graph reads and writes must live as long as it does.
    _activations: Vec<Handle>,
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
        let features = activations[store.plan.features].clone().offset_end(rest as u64);
        Ok(Self { gpu: gpu.clone(), graph, images, features, _activations: activations, width, count })
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
        self.gpu.write(&self.images, 0, &bytes)?;
        self.replay().map_err(failed)?;
        let read = self.gpu.client.read_async(vec![self.features.clone()]).await.map_err(failed)?;
        let (words, _) = read.first().map(|bytes| bytes.as_chunks::<WORD>()).unwrap_or_default();
        Ok(words.iter().map(|word| f32::from_le_bytes(*word)).collect())
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
