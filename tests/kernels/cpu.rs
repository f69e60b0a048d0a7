//! The CPU's steps against their scalar reference, as wasm: wasm's SIMD lanes are another file than the native ones,
//! whose unit tests run in `cargo test`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, also in an example that holds it")]

use share_or_split::fused::{CpuBackbone, PackedBackbone, Scratch, StepPlan, reference_features};
use share_or_split::study::Backbone;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::made_up::{made_up_images, made_up_network};

/// Largest difference of a feature as a fraction of the largest one: activations are integers of 16 bits here.
const TOLERANCE: f32 = 1e-4;

/// Images at once: one, and a number that no block of images divides.
const BATCHES: [usize; 2] = [1, 5];

#[wasm_bindgen_test]
fn the_cpu_in_wasm_says_what_its_reference_says() {
    let mut scratch = Scratch::default();
    for backbone in Backbone::ALL {
        let plan = StepPlan::for_backbone(backbone);
        let packed = PackedBackbone::pack(&plan, made_up_network(backbone).backbones.remove(0)).unwrap();
        let ready = CpuBackbone::new(&plan, packed.clone()).unwrap();
        for batch in BATCHES {
            let images = made_up_images(batch);
            let features = ready.forward(&mut scratch, &images);
            assert_eq!(features.len(), batch * plan.width);
            let reference = reference_features(&plan, &packed, &images[batch - 1]);
            let largest = reference.iter().fold(0.0f32, |largest, value| largest.max(value.abs()));
            assert!(largest > 0.0, "{backbone:?}: there are features to compare");
            for (ours, reference) in features[(batch - 1) * plan.width..].iter().zip(&reference) {
                let near = (ours - reference).abs() <= TOLERANCE * largest;
                assert!(near, "{backbone:?}, {batch} at once: {ours} and {reference} of {largest}");
            }
        }
    }
}

#[wasm_bindgen_test]
fn what_is_not_a_number_does_not_hide_behind_relu() {
    let backbone = Backbone::ResNet18;
    let plan = StepPlan::for_backbone(backbone);
    let packed = PackedBackbone::pack(&plan, made_up_network(backbone).backbones.remove(0)).unwrap();
    let ready = CpuBackbone::new(&plan, packed).unwrap();
    let mut images = made_up_images(1);
    images[0][400] = f32::NAN;
    let mut scratch = Scratch::default();
    let features = ready.forward(&mut scratch, &images);
    assert!(features.iter().any(|feature| feature.is_nan()), "{features:?}");
}
