//! A whole backbone by the scalar references of its steps: what the kernels are compared with. Not optimized.

use super::{PackedBackbone, Shortcut, StepPlan, conv, stem};
use crate::image::Pixels;

/// The features of an image.
///
/// # Shapes
/// `image`: normalized, `[28, 28]` -> `[width]`
#[must_use]
pub fn reference_features(plan: &StepPlan, packed: &PackedBackbone, image: &Pixels) -> Vec<f32> {
    let mut buffers = vec![Vec::new(); StepPlan::BUFFERS];
    buffers[0] = stem::reference(&plan.stem, &packed.stem, image);
    for (step, packed) in plan.steps.iter().zip(&packed.steps) {
        let shortcut = match step.shortcut {
            Shortcut::None => &[][..],
            Shortcut::Identity { buffer } | Shortcut::Projection { buffer, .. } => &buffers[buffer],
        };
        buffers[step.target] = conv::reference(step, packed, &buffers[step.source], shortcut);
    }
    buffers.swap_remove(plan.features)
}
