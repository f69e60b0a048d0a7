//! What the values of a chart are, and how each kind is written. Refuses words: numbers read alike in every language.

use crate::measure::Millis;
use crate::web::format;

/// What values are, which decides how they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Times another value.
    Ratio,
    /// A fraction, written as a percentage.
    Fraction,
    /// Milliseconds.
    Millis,
    /// Millions of bytes.
    Megabytes,
    /// A number without a unit, as short as it can be written.
    Number,
}

impl Unit {
    /// A value as text.
    #[must_use]
    pub fn number(self, value: f64) -> String {
        match self {
            Self::Ratio => format::ratio(value),
            Self::Fraction => format::percent(value),
            Self::Millis => format::milliseconds(Millis(value)),
            Self::Megabytes if value < 0.1 => format!("{value:.3}"),
            Self::Megabytes => format!("{value:.2}"),
            Self::Number => value.to_string(),
        }
    }

    /// A value as text with its unit, to stand alone.
    #[must_use]
    pub fn with_unit(self, value: f64) -> String {
        match self {
            Self::Millis => format::latency(Millis(value)),
            Self::Megabytes => format!("{} MB", self.number(value)),
            Self::Ratio | Self::Fraction | Self::Number => self.number(value),
        }
    }

    /// A place on the axis as text, no longer than it must be.
    #[must_use]
    pub fn tick(self, value: f64) -> String {
        match self {
            Self::Ratio | Self::Millis | Self::Megabytes => ((value * 1e3).round() / 1e3).to_string(),
            Self::Number => value.to_string(),
            Self::Fraction => format!("{} %", (value * 1e4).round() / 1e2),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_on_the_axis_are_written_short() {
        assert_eq!(Unit::Fraction.tick(0.994), "99.4 %");
        assert_eq!(Unit::Ratio.tick(3.0 * 0.1), "0.3");
        assert_eq!(Unit::Millis.tick(200.0), "200");
        assert_eq!(Unit::Number.tick(0.00015), "0.00015");
    }

    #[test]
    fn a_value_that_stands_alone_has_its_unit() {
        assert_eq!(Unit::Millis.with_unit(1.234), "1.23 ms");
        assert_eq!([4.2, 0.003].map(|value| Unit::Megabytes.with_unit(value)), ["4.20 MB", "0.003 MB"]);
        assert_eq!(Unit::Fraction.with_unit(0.9971), "99.71 %");
    }
}
