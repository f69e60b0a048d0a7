//! From a picture of a digit, photographed or drawn elsewhere, to the 28x28 pixels a network sees: the largest thing that
//! stands out from its ground, as MNIST would hold it.

use super::Bitmap;
use super::center::{BOX, InkBox, centered};

/// Bytes of the largest file that is looked at.
pub(crate) const LARGEST_PICTURE: u64 = 20 << 20;

/// Pixels of the largest picture that is decoded: a small file can claim to be huge (a decompression bomb).
const MOST_PIXELS: u64 = 40_000_000;

/// Pixels of the smallest thing that is taken for a digit.
const LEAST_PIXELS: usize = 12;

/// Why a picture shows no digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PictureError {
    #[error("not a PNG, JPEG or GIF")]
    NotAPicture,
    #[error("too large")]
    TooLarge,
    #[error("nothing stands out in it")]
    NothingSeen,
}

/// Reads a picture's size from the start of its file, before anything is decoded.
///
/// # Errors
/// Returns a [`PictureError`] when the file is of another kind, or claims more pixels than are decoded.
pub(crate) fn check_picture(file: &[u8]) -> Result<(), PictureError> {
    let (width, height) =
        png(file).or_else(|| gif(file)).or_else(|| jpeg(file)).ok_or(PictureError::NotAPicture)?;
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MOST_PIXELS { Err(PictureError::TooLarge) } else { Ok(()) }
}

fn png(file: &[u8]) -> Option<(u32, u32)> {
    let header = file.strip_prefix(b"\x89PNG\r\n\x1a\n")?.get(8..16)?;
    let (width, height) = header.split_first_chunk::<4>()?;
    Some((u32::from_be_bytes(*width), u32::from_be_bytes(*height.first_chunk()?)))
}

fn gif(file: &[u8]) -> Option<(u32, u32)> {
    let rest = file.strip_prefix(b"GIF87a").or_else(|| file.strip_prefix(b"GIF89a"))?;
    let side = |at: usize| Some(u32::from(u16::from_le_bytes(*rest.get(at..)?.first_chunk()?)));
    Some((side(0)?, side(2)?))
}

fn jpeg(file: &[u8]) -> Option<(u32, u32)> {
    let mut rest = file.strip_prefix(b"\xff\xd8")?;
    // Segments: ff, kind, length with these two bytes. Start of frame: c0 to cf, but for three tables.
    loop {
        let [0xff, kind, high, low, ..] = *rest else { return None };
        let length = usize::from(u16::from_be_bytes([high, low]));
        if matches!(kind, 0xc0..=0xcf) && !matches!(kind, 0xc4 | 0xc8 | 0xcc) {
            let side = |at: usize| Some(u32::from(u16::from_be_bytes(*rest.get(at..)?.first_chunk()?)));
            return Some((side(7)?, side(5)?));
        }
        rest = rest.get(2 + length.max(2)..)?;
    }
}

/// The digit in a picture given as red, green, blue and opacity, row by row.
///
/// The brightness that parts ink from ground best is Otsu's (1979); the ground is what most of the edge is; the digit is
/// the largest connected piece of the rest.
///
/// # Errors
/// Returns a [`PictureError`] when nothing stands out.
pub(crate) fn digit_in(colors: &[u8], width: usize) -> Result<Bitmap, PictureError> {
    let grey: Vec<u8> = colors.chunks_exact(4).map(brightness).collect();
    let height = grey.len().checked_div(width).unwrap_or(0);
    let threshold = otsu(&grey).ok_or(PictureError::NothingSeen)?;
    let bright = |&(x, y): &(usize, usize)| grey[y * width + x] > threshold;
    let edge = (0..width)
        .flat_map(|x| [(x, 0), (x, height - 1)])
        .chain((0..height).flat_map(|y| [(0, y), (width - 1, y)]));
    let edge: Vec<(usize, usize)> = edge.collect();
    let light_ground = 2 * edge.iter().filter(|at| bright(at)).count() > edge.len();
    let ink: Vec<bool> = grey.iter().map(|&value| (value > threshold) != light_ground).collect();
    let piece = largest_piece(&ink, width);
    if piece.len() < LEAST_PIXELS {
        return Err(PictureError::NothingSeen);
    }
    centered(&in_box(&piece, width)).ok_or(PictureError::NothingSeen)
}

/// Brightness on white paper.
fn brightness(color: &[u8]) -> u8 {
    let [red, green, blue, opacity] = [0, 1, 2, 3].map(|channel| u32::from(color[channel]));
    let grey = (299 * red + 587 * green + 114 * blue) / 1000;
    ((grey * opacity + 255 * (255 - opacity)) / 255) as u8
}

/// The brightness up to which pixels are dark: it parts the two groups with the largest variance between them. `None` where
/// all are of one brightness.
fn otsu(grey: &[u8]) -> Option<u8> {
    let mut histogram = [0_u32; 256];
    grey.iter().for_each(|&value| histogram[usize::from(value)] += 1);
    let weighted = |(value, &count): (usize, &u32)| value as f64 * f64::from(count);
    let sum: f64 = histogram.iter().enumerate().map(weighted).sum();
    let (all, mut count, mut below, mut best) = (grey.len() as f64, 0.0, 0.0, (0.0, None));
    for (value, &here) in histogram.iter().enumerate() {
        count += f64::from(here);
        below += weighted((value, &here));
        let above = all - count;
        if count > 0.0 && above > 0.0 {
            let distance = below / count - (sum - below) / above;
            let variance = count * above * distance * distance;
            if variance > best.0 {
                best = (variance, Some(value as u8));
            }
        }
    }
    best.1
}

