//! The operations both forms of a network are made of, on burn tensors. Parameters come in as tensors.

use burn::tensor::Tensor;
use burn::tensor::activation::relu;
use burn::tensor::module::{conv2d, max_pool2d};
use burn::tensor::ops::{ConvOptions, MaxPoolOptions};

use crate::study::HeadPlan;
use crate::weights::ConvLayout;

/// A convolution with its normalization: batch norm beside it in training, folded into it when deployed.
pub(super) trait Layer {
    /// # Shapes
    /// `[batch, I, H, W]` -> `[batch, O, H', W']`
    fn apply(&self, x: Tensor<4>) -> Tensor<4>;
}

/// A residual block: the main path with relu between its layers, plus the shortcut, then relu.
///
/// # Shapes
/// `[batch, I, H, W]` -> `[batch, O, H', W']`
pub(super) fn residual<L: Layer>(x: Tensor<4>, main: &[L], downsample: Option<&L>) -> Tensor<4> {
    let shortcut = downsample.map_or_else(|| x.clone(), |downsample| downsample.apply(x.clone()));
    let mut path = x;
    for (index, layer) in main.iter().enumerate() {
        path = layer.apply(path);
        if index + 1 < main.len() {
            path = relu(path);
        }
    }
    relu(path + shortcut)
}

/// Stem, pooling and blocks of a backbone.
///
/// # Shapes
/// `[batch, 1, 28, 28]` -> `[batch, width]`
pub(super) fn backbone<B>(
    x: Tensor<4>,
    stem: &impl Layer,
    blocks: &[B],
    run: impl Fn(&B, Tensor<4>) -> Tensor<4>,
) -> Tensor<2> {
    let pooled = pool(relu(stem.apply(x))); // [batch, 64, 7, 7]
    features(blocks.iter().fold(pooled, |x, block| run(block, x)))
}

/// What the heads of a structure say, each reading the concatenation of what it is wired to.
///
/// # Shapes
/// one `[batch, width]` per backbone -> one `[batch, classes]` per head
pub(super) fn heads<H>(
    plans: &[HeadPlan],
    outputs: &[Tensor<2>],
    heads: &[H],
    run: impl Fn(&H, Tensor<2>) -> Tensor<2>,
) -> Vec<Tensor<2>> {
    let gather = |plan: &HeadPlan| {
        let mut parts: Vec<Tensor<2>> = plan.reads.iter().map(|&index| outputs[index].clone()).collect();
        if parts.len() == 1 { parts.remove(0) } else { Tensor::cat(parts, 1) }
    };
    plans.iter().zip(heads).map(|(plan, head)| run(head, gather(plan))).collect()
}

/// Applies one convolution of a layout.
///
/// Where the kernel covers the whole map exactly (all live taps of layer4), the convolution is one matrix product of
/// the flattened image with the flattened kernel: burn then runs one large product instead of a small one per image.
///
/// # Shapes
/// - `x`: `[batch, I, H, W]`
/// - `weight`: `[O, I, k, k]`, `bias`: `[O]`
/// - result: `[batch, O, H', W']`
pub(super) fn convolve(
    x: Tensor<4>,
    weight: Tensor<4>,
    bias: Option<Tensor<1>>,
    layout: &ConvLayout,
) -> Tensor<4> {
    let [batch, inputs, height, width] = x.dims();
    let covers = layout.padding == 0 && [height, width] == [layout.kernel; 2];
    if !covers {
        let options = ConvOptions::new([layout.stride; 2], [layout.padding; 2], [1, 1], 1);
        return conv2d(x, weight, bias, options);
    }
    let taps = inputs * layout.kernel * layout.kernel;
    let kernel = weight.reshape([layout.outputs, taps]).transpose(); // [taps, O]
    let product = x.reshape([batch, taps]).matmul(kernel); // [batch, O]
    let sum = match bias {
        Some(bias) => product + bias.unsqueeze(),
        None => product,
    };
    sum.reshape([batch, layout.outputs, 1, 1])
}

/// The stem's pooling: 3x3, stride 2, padding 1.
///
/// # Shapes
/// `[batch, C, 14, 14]` -> `[batch, C, 7, 7]`
fn pool(x: Tensor<4>) -> Tensor<4> {
    max_pool2d(x, MaxPoolOptions::new([3, 3]).with_stride([2, 2]).with_padding([1, 1]))
}

/// torchvision's average pool over what is left of the map: at 28x28 that is one pixel, so only the shape changes.
///
/// # Shapes
/// `[batch, C, 1, 1]` -> `[batch, C]`
fn features(x: Tensor<4>) -> Tensor<2> {
    let [batch, channels, _, _] = x.dims();
    x.reshape([batch, channels])
}
