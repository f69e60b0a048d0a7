//! Every kind of step on the CPU against its scalar reference, over the real layers of all three backbones, with noise in what is overwritten.

use std::collections::BTreeSet;

use super::backbone::CHUNK;
use super::cpu::{Four, Layer, Map, Workspace};
use super::stem::Patches;
use super::*;
use crate::image::Pixels;
use crate::study::{Backbone, StageMeans};

/// Activations are integers here, half of one off at most, and exact there: as a part of the largest value.
const TOLERANCE: f32 = 5e-5;

/// A linear congruential generator (Knuth's constants): `measure::Random` is behind this room's wall.
struct Random(u64);

impl Random {
    const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    /// From -1 to 1.
    fn unit(&mut self) -> f32 {
        self.below(20_001) as f32 / 10_000.0 - 1.0
    }
}

fn floats(random: &mut Random, count: usize) -> Vec<f32> {
    (0..count).map(|_| random.unit()).collect()
}

fn packed_step(random: &mut Random, outputs: usize, k: usize) -> PackedStep {
    let values = (0..outputs * k).map(|_| (random.below(255) as i32 - 127) as i8).collect();
    PackedStep { values, scale_bias: floats(random, outputs * 3) }
}

/// Everything that a step could read by mistake is not a number.
fn noisy_workspace() -> Workspace {
    let noise = vec![[Four::splat(f32::NAN); 2]; 2_000];
    Workspace { sums: noise.clone(), projection_sums: noise, ..Workspace::default() }
}

/// A map of these numbers, with noise behind them.
fn map(numbers: &[f32], channels: usize) -> Map {
    let mut map = Map::default();
    map.grow(numbers.len(), numbers.len() / channels);
    map.numbers.copy_from_slice(numbers);
    map.quantize(numbers.len() / channels, channels);
    map.numbers.push(f32::NAN);
    map.integers.push([i16::MIN; 2]);
    map.units.push(f32::NAN);
    map
}

fn assert_same(ours: &[f32], expected: &[f32], what: &dyn std::fmt::Debug) {
    assert_eq!(ours.len(), expected.len());
    let largest = expected.iter().fold(0.0f32, |largest, value| largest.max(value.abs()));
    assert!(largest > 0.0, "{what:?}");
    for (ours, expected) in ours.iter().zip(expected) {
        assert!((ours - expected).abs() <= TOLERANCE * largest, "{what:?}: {ours} and {expected}");
    }
}

/// The shapes of all steps, each once, whatever their buffers.
fn shapes() -> BTreeSet<Step> {
    let steps = Backbone::ALL.into_iter().flat_map(|backbone| StepPlan::for_backbone(backbone).steps);
    let without_buffers = steps.map(|step| Step {
        source: 0,
        target: 0,
        shortcut: match step.shortcut {
            Shortcut::None => Shortcut::None,
            Shortcut::Identity { .. } => Shortcut::Identity { buffer: 0 },
            Shortcut::Projection { window, .. } => Shortcut::Projection { buffer: 0, window },
        },
        ..step
    });
    without_buffers.collect()
}

#[test]
fn every_convolution_equals_its_reference() {
    let mut random = Random::new(1);
    let mut workspace = noisy_workspace();
    let shapes = shapes();
    assert!(shapes.len() > 20);
    for step in &shapes {
        let packed = packed_step(&mut random, step.outputs, step.k());
        let layer = Layer::new(packed.clone(), step.k()).unwrap();
        for images in 1..=1 + random.below(5) {
            let source_volume = step.window.side * step.window.side * step.window.inputs;
            let shortcut_volume = match step.shortcut {
                Shortcut::None => 0,
                Shortcut::Identity { .. } => step.volume(),
                Shortcut::Projection { window, .. } => window.side * window.side * window.inputs,
            };
            let source = floats(&mut random, images * source_volume);
            let shortcut = floats(&mut random, images * shortcut_volume);
            let mut target = vec![f32::NAN; images * step.volume() + 1];
            let shortcut_channels = match step.shortcut {
                Shortcut::Projection { window, .. } => window.inputs,
                Shortcut::None | Shortcut::Identity { .. } => step.outputs,
            };
            let maps = [map(&source, step.window.inputs), map(&shortcut, shortcut_channels)];
            conv::forward(step, &layer, images, maps.each_ref(), &mut workspace, &mut target);
            assert!(target.pop().unwrap().is_nan(), "{step:?} writes beyond its images");
            // References are slow: one image of the several, a different one each time.
            let image = random.below(images);
            let part = |values: &[f32], volume: usize| values[image * volume..(image + 1) * volume].to_vec();
            let expected = conv::reference(
                step,
                &packed,
                &part(&source, source_volume),
                &part(&shortcut, shortcut_volume),
            );
            assert_same(&part(&target, step.volume()), &expected, &(step, images));
        }
    }
}

