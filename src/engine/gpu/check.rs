//! Every kernel against its scalar reference, on WebGPU in a browser's worker: all shapes that the three kinds of backbone
//! have, weights and inputs at random, one and two backbones, one and more images, and noise wherever nothing was
//! written.
//!
//! Only with the feature `check`, for `tests/kernels`: a test that cargo itself would build for wasm32 cannot share its
//! build of burn with the worker. It panics where a test would.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a check fails by panicking")]

use std::cell::RefCell;
use std::ops::Range;

use cubecl::server::Handle;

use super::super::deadline::ANSWER;
use super::captured::Readback;
use super::launches::{Launches, WORD};
use super::open::{fill_registries, open as open_device};
use super::store::{Gpu, Store, slots};
use crate::fused::wgsl::WorkSplit;
use crate::fused::{PackedBackbone, PackedStep, Shortcut, StepPlan, conv, stage_means, stem};
use crate::image::Bitmap;
use crate::measure::Random;
use crate::study::{Backbone, StageMeans, Structure};

/// Images that do not fill the last tile of any kernel.
const SEVERAL: usize = 3;
/// Largest difference as a part of the largest value: sums in f32 here, in f64 there.
const TOLERANCE: f32 = 2e-6;

/// A backbone of random weights, for each slot of a structure, on the GPU.
struct Scene {
    gpu: Gpu,
    store: Store,
    packed: Vec<PackedBackbone>,
    slots: Range<usize>,
    random: Random,
}

impl Scene {
    async fn new(backbone: Backbone, structure: Structure) -> Self {
        let gpu = open().await;
        let mut random = Random::new(1);
        let store = Store::new(&gpu, backbone);
        let backbones = 0..structure.backbones();
        let packed: Vec<_> = backbones.map(|_| random_backbone(&store.plan, &mut random)).collect();
        for (slot, packed) in packed.iter().enumerate() {
            store.put(&gpu, structure, slot, packed.clone()).unwrap();
        }
        Self { gpu, store, packed, slots: slots(structure), random }
    }

    /// A buffer with these numbers, and noise behind them up to the size of the plan's buffers.
    fn buffer(&self, count: usize, numbers: &[f32]) -> Handle {
        let handle = self.gpu.client.empty(Launches::room(&self.store.plan, self.slots.len(), count));
        let noise = std::iter::repeat_n(f32::NAN, handle.size() as usize / WORD - numbers.len());
        let all: Vec<f32> = numbers.iter().copied().chain(noise).collect();
        self.gpu.write(&handle, 0, bytemuck::cast_slice(&all)).unwrap();
        handle
    }

    async fn read(&self, handle: &Handle, numbers: usize) -> Vec<f32> {
        let whole = self.gpu.resource(handle).unwrap();
        let mut values = Vec::new();
        let take = |bytes: &[u8]| values = bytemuck::pod_collect_to_vec(bytes);
        let parts = std::iter::once(0..numbers * WORD);
        Readback::new(&self.gpu, whole).read(&self.gpu, ANSWER, parts, take).await.unwrap();
        values
    }

    fn numbers(&mut self, count: usize) -> Vec<f32> {
        (0..count).map(|_| self.random.unit()).collect()
    }

    /// Runs the stem and every step, each alone on fresh inputs, and compares it with its reference.
    async fn check(&mut self, count: usize, split: WorkSplit) {
        let groups = self.slots.len();
        let images = self.numbers(count * Bitmap::PIXELS);
        let written = self.gpu.client.empty(images.len() * WORD);
        self.gpu.write(&written, 0, bytemuck::cast_slice(&images)).unwrap();
        for index in 0..=self.store.plan.steps.len() {
            let maps: Vec<Vec<f32>> = (0..StepPlan::BUFFERS)
                .map(|_| self.numbers(groups * count * self.store.plan.largest_volume()))
                .collect();
            let reads = self.reads(index);
            let sized = |buffer: usize| {
                let read = reads.iter().find(|read| read.0 == buffer);
                &maps[buffer][..read.map_or(0, |(_, volume)| groups * count * volume)]
            };
            let activations: Vec<Handle> =
                (0..StepPlan::BUFFERS).map(|buffer| self.buffer(count, sized(buffer))).collect();
            let volume = self.store.plan.volume_after(index);
            let target = self.buffer(count, &[]);
            let exact = target.clone().offset_end(target.size() - (groups * count * volume * WORD) as u64);
            let launches = Launches {
                client: &self.gpu.client,
                store: &self.store,
                slots: &self.slots,
                images: &written,
                count,
                split,
                activations: &activations,
                target: &exact,
                steps: index,
                seen: None,
            };
            match index.checked_sub(1) {
                None => launches.stem(),
                Some(step) => launches.step(step),
            }
            self.gpu.client.flush().unwrap();
            let found = self.read(&target, groups * count * volume).await;
            let expected = self.expected(index, count, &images, &maps);
            compare(&format!("{count} images, {split:?}, step {index}"), &found, &expected);
            let behind = self.read(&target, target.size() as usize / WORD).await;
            assert!(behind[found.len()..].iter().all(|value| value.is_nan()), "step {index} wrote too far");
            if index == 0 {
                self.check_unpooled(&launches, &images).await;
            }
            if let Some(stage) = self.store.plan.ends.iter().position(|&end| end == index) {
                self.check_means(&launches, stage + 1, &exact, &expected).await;
            }
        }
    }

