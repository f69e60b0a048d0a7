//! A training that starts from a torchvision checkpoint: what of it the networks take, what is refused, what is noted.
//!
//! The checkpoints are made here from simple numbers, in the full shapes of torchvision.
#![allow(clippy::unwrap_used, reason = "a test that cannot write or read its own file fails, and says where")]

#[path = "files/temporary.rs"]
mod temporary;

use std::collections::BTreeMap;

use burn::tensor::{Device, Tensor};
use safetensors::{Dtype, tensor::TensorView};
use share_or_split::image::Bitmap;
use share_or_split::model::{ConvNorm, Network, StateTensor};
use share_or_split::study::{Backbone, Digit, NetworkId, Structure};
use share_or_split::train::{Checkpoint, Config, Images, Recipe, Stop, train};
use share_or_split::weights::{BackboneLayout, sha256};
use temporary::Folder;

type State = BTreeMap<String, StateTensor>;

/// Writes a state dict as a checkpoint file, and reads it.
fn saved_checkpoint(folder: &Folder, state: &State) -> anyhow::Result<Checkpoint> {
    let path = folder.0.join("checkpoint.safetensors");
    let bytes: Vec<Vec<u8>> = state
        .values()
        .map(|tensor| tensor.values.iter().flat_map(|value| value.to_le_bytes()).collect())
        .collect();
    let views = state.iter().zip(&bytes).map(|((name, tensor), bytes)| {
        (name.as_str(), TensorView::new(Dtype::F32, tensor.shape.clone(), bytes).unwrap())
    });
    std::fs::write(&path, safetensors::serialize(views, None).unwrap()).unwrap();
    Checkpoint::read(&path)
}

/// Sixteenths between -3 and 3 that differ from element to element and from tensor to tensor: their sums are exact.
fn numbers(name: &str, shape: &[usize]) -> StateTensor {
    let start = name.bytes().map(usize::from).sum::<usize>();
    let value = |index: usize| ((start + index * 7 + index / 61) % 97) as f32 / 16.0 - 3.0;
    StateTensor { shape: shape.to_vec(), values: (0..shape.iter().product()).map(value).collect() }
}

/// torchvision's state dict of a backbone: three input channels, whole 3x3 kernels everywhere, counters included.
fn torchvision(backbone: Backbone, tensor: impl Fn(&str, &[usize]) -> StateTensor) -> State {
    let mut state = State::new();
    let mut put = |name: String, shape: &[usize]| {
        let tensor = tensor(&name, shape);
        state.insert(name, tensor);
    };
    for conv in BackboneLayout::for_backbone(backbone).convs() {
        let [outputs, inputs, ..] = conv.shape();
        let shape = match conv.path.as_str() {
            "conv1" => [outputs, 3, 7, 7],
            path if path.contains("downsample") => [outputs, inputs, 1, 1],
            _ => [outputs, inputs, 3, 3],
        };
        put(format!("{}.weight", conv.path), &shape);
        for parameter in ["weight", "bias", "running_mean", "running_var"] {
            put(format!("{}.{parameter}", conv.norm_path()), &[outputs]);
        }
        put(format!("{}.num_batches_tracked", conv.norm_path()), &[]);
    }
    put("fc.weight".to_owned(), &[1000, backbone.width()]);
    put("fc.bias".to_owned(), &[1000]);
    state
}

/// The names of a backbone with one number for each: enough for what is refused by name.
fn names_of(backbone: Backbone) -> State {
    torchvision(backbone, |_, _| StateTensor { shape: vec![1], values: vec![1.0] })
}

fn resnet18() -> State {
    torchvision(Backbone::ResNet18, numbers)
}

fn network(structure: Structure) -> NetworkId {
    NetworkId { backbone: Backbone::ResNet18, structure }
}

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_to_vec().unwrap()
}

fn conv<'a>(network: &'a Network, backbone: usize, path: &str) -> &'a ConvNorm {
    let layout = BackboneLayout::for_backbone(network.id().backbone);
    let index = layout.convs().position(|conv| conv.path == path).unwrap();
    network.backbones[backbone].convs().nth(index).unwrap()
}

/// Gray: the sum over the three input channels, tap by tap.
fn summed_stem(state: &State) -> Vec<f32> {
    let kernels = state["conv1.weight"].values.chunks(3 * 49);
    kernels.flat_map(|kernel| (0..49).map(|tap| kernel[tap] + kernel[49 + tap] + kernel[98 + tap])).collect()
}

