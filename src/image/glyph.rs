//! The 28x28 pixels of one digit, how much ink they hold, and their form in messages. Refuses to know where they
//! came from: a drawing and a test digit are the same here.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One digit: 28x28 bytes, row after row, 0 = background, 255 = full ink.
///
/// In messages it is one text of hexadecimal digits, two for each pixel.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Glyph {
    pixels: [u8; Glyph::PIXELS],
}

/// Why the networks' answer to a glyph may mean nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum InkHint {
    /// Less ink than any digit has: a dot, a slip of the pen.
    TooLittle,
    /// More ink than any digit has: a scribble.
    TooMuch,
}

/// Pixels or text from outside that are not a glyph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GlyphError {
    /// The number of pixels is not 784.
    #[error("a glyph has {} pixels, not {found}", Glyph::PIXELS)]
    Pixels {
        /// Pixels that were given.
        found: usize,
    },
    /// The number of bytes of text is not two for each pixel.
    #[error("a glyph's text has {} characters, not {found}", 2 * Glyph::PIXELS)]
    Length {
        /// Bytes that were given.
        found: usize,
    },
    /// A character is not a hexadecimal digit.
    #[error("pixel {pixel} of a glyph's text is not two hexadecimal digits")]
    Character {
        /// Index of the pixel.
        pixel: usize,
    },
}

/// Below this many full pixels a glyph is [`InkHint::TooLittle`]. The study's 3,147 test digits hold 22.0 at the least
/// (5th percentile of the 1s: 36); a dot of the pen holds 6.2.
const LEAST_INK: f32 = 20.0;

/// Above this many full pixels a glyph is [`InkHint::TooMuch`]. The study's 3,147 test digits hold 256.5 at the most
/// (95th percentile of the 0s: 199); a filled 20x20 box holds 400.
const MOST_INK: f32 = 260.0;

impl Glyph {
    /// Pixels along each side.
    pub const SIDE: usize = 28;

    /// Pixels in all.
    pub const PIXELS: usize = Self::SIDE * Self::SIDE;

    /// A glyph of these pixels, row after row.
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

    /// What to tell the reader about the amount of ink, when no digit has as little or as much.
    #[must_use]
    pub fn hint(&self) -> Option<InkHint> {
        match self.ink() {
            ink if ink < LEAST_INK => Some(InkHint::TooLittle),
            ink if ink > MOST_INK => Some(InkHint::TooMuch),
            _ => None,
        }
    }
}

impl TryFrom<&[u8]> for Glyph {
    type Error = GlyphError;

    fn try_from(pixels: &[u8]) -> Result<Self, GlyphError> {
        let found = pixels.len();
        let pixels = pixels.try_into().map_err(|_| GlyphError::Pixels { found })?;
        Ok(Self { pixels })
    }
}

const HEX: &[u8; 16] = b"0123456789abcdef";

impl From<Glyph> for String {
    fn from(glyph: Glyph) -> Self {
        let nibbles = glyph.pixels.iter().flat_map(|pixel| [pixel >> 4, pixel & 15]);
        nibbles.map(|nibble| char::from(HEX[usize::from(nibble)])).collect()
    }
}

impl TryFrom<String> for Glyph {
    type Error = GlyphError;

    fn try_from(text: String) -> Result<Self, GlyphError> {
        if text.len() != 2 * Self::PIXELS {
            return Err(GlyphError::Length { found: text.len() });
        }
        let mut pixels = [0; Self::PIXELS];
        for (pixel, pair) in text.as_bytes().chunks_exact(2).enumerate() {
            let [high, low] = [pair[0], pair[1]].map(|digit| char::from(digit).to_digit(16));
            let value = high.zip(low).map(|(high, low)| (high << 4 | low) as u8); // both below 16
            pixels[pixel] = value.ok_or(GlyphError::Character { pixel })?;
        }
        Ok(Self { pixels })
    }
}

/// The digit as a picture of characters: a failed test shows what it saw.
impl fmt::Debug for Glyph {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHADES: &[u8; 8] = b" .:-=+*#";
        writeln!(formatter, "Glyph of {:.1} full pixels", self.ink())?;
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

    /// A glyph whose first `full` pixels are full ink.
    fn filled(full: usize) -> Glyph {
        Glyph::from_pixels(std::array::from_fn(|index| if index < full { 255 } else { 0 }))
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
    fn a_glyph_survives_a_message() {
        let glyph = Glyph::from_pixels(std::array::from_fn(|index| (index % 256) as u8));
        let text = serde_json::to_string(&glyph).unwrap();
        assert!(text.starts_with("\"000102"), "{text}");
        assert_eq!(text.len(), 2 * Glyph::PIXELS + 2);
        assert_eq!(serde_json::from_str::<Glyph>(&text).unwrap(), glyph);
    }

    #[test]
    fn what_is_not_a_glyph_is_refused() {
        assert_eq!(Glyph::try_from(&[0_u8; 783][..]), Err(GlyphError::Pixels { found: 783 }));
        assert_eq!(Glyph::try_from("00".repeat(785)), Err(GlyphError::Length { found: 1570 }));
        let broken = "00".repeat(5) + "0g" + &"00".repeat(778);
        assert_eq!(Glyph::try_from(broken), Err(GlyphError::Character { pixel: 5 }));
        // A character of two bytes: the length fits, the digits do not.
        let wide = "é".repeat(784);
        assert_eq!(Glyph::try_from(wide), Err(GlyphError::Character { pixel: 0 }));
        assert!(serde_json::from_str::<Glyph>("\"+f\"").is_err());
        assert!(serde_json::from_str::<Glyph>("[1, 2]").is_err());
    }
}
