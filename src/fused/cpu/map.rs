//! What lies between two steps: floats, and beside them the integers that the kernel reads. Channels come
//! in multiples of eight.

use super::kernel::TWO;
use super::lanes::{Four, Two};

/// The largest integer that an activation becomes.
const LARGEST: f32 = i16::MAX as f32;

/// Maps of some images: pixels of some channels each.
#[derive(Debug, Default)]
pub(in crate::fused) struct Map {
    /// `[pixel][channel]`, the pixels counting on over the images.
    pub(in crate::fused) numbers: Vec<f32>,
    /// The same as integers, two channels at a time.
    pub(in crate::fused) integers: Vec<Two>,
    /// What an integer is worth, for each pixel.
    pub(in crate::fused) units: Vec<f32>,
}

impl Map {
    /// Makes room for that many numbers and pixels.
    pub(in crate::fused) fn grow(&mut self, numbers: usize, pixels: usize) {
        if self.numbers.len() < numbers {
            self.numbers.resize(numbers, 0.0);
            self.integers.resize(numbers / TWO, Two::default());
        }
        if self.units.len() < pixels {
            self.units.resize(pixels, 0.0);
        }
    }

    /// Makes the integers of the first pixels.
    pub(in crate::fused) fn quantize(&mut self, pixels: usize, channels: usize) {
        let Self { numbers, integers, units } = self;
        let maps = numbers.chunks(channels).zip(integers.chunks_mut(channels / TWO));
        for ((numbers, integers), unit) in maps.zip(&mut units[..pixels]) {
            *unit = quantize(numbers, integers);
        }
    }
}

/// Smaller ones are nothing beside what a bias adds, and their scale would be infinite.
const SMALLEST: f32 = 1e-30;

/// Makes integers of floats, the largest magnitude becoming [`LARGEST`]; what an integer is worth, not a number where one
/// of the floats is not finite.
pub(in crate::fused) fn quantize(numbers: &[f32], integers: &mut [Two]) -> f32 {
    let (eights, _) = numbers.as_chunks::<8>();
    let fours = |eight: &[f32; 8]| {
        let (fours, _) = eight.as_chunks::<4>();
        [Four::new(fours[0]), Four::new(fours[1])]
    };
    let largest = eights.iter().fold(Four::ZERO, |largest, eight| {
        let [low, high] = fours(eight).map(Four::magnitude);
        largest.largest(low).largest(high)
    });
    let larger = |a: f32, b: f32| if a > b || a.is_nan() { a } else { b };
    let largest = largest.to_array().into_iter().fold(SMALLEST, larger);
    let scale = Four::splat(LARGEST / largest);
    for (eight, integers) in eights.iter().zip(integers.as_chunks_mut::<4>().0) {
        let [low, high] = fours(eight).map(|four| four.mul(scale));
        *integers = Four::to_integers(low, high);
    }
    if largest.is_finite() { largest / LARGEST } else { f32::NAN }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_number_becomes_the_largest_integer_in_each_pixel() {
        let mut map = Map::default();
        map.grow(16, 2);
        map.numbers = vec![0.0, 1.0, 0.5, -0.25, 0.0, 0.0, 0.0, 0.0, 3.0, -6.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
        map.quantize(2, 8);
        assert_eq!(map.integers[..2], [[0, 32_767], [16_384, -8_192]], "halves go to the even one");
        assert_eq!(map.integers[4], [16_384, -32_767]);
        assert_eq!(map.units, [1.0 / 32_767.0, 6.0 / 32_767.0]);
    }

    #[test]
    fn zeros_stay_zeros_and_what_is_not_finite_is_not_lost() {
        let mut integers = [[7; 2]; 4];
        assert!(quantize(&[0.0; 8], &mut integers).is_finite());
        assert_eq!(integers, [[0; 2]; 4]);
        for bad in [f32::NAN, f32::INFINITY] {
            for index in 0..8 {
                let mut numbers = [1.0; 8];
                numbers[index] = bad;
                assert!(quantize(&numbers, &mut integers).is_nan());
            }
        }
    }
}
