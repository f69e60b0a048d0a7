//! A forward over some slots and images, prepared once: a run allocates nothing on the GPU.

use std::ops::{ControlFlow, Range};

use cubecl::server::Handle;
use cubecl::wgpu::WgpuResource;

use super::super::deadline::behind;
use super::super::error::EngineError;
use super::captured::{Captured, Readback, idle};
use super::launches::{Launches, Seen, WORD};
use super::store::{ALIGNMENT, Gpu, SLOTS, Store, slots};
use crate::fused::StepPlan;
use crate::fused::stage_means;
use crate::fused::stem::UnpooledStemKernel;
use crate::fused::wgsl::WorkSplit;
use crate::image::{Bitmap, Pixels};
use crate::measure::Millis;
use crate::study::{Backbone, StageMeans, Structure};

/// Most images of one submission: the 3,147 test images are 8 of them, and none keeps the GPU from the page for long.
const CHUNK: usize = 396;

/// Images with which the kernels for many are compiled.
const FEW: usize = 2;

/// What a pass computes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine) struct Extent {
    slots: Range<usize>,
    steps: Steps,
    images: usize,
    /// Whether the means of the stages are read, too.
    inside: bool,
}

/// How far a pass goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) enum Steps {
    /// To the features.
    All,
    /// To the end of this many steps behind the stem: what the stages of a network cost.
    First(usize),
}

/// A prepared forward.
pub(in crate::engine) struct Pass {
    gpu: Gpu,
    chunks: Vec<Chunk>,
    /// Room for the images of one chunk.
    images: WgpuResource,
    features: Readback,
    slots: usize,
    /// Numbers per slot and image in the end.
    volume: usize,
    /// Where the means of the stages lie behind the features, in bytes, where they are read.
    means: Vec<Range<usize>>,
    /// The buffers that the recorded launches use, with those of the store, which outlives its passes.
    _held: Vec<Handle>,
}

/// What differs between the launches of one chunk and another.
struct Launching {
    images: Handle,
    target: Handle,
    count: usize,
}

/// Images that go through the steps together.
struct Chunk {
    images: Range<usize>,
    launches: Captured,
}

impl Extent {
    /// A forward of one structure.
    pub(in crate::engine) fn of_structure(structure: Structure, images: usize) -> Self {
        Self { slots: slots(structure), steps: Steps::All, images, inside: false }
    }

    /// A forward of all five structures.
    pub(in crate::engine) const fn of_all(images: usize) -> Self {
        Self { slots: 0..SLOTS, steps: Steps::All, images, inside: false }
    }

    /// The same for one image, with the means of the stages.
    pub(in crate::engine) fn with_inside(self) -> Self {
        Self { images: 1, inside: true, ..self }
    }

    /// The same, but not to the end.
    pub(in crate::engine) fn up_to(self, steps: usize) -> Self {
        Self { steps: Steps::First(steps), ..self }
    }
}