#[test]
fn every_backbone_takes_the_file_and_the_heads_do_not() {
    let (folder, state) = (Folder::new("start-taken"), resnet18());
    let checkpoint = saved_checkpoint(&folder, &state).unwrap();
    let bytes = std::fs::read(folder.0.join("checkpoint.safetensors")).unwrap();
    assert_eq!(*checkpoint.digest(), sha256(&bytes));
    let fresh = Network::new(network(Structure::FourTwo), &Device::flex());
    let heads = |network: &Network| {
        network.heads.iter().map(|head| values(head.weight.val())).collect::<Vec<Vec<f32>>>()
    };
    let fresh_heads = heads(&fresh);
    let started = checkpoint.start(fresh, &Device::flex()).unwrap();
    assert_eq!(heads(&started), fresh_heads);
    for backbone in 0..2 {
        let weight = |path: &str| values(conv(&started, backbone, path).weight.val());
        assert_eq!(weight("conv1"), summed_stem(&state));
        for whole in ["layer2.0.downsample.0", "layer3.1.conv2"] {
            assert_eq!(weight(whole), state[&format!("{whole}.weight")].values, "{whole}");
        }
        // Live taps: the lower right 2x2 of the stride-2 kernel, the center of the others.
        let kernels = state["layer4.0.conv1.weight"].values.chunks(9);
        let live: Vec<f32> =
            kernels.flat_map(|kernel| [kernel[4], kernel[5], kernel[7], kernel[8]]).collect();
        assert_eq!(weight("layer4.0.conv1"), live);
        let kernels = state["layer4.1.conv2.weight"].values.chunks(9);
        assert_eq!(weight("layer4.1.conv2"), kernels.map(|kernel| kernel[4]).collect::<Vec<f32>>());
        let norm = &conv(&started, backbone, "layer4.1.conv2").norm;
        let expected = |parameter: &str| state[&format!("layer4.1.bn2.{parameter}")].values.clone();
        assert_eq!(values(norm.gamma.val()), expected("weight"));
        assert_eq!(values(norm.beta.val()), expected("bias"));
        assert_eq!(values(norm.running_mean.value_sync()), expected("running_mean"));
        assert_eq!(values(norm.running_var.value_sync()), expected("running_var"));
        let fc = &started.backbones[backbone].fc;
        assert_eq!(values(fc.weight.val().transpose()), state["fc.weight"].values);
        assert_eq!(values(fc.bias.as_ref().unwrap().val()), state["fc.bias"].values);
    }
}

#[test]
fn other_networks_are_refused_with_what_to_give() {
    let folder = Folder::new("start-refused");
    let refusal = |state: &State| {
        let fresh = Network::new(network(Structure::Two), &Device::flex());
        format!("{:#}", saved_checkpoint(&folder, state).unwrap().start(fresh, &Device::flex()).unwrap_err())
    };
    // ResNet34 has every tensor of ResNet18 in the same shape.
    for other in [Backbone::ResNet34, Backbone::ResNet50] {
        let refused = refusal(&names_of(other));
        assert!(refused.contains(&format!("it is a checkpoint of {}", other.id())), "{refused}");
        assert!(refused.contains("--init takes torchvision's checkpoint of resnet18"), "{refused}");
    }
    let mut state = names_of(Backbone::ResNet18);
    state.insert("layer5.weight".to_owned(), state["fc.bias"].clone());
    let refused = refusal(&state);
    assert!(refused.contains("\"layer5.weight\" does not belong to a resnet18"), "{refused}");
    let mut state = resnet18();
    state.remove("layer3.1.bn2.running_var");
    let refused = refusal(&state);
    assert!(refused.contains("\"layer3.1.bn2.running_var\" is missing"), "{refused}");
    for (name, shape, expected) in [
        ("fc.weight", vec![10, 512], "expected [1000, 512]"),
        ("conv1.weight", vec![64, 4, 7, 7], "expected [64, 1, 7, 7]"),
        ("layer4.1.conv1.weight", vec![512, 512, 5, 5], "expected [512, 512, 1, 1], or [512, 512, 3, 3]"),
    ] {
        let mut state = resnet18();
        state.insert(name.to_owned(), numbers(name, &shape));
        let refused = refusal(&state);
        assert!(refused.contains(&format!("\"{name}\" has shape {shape:?}; {expected}")), "{refused}");
    }
}

#[test]
fn a_run_from_a_checkpoint_trains_all_of_it_and_goes_on_only_with_the_same_file() {
    let (folder, state, device) = (Folder::new("start-run"), resnet18(), Device::flex());
    let checkpoint = saved_checkpoint(&folder, &state).unwrap();
    let bitmap = |index: usize| Bitmap::from_pixels(std::array::from_fn(|pixel| (pixel * (index + 3)) as u8));
    let images = Images {
        bitmaps: (0..20).map(bitmap).collect(),
        labels: (0..20).map(|index| [Digit::Zero, Digit::One, Digit::Two][index % 3]).collect(),
    };
    let init = Some(checkpoint.digest().clone());
    // Without weight decay only a gradient can move a parameter.
    let usual = Config::for_recipe(Recipe::Robust, network(Structure::Two), 3);
    let config = Config { epochs: 1, batch: 9, weight_decay: 0.0, init, ..usual };
    let run = |config: &Config, checkpoint: Option<&Checkpoint>| {
        train(config, checkpoint, images.clone(), &folder.0.join("runs"), &device, &Stop::default())
    };
    let (trained, progress) = run(&config, Some(&checkpoint)).unwrap().unwrap();
    assert_eq!(progress.config.init.as_ref(), Some(checkpoint.digest()));
    // Two steps of at most the learning rate each (Adam's first steps are no larger): still near the file.
    let moved = |found: &[f32], from: &[f32]| {
        found.iter().zip(from).fold(0.0f32, |largest, (found, from)| largest.max((found - from).abs()))
    };
    let fc = trained.backbones[0].fc.weight.val().transpose();
    for (layer, moved) in [
        ("conv1", moved(&values(conv(&trained, 0, "conv1").weight.val()), &summed_stem(&state))),
        ("fc", moved(&values(fc), &state["fc.weight"].values)),
    ] {
        assert!(moved > 1e-6 && moved < 5e-3, "{layer} moved by {moved}");
    }

    let mut other = state;
    other.insert("fc.bias".to_owned(), numbers("other", &[1000]));
    let other = saved_checkpoint(&folder, &other).unwrap();
    let renamed = Config { init: Some(other.digest().clone()), ..config.clone() };
    let from_chance = Config { init: None, ..config.clone() };
    for refused in [run(&renamed, Some(&other)), run(&from_chance, None)] {
        let refused = refused.unwrap_err().to_string();
        assert!(refused.contains("other settings (init)"), "{refused}");
    }
    assert!(run(&config, Some(&other)).unwrap_err().to_string().contains("another checkpoint"));
}
