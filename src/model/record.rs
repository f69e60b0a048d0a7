//! A torch state dict put into a network: torchvision's names, full or live taps in layer4.
//!
//! The caller brings a function from name to tensor.

use burn::module::{Param, RunningState};
use burn::nn::Linear;
use burn::tensor::{Device, Tensor, TensorData};

use super::{ConvNorm, Network, ResNet, resnet::FC_OUTPUTS};
use crate::weights::ConvLayout;

/// A tensor of a state dict: shape and values in row-major order.
#[derive(Debug, Clone, PartialEq)]
pub struct StateTensor {
    /// Shape as torch gives it.
    pub shape: Vec<usize>,
    /// Values in row-major order.
    pub values: Vec<f32>,
}

/// A state dict does not fit the network.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// A tensor is not there.
    #[error("tensor \"{0}\" is missing")]
    Missing(String),
    /// A tensor has a shape that cannot be taken.
    #[error("tensor \"{name}\" has shape {found:?}; expected {expected}")]
    Shape {
        /// Name in the state dict.
        name: String,
        /// Its shape.
        found: Vec<usize>,
        /// What could be taken.
        expected: String,
    },
}

/// Puts a state dict into a network: `backbone_<1|2>.<torchvision name>` and `head_<1|2>.<weight|bias>`.
///
/// A 3x3 kernel of layer4 may come whole: its live taps are cut out, the others only ever touch padding.
///
/// # Errors
/// Names the first tensor that is missing or has another shape.
pub fn load_state(
    mut network: Network,
    device: &Device,
    state: impl Fn(&str) -> Option<StateTensor>,
) -> Result<Network, RecordError> {
    let source = TensorSource { device, state: &state };
    let (width, plans) = (network.id().backbone.width(), network.id().structure.heads());
    for (index, backbone) in network.backbones.iter_mut().enumerate() {
        source.backbone(backbone, &format!("backbone_{}.", index + 1), width)?;
    }
    for (index, (head, plan)) in network.heads.iter_mut().zip(plans).enumerate() {
        let shape = [plan.grouping.classes(), plan.reads.len() * FC_OUTPUTS];
        source.linear(head, &format!("head_{}", index + 1), shape)?;
    }
    Ok(network)
}

/// Starts every backbone of a network from one torchvision state dict, `conv1.weight` to `fc.bias`; the heads stay.
///
/// A `conv1` with three input channels is summed over them: what it says of a gray image given to all three. A 3x3
/// kernel of layer4 may come whole, as in [`load_state`].
///
/// # Errors
/// Names the first tensor that is missing or has another shape.
pub fn load_backbones(
    mut network: Network,
    device: &Device,
    state: impl Fn(&str) -> Option<StateTensor>,
) -> Result<Network, RecordError> {
    let one_channel = |name: &str| {
        let tensor = state(name)?;
        Some(if name == "conv1.weight" { gray(tensor) } else { tensor })
    };
    let source = TensorSource { device, state: &one_channel };
    let width = network.id().backbone.width();
    for backbone in &mut network.backbones {
        source.backbone(backbone, "", width)?;
    }
    Ok(network)
}

/// A kernel `[O, 3, H, W]` as `[O, 1, H, W]`, summed over its input channels; any other tensor as it is.
fn gray(tensor: StateTensor) -> StateTensor {
    let [outputs, 3, height, width] = tensor.shape[..] else { return tensor };
    let taps = height * width;
    if taps == 0 || tensor.values.len() != outputs * 3 * taps {
        return tensor;
    }
    let kernels = tensor.values.chunks(3 * taps);
    let sum = |kernel: &[f32], tap: usize| kernel[tap] + kernel[taps + tap] + kernel[2 * taps + tap];
    let values = kernels.flat_map(|kernel| (0..taps).map(move |tap| sum(kernel, tap))).collect();
    StateTensor { shape: vec![outputs, 1, height, width], values }
}

struct TensorSource<'a> {
    device: &'a Device,
    state: &'a dyn Fn(&str) -> Option<StateTensor>,
}

