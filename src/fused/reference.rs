//! A whole backbone by the scalar references of its steps: what the kernels are compared with. Not optimized.

use super::{PackedBackbone, Shortcut, StepPlan, conv, stage_means, stem};
use crate::image::Pixels;
use crate::study::StageMeans;

/// The features of an image.
///
/// # Shapes
/// `image`: normalized, `[28, 28]` -> `[width]`
#[must_use]
pub fn reference_features(plan: &StepPlan, packed: &PackedBackbone, image: &Pixels) -> Vec<f32> {
    let mut buffers = vec![stem::reference(&plan.stem, &packed.stem, image)];
    run(plan, packed, &mut buffers, |_, _| {});
    buffers.swap_remove(plan.features)
}

/// The means of an image's stages.
#[must_use]
pub fn reference_means(plan: &StepPlan, packed: &PackedBackbone, image: &Pixels) -> StageMeans {
    let mut means = StageMeans::default();
    let mut average = |stage: usize, map: &[f32]| {
        let means = means.map_mut(stage);
        means.copy_from_slice(&stage_means::reference(map, means.len()));
    };
    average(0, &stem::unpooled(&plan.stem, &packed.stem, image));
    let mut buffers = vec![stem::reference(&plan.stem, &packed.stem, image)];
    run(plan, packed, &mut buffers, |step, map| {
        if let Some(layer) = plan.ends.iter().position(|&end| end == step + 1) {
            average(layer + 1, map);
        }
    });
    means
}

/// All steps behind the stem, whose result is the first buffer. `seen` gets each step's number and its result.
fn run(
    plan: &StepPlan,
    packed: &PackedBackbone,
    buffers: &mut Vec<Vec<f32>>,
    mut seen: impl FnMut(usize, &[f32]),
) {
    buffers.resize(StepPlan::BUFFERS, Vec::new());
    for (index, (step, packed)) in plan.steps.iter().zip(&packed.steps).enumerate() {
        let shortcut = match step.shortcut {
            Shortcut::None => &[][..],
            Shortcut::Identity { buffer } | Shortcut::Projection { buffer, .. } => &buffers[buffer],
        };
        buffers[step.target] = conv::reference(step, packed, &buffers[step.source], shortcut);
        seen(index, &buffers[step.target]);
    }
}
