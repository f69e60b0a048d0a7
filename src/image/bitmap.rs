//! The 28x28 pixels of one image, how much ink they hold, and their form in messages. A drawing and a test image are
//! the same here.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One image: 28x28 bytes, row after row, 0 = background, 255 = full ink.
///
/// In messages it is these bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Bitmap {
    pixels: [u8; Bitmap::PIXELS],
}

/// Why the networks' answer to a bitmap may mean nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum InkHint {
    /// Less ink than any digit has: a dot, a slip of the pen.
    TooLittle,
    /// More ink than any digit has: a scribble.
    TooMuch,
}

/// Pixels from outside that are not a bitmap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a bitmap has {} pixels, not {found}", Bitmap::PIXELS)]
pub struct BitmapError {
    found: usize,
}

/// Below this many full pixels a bitmap is [`InkHint::TooLittle`]. The study's 3,147 test images hold 22.0 at the least
/// (5th percentile of the 1s: 36); a dot of the pen holds 6.2.
const LEAST_INK: f32 = 20.0;

/// Above this many full pixels a bitmap is [`InkHint::TooMuch`]. The study's 3,147 test images hold 256.5 at the most
/// (95th percentile of the 0s: 199); a filled 20x20 box holds 400.
const MOST_INK: f32 = 260.0;

impl Bitmap {
    /// Pixels along each side.
    pub const SIDE: usize = 28;

    /// Pixels in all.
    pub const PIXELS: usize = Self::SIDE * Self::SIDE;

    /// Where MNIST's images have their center of mass, as a pixel index: its mean over the study's test images is
    /// (14.0, 14.0).
    pub(crate) const CENTER_OF_MASS: f32 = 14.0;

    /// A bitmap of these pixels, row after row.
    #[must_use]
    pub const fn from_pixels(pixels: [u8; Self::PIXELS]) -> Self {
        Self { pixels }
    }

    /// The pixels, row after row.
    #[must_use]
    pub const fn pixels(&self) -> &[u8; Self::PIXELS] {
        &self.pixels
    }

    /// Ink in full pixels.
    #[must_use]
    pub fn ink(&self) -> f32 {
        let sum: u32 = self.pixels.iter().map(|&pixel| u32::from(pixel)).sum();
        sum as f32 / 255.0
    }

    /// The hint to give when no digit has as little or as much ink.
    #[must_use]
    pub fn hint(&self) -> Option<InkHint> {
        match self.ink() {
            ink if ink < LEAST_INK => Some(InkHint::TooLittle),
            ink if ink > MOST_INK => Some(InkHint::TooMuch),
            _ => None,
        }
    }
}

impl TryFrom<&[u8]> for Bitmap {
    type Error = BitmapError;

    fn try_from(pixels: &[u8]) -> Result<Self, BitmapError> {
        let found = pixels.len();
        let pixels = pixels.try_into().map_err(|_| BitmapError { found })?;
        Ok(Self { pixels })
    }
}

impl Serialize for Bitmap {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.pixels)
    }
}

impl<'de> Deserialize<'de> for Bitmap {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(<&[u8]>::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// The digit as a picture of characters: a failed test shows what it saw.
impl fmt::Debug for Bitmap {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHADES: &[u8; 8] = b" .:-=+*#";
        writeln!(formatter, "Bitmap of {:.1} full pixels", self.ink())?;
        for row in self.pixels.chunks_exact(Self::SIDE) {
            let line: String = row.iter().map(|&pixel| char::from(SHADES[usize::from(pixel >> 5)])).collect();
            writeln!(formatter, "|{line}|")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A bitmap whose first `full` pixels are full ink.
    fn filled(full: usize) -> Bitmap {
        Bitmap::from_pixels(std::array::from_fn(|index| if index < full { 255 } else { 0 }))
    }

    #[test]
    fn hints_are_given_outside_the_limits_only() {
        let hint = |full| filled(full).hint();
        assert_eq!(hint(0), Some(InkHint::TooLittle));
        assert_eq!(hint(19), Some(InkHint::TooLittle));
        assert_eq!([hint(20), hint(260)], [None, None]);
        assert_eq!(hint(261), Some(InkHint::TooMuch));
        assert_eq!(filled(60).ink(), 60.0);
    }

    #[test]
    fn what_is_not_a_bitmap_is_refused() {
        assert_eq!(Bitmap::try_from(&[0_u8; 783][..]), Err(BitmapError { found: 783 }));
        assert_eq!(Bitmap::try_from(&[0_u8; 785][..]), Err(BitmapError { found: 785 }));
    }
}
