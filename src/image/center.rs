//! From a 20x20 box of ink to the 28x28 frame: its center of mass goes to the center, by whole pixels as in MNIST,
//! so that nothing is resampled.

use super::Bitmap;

/// Side of the box that holds the ink, in pixels: the larger side of every MNIST digit's ink.
pub(super) const BOX: usize = 20;

/// Ink of the box, row after row.
pub(super) type InkBox = [u8; BOX * BOX];

/// The bitmap of a box of ink; `None` when there is no ink in it.
///
/// The center of mass ends within half a pixel of the center, unless ink would leave the frame.
pub(super) fn centered(ink: &InkBox) -> Option<Bitmap> {
    let column = shift(&masses(|across, along| ink[along * BOX + across]))?;
    let row = shift(&masses(|across, along| ink[across * BOX + along]))?;
    let mut pixels = [0; Bitmap::PIXELS];
    for (index, &value) in ink.iter().enumerate().filter(|&(_, &value)| value > 0) {
        let (to_row, to_column) = ((index / BOX) as isize + row, (index % BOX) as isize + column);
        // `shift` keeps all ink inside the frame, so that neither number is negative.
        pixels[to_row as usize * Bitmap::SIDE + to_column as usize] = value;
    }
    Some(Bitmap::from_pixels(pixels))
}

/// Ink of every line of the box: `at(line, position on the line)`.
fn masses(at: impl Fn(usize, usize) -> u8) -> [u32; BOX] {
    std::array::from_fn(|line| (0..BOX).map(|position| u32::from(at(line, position))).sum())
}

/// Whole pixels to move the lines by; `None` when none has ink.
fn shift(masses: &[u32; BOX]) -> Option<isize> {
    let first = masses.iter().position(|&mass| mass > 0)? as isize;
    let last = masses.iter().rposition(|&mass| mass > 0)? as isize;
    let total: u32 = masses.iter().sum();
    let moment: f64 = masses.iter().enumerate().map(|(line, &mass)| line as f64 * f64::from(mass)).sum();
    let wanted = (f64::from(Bitmap::CENTER_OF_MASS) - moment / f64::from(total)).round() as isize;
    Some(wanted.clamp(-first, Bitmap::SIDE as isize - 1 - last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ink(pixels: &[(usize, usize, u8)]) -> InkBox {
        let mut ink = [0; BOX * BOX];
        for &(row, column, value) in pixels {
            ink[row * BOX + column] = value;
        }
        ink
    }

    /// Row, column and value of every pixel with ink.
    fn inked(bitmap: &Bitmap) -> Vec<(usize, usize, u8)> {
        let pixels = bitmap.pixels().iter().enumerate().filter(|&(_, &value)| value > 0);
        pixels.map(|(index, &value)| (index / Bitmap::SIDE, index % Bitmap::SIDE, value)).collect()
    }

    #[test]
    fn a_single_pixel_goes_to_the_center_from_anywhere() {
        for (row, column) in [(0, 0), (0, 19), (19, 0), (7, 13)] {
            let bitmap = centered(&ink(&[(row, column, 9)])).unwrap();
            assert_eq!(inked(&bitmap), [(14, 14, 9)]);
        }
    }

    #[test]
    fn mass_decides_not_the_box() {
        // Center of mass at column (0 * 1 + 10 * 3) / 4 = 7.5, which 14 - 7.5 = 6.5 rounds away from zero to 7.
        let bitmap = centered(&ink(&[(4, 0, 50), (4, 10, 150)])).unwrap();
        assert_eq!(inked(&bitmap), [(14, 7, 50), (14, 17, 150)]);
    }

    #[test]
    fn ink_stays_in_the_frame_where_centering_would_push_it_out() {
        // Nearly all mass in the first column wants a move by 14, which would put column 19 at 33.
        let bitmap = centered(&ink(&[(3, 0, 255), (3, 19, 1)])).unwrap();
        assert_eq!(inked(&bitmap), [(14, 8, 255), (14, 27, 1)]);
    }

    #[test]
    fn no_ink_is_no_bitmap() {
        assert!(centered(&[0; BOX * BOX]).is_none());
    }
}
