//! A torch state dict put into a network: torchvision's names, full or live taps in layer4.
//!
//! Refuses files: the caller brings a function from name to tensor.

use burn::module::{Param, RunningState};
use burn::nn::Linear;
use burn::tensor::{Device, Tensor, TensorData};

use super::{ConvNorm, Network, resnet::FC_OUTPUTS};
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
    let source = Source { device, state: &state };
    let (width, plans) = (network.id().backbone.width(), network.id().structure.heads());
    for (index, backbone) in network.backbones.iter_mut().enumerate() {
        let prefix = format!("backbone_{}", index + 1);
        for conv in backbone.convs_mut() {
            source.conv(conv, &prefix)?;
        }
        source.linear(&mut backbone.fc, &format!("{prefix}.fc"), [FC_OUTPUTS, width])?;
    }
    for (index, (head, plan)) in network.heads.iter_mut().zip(plans).enumerate() {
        let shape = [plan.grouping.classes(), plan.reads.len() * FC_OUTPUTS];
        source.linear(head, &format!("head_{}", index + 1), shape)?;
    }
    Ok(network)
}

struct Source<'a> {
    device: &'a Device,
    state: &'a dyn Fn(&str) -> Option<StateTensor>,
}

impl Source<'_> {
    fn conv(&self, conv: &mut ConvNorm, prefix: &str) -> Result<(), RecordError> {
        let layout = conv.layout.clone();
        let name = format!("{prefix}.{}.weight", layout.path);
        let live = live_taps(&name, self.find(&name)?, &layout)?;
        conv.weight = Param::from_data(TensorData::new(live, layout.shape()), self.device);
        let norm = format!("{prefix}.{}", layout.norm_path());
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
    // Only the 3x3 kernels of layer4 are cut; its 1x1 kernels have conv1, conv3 or downsample in their names and
    // would have been refused by shape in any checkpoint torchvision wrote.
    if layout.padding != 0 || kernel > 2 || !fits(whole) {
        let expected = format!("{:?}, or {whole:?} in layer4", layout.shape());
        return Err(RecordError::Shape { name: name.to_owned(), found: tensor.shape, expected });
    }
    // Padding 1: tap 1 is the first that lies on the map; a 2x2 map is reached by taps 1 and 2, a 1x1 map by tap 1.
    let live = |tap: usize| (1..=kernel).contains(&(tap / 3)) && (1..=kernel).contains(&(tap % 3));
    let taps = tensor.values.chunks(9).flat_map(|taps| taps.iter().enumerate().filter(|(tap, _)| live(*tap)));
    Ok(taps.map(|(_, &value)| value).collect())
}
