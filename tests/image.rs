//! The image room from outside: drawings become digits of MNIST's form, and the shipped test digits are MNIST's.

#![allow(clippy::unwrap_used, reason = "clippy knows test functions, but not the functions they call")]

#[path = "files/test_set.rs"]
mod test_set;

use proptest::prelude::*;
use share_or_split::image::{Bitmap, Drawing, Point, Stroke, TestSet};
use share_or_split::study::Digit;
use test_set::shipped_test_set;

/// A drawing of polylines.
fn drawing(strokes: &[Vec<(f32, f32)>]) -> Drawing {
    let point = |&(x, y): &(f32, f32)| Point::new(x, y);
    let stroke = |points: &Vec<(f32, f32)>| Stroke { points: points.iter().filter_map(point).collect() };
    Drawing { strokes: strokes.iter().map(stroke).collect() }
}

/// An ellipse, as a hand draws a 0.
fn zero() -> Vec<(f32, f32)> {
    let angle = |step: i32| step as f32 / 40.0 * std::f32::consts::TAU;
    (0..=40).map(angle).map(|angle| (0.5 + 0.18 * angle.sin(), 0.5 - 0.27 * angle.cos())).collect()
}

/// A slanted line, as a hand draws a 1.
fn one() -> Vec<(f32, f32)> {
    vec![(0.56, 0.2), (0.44, 0.8)]
}

/// An arch, a diagonal and a foot, as a hand draws a 2.
fn two() -> Vec<(f32, f32)> {
    let arch = (0..=16).map(|step| std::f32::consts::PI * (1.0 - step as f32 / 13.0));
    let arch = arch.map(|angle| (0.5 + 0.18 * angle.cos(), 0.4 - 0.18 * angle.sin()));
    arch.chain([(0.32, 0.75), (0.7, 0.74)]).collect()
}

/// Center of mass as pixel indices: column, row.
fn center(bitmap: &Bitmap) -> (f64, f64) {
    let mut sums = (0.0, 0.0, 0.0);
    for (index, &pixel) in bitmap.pixels().iter().enumerate() {
        let mass = f64::from(pixel);
        sums.0 += mass;
        sums.1 += mass * (index % Bitmap::SIDE) as f64;
        sums.2 += mass * (index / Bitmap::SIDE) as f64;
    }
    (sums.1 / sums.0, sums.2 / sums.0)
}

/// First and last column with ink, first and last row with ink.
fn ink_box(bitmap: &Bitmap) -> [usize; 4] {
    let inked = || (0..Bitmap::PIXELS).filter(|&index| bitmap.pixels()[index] > 0);
    let columns = || inked().map(|index| index % Bitmap::SIDE);
    let rows = || inked().map(|index| index / Bitmap::SIDE);
    [columns().min(), columns().max(), rows().min(), rows().max()].map(Option::unwrap)
}

/// Larger side of the ink's box, in pixels.
fn larger_side(bitmap: &Bitmap) -> usize {
    let [left, right, top, bottom] = ink_box(bitmap);
    (right - left).max(bottom - top) + 1
}

/// The centering cannot have been limited by the frame, nor have stood between two pixels.
fn center_is_clear(bitmap: &Bitmap) -> bool {
    let (column, row) = center(bitmap);
    (column - 14.0).abs() < 0.49 && (row - 14.0).abs() < 0.49
}

/// Equal but for samples that rounding puts on the other side of an edge: they change a pixel by a few shades.
fn assert_alike(one: &Bitmap, other: &Bitmap) -> Result<(), TestCaseError> {
    let differences = one.pixels().iter().zip(other.pixels()).map(|(a, b)| a.abs_diff(*b));
    let largest = differences.max().unwrap_or(0);
    prop_assert!(largest <= 16, "pixels differ by {largest}: {one:?} {other:?}");
    prop_assert!((one.ink() - other.ink()).abs() < 1.0, "{} and {}", one.ink(), other.ink());
    Ok(())
}

/// Drawings of one to three strokes whose larger side is at least 0.3 of the pad, around its middle.
fn drawings() -> impl Strategy<Value = Vec<Vec<(f32, f32)>>> {
    let stroke = prop::collection::vec((0.35_f32..0.65, 0.35_f32..0.65), 1..12);
    let strokes = prop::collection::vec(stroke, 1..4);
    strokes.prop_map(|mut strokes| {
        strokes[0].splice(0..0, [(0.4, 0.35), (0.5, 0.65)]);
        strokes
    })
}

fn moved(strokes: &[Vec<(f32, f32)>], scale: f32, by: (f32, f32)) -> Drawing {
    let moved = |&(x, y): &(f32, f32)| (0.5 + (x - 0.5) * scale + by.0, 0.5 + (y - 0.5) * scale + by.1);
    drawing(&strokes.iter().map(|stroke| stroke.iter().map(moved).collect()).collect::<Vec<_>>())
}

