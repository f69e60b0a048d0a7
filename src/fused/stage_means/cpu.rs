//! The mean over the channels on the CPU: a thousandth of the step before it.

/// The mean of each pixel's channels; its scalar reference is [`reference`](super::reference()).
///
/// # Shapes
/// `map`: `[pixels, channels]`; `means`: `[pixels]`
pub(in crate::fused) fn forward(map: &[f32], channels: usize, means: &mut [f32]) {
    for (mean, pixel) in means.iter_mut().zip(map.chunks(channels)) {
        *mean = pixel.iter().sum::<f32>() / channels as f32;
    }
}