impl TensorSource<'_> {
    fn backbone(&self, backbone: &mut ResNet, prefix: &str, width: usize) -> Result<(), RecordError> {
        for conv in backbone.convs_mut() {
            self.conv(conv, prefix)?;
        }
        self.linear(&mut backbone.fc, &format!("{prefix}fc"), [FC_OUTPUTS, width])
    }

    fn conv(&self, conv: &mut ConvNorm, prefix: &str) -> Result<(), RecordError> {
        let layout = conv.layout.clone();
        let name = format!("{prefix}{}.weight", layout.path);
        let live = live_taps(&name, self.find(&name)?, &layout)?;
        conv.weight = Param::from_data(TensorData::new(live, layout.shape()), self.device);
        let norm = format!("{prefix}{}", layout.norm_path());
        let vector = |part: &str| self.vector(&format!("{norm}.{part}"), layout.outputs);
        conv.norm.gamma = Param::from_tensor(vector("weight")?);
        conv.norm.beta = Param::from_tensor(vector("bias")?);
        conv.norm.running_mean = RunningState::new(vector("running_mean")?);
        conv.norm.running_var = RunningState::new(vector("running_var")?);
        Ok(())
    }

    /// torch keeps `[outputs, inputs]`, burn `[inputs, outputs]`.
    fn linear(
        &self,
        linear: &mut Linear,
        name: &str,
        [outputs, inputs]: [usize; 2],
    ) -> Result<(), RecordError> {
        let weight = format!("{name}.weight");
        let values = self.exact(&weight, &[outputs, inputs])?;
        let weight: Tensor<2> = Tensor::from_data(TensorData::new(values, [outputs, inputs]), self.device);
        linear.weight = Param::from_tensor(weight.transpose());
        linear.bias = Some(Param::from_tensor(self.vector(&format!("{name}.bias"), outputs)?));
        Ok(())
    }

    fn vector(&self, name: &str, length: usize) -> Result<Tensor<1>, RecordError> {
        Ok(Tensor::from_data(TensorData::new(self.exact(name, &[length])?, [length]), self.device))
    }

    fn exact(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, RecordError> {
        let tensor = self.find(name)?;
        if tensor.shape == shape && tensor.values.len() == shape.iter().product::<usize>() {
            return Ok(tensor.values);
        }
        Err(RecordError::Shape { name: name.to_owned(), found: tensor.shape, expected: format!("{shape:?}") })
    }

    fn find(&self, name: &str) -> Result<StateTensor, RecordError> {
        (self.state)(name).ok_or_else(|| RecordError::Missing(name.to_owned()))
    }
}

/// The taps of a kernel that can touch the map: all of them, or those of a whole 3x3 kernel that lie on it.
fn live_taps(name: &str, tensor: StateTensor, layout: &ConvLayout) -> Result<Vec<f32>, RecordError> {
    let [outputs, inputs, kernel, _] = layout.shape();
    let whole = [outputs, inputs, 3, 3];
    let fits =
        |shape: [usize; 4]| tensor.shape == shape && tensor.values.len() == shape.iter().product::<usize>();
    if fits(layout.shape()) {
        return Ok(tensor.values);
    }
    let cut = layout.padding == 0 && kernel <= 2;
    // Only the 3x3 kernels of layer4 are cut; its 1x1 kernels have conv1, conv3 or downsample in their names and
    // would have been refused by shape in any checkpoint torchvision wrote.
    if !cut || !fits(whole) {
        let or_whole = if cut { format!(", or {whole:?} in layer4") } else { String::new() };
        let expected = format!("{:?}{or_whole}", layout.shape());
        return Err(RecordError::Shape { name: name.to_owned(), found: tensor.shape, expected });
    }
    // Padding 1: tap 1 is the first that lies on the map; a 2x2 map is reached by taps 1 and 2, a 1x1 map by tap 1.
    let live = |tap: usize| (1..=kernel).contains(&(tap / 3)) && (1..=kernel).contains(&(tap % 3));
    let taps = tensor.values.chunks(9).flat_map(|taps| taps.iter().enumerate().filter(|(tap, _)| live(*tap)));
    Ok(taps.map(|(_, &value)| value).collect())
}
