//! The weights file as a whole: a network survives the trip, and every way its tensors can be wrong has its own
//! message. What the container can be wrong about is in `tests/reader.rs`.
#![allow(clippy::unwrap_used, reason = "a test that cannot make its file fails, and says where")]

use std::collections::HashMap;

use safetensors::{Dtype, SafeTensors, tensor::TensorView};
use share_or_split::study::{Backbone, NetworkId, Structure};
use share_or_split::weights::{
    BackboneLayout, Conv, Deployed, Head, QuantizedDeployed, WeightsError, dequantize, quantize, read, write,
};

/// A whole network with small numbers; nothing here runs it.
fn network_of(id: NetworkId) -> QuantizedDeployed {
    let structure = id.structure;
    let layout = BackboneLayout::for_backbone(id.backbone);
    let conv = |shape: [usize; 4]| {
        let count = shape.iter().product::<usize>();
        let weight = (0..count).map(|index| (index % 255) as f32 - 127.0).collect();
        Conv { weight, bias: vec![0.5; shape[0]] }
    };
    let backbones =
        (0..structure.backbones()).map(|_| layout.convs().map(|layout| conv(layout.shape())).collect());
    let heads = structure.heads().iter().map(|head| {
        let (outputs, width) = (head.grouping.classes(), head.reads.len() * id.backbone.width());
        Head { weight: vec![0.25; outputs * width], bias: vec![0.0; outputs] }
    });
    quantize(&Deployed { network: id, backbones: backbones.collect(), heads: heads.collect() })
}

fn network(structure: Structure) -> QuantizedDeployed {
    network_of(NetworkId { backbone: Backbone::ResNet18, structure })
}

type Tensors = Vec<(String, Dtype, Vec<usize>, Vec<u8>)>;

/// A valid file taken apart, changed and put together again.
fn changed(change: impl FnOnce(&mut Tensors, &mut HashMap<String, String>)) -> Vec<u8> {
    let bytes = write(&network(Structure::Three), "test").unwrap();
    let (_, metadata) = SafeTensors::read_metadata(&bytes).unwrap();
    let mut metadata = metadata.metadata().clone().unwrap();
    let file = SafeTensors::deserialize(&bytes).unwrap();
    let tensor = |(name, view): (String, TensorView)| {
        (name, view.dtype(), view.shape().to_vec(), view.data().to_vec())
    };
    let mut tensors: Tensors = file.tensors().into_iter().map(tensor).collect();
    change(&mut tensors, &mut metadata);
    let views = tensors.iter().map(|(name, dtype, shape, data)| {
        (name.as_str(), TensorView::new(*dtype, shape.clone(), data).unwrap())
    });
    safetensors::serialize(views.collect::<Vec<_>>(), Some(metadata)).unwrap()
}

fn refusal(bytes: &[u8]) -> String {
    read(bytes).unwrap_err().to_string()
}

fn tensor_mut<'a>(tensors: &'a mut Tensors, name: &str) -> &'a mut (String, Dtype, Vec<usize>, Vec<u8>) {
    tensors.iter_mut().find(|(found, ..)| found == name).unwrap()
}

#[test]
fn every_structure_survives_the_trip() {
    for structure in Structure::ALL {
        let network = network(structure);
        let back = read(&write(&network, "test").unwrap()).unwrap();
        assert_eq!(back, network);
        assert_eq!(dequantize(&back).backbones.len(), structure.backbones());
    }
}

#[test]
fn the_longest_header_is_far_within_what_is_read() {
    let network = network_of(NetworkId { backbone: Backbone::ResNet50, structure: Structure::FourTwo });
    let file = write(&network, "resnet50/4_2, see manifest.json").unwrap();
    let header = u64::from_le_bytes(*file.first_chunk::<8>().unwrap());
    assert!(header < 40_000, "{header} bytes");
    assert_eq!(read(&file).unwrap(), network);
}

#[test]
fn the_same_network_gives_the_same_bytes() {
    let network = network(Structure::Three);
    let first = write(&network, "test").unwrap();
    // A hash map's order differs from one to the next in a program: four names agree by chance once in 24.
    for _ in 0..8 {
        assert!(write(&network, "test").unwrap() == first);
    }
}

#[test]
fn an_incomplete_network_is_not_written() {
    let mut incomplete = network(Structure::Three);
    incomplete.heads.pop();
    assert!(matches!(write(&incomplete, "test"), Err(WeightsError::Incomplete(_))));
    let mut incomplete = network(Structure::FourTwo);
    incomplete.backbones[1].pop();
    assert!(matches!(write(&incomplete, "test"), Err(WeightsError::Incomplete(_))));
}

#[test]
fn each_fault_has_its_own_message() {
    let whole = changed(|_, _| {});
    assert!(read(&whole).is_ok(), "the unchanged file is valid");

    let metadata = |key: &'static str, value: &'static str| {
        refusal(&changed(|_, entries| drop(entries.insert(key.to_owned(), value.to_owned()))))
    };
    assert!(metadata("format_version", "2").contains("version 2"));
    assert!(metadata("structure", "9").contains("unknown structure \"9\""));
    assert!(metadata("structure", "2").contains("head_1.weight"), "another structure's heads");
    assert!(metadata("backbone", "resnet34").contains("missing"));
    assert!(refusal(&changed(|_, entries| drop(entries.remove("backbone")))).contains("no \"backbone\""));

    let name = "backbone_1.layer1.0.conv1.weight";
    let missing = changed(|tensors, _| tensors.retain(|(found, ..)| found != name));
    assert_eq!(refusal(&missing), format!("tensor \"{name}\" is missing"));
    let extra = changed(|tensors, _| tensors.push(("more".to_owned(), Dtype::U8, vec![1], vec![0])));
    assert!(refusal(&extra).contains("\"more\" does not belong"));
    let shape = changed(|tensors, _| tensor_mut(tensors, name).2 = vec![64, 64, 9]);
    assert!(refusal(&shape).contains("[64, 64, 9] instead of [64, 64, 3, 3]"));
    let dtype = changed(|tensors, _| tensor_mut(tensors, name).1 = Dtype::U8);
    assert!(refusal(&dtype).contains("U8 instead of I8"));
    let nan = changed(|tensors, _| {
        tensor_mut(tensors, "head_2.bias").3[..4].copy_from_slice(&f32::NAN.to_le_bytes())
    });
    assert!(refusal(&nan).contains("\"head_2.bias\" holds a value that is not a finite number"));
}