    /// The stem without its pooling.
    async fn check_unpooled(&self, launches: &Launches<'_>, images: &[f32]) {
        let stem = &self.store.plan.stem;
        let each = self.packed.iter().flat_map(|packed| {
            images.chunks(Bitmap::PIXELS).map(|image| stem::unpooled(stem, &packed.stem, image))
        });
        let expected: Vec<f32> = each.flatten().collect();
        let target = self.gpu.client.empty(expected.len() * WORD);
        launches.unpooled_stem(&target);
        self.gpu.client.flush().unwrap();
        let found = self.read(&target, expected.len()).await;
        compare(&format!("{} images, stem before pooling", launches.count), &found, &expected);
        self.check_means(launches, 0, &target, &expected).await;
    }

    /// The means of a stage's map, which holds `map`.
    async fn check_means(&self, launches: &Launches<'_>, stage: usize, handle: &Handle, map: &[f32]) {
        let pixels = StageMeans::SIDES[stage] * StageMeans::SIDES[stage] * launches.count * self.slots.len();
        let target = self.gpu.client.empty(pixels * WORD);
        launches.means(stage, handle, &target);
        self.gpu.client.flush().unwrap();
        let found = self.read(&target, pixels).await;
        compare(
            &format!("{} images, means of stage {stage}", launches.count),
            &found,
            &stage_means::reference(map, pixels),
        );
    }

    /// Which buffers launch `index` reads, and the volume of the maps in each; the stem is launch 0.
    fn reads(&self, index: usize) -> Vec<(usize, usize)> {
        let Some(step) = index.checked_sub(1).map(|index| self.store.plan.steps[index]) else {
            return Vec::new();
        };
        let map = |window: crate::fused::Window| window.side * window.side * window.inputs;
        let mut reads = vec![(step.source, map(step.window))];
        match step.shortcut {
            Shortcut::None => {}
            Shortcut::Identity { buffer } => reads.push((buffer, step.volume())),
            Shortcut::Projection { buffer, window } => reads.push((buffer, map(window))),
        }
        reads
    }

    /// What the references say: `[slot][image][volume]`.
    fn expected(&self, index: usize, count: usize, images: &[f32], maps: &[Vec<f32>]) -> Vec<f32> {
        let mut all = Vec::new();
        for (slot, packed) in self.packed.iter().enumerate() {
            for image in 0..count {
                let Some(index) = index.checked_sub(1) else {
                    let pixels = &images[image * Bitmap::PIXELS..][..Bitmap::PIXELS];
                    all.extend(stem::reference(&self.store.plan.stem, &packed.stem, pixels));
                    continue;
                };
                let step = &self.store.plan.steps[index];
                let part = |&(buffer, volume): &(usize, usize)| {
                    maps[buffer][(slot * count + image) * volume..][..volume].to_vec()
                };
                let read: Vec<Vec<f32>> = self.reads(index + 1).iter().map(part).collect();
                let shortcut = read.get(1).map_or(&[][..], Vec::as_slice);
                all.extend(conv::reference(step, &packed.steps[index], &read[0], shortcut));
            }
        }
        all
    }
}

thread_local! {
    /// One for all tests: burn opens a device once.
    static OPEN: RefCell<Option<Gpu>> = const { RefCell::new(None) };
}

async fn open() -> Gpu {
    if let Some(gpu) = OPEN.with_borrow(Clone::clone) {
        return gpu;
    }
    fill_registries();
    let (gpu, _) = open_device().await.unwrap_or_else(|report| panic!("{report:?}"));
    OPEN.set(Some(gpu.clone()));
    gpu
}

fn random_backbone(plan: &StepPlan, random: &mut Random) -> PackedBackbone {
    let mut step = |outputs: usize, k: usize| PackedStep {
        // -127 to 127, as the format has it.
        values: (0..outputs * k).map(|_| (random.below(255) as i32 - 127) as i8).collect(),
        scale_bias: (0..outputs * 3).map(|_| random.unit() / 127.0).collect(),
    };
    PackedBackbone {
        stem: step(Backbone::PLANES[0], plan.stem.taps()),
        steps: plan.steps.iter().map(|each| step(each.outputs, each.k())).collect(),
    }
}

fn compare(what: &str, found: &[f32], expected: &[f32]) {
    assert_eq!(found.len(), expected.len(), "{what}");
    let largest = expected.iter().fold(0.0f32, |largest, value| largest.max(value.abs()));
    assert!(largest > 0.0, "{what}: the reference says nothing");
    for (index, (found, expected)) in found.iter().zip(expected).enumerate() {
        let off = (found - expected).abs();
        assert!(off <= TOLERANCE * largest, "{what}, number {index}: {found} instead of {expected}");
    }
}

/// Compares the stem and every step of a kind of backbone with their references.
///
/// # Panics
/// Where a kernel and its reference differ, or WebGPU is not there.
pub async fn kernels(backbone: Backbone) {
    for structure in [Structure::Two, Structure::FourTwo] {
        let mut scene = Scene::new(backbone, structure).await;
        for split in [WorkSplit::SplitK, WorkSplit::PerThread, WorkSplit::Batched] {
            for count in [1, SEVERAL] {
                scene.check(count, split).await;
            }
        }
    }
}
