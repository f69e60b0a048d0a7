//! SIMD lanes: the little arithmetic that the steps need. No loads and stores by pointer, so it is safe code throughout.
//!
//! Two forms with the same names and the same results: wasm's SIMD instructions, and the crate `wide` natively. That has
//! no widening of 8 bits in wasm's form, which is in the innermost loop.

#[cfg(not(target_arch = "wasm32"))]
mod native;
#[cfg(target_arch = "wasm32")]
mod wasm;

#[cfg(not(target_arch = "wasm32"))]
pub(in crate::fused) use native::{Eight, Four, Ints, Sixteen};
#[cfg(target_arch = "wasm32")]
pub(in crate::fused) use wasm::{Eight, Four, Ints, Sixteen};

/// Two neighbouring inputs.
pub(in crate::fused) type Two = [i16; 2];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_do_not_mix() {
        let (a, b) = (Four::new([1.0, -2.0, 3.0, -4.0]), Four::splat(2.0));
        assert_eq!(a.add(b).to_array(), [3.0, 0.0, 5.0, -2.0]);
        assert_eq!(a.mul(b).to_array(), [2.0, -4.0, 6.0, -8.0]);
        assert_eq!(a.or_larger(Four::ZERO).to_array(), [1.0, 0.0, 3.0, 0.0]);
        assert_eq!(a.magnitude().to_array(), [1.0, 2.0, 3.0, 4.0]);
        let not = Four::splat(f32::NAN);
        for all in [not.or_larger(Four::ZERO), a.largest(not), not.largest(a)] {
            assert!(all.to_array().iter().all(|value| value.is_nan()));
        }
        assert_eq!(a.largest(b).to_array(), [2.0, 2.0, 3.0, 2.0]);
    }

    #[test]
    fn integers_meet_in_twos_and_keep_their_sign() {
        // Eight outputs, two inputs each.
        let weights =
            Sixteen::new([[1, 0], [0, 1], [127, -127], [-128, -128], [2, 3], [-4, 5], [6, -7], [8, 9]]);
        let two = Eight::twos([1_000, -32_767]);
        let sums =
            weights.widen().map(|eight| Ints::ZERO.add(eight.dot(two)).add(eight.dot(two)).to_floats());
        let expected = [
            [1_000.0, -32_767.0, 127.0 * 33_767.0, 128.0 * 31_767.0],
            [2_000.0 - 3.0 * 32_767.0, -4_000.0 - 5.0 * 32_767.0, 6_000.0 + 7.0 * 32_767.0, -286_903.0],
        ];
        assert_eq!(sums.map(Four::to_array), expected.map(|four| four.map(|value: f32| value * 2.0)));
    }

    #[test]
    fn floats_become_the_nearest_integers() {
        let [low, high] = [Four::new([0.4, 0.6, -0.4, -0.6]), Four::new([32_767.0, -32_767.0, 1.4, 2.5])];
        assert_eq!(Four::to_integers(low, high), [[0, 1], [0, -1], [32_767, -32_767], [1, 2]]);
    }
}