proptest! {
    #[test]
    fn position_and_size_of_a_drawing_do_not_matter(
        strokes in drawings(), scale in 0.3_f32..2.0, by in (-0.15_f32..0.15, -0.15_f32..0.15),
    ) {
        let original = drawing(&strokes).bitmap().unwrap();
        prop_assume!(center_is_clear(&original));
        assert_alike(&original, &moved(&strokes, scale, by).bitmap().unwrap())?;
    }

    #[test]
    fn every_drawing_gets_mnists_form(strokes in drawings()) {
        let bitmap = drawing(&strokes).bitmap().unwrap();
        let side = larger_side(&bitmap);
        prop_assert_eq!(side, 20, "{:?}", bitmap);
        prop_assert!(bitmap.pixels().iter().max().unwrap() >= &250);
        let (column, row) = center(&bitmap);
        let [left, right, top, bottom] = ink_box(&bitmap);
        // Off center by more than half a pixel only where the ink stands at the frame's edge.
        prop_assert!((column - 14.0).abs() <= 0.501 || left == 0 || right == 27, "{:?}", bitmap);
        prop_assert!((row - 14.0).abs() <= 0.501 || top == 0 || bottom == 27, "{:?}", bitmap);
    }

    #[test]
    fn no_points_at_all_can_harm(
        strokes in prop::collection::vec(prop::collection::vec((any::<f32>(), any::<f32>()), 0..6), 0..4),
    ) {
        let drawing = drawing(&strokes);
        let bitmap = drawing.bitmap();
        let points = strokes.iter().flatten().filter(|(x, y)| x.is_finite() && y.is_finite()).count();
        prop_assert_eq!(bitmap.is_some(), points > 0);
        if let Some(bitmap) = bitmap {
            prop_assert!(bitmap.ink() > 0.0);
        }
        let mut followed = Drawing::default();
        for point in strokes.iter().flatten().filter_map(|&(x, y)| Point::new(x, y)) {
            followed.extend(point);
        }
        prop_assert_eq!(followed.is_empty(), points == 0);
    }

    #[test]
    fn no_file_at_all_can_harm(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(TestSet::parse(&bytes).is_err());
        let with_header = [b"MNIST012\x01\0\0\0\x4b\x0c\0\0", &bytes[..]].concat();
        prop_assert!(TestSet::parse(&with_header).is_err());
    }
}

#[test]
fn drawn_digits_hold_as_much_ink_as_mnists() {
    // 5th to 95th percentile of the study's test digits.
    for (strokes, least, most) in [(zero(), 85.0, 199.0), (one(), 36.0, 94.0), (two(), 70.0, 167.0)] {
        let bitmap = drawing(&[strokes]).bitmap().unwrap();
        assert!((least..most).contains(&bitmap.ink()), "{bitmap:?}");
        assert_eq!(bitmap.hint(), None);
        let (column, row) = center(&bitmap);
        assert!((column - 14.0).abs() < 0.501 && (row - 14.0).abs() < 0.501, "{bitmap:?}");
    }
}

#[test]
fn the_pen_is_as_wide_as_mnists_however_large_the_drawing() {
    for scale in [0.15, 0.5, 1.0, 1.6] {
        let bitmap = moved(&[vec![(0.5, 0.2), (0.5, 0.8)]], scale, (0.0, 0.0)).bitmap().unwrap();
        // Ink of a row through an upright line: its width.
        let row = &bitmap.pixels()[14 * Bitmap::SIDE..15 * Bitmap::SIDE];
        let width = row.iter().map(|&pixel| f32::from(pixel)).sum::<f32>() / 255.0;
        assert!((2.5..=3.1).contains(&width), "{width} at scale {scale}");
    }
}

#[test]
fn a_dot_is_too_little_and_a_scribble_too_much() {
    use share_or_split::image::InkHint;
    let dot = drawing(&[vec![(0.1, 0.1)]]).bitmap().unwrap();
    assert_eq!(dot.hint(), Some(InkHint::TooLittle));
    let line = |row: i32| (f32::from(row % 2 == 0), row as f32 / 20.0);
    let scribble = drawing(&[(0..=20).map(line).collect()]).bitmap().unwrap();
    assert_eq!(scribble.hint(), Some(InkHint::TooMuch), "{scribble:?}");
}

/// Every shipped image and its label.
fn images(set: &TestSet) -> impl Iterator<Item = (Bitmap, Digit)> {
    (0..set.len()).map(|index| (set.bitmap(index).unwrap(), set.label(index).unwrap()))
}

#[test]
fn the_shipped_set_is_mnists() {
    let set = shipped_test_set();
    assert_eq!(set.len(), 3147);
    let count = |digit| images(&set).filter(|(_, label)| *label == digit).count();
    assert_eq!(Digit::ALL.map(count), [980, 1135, 1032]);
    // The first ten of the test set's labels are 7 2 1 0 4 1 4 9 5 9.
    let first: Vec<u8> = images(&set).take(4).map(|(_, label)| label.value()).collect();
    assert_eq!(first, [2, 1, 0, 1]);
    // Sum and Adler-32 of all pixels, counted from the official files by another program (Python's zlib).
    let (mut low, mut high, mut sum) = (1_u32, 0_u32, 0_u64);
    for (bitmap, _) in images(&set) {
        for &pixel in bitmap.pixels() {
            sum += u64::from(pixel);
            low = (low + u32::from(pixel)) % 65521;
            high = (high + low) % 65521;
        }
    }
    assert_eq!((sum, high << 16 | low), (82_157_552, 460_056_924));
}

#[test]
fn the_shipped_set_has_the_form_that_drawings_are_given() {
    let set = shipped_test_set();
    for (digit, mean) in Digit::ALL.into_iter().zip([135.0, 60.0, 118.0]) {
        let inks: Vec<f32> =
            images(&set).filter(|(_, label)| *label == digit).map(|(bitmap, _)| bitmap.ink()).collect();
        let found = inks.iter().sum::<f32>() / inks.len() as f32;
        assert!((found - mean).abs() < 2.0, "{digit:?}: {found}");
    }
    for (index, (bitmap, _)) in images(&set).enumerate() {
        assert_eq!(larger_side(&bitmap), 20, "image {index}");
        assert!(bitmap.pixels().iter().max().unwrap() >= &250, "image {index}");
        assert_eq!(bitmap.hint(), None, "image {index}");
        let (column, row) = center(&bitmap);
        assert!((column - 14.0).abs() < 1.0 && (row - 14.0).abs() < 1.0, "image {index}: {column}, {row}");
    }
}
