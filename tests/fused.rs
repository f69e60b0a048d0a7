//! The fused plan on the networks that ship: packed weights and scalar twins give torchvision's logits.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot read what ships fails, and says where"
)]

use std::path::Path;

use share_or_split::fused::{PackedBackbone, StepPlan, heads, twin};
use share_or_split::image::{TestSet, input};
use share_or_split::study::softmax;
use share_or_split::weights::Golden;
use share_or_split::weights::source::disk::{read_manifest, read_network};

/// Golden images per network: a forward in plain f64 loops takes a tenth of a second.
const IMAGES: usize = 2;
/// Largest difference of a logit as a part of the network's largest one: sums in f64 here, in f32 there.
const TOLERANCE: f32 = 1e-5;

#[test]
fn the_twins_say_what_torchvision_says() {
    let weights = Path::new("weights");
    let test = TestSet::parse(&std::fs::read(Path::new("public").join(TestSet::FILE)).unwrap()).unwrap();
    for entry in &read_manifest(weights).unwrap().networks {
        let network = entry.network();
        let file = entry.golden.as_ref().expect("every published network has golden logits");
        let golden = Golden::parse(&std::fs::read_to_string(weights.join(file)).unwrap(), entry).unwrap();
        let plan = StepPlan::of(network.backbone);
        let shipped = read_network(weights, entry).unwrap();
        let packed = shipped.backbones.into_iter().map(|convs| PackedBackbone::pack(&plan, convs).unwrap());
        let packed: Vec<PackedBackbone> = packed.collect();
        for (&image, golden) in golden.images.iter().zip(&golden.logits).take(IMAGES) {
            let image = input::normalized(&test.glyph(image).unwrap());
            let features: Vec<Vec<f32>> =
                packed.iter().map(|packed| twin::backbone(&plan, packed, &image)).collect();
            let features: Vec<&[f32]> = features.iter().map(Vec::as_slice).collect();
            let ours = heads(network.structure, &shipped.heads, &features);
            assert_eq!(ours.len(), golden.len());
            let largest = golden.iter().flatten().fold(0.0f32, |largest, value| largest.max(value.abs()));
            for (ours, golden) in ours.iter().zip(golden) {
                assert_eq!(ours.len(), golden.len());
                for (ours, golden) in ours.iter().zip(golden) {
                    assert!((ours - golden).abs() <= TOLERANCE * largest, "{network}: {ours} and {golden}");
                }
                assert!(softmax(ours).iter().all(|probability| probability.is_finite()));
            }
        }
    }
}
