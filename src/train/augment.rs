//! Digits as other hands would have drawn them: shifted, turned, scaled, slanted, thicker or thinner.
//!
//! Data augmentation. The ranges are small, so that no change turns one digit into another.

use rand::Rng;

use crate::image::Bitmap;

const SIDE: usize = Bitmap::SIDE;

/// Largest shift in pixels. Preprocessing centers by whole pixels, so what is left is small.
const SHIFT: f32 = 1.5;
/// Largest turn, 18 degrees.
const TURN: f32 = 0.31;
/// Scale of each axis, as a factor around 1: up to 12 % wider or narrower than MNIST's 20 px box makes it.
const SCALE: f32 = 0.12;
/// Largest slant: a 20 px tall stroke leans 5 px.
const SHEAR: f32 = 0.25;
/// How far a stroke moves towards its dilated (or eroded) self, one pixel to each side being 1.
const THICKER: f32 = 0.9;
const THINNER: f32 = 0.6;

/// The ranges, for the notes of a run.
pub(super) fn ranges() -> serde_json::Value {
    // As written above, without the digits that f32 adds in f64.
    let plain = |range: f32| (f64::from(range) * 1e4).round() / 1e4;
    serde_json::json!({
        "shift_px": plain(SHIFT),
        "turn_radians": plain(TURN),
        "scale": plain(SCALE),
        "shear": plain(SHEAR),
        "thicker": plain(THICKER),
        "thinner": plain(THINNER),
    })
}

/// One varied copy of an image.
pub(super) fn varied(bitmap: &Bitmap, rng: &mut impl Rng) -> Bitmap {
    let stroked = thickness(bitmap.pixels(), rng.random_range(-THINNER..THICKER));
    Bitmap::from_pixels(warp(&stroked, &Warp::random(rng)))
}

/// The inverse map of an affine change around the image's center: from output to input coordinates.
struct Warp {
    matrix: [f32; 4],
    shift: [f32; 2],
}

impl Warp {
    fn random(rng: &mut impl Rng) -> Self {
        let mut around = |range: f32| rng.random_range(-range..range);
        let (turn, shear) = (around(TURN), around(SHEAR));
        let (wide, tall) = (1.0 + around(SCALE), 1.0 + around(SCALE));
        let (sin, cos) = turn.sin_cos();
        // Rotation after shear after scale, applied to output coordinates.
        let matrix = [cos / wide, (cos * shear - sin) / tall, sin / wide, (sin * shear + cos) / tall];
        Self { matrix, shift: [around(SHIFT), around(SHIFT)] }
    }
}

fn warp(pixels: &[u8; Bitmap::PIXELS], warp: &Warp) -> [u8; Bitmap::PIXELS] {
    const CENTER: f32 = Bitmap::CENTER_OF_MASS;
    let at = |x: isize, y: isize| -> f32 {
        let inside = (0..SIDE as isize).contains(&x) && (0..SIDE as isize).contains(&y);
        if inside { f32::from(pixels[y as usize * SIDE + x as usize]) } else { 0.0 }
    };
    let mut varied = [0; Bitmap::PIXELS];
    for (place, pixel) in varied.iter_mut().enumerate() {
        let (dx, dy) = ((place % SIDE) as f32 - CENTER, (place / SIDE) as f32 - CENTER);
        let x = warp.matrix[0] * dx + warp.matrix[1] * dy + CENTER + warp.shift[0];
        let y = warp.matrix[2] * dx + warp.matrix[3] * dy + CENTER + warp.shift[1];
        let (left, top) = (x.floor() as isize, y.floor() as isize);
        let (right, below) = (x - x.floor(), y - y.floor());
        let row = |y: isize| at(left, y) * (1.0 - right) + at(left + 1, y) * right;
        *pixel = (row(top) * (1.0 - below) + row(top + 1) * below).round() as u8;
    }
    varied
}

/// Moves every pixel towards the largest (amount > 0) or smallest (amount < 0) of itself and its four neighbours.
fn thickness(pixels: &[u8; Bitmap::PIXELS], amount: f32) -> [u8; Bitmap::PIXELS] {
    let mut stroked = [0; Bitmap::PIXELS];
    for (place, pixel) in stroked.iter_mut().enumerate() {
        let (x, y) = (place % SIDE, place / SIDE);
        let own = pixels[place];
        let mut extreme = own;
        let mut meet = |inside: bool, neighbour: usize| {
            let value = if inside { pixels[neighbour] } else { 0 };
            extreme = if amount > 0.0 { extreme.max(value) } else { extreme.min(value) };
        };
        meet(x > 0, place.wrapping_sub(1));
        meet(x + 1 < SIDE, place + 1);
        meet(y > 0, place.wrapping_sub(SIDE));
        meet(y + 1 < SIDE, place + SIDE);
        let moved = f32::from(own) + (f32::from(extreme) - f32::from(own)) * amount.abs();
        *pixel = moved.round() as u8;
    }
    stroked
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{SeedableRng, rngs::StdRng};

    fn bar() -> [u8; Bitmap::PIXELS] {
        std::array::from_fn(|place| {
            if (12..16).contains(&(place % SIDE)) && (4..24).contains(&(place / SIDE)) { 255 } else { 0 }
        })
    }

    #[test]
    fn the_identity_changes_nothing() {
        let identity = Warp { matrix: [1.0, 0.0, 0.0, 1.0], shift: [0.0, 0.0] };
        assert_eq!(warp(&bar(), &identity), bar());
        assert_eq!(thickness(&bar(), 0.0), bar());
    }

    #[test]
    fn a_shift_moves_and_thickness_adds_or_takes_a_pixel_on_each_side() {
        let moved = warp(&bar(), &Warp { matrix: [1.0, 0.0, 0.0, 1.0], shift: [2.0, 0.0] });
        assert_eq!((moved[10 * SIDE + 10], moved[10 * SIDE + 15]), (255, 0));
        let width = |pixels: [u8; Bitmap::PIXELS]| {
            pixels[10 * SIDE..11 * SIDE].iter().filter(|&&pixel| pixel > 0).count()
        };
        assert_eq!((width(bar()), width(thickness(&bar(), 1.0)), width(thickness(&bar(), -1.0))), (4, 6, 2));
    }

    #[test]
    fn varied_copies_differ_keep_their_ink_and_follow_the_seed() {
        let bitmap = Bitmap::from_pixels(bar());
        let mut rng = StdRng::seed_from_u64(3);
        let copies: Vec<Bitmap> = (0..50).map(|_| varied(&bitmap, &mut rng)).collect();
        assert!(copies.windows(2).all(|pair| pair[0] != pair[1]));
        for copy in &copies {
            assert!((0.4..2.0).contains(&(copy.ink() / bitmap.ink())), "{}", copy.ink() / bitmap.ink());
        }
        assert_eq!(varied(&bitmap, &mut StdRng::seed_from_u64(3)), copies[0]);
    }
}
