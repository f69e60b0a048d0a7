//! Four numbers at once: the little arithmetic that the steps need. Refuses pointers, so it is safe code throughout.
//!
//! Two forms with the same names and the same results: wasm's SIMD instructions, and plain arrays that a native
//! compiler turns into its own.

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod portable;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod wasm;

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
pub(super) use portable::{Four, Sixteen};
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub(super) use wasm::{Four, Sixteen};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixteen_bytes_widen_in_order_and_with_their_sign() {
        let bytes: [[i8; 4]; 4] = [[0, -1, 2, -3], [127, -127, 126, -128], [5, 6, 7, 8], [-9, 10, -11, 12]];
        let unit = Four::splat(Sixteen::UNIT);
        let widened = Sixteen::new(bytes).widen().map(|four| four.mul(unit).to_array());
        assert_eq!(widened, bytes.map(|four| four.map(f32::from)));
    }

    #[test]
    fn lanes_do_not_mix() {
        let (a, b) = (Four::new([1.0, -2.0, 3.0, -4.0]), Four::splat(2.0));
        assert_eq!(a.add(b).to_array(), [3.0, 0.0, 5.0, -2.0]);
        assert_eq!(a.mul(b).to_array(), [2.0, -4.0, 6.0, -8.0]);
        assert_eq!(a.or_larger(Four::ZERO).to_array(), [1.0, 0.0, 3.0, 0.0]);
        assert!(Four::splat(f32::NAN).or_larger(Four::ZERO).to_array().iter().all(|value| value.is_nan()));
    }
}