#[test]
fn the_largest_sums_there_are_do_not_overflow() {
    let widest = shapes().into_iter().max_by_key(|step| step.window.inputs).unwrap();
    let inputs = widest.window.inputs;
    assert_eq!((inputs, widest.window.kernel, widest.side), (2_048, 1, 1));
    let step = Step { shortcut: Shortcut::None, ..widest };
    let scale_bias = [[1.0; 4], [0.0; 4], [0.0; 4]].concat().repeat(step.outputs / 4);
    let layer =
        Layer::new(PackedStep { values: vec![-128; inputs * step.outputs], scale_bias }, inputs).unwrap();
    let source = map(&vec![-1.0; inputs], inputs);
    let mut target = vec![0.0; step.outputs];
    conv::forward(&step, &layer, 1, [&source, &Map::default()], &mut noisy_workspace(), &mut target);
    assert_eq!(target, vec![(128 * inputs) as f32; step.outputs]);
}

#[test]
fn the_stem_equals_its_reference() {
    let mut random = Random::new(2);
    let plan = StepPlan::for_backbone(Backbone::ResNet18);
    let packed = packed_step(&mut random, Backbone::PLANES[0], plan.stem.taps());
    let layer = Layer::new(packed.clone(), plan.stem.taps()).unwrap();
    let (mut workspace, mut patches) = (noisy_workspace(), Patches::default());
    for _ in 0..2 {
        let image = std::array::from_fn(|_| random.unit());
        let mut target = vec![f32::NAN; 7 * 7 * 64];
        stem::forward(&plan.stem, &layer, &image, &mut patches, &mut workspace, (&mut target, None));
        assert_same(&target, &stem::reference(&plan.stem, &packed, &image), &"stem");
    }
}

/// Weights of a backbone whose activations neither vanish nor grow.
fn backbone(backbone: Backbone, random: &mut Random) -> (StepPlan, PackedBackbone) {
    let plan = StepPlan::for_backbone(backbone);
    let mut tamed = |outputs: usize, k: usize| {
        let mut packed = packed_step(random, outputs, k);
        packed.scale_bias.iter_mut().for_each(|value| *value *= 0.02 / (k as f32).sqrt());
        packed
    };
    let stem = tamed(Backbone::PLANES[0], plan.stem.taps());
    let steps = plan.steps.iter().map(|step| tamed(step.outputs, step.k())).collect();
    (plan, PackedBackbone { stem, steps })
}