impl Pass {
    /// Prepares a forward.
    #[allow(unsafe_code, reason = "recording asks for a promise about the buffers")]
    pub(in crate::engine) fn new(gpu: &Gpu, store: &Store, extent: &Extent) -> Result<Self, EngineError> {
        let Gpu { client, .. } = gpu;
        let Extent { slots, images: count, .. } = extent;
        let (plan, together) = (&store.plan, CHUNK.min(*count));
        let steps = match extent.steps {
            Steps::All => plan.steps.len(),
            Steps::First(steps) => steps.min(plan.steps.len()),
        };
        let volume = plan.volume_after(steps);
        let split = WorkSplit::for_images(*count, gpu.software);
        let images = client.empty(together * Bitmap::PIXELS * WORD);
        let room = Launches::room(plan, slots.len(), together);
        let activations: Vec<Handle> = (0..StepPlan::BUFFERS).map(|_| client.empty(room)).collect();
        let bytes = |images: usize| (images * slots.len() * volume * WORD) as u64;
        let means =
            if extent.inside { means_behind(bytes(*count) as usize, slots.len()) } else { Vec::new() };
        let size = means.last().map_or(bytes(*count) as usize, |last| last.end);
        let features = client.empty(size);
        let part = |range: &Range<usize>| {
            features.clone().offset_start(range.start as u64).offset_end((size - range.end) as u64)
        };
        let seen_means: Vec<Handle> = means.iter().map(part).collect();
        let unpooled = UnpooledStemKernel::SIDE * UnpooledStemKernel::SIDE * Backbone::PLANES[0];
        let unpooled = extent.inside.then(|| client.empty(slots.len() * unpooled * WORD));
        let seen = unpooled.as_ref().map(|unpooled| Seen { unpooled, means: &seen_means });
        let launching = |first: usize, last: usize| Launching {
            images: images.clone().offset_end(((together - (last - first)) * Bitmap::PIXELS * WORD) as u64),
            target: part(&(bytes(first) as usize..bytes(last) as usize)),
            count: last - first,
        };
        let launch = |Launching { images, target, count }: Launching| {
            let (images, target, activations) = (&images, &target, &activations);
            Launches { client, store, slots, images, count, split, activations, target, steps, seen }.all();
        };
        let chunk = |first: usize| {
            let last = (first + together).min(*count);
            // However many there are, they share their kernels: a few are enough to compile, and once for all chunks.
            let compile = || {
                if first == 0 {
                    launch(launching(0, FEW.min(together)));
                }
            };
            // SAFETY: `_held` keeps the pass's buffers; the store outlives its passes and never frees.
            let launches = unsafe { Captured::record(gpu, compile, || launch(launching(first, last))) }?;
            Ok(Chunk { images: first..last, launches })
        };
        let chunks = (0..*count).step_by(together.max(1)).map(chunk).collect::<Result<_, EngineError>>()?;
        let readback = Readback::new(gpu, gpu.resource(&features)?);
        let written = gpu.resource(&images)?;
        let mut held = activations;
        held.extend([images, features]);
        held.extend(unpooled);
        let slots = slots.len();
        let gpu = gpu.clone();
        Ok(Self { gpu, chunks, images: written, features: readback, slots, volume, means, _held: held })
    }

    /// Runs the images and waits for what comes out. `take` gets it image by image, one slice per slot.
    ///
    /// Between two submissions `on_progress` gets the number of images done, and may end the run: then `take` gets nothing.
    ///
    /// # Shapes
    /// images of the extent, `[28, 28]` each -> per image `[slot][volume]`
    pub(in crate::engine) async fn run(
        &self,
        images: &[Pixels],
        on_progress: &mut dyn FnMut(usize) -> ControlFlow<()>,
        take: impl FnMut(&[&[f32]]),
    ) -> Result<(), EngineError> {
        for chunk in &self.chunks {
            self.start(chunk, images)?;
            if self.chunks.len() > 1 {
                idle(&self.gpu, self.limit(1)).await?;
                if on_progress(chunk.images.end).is_break() {
                    return Ok(());
                }
            }
        }
        self.finish(1, take).await
    }

    /// Runs one image and waits for what comes out.
    pub(in crate::engine) async fn one(
        &self,
        image: &Pixels,
        take: impl FnMut(&[&[f32]]),
    ) -> Result<(), EngineError> {
        self.repeat(image, 1, take).await
    }

