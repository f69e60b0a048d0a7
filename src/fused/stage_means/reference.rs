//! The scalar reference: f64 sums, for the tests; not optimized.

/// The mean of each pixel's channels.
///
/// # Shapes
/// `map`: `[pixels, channels]` -> `[pixels]`
pub(crate) fn reference(map: &[f32], pixels: usize) -> Vec<f32> {
    let channels = map.len() / pixels;
    let mean = |pixel: &[f32]| pixel.iter().map(|&value| f64::from(value)).sum::<f64>() / channels as f64;
    map.chunks(channels).map(|pixel| mean(pixel) as f32).collect()
}
