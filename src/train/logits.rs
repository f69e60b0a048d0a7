//! Bitmaps into tensors and logits out of them.

use anyhow::{Result, anyhow};
use burn::tensor::{Device, Tensor, TensorData};

use crate::image::{Bitmap, input};

/// `logits[image][head][class]`
pub(crate) type Logits = Vec<Vec<Vec<f32>>>;

/// Images per forward outside of training: bounds memory, changes nothing else.
const BATCH: usize = 256;

/// Logits of any number of images, computed batch by batch.
pub(super) fn logits_by_image(
    bitmaps: &[Bitmap],
    device: &Device,
    mut forward: impl FnMut(&Tensor<4>) -> Vec<Tensor<2>>,
) -> Result<Logits> {
    let batches = bitmaps.chunks(BATCH).map(|batch| by_image(forward(&input_tensor(batch, device))));
    Ok(batches.collect::<Result<Vec<_>>>()?.concat())
}

/// Normalized images as a tensor.
///
/// # Shapes
/// `batch` bitmaps -> `[batch, 1, 28, 28]`
pub(super) fn input_tensor(bitmaps: &[Bitmap], device: &Device) -> Tensor<4> {
    let values: Vec<f32> = bitmaps.iter().flat_map(input::normalized).collect();
    Tensor::from_data(TensorData::new(values, [bitmaps.len(), 1, Bitmap::SIDE, Bitmap::SIDE]), device)
}

/// From a tensor `[batch, classes]` for each head to the logits of each image.
fn by_image(heads: Vec<Tensor<2>>) -> Result<Logits> {
    let mut images: Logits = Vec::new();
    for head in heads {
        let [batch, classes] = head.dims();
        images.resize(batch, Vec::new());
        let values = head.into_data().try_to_vec::<f32>().map_err(|error| anyhow!("{error:?}"))?;
        for (image, logits) in images.iter_mut().zip(values.chunks(classes)) {
            image.push(logits.to_vec());
        }
    }
    Ok(images)
}
