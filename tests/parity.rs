//! All 15 networks against torchvision: as trained (`Network`) and as deployed (`DeployedNetwork`), on the same weights.
//!
//! `scripts/reference/logits.py` wrote the expected logits with torchvision's unchanged models: full 3x3 kernels in layer4,
//! unfolded batch norm, `fc` and head apart. The weights follow from the tensors' names on both sides, dead taps included,
//! so these tests prove at once the wiring, the pruning to live taps, the folding and the deployed operations.
#![allow(clippy::unwrap_used, reason = "a test that cannot read its fixture fails, and says where")]

use std::collections::BTreeMap;

use burn::tensor::{Device, Tensor, TensorData};
use serde::Deserialize;
use share_or_split::image::{Bitmap, input};
use share_or_split::measure::Random;
use share_or_split::model::{DeployedNetwork, Network, StateTensor, fold, load_state};
use share_or_split::study::NetworkId;
use share_or_split::weights::{BackboneLayout, dequantize, quantize};

/// Largest difference as a fraction of the largest logit of a network. f32 with other orders of summation over up to 50
/// layers was at most 2.3e-6 when this was written; swapped backbones differ by more than ten times the tolerance.
const TOLERANCE: f32 = 2e-5;

#[derive(Deserialize)]
struct Fixture {
    images: usize,
    /// `logits["backbone/structure"][head][image]`.
    logits: BTreeMap<String, Vec<Vec<Vec<f32>>>>,
}

/// `count` numbers in [0, 1): the top 24 bits of SplitMix64, seeded with the CRC-32 of the name.
fn uniform(name: &str, count: usize) -> Vec<f64> {
    let mut crc = flate2::Crc::new();
    crc.update(name.as_bytes());
    let mut random = Random::new(u64::from(crc.sum()));
    (0..count).map(|_| (random.word() >> 40) as f64 / f64::from(1 << 24)).collect()
}

/// The same rule as `values` in `make.py`.
fn values(name: &str, shape: &[usize]) -> StateTensor {
    let numbers = uniform(name, shape.iter().product());
    let bound = (6.0 / shape[1..].iter().product::<usize>() as f64).sqrt();
    let scale_like = name.ends_with("running_var") || name.ends_with("weight");
    let value = |u: f64| match (shape.len(), scale_like) {
        (2.., _) => (2.0 * u - 1.0) * bound,
        (_, true) => 0.5 + u,
        (_, false) => 0.4 * u - 0.2,
    };
    StateTensor { shape: shape.to_vec(), values: numbers.into_iter().map(|u| value(u) as f32).collect() }
}

/// torchvision's shape of a tensor: that of our layout, with whole 3x3 kernels in layer4.
fn shape_of(id: NetworkId, name: &str) -> Option<Vec<usize>> {
    let (module, path) = name.split_once('.')?;
    if let Some(head) = module.strip_prefix("head_") {
        let plan = id.structure.heads().get(head.parse::<usize>().ok()? - 1)?;
        let classes = plan.grouping.classes();
        return Some(if path == "weight" { vec![classes, 1000 * plan.reads.len()] } else { vec![classes] });
    }
    match path {
        "fc.weight" => return Some(vec![1000, id.backbone.width()]),
        "fc.bias" => return Some(vec![1000]),
        _ => {}
    }
    let layout = BackboneLayout::for_backbone(id.backbone);
    let conv = layout.convs().find(|conv| path == format!("{}.weight", conv.path));
    if let Some(conv) = conv {
        let mut shape = conv.shape();
        let pruned = path.starts_with("layer4") && !path.contains("downsample");
        let bottleneck_point = id.backbone.width() == 2048 && !path.contains("conv2");
        if pruned && !bottleneck_point {
            shape[2..].fill(3);
        }
        return Some(shape.to_vec());
    }
    let norm = layout
        .convs()
        .find(|conv| path.rsplit_once('.').is_some_and(|(norm, _)| norm == conv.norm_path()))?;
    Some(vec![norm.outputs])
}