/// The positions of the largest piece of ink; pixels that touch at a corner belong together.
fn largest_piece(ink: &[bool], width: usize) -> Vec<usize> {
    let mut left = ink.to_vec();
    let mut largest = Vec::new();
    for start in 0..left.len() {
        if !std::mem::take(&mut left[start]) {
            continue;
        }
        let (mut piece, mut next) = (vec![start], 0);
        while let Some(&at) = piece.get(next) {
            next += 1;
            let (x, y) = (at % width, at / width);
            for row in y.saturating_sub(1)..=(y + 1).min(left.len() / width - 1) {
                for column in x.saturating_sub(1)..=(x + 1).min(width - 1) {
                    if std::mem::take(&mut left[row * width + column]) {
                        piece.push(row * width + column);
                    }
                }
            }
        }
        if piece.len() > largest.len() {
            largest = piece;
        }
    }
    largest
}

/// The smallest and the largest of some positions.
fn ends(positions: impl Iterator<Item = usize>) -> (usize, usize) {
    positions.fold((usize::MAX, 0), |(least, most), at| (least.min(at), most.max(at)))
}

/// The piece, its larger side as long as the box, averaged over each pixel's area.
fn in_box(piece: &[usize], width: usize) -> InkBox {
    let (left, right) = ends(piece.iter().map(|at| at % width));
    let (top, bottom) = ends(piece.iter().map(|at| at / width));
    let sides = ((right - left + 1) as f64, (bottom - top + 1) as f64);
    let scale = BOX as f64 / sides.0.max(sides.1);
    let mut ink = [0.0_f64; BOX * BOX];
    for &at in piece {
        let spread = |position: usize, first: usize, side: f64| {
            let start = (BOX as f64 - side * scale) / 2.0 + (position - first) as f64 * scale;
            let end = (start + scale).min(BOX as f64);
            (start as usize..BOX)
                .map(move |cell| (cell, end.min(cell as f64 + 1.0) - start.max(cell as f64)))
                .take_while(|&(_, part)| part > 0.0)
        };
        for (row, tall) in spread(at / width, top, sides.1) {
            for (column, wide) in spread(at % width, left, sides.0) {
                ink[row * BOX + column] += tall * wide;
            }
        }
    }
    ink.map(|part| (part.min(1.0) * 255.0).round() as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of two brightnesses, drawn by a rule.
    fn picture(
        width: usize,
        height: usize,
        ink: u8,
        ground: u8,
        is_ink: impl Fn(usize, usize) -> bool,
    ) -> Vec<u8> {
        let grey = |at: usize| if is_ink(at % width, at / width) { ink } else { ground };
        (0..width * height).flat_map(|at| [grey(at), grey(at), grey(at), 255]).collect()
    }

    #[test]
    fn a_bar_is_the_same_dark_on_light_and_light_on_dark_and_its_dust_is_left_out() {
        let bar = |x: usize, y: usize| (40..60).contains(&x) && (20..120).contains(&y);
        let dust = |x: usize, y: usize| bar(x, y) || (x < 3 && y < 3);
        let dark = digit_in(&picture(100, 140, 20, 230, bar), 100).unwrap();
        let light = digit_in(&picture(100, 140, 230, 20, dust), 100).unwrap();
        assert_eq!(dark, light);
        // 20 by 100 becomes 4 by 20.
        assert!((dark.ink() - 80.0).abs() < 0.5, "{}", dark.ink());
        assert_eq!(dark.hint(), None);
    }

    #[test]
    fn nothing_is_seen_in_one_color_or_in_a_speck() {
        assert_eq!(digit_in(&picture(50, 50, 9, 9, |_, _| false), 50), Err(PictureError::NothingSeen));
        assert_eq!(
            digit_in(&picture(50, 50, 9, 200, |x, y| x == 9 && y == 9), 50),
            Err(PictureError::NothingSeen)
        );
        assert_eq!(digit_in(&[], 0), Err(PictureError::NothingSeen));
    }

    #[test]
    fn sizes_are_read_before_anything_is_decoded() {
        let png = |width: u32, height: u32| {
            [&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], &width.to_be_bytes(), &height.to_be_bytes()].concat()
        };
        assert_eq!(check_picture(&png(640, 480)), Ok(()));
        assert_eq!(check_picture(&png(100_000, 100_000)), Err(PictureError::TooLarge));
        assert_eq!(check_picture(b"GIF89a\x0a\0\x14\0"), Ok(()));
        assert_eq!(check_picture(b"GIF89a\xff\xff\xff\xff"), Err(PictureError::TooLarge));
        let jpeg = |sides: [u8; 4]| [&b"\xff\xd8\xff\xe0\0\x04ab\xff\xc2\0\x0b\x08"[..], &sides].concat();
        assert_eq!(check_picture(&jpeg([1, 0, 1, 0])), Ok(()));
        assert_eq!(check_picture(&jpeg([255, 255, 255, 255])), Err(PictureError::TooLarge));
        for other in [&b""[..], b"hello", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a"] {
            assert_eq!(check_picture(other), Err(PictureError::NotAPicture));
        }
    }
}
