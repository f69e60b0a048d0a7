//! One hue and one shape per structure, kept everywhere: cards, diagrams, charts.

use crate::study::Structure;

/// A color.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hue(pub(crate) [u8; 3]);

/// The hue of a structure: Okabe and Ito's colors (2008), told apart by colour-blind readers too.
pub(crate) const fn hue(structure: Structure) -> Hue {
    match structure {
        Structure::One => Hue([230, 159, 0]),
        Structure::Two => Hue([0, 114, 178]),
        Structure::Three => Hue([0, 158, 115]),
        Structure::FourOne => Hue([204, 121, 167]),
        Structure::FourTwo => Hue([213, 94, 0]),
    }
}

/// The ring where the keyboard draws: at least 3:1 on the pad, be it light or dark.
#[cfg(feature = "ui")]
pub(crate) const KEY_PEN: Hue = Hue([211, 84, 0]);

/// The shape of a structure's points, for whoever cannot tell the hues apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A circle.
    Circle,
    /// A square.
    Square,
    /// A triangle that points up.
    Triangle,
    /// A square that stands on a corner.
    Diamond,
    /// A triangle that points down.
    Wedge,
}

/// The shape of a structure.
pub(crate) const fn shape(structure: Structure) -> Shape {
    match structure {
        Structure::One => Shape::Square,
        Structure::Two => Shape::Circle,
        Structure::Three => Shape::Triangle,
        Structure::FourOne => Shape::Diamond,
        Structure::FourTwo => Shape::Wedge,
    }
}

impl Shape {
    /// The shape as a letter, for legends.
    pub(crate) const fn letter(self) -> &'static str {
        match self {
            Self::Circle => "●",
            Self::Square => "■",
            Self::Triangle => "▲",
            Self::Diamond => "◆",
            Self::Wedge => "▼",
        }
    }

    /// Its corners around (0, 0) for half a size of 1, y pointing down; none for a circle. All cover about the same area.
    pub(crate) const fn corners(self) -> &'static [(f64, f64)] {
        match self {
            Self::Circle => &[],
            Self::Square => &[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
            Self::Triangle => &[(0.0, -1.2), (1.15, 0.85), (-1.15, 0.85)],
            Self::Diamond => &[(0.0, -1.25), (1.25, 0.0), (0.0, 1.25), (-1.25, 0.0)],
            Self::Wedge => &[(0.0, 1.2), (-1.15, -0.85), (1.15, -0.85)],
        }
    }
}

impl Hue {
    /// The color in CSS.
    pub(crate) fn css(self) -> String {
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

    #[test]
    fn every_structure_has_a_shape_of_its_own_and_none_looks_larger() {
        let mut letters = Structure::ALL.map(|structure| shape(structure).letter());
        letters.sort_unstable();
        assert!(letters.windows(2).all(|pair| pair[0] != pair[1]));
        for corners in Structure::ALL.map(|structure| shape(structure).corners()) {
            let next = corners.iter().cycle().skip(1);
            let double: f64 = corners.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum();
            assert!(corners.is_empty() || (2.2..3.5).contains(&(double.abs() / 2.0)));
        }
    }
}