fn network(id: NetworkId, device: &Device) -> Network {
    let state = |name: &str| shape_of(id, name).map(|shape| values(name, &shape));
    load_state(Network::new(id, device), device, state).unwrap()
}

fn images(count: usize, device: &Device) -> Tensor<4> {
    let pixels: Vec<u8> =
        uniform("images", count * Bitmap::PIXELS).iter().map(|u| (u * 256.0) as u8).collect();
    let bitmaps = pixels.chunks(Bitmap::PIXELS).map(|pixels| Bitmap::try_from(pixels).unwrap());
    let values: Vec<f32> = bitmaps.flat_map(|bitmap| input::normalized(&bitmap)).collect();
    Tensor::from_data(TensorData::new(values, [count, 1, Bitmap::SIDE, Bitmap::SIDE]), device)
}

/// Largest difference to the expected logits, as a fraction of the largest expected one.
fn difference(outputs: Vec<Tensor<2>>, expected: &[Vec<Vec<f32>>]) -> f32 {
    assert_eq!(outputs.len(), expected.len(), "number of heads");
    let largest = expected.iter().flatten().flatten().fold(0.0f32, |largest, value| largest.max(value.abs()));
    let mut worst = 0.0f32;
    for (output, expected) in outputs.into_iter().zip(expected) {
        let found = output.into_data().try_to_vec::<f32>().unwrap();
        let expected: Vec<f32> = expected.iter().flatten().copied().collect();
        assert_eq!(found.len(), expected.len(), "number of outputs");
        worst = found.iter().zip(&expected).fold(worst, |worst, (a, b)| worst.max((a - b).abs()));
    }
    worst / largest
}

#[test]
fn all_fifteen_networks_agree_with_torchvision_as_trained_and_as_deployed() {
    let fixture: Fixture = serde_json::from_str(include_str!("fixtures/logits.json")).unwrap();
    let device = Device::flex();
    let x = images(fixture.images, &device);
    for id in NetworkId::all() {
        let expected = &fixture.logits[&id.to_string()];
        let trained = network(id, &device);
        let as_trained = difference(trained.forward(&x), expected);
        assert!(as_trained < TOLERANCE, "{id} as trained differs by {as_trained:e}");
        let folded = fold(&trained).unwrap();
        let as_deployed = difference(DeployedNetwork::new(&folded, &device).unwrap().forward(&x), expected);
        assert!(as_deployed < TOLERANCE, "{id} as deployed differs by {as_deployed:e}");
        println!("{id}: as trained {as_trained:e}, as deployed {as_deployed:e}");
    }
}

#[test]
fn a_network_that_is_wired_otherwise_would_be_noticed() {
    let fixture: Fixture = serde_json::from_str(include_str!("fixtures/logits.json")).unwrap();
    let device = Device::flex();
    let id: NetworkId = NetworkId::all().find(|id| id.to_string() == "resnet18/4_2").unwrap();
    let mut folded = fold(&network(id, &device)).unwrap();
    folded.backbones.swap(0, 1);
    let swapped = DeployedNetwork::new(&folded, &device).unwrap();
    let found =
        difference(swapped.forward(&images(fixture.images, &device)), &fixture.logits["resnet18/4_2"]);
    assert!(found > 10.0 * TOLERANCE, "swapped backbones differ by only {found:e}");
}

#[test]
fn int8_stays_close_to_f32() {
    let fixture: Fixture = serde_json::from_str(include_str!("fixtures/logits.json")).unwrap();
    let device = Device::flex();
    let id: NetworkId = NetworkId::all().find(|id| id.to_string() == "resnet18/3").unwrap();
    let shipped = dequantize(&quantize(&fold(&network(id, &device)).unwrap()));
    let outputs = DeployedNetwork::new(&shipped, &device).unwrap().forward(&images(fixture.images, &device));
    let found = difference(outputs, &fixture.logits["resnet18/3"]);
    // 1/254 of a channel's largest weight, averaging out over 20 layers of random weights.
    assert!(found < 0.05, "int8 differs by {found:e}");
}
