//! The CPU path as a bare wasm module, for `tests/cpu/bench.mjs` to run and time. Refuses clocks and files: the script
//! has both.

#![allow(
    unsafe_code,
    reason = "what a wasm module exports without wasm-bindgen has a name that is not mangled"
)]

use std::cell::RefCell;

use share_or_split::fused::{CpuBackbone, PackedBackbone, PackedStep, Scratch, StepPlan};
use share_or_split::image::Glyph;
use share_or_split::study::Backbone;

/// A backbone with made-up weights of the real sizes, and what it needs: the time does not depend on the values.
struct Bench {
    backbone: CpuBackbone,
    scratch: Scratch,
    images: Vec<[f32; Glyph::PIXELS]>,
}

thread_local! {
    static BENCH: RefCell<Option<Bench>> = const { RefCell::new(None) };
}

/// Activations must neither grow nor vanish over the steps: denormal numbers would be slow.
fn made_up(outputs: usize, reach: usize) -> PackedStep {
    let mut state = (outputs * 31 + reach) as u32;
    let values = (0..outputs * reach).map(|_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        ((state >> 16) % 255) as u8 as i8
    });
    let values = values.collect();
    let rows = [0.02 / (reach as f32).sqrt(), 0.02 / (reach as f32).sqrt(), 0.01];
    let affine = (0..outputs / 4).flat_map(|_| rows).flat_map(|value| [value; 4]).collect();
    PackedStep { values, affine }
}

/// Prepares a backbone (0: ResNet18, 1: ResNet34, 2: ResNet50) for a number of images; its features, or 0.
#[unsafe(no_mangle)]
extern "C" fn prepare(kind: usize, images: usize) -> usize {
    let Some(kind) = Backbone::ALL.get(kind) else { return 0 };
    let plan = StepPlan::of(*kind);
    let stem = made_up(Backbone::PLANES[0], plan.stem.taps());
    let steps = plan.steps.iter().map(|step| made_up(step.outputs, step.reach())).collect();
    let Some(backbone) = CpuBackbone::new(&plan, PackedBackbone { stem, steps }) else { return 0 };
    let pixels = |image: usize| std::array::from_fn(|pixel| ((pixel * 7 + image) % 255) as f32 / 127.0 - 1.0);
    let images = (0..images).map(pixels).collect();
    BENCH.set(Some(Bench { backbone, scratch: Scratch::default(), images }));
    plan.width
}

/// One forward of all images; the sum of the features, so that nothing can be left out.
#[unsafe(no_mangle)]
extern "C" fn forward() -> f32 {
    BENCH.with_borrow_mut(|bench| {
        let Some(Bench { backbone, scratch, images }) = bench else { return f32::NAN };
        backbone.forward(scratch, images).iter().sum()
    })
}
