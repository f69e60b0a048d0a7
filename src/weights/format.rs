//! The weights file: standard safetensors holding one deployed network, checked to the last tensor when read.
//!
//! Names: `backbone_<1|2>.<torchvision path>.weight` (int8 `[O, I, H, W]`), `….weight.scale` and `….bias` (f32 `[O]`),
//! `head_<1|2>.weight` (f32 `[n_out, width]`), `head_<1|2>.bias`. A file with less, more or other tensors is refused.

use std::collections::{BTreeMap, HashMap};

use safetensors::{Dtype, tensor::TensorView};

use super::container::{Container, RawTensor};
use super::{BackboneLayout, ConvLayout, Head, QuantizedConv, QuantizedDeployed, WeightsError};
use crate::study::{NetworkId, Structure};

/// Version of the format written and read here.
pub const FORMAT_VERSION: u32 = 1;

const KEY_VERSION: &str = "format_version";
const KEY_BACKBONE: &str = "backbone";
const KEY_STRUCTURE: &str = "structure";
const KEY_RUN: &str = "training_run";

/// Reads a weights file.
///
/// What is allocated is bounded by the file: the network's own numbers, and a small multiple of the header.
///
/// # Errors
/// Returns a [`WeightsError`] naming the first thing that is not as the format says.
pub fn read(bytes: &[u8]) -> Result<QuantizedDeployed, WeightsError> {
    let Container { metadata, tensors } = Container::open(bytes)?;
    let entry = |key: &'static str| metadata.get(key).ok_or(WeightsError::MissingMetadata(key));
    let version = entry(KEY_VERSION)?;
    if *version != FORMAT_VERSION.to_string() {
        return Err(WeightsError::Version { found: version.clone(), expected: FORMAT_VERSION });
    }
    let network =
        NetworkId { backbone: entry(KEY_BACKBONE)?.parse()?, structure: entry(KEY_STRUCTURE)?.parse()? };

    let mut reader = TensorReader { unread: tensors };
    let layout = BackboneLayout::for_backbone(network.backbone);
    let mut backbones = Vec::new();
    for index in 0..network.structure.backbones() {
        let convs = layout.convs().map(|conv| reader.conv(index, conv));
        backbones.push(convs.collect::<Result<Vec<_>, _>>()?);
    }
    let heads = head_shapes(network).into_iter().enumerate();
    let heads = heads.map(|(index, shape)| reader.head(index, shape)).collect::<Result<Vec<_>, _>>()?;
    match reader.unread.pop_first() {
        Some((name, _)) => Err(WeightsError::ExtraTensor(name)),
        None => Ok(QuantizedDeployed { network, backbones, heads }),
    }
}

/// Writes a weights file. `training_run` names the run the weights come from.
///
/// # Errors
/// Returns [`WeightsError::Incomplete`] when the tensors are not those of the network it claims to be.
pub fn write(deployed: &QuantizedDeployed, training_run: &str) -> Result<Vec<u8>, WeightsError> {
    let network = deployed.network;
    let incomplete = || WeightsError::Incomplete(network.to_string());
    let layout = BackboneLayout::for_backbone(network.backbone);
    let mut tensors: Vec<(String, Dtype, Vec<usize>, Vec<u8>)> = Vec::new();
    for (index, convs) in deployed.backbones.iter().enumerate() {
        for (conv, layout) in convs.iter().zip(layout.convs()) {
            let names = ConvNames::new(index, layout);
            let values = bytemuck::cast_slice(&conv.values).to_vec();
            tensors.push((names.weight, Dtype::I8, layout.shape().to_vec(), values));
            tensors.push((names.scale, Dtype::F32, vec![layout.outputs], float_bytes(&conv.scales)));
            tensors.push((names.bias, Dtype::F32, vec![layout.outputs], float_bytes(&conv.bias)));
        }
    }
    for (index, (head, [outputs, width])) in deployed.heads.iter().zip(head_shapes(network)).enumerate() {
        let [weight, bias] = head_names(index);
        tensors.push((weight, Dtype::F32, vec![outputs, width], float_bytes(&head.weight)));
        tensors.push((bias, Dtype::F32, vec![outputs], float_bytes(&head.bias)));
    }
    let views = tensors.iter().map(|(name, dtype, shape, bytes)| {
        let view = TensorView::new(*dtype, shape.clone(), bytes).map_err(|_| incomplete())?;
        Ok((name.as_str(), view))
    });
    let views = views.collect::<Result<Vec<_>, WeightsError>>()?;
    let metadata = HashMap::from([
        (KEY_VERSION.to_owned(), FORMAT_VERSION.to_string()),
        (KEY_BACKBONE.to_owned(), network.backbone.id().to_owned()),
        (KEY_STRUCTURE.to_owned(), network.structure.id().to_owned()),
        (KEY_RUN.to_owned(), training_run.to_owned()),
    ]);
    let bytes = safetensors::serialize(views, Some(metadata)).map_err(WeightsError::Unwritable)?;
    let bytes = in_fixed_order(bytes);
    // What cannot be read back is not written: a missing convolution or head shows here.
    read(&bytes).map_err(|_| incomplete())?;
    Ok(bytes)
}

