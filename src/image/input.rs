//! From bytes to the numbers a network takes. The only home of the normalization.

use super::Bitmap;

/// Mean subtracted from a pixel in 0..=1, as in the study.
const MEAN: f32 = 0.5;

/// Standard deviation a pixel is divided by after that, as in the study.
const STD: f32 = 0.5;

/// A network's input: a normalized bitmap.
///
/// # Shapes
/// `[784]`, to be read as `[1, 1, 28, 28]`.
pub type Pixels = [f32; Bitmap::PIXELS];

/// The network's input for a bitmap: background -1, full ink 1.
#[must_use]
pub fn normalized(bitmap: &Bitmap) -> Pixels {
    bitmap.pixels().map(|pixel| (f32::from(pixel) / 255.0 - MEAN) / STD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn background_is_minus_one_and_full_ink_is_one() {
        let mut pixels = [0; Bitmap::PIXELS];
        (pixels[1], pixels[2]) = (255, 51);
        let input = normalized(&Bitmap::from_pixels(pixels));
        assert_eq!(input[..2], [-1.0, 1.0]);
        assert!((input[2] + 0.6).abs() < 1e-6); // 51 / 255 = 0.2
    }
}