#[test]
fn images_do_not_disturb_each_other_and_one_scratch_serves_all_backbones() {
    let mut random = Random::new(3);
    let mut scratch = Scratch { workspace: noisy_workspace(), ..Scratch::default() };
    for buffer in &mut scratch.buffers {
        buffer.grow(100_000, 100_000);
        buffer.numbers.fill(f32::NAN);
        buffer.integers.fill([i16::MIN; 2]);
        buffer.units.fill(f32::NAN);
    }
    for kind in [Backbone::ResNet50, Backbone::ResNet18] {
        let (plan, packed) = backbone(kind, &mut random);
        let ready = CpuBackbone::new(&plan, packed.clone()).unwrap();
        let images: Vec<Pixels> = (0..CHUNK + 3).map(|_| std::array::from_fn(|_| random.unit())).collect();
        let together = ready.forward(&mut scratch, &images).to_vec();
        assert_eq!(together.len(), images.len() * plan.width);
        assert!(ready.forward(&mut scratch, &[]).is_empty());
        for index in [0, CHUNK, CHUNK + 2] {
            let alone = ready.forward(&mut scratch, &images[index..=index]).to_vec();
            assert_same(&together[index * plan.width..][..plan.width], &alone, &(kind, index));
        }
        let last = images.len() - 1;
        let expected = reference_features(&plan, &packed, &images[last]);
        let tolerated = expected.iter().fold(0.0f32, |largest, value| largest.max(value.abs())) * 3e-4;
        for (ours, expected) in together[last * plan.width..].iter().zip(&expected) {
            assert!((ours - expected).abs() <= tolerated, "{kind:?}: {ours} and {expected}");
        }
    }
}

#[test]
fn what_is_seen_inside_is_what_the_references_compute_and_changes_no_feature() {
    let mut random = Random::new(4);
    let mut scratch = Scratch::default();
    for kind in [Backbone::ResNet50, Backbone::ResNet18] {
        let (plan, packed) = backbone(kind, &mut random);
        let ready = CpuBackbone::new(&plan, packed.clone()).unwrap();
        let image: Pixels = std::array::from_fn(|_| random.unit());
        let alone = ready.forward(&mut scratch, &[image]).to_vec();
        let (features, means) = ready.inspect(&mut scratch, &image);
        assert_eq!(features, alone, "{kind:?}");
        let expected = reference_means(&plan, &packed, &image);
        for stage in 0..StageMeans::SIDES.len() {
            let (ours, expected) = (means.map(stage), expected.map(stage));
            let largest = expected.iter().fold(0.0f32, |largest, value| largest.max(value.abs()));
            assert!(largest > 0.0, "{kind:?}, stage {stage}: the reference says nothing");
            for (ours, expected) in ours.iter().zip(expected) {
                assert!(
                    (ours - expected).abs() <= 3e-4 * largest,
                    "{kind:?}, {stage}: {ours} and {expected}"
                );
            }
        }
    }
}

#[test]
fn what_is_not_the_plan_is_refused() {
    let (plan, packed) = backbone(Backbone::ResNet18, &mut Random::new(4));
    let refused = |change: &dyn Fn(&mut PackedBackbone)| {
        let mut packed = packed.clone();
        change(&mut packed);
        CpuBackbone::new(&plan, packed).is_none()
    };
    assert!(refused(&|packed| packed.steps.truncate(3)));
    assert!(refused(&|packed| packed.steps[2].values.truncate(64)));
    assert!(refused(&|packed| packed.steps[2].scale_bias.truncate(64)));
    assert!(refused(&|packed| packed.steps.swap(3, 4)));
    assert!(refused(&|packed| packed.stem.values.clear()));
    assert!(!refused(&|_| {}));
}

#[test]
fn a_stage_costs_what_its_steps_do() {
    for backbone in Backbone::ALL {
        let plan = StepPlan::for_backbone(backbone);
        let mut begin = 0;
        let costs = backbone.stage_costs();
        for (cost, end) in costs[1..].iter().zip(plan.ends) {
            let (mut parameters, mut multiply_adds) = (0, 0);
            for step in &plan.steps[begin..end] {
                let projected = match step.shortcut {
                    Shortcut::Projection { window, .. } => Some(window.taps() * step.outputs),
                    Shortcut::None | Shortcut::Identity { .. } => None,
                };
                let weights = step.window.taps() * step.outputs + projected.unwrap_or_default();
                parameters += weights + step.outputs * (1 + usize::from(projected.is_some()));
                multiply_adds += weights * step.side * step.side;
            }
            assert_eq!((cost.parameters, cost.multiply_adds), (parameters, multiply_adds), "{backbone:?}");
            begin = end;
        }
    }
}