    /// Runs one image and waits for what comes out, and for what was seen on the way where the extent has it: `take` gets
    /// the features and the means of each slot.
    pub(in crate::engine) async fn one_inside(
        &self,
        image: &Pixels,
        take: impl FnOnce(&[&[f32]], Vec<StageMeans>),
    ) -> Result<(), EngineError> {
        for chunk in &self.chunks {
            self.start(chunk, std::slice::from_ref(image))?;
        }
        let mut parts: Vec<Vec<f32>> = Vec::with_capacity(1 + self.means.len());
        let features = 0..self.slots * self.volume * WORD;
        let ranges = std::iter::once(features).chain(self.means.iter().cloned());
        // Copies: what is mapped may be unaligned.
        let take_part = |part: &[u8]| parts.push(bytemuck::pod_collect_to_vec(part));
        self.features.read(&self.gpu, self.limit(1), ranges, take_part).await?;
        let mut parts = parts.into_iter();
        let features = parts.next().unwrap_or_default();
        let features: Vec<&[f32]> = features.chunks(self.volume).collect();
        take(&features, self.means_of(&features, &parts.collect::<Vec<_>>()));
        Ok(())
    }

    /// The means of each slot, from those of its stages and, for the last, its features.
    fn means_of(&self, features: &[&[f32]], stages: &[Vec<f32>]) -> Vec<StageMeans> {
        if self.means.is_empty() {
            return Vec::new();
        }
        let of_slot = |(slot, features): (usize, &&[f32])| {
            let mut means = StageMeans::default();
            for (stage, all) in stages.iter().enumerate() {
                let map = means.map_mut(stage);
                let count = map.len();
                map.copy_from_slice(&all[slot * count..][..count]);
            }
            means.map_mut(stages.len()).copy_from_slice(&stage_means::reference(features, 1));
            means
        };
        features.iter().enumerate().map(of_slot).collect()
    }

    /// Runs one image this many times without waiting in between, and waits for the last.
    pub(in crate::engine) async fn repeat(
        &self,
        image: &Pixels,
        times: u32,
        take: impl FnMut(&[&[f32]]),
    ) -> Result<(), EngineError> {
        for _ in 0..times {
            for chunk in &self.chunks {
                self.start(chunk, std::slice::from_ref(image))?;
            }
        }
        self.finish(times, take).await
    }

    fn start(&self, chunk: &Chunk, images: &[Pixels]) -> Result<(), EngineError> {
        let missing = || EngineError::Read("nothing: it was given too few images".to_owned());
        let images = images.get(chunk.images.clone()).ok_or_else(missing)?;
        self.gpu.queue.write_buffer(&self.images.buffer, self.images.offset, bytemuck::cast_slice(images));
        chunk.launches.submit(&self.gpu)
    }

    /// For so many submissions of the largest chunk.
    fn limit(&self, times: u32) -> Millis {
        let images = self.chunks.iter().map(|chunk| chunk.images.len()).max().unwrap_or_default();
        behind(self.slots * images * times as usize, self.gpu.software)
    }

    async fn finish(&self, times: u32, mut take: impl FnMut(&[&[f32]])) -> Result<(), EngineError> {
        let bytes = |images: usize| images * self.slots * self.volume * WORD;
        let ranges = self.chunks.iter().map(|chunk| bytes(chunk.images.start)..bytes(chunk.images.end));
        let hand_over = |part: &[u8]| {
            // Copies: what is mapped may be unaligned.
            let values: Vec<f32> = bytemuck::pod_collect_to_vec(part);
            // `[slot][image][volume]`
            let count = values.len() / (self.slots * self.volume);
            for image in 0..count {
                let slot = |slot: usize| &values[(slot * count + image) * self.volume..][..self.volume];
                take(&(0..self.slots).map(slot).collect::<Vec<_>>());
            }
        };
        self.features.read(&self.gpu, self.limit(times), ranges, hand_over).await
    }
}

/// Where the means of all stages but the last lie behind so many bytes, each where a binding may begin.
fn means_behind(bytes: usize, slots: usize) -> Vec<Range<usize>> {
    let mut end = bytes;
    let stages = StageMeans::SIDES.iter().take(StageMeans::SIDES.len() - 1);
    let range = |side: &usize| {
        let start = end.next_multiple_of(ALIGNMENT);
        end = start + slots * side * side * WORD;
        start..end
    };
    stages.map(range).collect()
}
