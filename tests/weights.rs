//! The weights file as a whole: a network survives the trip, and every way a file can be wrong has its own message.
#![allow(clippy::unwrap_used, reason = "a test that cannot make its file fails, and says where")]

use std::collections::HashMap;

use proptest::prelude::*;
use safetensors::{Dtype, SafeTensors, tensor::TensorView};
use share_or_split::study::{Backbone, NetworkId, Structure};
use share_or_split::weights::{
    BackboneLayout, Conv, Deployed, Head, QuantizedDeployed, WeightsError, dequantize, quantize, read, write,
};

/// A whole ResNet18 of structure 3 with small numbers; nothing here runs it.
fn network(structure: Structure) -> QuantizedDeployed {
    let id = NetworkId { backbone: Backbone::ResNet18, structure };
    let layout = BackboneLayout::of(id.backbone);
    let conv = |shape: [usize; 4]| {
        let count = shape.iter().product::<usize>();
        let weight = (0..count).map(|index| (index % 255) as f32 - 127.0).collect();
        Conv { weight, bias: vec![0.5; shape[0]] }
    };
    let backbones =
        (0..structure.backbones()).map(|_| layout.convs().map(|place| conv(place.shape())).collect());
    let heads = structure.heads().iter().map(|head| {
        let (outputs, width) = (head.grouping.classes(), head.reads.len() * id.backbone.width());
        Head { weight: vec![0.25; outputs * width], bias: vec![0.0; outputs] }
    });
    quantize(&Deployed { network: id, backbones: backbones.collect(), heads: heads.collect() })
}

type Parts = Vec<(String, Dtype, Vec<usize>, Vec<u8>)>;

/// A valid file taken apart, changed and put together again.
fn changed(change: impl FnOnce(&mut Parts, &mut HashMap<String, String>)) -> Vec<u8> {
    let bytes = write(&network(Structure::Three), "test").unwrap();
    let (_, metadata) = SafeTensors::read_metadata(&bytes).unwrap();
    let mut metadata = metadata.metadata().clone().unwrap();
    let file = SafeTensors::deserialize(&bytes).unwrap();
    let part = |(name, view): (String, TensorView)| {
        (name, view.dtype(), view.shape().to_vec(), view.data().to_vec())
    };
    let mut parts: Parts = file.tensors().into_iter().map(part).collect();
    change(&mut parts, &mut metadata);
    let views = parts.iter().map(|(name, dtype, shape, data)| {
        (name.as_str(), TensorView::new(*dtype, shape.clone(), data).unwrap())
    });
    safetensors::serialize(views.collect::<Vec<_>>(), Some(metadata)).unwrap()
}

fn refusal(bytes: &[u8]) -> String {
    read(bytes).unwrap_err().to_string()
}

fn part<'a>(parts: &'a mut Parts, name: &str) -> &'a mut (String, Dtype, Vec<usize>, Vec<u8>) {
    parts.iter_mut().find(|(found, ..)| found == name).unwrap()
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
    assert!(refusal(b"<!DOCTYPE html>").contains("not a complete safetensors"));
    assert!(refusal(&whole[..whole.len() - 1]).contains("not a complete safetensors"), "truncated");
    assert!(refusal(&[]).contains("not a complete safetensors"));

    let metadata = |key: &'static str, value: &'static str| {
        refusal(&changed(|_, entries| drop(entries.insert(key.to_owned(), value.to_owned()))))
    };
    assert!(metadata("format_version", "2").contains("version 2"));
    assert!(metadata("structure", "9").contains("unknown structure \"9\""));
    assert!(metadata("structure", "2").contains("head_1.weight"), "another structure's heads");
    assert!(metadata("backbone", "resnet34").contains("missing"));
    assert!(refusal(&changed(|_, entries| drop(entries.remove("backbone")))).contains("no \"backbone\""));

    let name = "backbone_1.layer1.0.conv1.weight";
    let missing = changed(|parts, _| parts.retain(|(found, ..)| found != name));
    assert_eq!(refusal(&missing), format!("tensor \"{name}\" is missing"));
    let extra = changed(|parts, _| parts.push(("more".to_owned(), Dtype::U8, vec![1], vec![0])));
    assert!(refusal(&extra).contains("\"more\" does not belong"));
    let shape = changed(|parts, _| part(parts, name).2 = vec![64, 64, 9]);
    assert!(refusal(&shape).contains("[64, 64, 9] instead of [64, 64, 3, 3]"));
    let dtype = changed(|parts, _| part(parts, name).1 = Dtype::U8);
    assert!(refusal(&dtype).contains("U8 instead of I8"));
    let nan = changed(|parts, _| part(parts, "head_2.bias").3[..4].copy_from_slice(&f32::NAN.to_le_bytes()));
    assert!(refusal(&nan).contains("\"head_2.bias\" holds a value that is not a finite number"));
}

#[test]
fn a_header_that_promises_too_much_is_refused_without_reading_on() {
    let header = |json: &str| [&(json.len() as u64).to_le_bytes()[..], json.as_bytes()].concat();
    let huge =
        format!("{{\"a\":{{\"dtype\":\"F32\",\"shape\":[{0},{0}],\"data_offsets\":[0,4]}}}}", u64::MAX);
    assert!(read(&header(&huge)).is_err(), "a size that overflows");
    assert!(read(&header(r#"{"a":{"dtype":"I8","shape":[9],"data_offsets":[4,13]}}"#)).is_err(), "a hole");
    assert!(read(&u64::MAX.to_le_bytes()).is_err(), "a header longer than memory");
}

proptest! {
    #[test]
    fn arbitrary_bytes_are_refused_and_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        prop_assert!(read(&bytes).is_err());
    }

    #[test]
    fn an_arbitrary_header_is_refused_and_never_panics(json in "\\{(\"[a-z_0-9.]{0,9}\":[0-9\\[\\]{},\":a-zA-Z]{0,40},?){0,4}\\}") {
        let file = [&(json.len() as u64).to_le_bytes()[..], json.as_bytes(), &[0; 64]].concat();
        prop_assert!(read(&file).is_err());
    }
}
