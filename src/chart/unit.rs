//! The unit of a chart's values, and how they are written: the same in every language.

use crate::measure::Millis;
use crate::web::format;

/// Unit of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Relative to another value: 1.50×.
    Ratio,
    /// A fraction, written as a percentage.
    Fraction,
    Millis,
    /// 10^6 bytes.
    Megabytes,
    /// A number without a unit, with as many decimals as it has.
    Number,
}

impl Unit {
    /// A value without its unit.
    pub(super) fn number(self, value: f64) -> String {
        match self {
            Self::Ratio => format::ratio(value),
            Self::Fraction => format::percent(value),
            Self::Millis => format::milliseconds(Millis(value)),
            Self::Megabytes if value < 0.1 => format!("{value:.3}"),
            Self::Megabytes => format!("{value:.2}"),
            Self::Number => value.to_string(),
        }
    }

    /// A value with its unit, to stand alone.
    pub(super) fn with_unit(self, value: f64) -> String {
        match self {
            Self::Millis => format::latency(Millis(value)),
            Self::Megabytes => format!("{} MB", self.number(value)),
            Self::Ratio | Self::Fraction | Self::Number => self.number(value),
        }
    }

    /// A value as the label of a tick: no more decimals than it has.
    pub(super) fn tick(self, value: f64) -> String {
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
    fn ticks_are_written_short() {
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
