//! The fused plan on the networks that ship: packed weights and scalar references give torchvision's logits.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot read what ships fails, and says where"
)]

#[path = "files/test_set.rs"]
mod test_set;

use std::path::Path;

use share_or_split::fused::{CpuNetwork, PackedBackbone, Scratch, StepPlan, logits, reference_features};
use share_or_split::image::{Pixels, TestSet, input};
use share_or_split::study::{Backbone, Structure, Verdict, decide, softmax};
use share_or_split::weights::source::disk::{read_manifest, read_network};
use share_or_split::weights::{Golden, PublishedNetwork, QuantizedDeployed};
use test_set::shipped_test_set;

/// Golden images per network: a forward in plain f64 loops takes a tenth of a second.
const IMAGES: usize = 2;
/// Largest difference of a logit as a part of the image's largest one: sums in f64 here, in f32 there.
const REFERENCE_TOLERANCE: f32 = 1e-5;
/// The same where activations are integers of 16 bits.
const CPU_TOLERANCE: f32 = 4e-4;
/// Largest difference of a probability anywhere.
const PROBABILITY: f32 = 1e-3;

/// A published network, and what torchvision says of it.
struct Published {
    plan: StepPlan,
    shipped: QuantizedDeployed,
    images: Vec<Pixels>,
    golden: Golden,
}

fn published() -> Vec<Published> {
    let weights = Path::new("weights");
    let test = shipped_test_set();
    let open = |entry: &PublishedNetwork| {
        let file = entry.golden.as_ref().expect("every published network has golden logits");
        let golden = Golden::parse(
            &std::fs::read_to_string(weights.join(file)).unwrap(),
            entry.network(),
            &entry.sha256,
        )
        .unwrap();
        let plan = StepPlan::for_backbone(entry.network().backbone);
        let shipped = read_network(weights, entry).unwrap();
        let images =
            golden.images.iter().map(|&image| input::normalized(&test.bitmap(image).unwrap())).collect();
        Published { plan, shipped, images, golden }
    };
    read_manifest(weights).unwrap().networks.iter().map(open).collect()
}

impl Published {
    /// Compares the logits of an image with the golden ones.
    fn assert_golden(&self, image: usize, ours: &[Vec<f32>], tolerance: f32) {
        let network = self.shipped.network;
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
fn the_references_say_what_torchvision_says() {
    for mut published in published() {
        let convs = std::mem::take(&mut published.shipped.backbones).into_iter();
        let packed = convs.map(|convs| PackedBackbone::pack(&published.plan, convs).unwrap());
        let packed: Vec<PackedBackbone> = packed.collect();
        for (index, image) in published.images.iter().enumerate().take(IMAGES) {
            let features = packed.iter().map(|packed| reference_features(&published.plan, packed, image));
            let features: Vec<Vec<f32>> = features.collect();
            let features: Vec<&[f32]> = features.iter().map(Vec::as_slice).collect();
            let structure = published.shipped.network.structure;
            let ours = logits(structure, &published.shipped.heads, &features);
            published.assert_golden(index, &ours, REFERENCE_TOLERANCE);
        }
    }
}

#[test]
fn the_cpu_says_what_torchvision_says_of_all_images_at_once_and_of_each_alone() {
    let mut scratch = Scratch::default();
    for published in published() {
        let ready = CpuNetwork::new(published.shipped.clone()).unwrap();
        for count in [published.images.len(), 1] {
            let answers =
                published.images.chunks(count).flat_map(|images| ready.forward(&mut scratch, images));
            let answers: Vec<_> = answers.collect();
            assert_eq!(answers.len(), published.images.len());
            for (image, logits) in answers.iter().enumerate() {
                published.assert_golden(image, logits, CPU_TOLERANCE);
            }
        }
    }
}

#[test]
fn the_hard_images_are_missed_by_some_structure_and_answered_by_another() {
    let (test, mut scratch) = (shipped_test_set(), Scratch::default());
    let of_resnet18 =
        published().into_iter().filter(|each| each.shipped.network.backbone == Backbone::ResNet18);
    let ready =
        of_resnet18.map(|each| (each.shipped.network.structure, CpuNetwork::new(each.shipped).unwrap()));
    let ready: Vec<(Structure, CpuNetwork)> = ready.collect();
    assert_eq!(ready.len(), 5);
    let mut contradicted = 0;
    for index in TestSet::HARD {
        let pixels = input::normalized(&test.bitmap(index).unwrap());
        let verdicts = ready.iter().map(|(structure, network)| {
            decide(*structure, &network.forward(&mut scratch, &[pixels])[0]).unwrap()
        });
        let verdicts: Vec<Verdict> = verdicts.collect();
        let label = Verdict::Digit(test.label(index).unwrap());
        assert!(verdicts.iter().any(|verdict| *verdict != label), "{index}: {verdicts:?}");
        assert!(verdicts.windows(2).any(|pair| pair[0] != pair[1]), "{index}: {verdicts:?}");
        contradicted += usize::from(verdicts.contains(&Verdict::Contradiction));
    }
    assert!(contradicted > 2, "contradictions are what is hardest to meet");
}
