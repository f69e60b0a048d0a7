//! The fused plan on the networks that ship: packed weights and scalar twins give torchvision's logits.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot read what ships fails, and says where"
)]

#[path = "files/test_set.rs"]
mod test_set;

use std::path::Path;

use share_or_split::fused::{CpuBackbone, PackedBackbone, Scratch, StepPlan, heads, twin};
use share_or_split::image::{Bitmap, input};
use share_or_split::study::softmax;
use share_or_split::weights::source::disk::{read_manifest, read_network};
use share_or_split::weights::{Entry, Golden, QuantizedDeployed};
use test_set::shipped_test_set;

/// Golden images per network: a forward in plain f64 loops takes a tenth of a second.
const IMAGES: usize = 2;
/// Largest difference of a logit as a part of the image's largest one: sums in f64 here, in f32 there.
const TWIN_TOLERANCE: f32 = 1e-5;
/// The same where activations are integers of 16 bits.
const CPU_TOLERANCE: f32 = 4e-4;
/// Largest difference of a probability anywhere.
const PROBABILITY: f32 = 1e-3;

/// A published network, ready to be packed, and what torchvision says of it.
struct Published {
    plan: StepPlan,
    packed: Vec<PackedBackbone>,
    shipped: QuantizedDeployed,
    images: Vec<[f32; Bitmap::PIXELS]>,
    golden: Golden,
}

fn published() -> Vec<Published> {
    let weights = Path::new("weights");
    let test = shipped_test_set();
    let open = |entry: &Entry| {
        let file = entry.golden.as_ref().expect("every published network has golden logits");
        let golden = Golden::parse(&std::fs::read_to_string(weights.join(file)).unwrap(), entry).unwrap();
        let plan = StepPlan::of(entry.network().backbone);
        let mut shipped = read_network(weights, entry).unwrap();
        let convs = std::mem::take(&mut shipped.backbones).into_iter();
        let packed = convs.map(|convs| PackedBackbone::pack(&plan, convs).unwrap()).collect();
        let images =
            golden.images.iter().map(|&image| input::normalized(&test.bitmap(image).unwrap())).collect();
        Published { plan, packed, shipped, images, golden }
    };
    read_manifest(weights).unwrap().networks.iter().map(open).collect()
}

impl Published {
    /// Compares the heads' logits from an image's features with the golden ones.
    fn assert_golden(&self, image: usize, features: &[&[f32]], tolerance: f32) {
        let network = self.shipped.network;
        let ours = heads(network.structure, &self.shipped.heads, features);
        let golden = &self.golden.logits[image];
        assert_eq!(ours.len(), golden.len());
        let largest = golden.iter().flatten().fold(0.0f32, |largest, value| largest.max(value.abs()));
        for (ours, golden) in ours.iter().zip(golden) {
            assert_eq!(ours.len(), golden.len());
            for (ours, golden) in ours.iter().zip(golden) {
                assert!((ours - golden).abs() <= tolerance * largest, "{network}: {ours} and {golden}");
            }
            for (ours, golden) in softmax(ours).iter().zip(softmax(golden)) {
                assert!((ours - golden).abs() <= PROBABILITY, "{network}: {ours} and {golden}");
            }
        }
    }
}

#[test]
fn the_twins_say_what_torchvision_says() {
    for network in published() {
        for (index, image) in network.images.iter().enumerate().take(IMAGES) {
            let twin = |packed: &PackedBackbone| twin::backbone(&network.plan, packed, image);
            let features: Vec<Vec<f32>> = network.packed.iter().map(twin).collect();
            network.assert_golden(
                index,
                &features.iter().map(Vec::as_slice).collect::<Vec<_>>(),
                TWIN_TOLERANCE,
            );
        }
    }
}

#[test]
fn the_cpu_says_what_torchvision_says_of_all_images_at_once_and_of_each_alone() {
    let mut scratch = Scratch::default();
    for mut network in published() {
        let packed = std::mem::take(&mut network.packed).into_iter();
        let ready = packed.map(|packed| CpuBackbone::new(&network.plan, packed).unwrap());
        let ready: Vec<CpuBackbone> = ready.collect();
        let width = network.plan.width;
        for images in [network.images.len(), 1] {
            for (chunk, part) in network.images.chunks(images).enumerate() {
                let features = ready.iter().map(|backbone| backbone.forward(&mut scratch, part).to_vec());
                let features: Vec<Vec<f32>> = features.collect();
                for image in 0..part.len() {
                    let of_image: Vec<&[f32]> =
                        features.iter().map(|features| &features[image * width..][..width]).collect();
                    network.assert_golden(chunk * images + image, &of_image, CPU_TOLERANCE);
                }
            }
        }
    }
}
