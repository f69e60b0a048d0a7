//! One hue per structure, kept everywhere: cards, diagrams, charts. Refuses any other color.

use crate::study::Structure;

/// A color.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hue(pub [u8; 3]);

/// The hue of a structure: Okabe and Ito's colors (2008), told apart by colour-blind readers too.
#[must_use]
pub const fn hue(structure: Structure) -> Hue {
    match structure {
        Structure::One => Hue([230, 159, 0]),
        Structure::Two => Hue([0, 114, 178]),
        Structure::Three => Hue([0, 158, 115]),
        Structure::FourOne => Hue([204, 121, 167]),
        Structure::FourTwo => Hue([213, 94, 0]),
    }
}

impl Hue {
    /// The color in CSS.
    #[must_use]
    pub fn css(self) -> String {
        let Self([red, green, blue]) = self;
        format!("rgb({red},{green},{blue})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_structure_has_a_hue_of_its_own() {
        let mut hues = Structure::ALL.map(|structure| hue(structure).css());
        hues.sort();
        assert!(hues.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