/// The same file with its header's names in alphabetical order. The library writes the metadata in the order of a hash
/// map, which differs from run to run: the same network would have another digest every time it is published, and the
/// manifest, the committed file and the reader's cache go by the digest.
fn in_fixed_order(mut file: Vec<u8>) -> Vec<u8> {
    let Some((length, rest)) = file.split_first_chunk_mut::<8>() else { return file };
    let length = usize::try_from(u64::from_le_bytes(*length)).unwrap_or(usize::MAX);
    let header = rest.get_mut(..length).unwrap_or_default();
    if let Ok(ordered) = serde_json::from_slice::<serde_json::Value>(header) {
        let ordered = ordered.to_string();
        // Only the order changed, so the length did not; the padding behind it stays.
        if let Some(start) = header.get_mut(..ordered.len()) {
            start.copy_from_slice(ordered.as_bytes());
        }
    }
    file
}

/// Shape `[n_out, width]` of each head of a network.
fn head_shapes(network: NetworkId) -> Vec<[usize; 2]> {
    let width = network.backbone.width();
    let heads = Structure::heads(network.structure).iter();
    heads.map(|head| [head.grouping.classes(), head.reads.len() * width]).collect()
}

/// The three names of a convolution's tensors.
struct ConvNames {
    weight: String,
    scale: String,
    bias: String,
}

impl ConvNames {
    fn new(backbone: usize, conv: &ConvLayout) -> Self {
        let stem = format!("backbone_{}.{}", backbone + 1, conv.path);
        Self {
            weight: format!("{stem}.weight"),
            scale: format!("{stem}.weight.scale"),
            bias: format!("{stem}.bias"),
        }
    }
}

fn head_names(head: usize) -> [String; 2] {
    ["weight", "bias"].map(|part| format!("head_{}.{part}", head + 1))
}

/// Takes tensors out of a file by name, each checked; what is left does not belong to the network.
struct TensorReader<'a> {
    unread: BTreeMap<String, RawTensor<'a>>,
}

impl<'a> TensorReader<'a> {
    fn conv(&mut self, backbone: usize, layout: &ConvLayout) -> Result<QuantizedConv, WeightsError> {
        let names = ConvNames::new(backbone, layout);
        let values = self.bytes(&names.weight, Dtype::I8, &layout.shape())?;
        let values = bytemuck::cast_slice(values).to_vec();
        let scales = self.floats(&names.scale, &[layout.outputs])?;
        let bias = self.floats(&names.bias, &[layout.outputs])?;
        Ok(QuantizedConv { values, scales, bias })
    }

    fn head(&mut self, head: usize, [outputs, width]: [usize; 2]) -> Result<Head, WeightsError> {
        let [weight, bias] = head_names(head);
        Ok(Head { weight: self.floats(&weight, &[outputs, width])?, bias: self.floats(&bias, &[outputs])? })
    }

    fn floats(&mut self, name: &str, shape: &[usize]) -> Result<Vec<f32>, WeightsError> {
        let bytes = self.bytes(name, Dtype::F32, shape)?;
        // Copies: a tensor may be unaligned in its file.
        let floats: Vec<f32> = bytemuck::pod_collect_to_vec(bytes);
        if floats.iter().all(|value| value.is_finite()) {
            Ok(floats)
        } else {
            Err(WeightsError::NotFinite(name.to_owned()))
        }
    }

    fn bytes(&mut self, name: &str, dtype: Dtype, shape: &[usize]) -> Result<&'a [u8], WeightsError> {
        let missing = || WeightsError::MissingTensor(name.to_owned());
        let tensor = self.unread.remove(name).ok_or_else(missing)?;
        if tensor.dtype != dtype {
            let expected = if dtype == Dtype::I8 { "I8" } else { "F32" };
            let found = format!("{:?}", tensor.dtype);
            return Err(WeightsError::Dtype { name: name.to_owned(), found, expected });
        }
        if tensor.shape != shape {
            let (found, expected) = (tensor.shape, shape.to_vec());
            return Err(WeightsError::Shape { name: name.to_owned(), found, expected });
        }
        Ok(tensor.data)
    }
}

fn float_bytes(floats: &[f32]) -> Vec<u8> {
    bytemuck::cast_slice(floats).to_vec()
}
