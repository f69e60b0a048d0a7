//! An axis as data: its name, unit, domain and ticks.

use plotters::coord::ranged1d::Ranged;
use plotters::coord::types::RangedCoordf64;

use super::projection::{Projection, Scale};
use super::unit::Unit;

/// An axis.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Axis {
    pub(crate) name: String,
    pub(crate) unit: Unit,
    /// The lowest and the highest value.
    pub(crate) domain: (f64, f64),
    pub(crate) scale: Scale,
    /// Values with their labels.
    pub(crate) ticks: Vec<(f64, String)>,
}

/// Space for a tick with its label, in CSS pixels.
pub(super) const TICK_SPACE: f64 = 54.0;
/// Ticks of an axis at most, where its length does not say.
const MAX_TICKS: usize = 5;
/// Space before the first and behind the last category, in categories.
const MARGIN: f64 = 0.5;

impl Axis {
    /// A linear axis with ticks at round values.
    pub(crate) fn linear(name: &str, unit: Unit, domain: (f64, f64)) -> Self {
        let domain = not_empty(domain);
        Self { name: name.to_owned(), unit, domain, scale: Scale::Linear, ticks: Vec::new() }
            .with_ticks(MAX_TICKS)
    }

    /// The same axis with at most this many steps between its ticks.
    pub(super) fn with_ticks(mut self, most: usize) -> Self {
        let (low, high) = self.domain;
        let values = RangedCoordf64::from(low..high).key_points(most + 1);
        self.ticks = values.into_iter().map(|value| (value, self.unit.tick(value))).collect();
        self
    }

    /// A logarithmic axis from the least to the greatest of these values, with a tick at each.
    pub(crate) fn logarithmic(name: &str, values: &[f64]) -> Self {
        let mut sorted: Vec<f64> = values.iter().copied().filter(|value| *value > 0.0).collect();
        sorted.sort_by(f64::total_cmp);
        sorted.dedup();
        let domain = match (sorted.first(), sorted.last()) {
            (Some(first), Some(last)) if first < last => (*first, *last),
            (Some(only), _) => (only / 2.0, only * 2.0),
            _ => (1.0, 2.0),
        };
        let ticks = sorted.into_iter().map(|value| (value, Unit::Number.tick(value))).collect();
        Self { name: name.to_owned(), unit: Unit::Number, domain, scale: Scale::Logarithmic, ticks }
    }

    /// An axis of categories: the first at 0, the next at 1.
    pub(crate) fn categories(name: &str, labels: Vec<String>) -> Self {
        let last = labels.len().max(1) as f64 - 1.0;
        let ticks = labels.into_iter().enumerate().map(|(index, label)| (index as f64, label)).collect();
        let domain = (-MARGIN, last + MARGIN);
        Self { name: name.to_owned(), unit: Unit::Number, domain, scale: Scale::Linear, ticks }
    }

    /// Maps its domain onto these CSS pixels.
    pub(super) const fn projection(&self, pixels: (f64, f64)) -> Projection {
        Projection { scale: self.scale, domain: self.domain, pixels }
    }

    /// The label of a category or setting, or the value with its unit.
    pub(super) fn value_text(&self, value: f64) -> String {
        match (self.unit, self.category(value)) {
            (Unit::Number, Some(label)) => label.to_owned(),
            _ => self.unit.with_unit(value),
        }
    }

    /// The label of the tick at a value.
    pub(super) fn category(&self, value: f64) -> Option<&str> {
        self.ticks.iter().find(|(tick, _)| *tick == value).map(|(_, label)| label.as_str())
    }
}

/// A domain of length 1 in place of one that is empty or endless, so that its ticks can be counted.
fn not_empty((low, high): (f64, f64)) -> (f64, f64) {
    if high > low && high.is_finite() { (low, high) } else { (low, low + 1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn labels(axis: &Axis) -> Vec<&str> {
        axis.ticks.iter().map(|(_, label)| label.as_str()).collect()
    }

    #[test]
    fn settings_are_ticks_from_the_least_to_the_greatest() {
        let axis = Axis::logarithmic("images", &[400.0, 1600.0, 800.0, 400.0]);
        assert_eq!(axis.domain, (400.0, 1600.0));
        assert_eq!(labels(&axis), ["400", "800", "1600"]);
        assert_eq!(Axis::logarithmic("rate", &[0.00015, 0.001]).value_text(0.00015), "0.00015");
    }

    #[test]
    fn categories_have_space_at_both_ends() {
        let axis = Axis::categories("digits", vec!["a".into(), "b".into()]);
        assert_eq!([0.0, 1.0].map(|index| axis.projection((0.0, 1.0)).position(index)), [0.25, 0.75]);
        assert_eq!(axis.value_text(1.0), "b");
    }

    #[test]
    fn a_cut_axis_has_round_ticks() {
        let axis = Axis::linear("accuracy", Unit::Fraction, (0.98, 1.0));
        assert_eq!(labels(&axis), ["98 %", "98.5 %", "99 %", "99.5 %", "100 %"]);
        assert_eq!(axis.value_text(0.98765), "98.77 %", "not the label of a tick");
        assert_eq!(labels(&Axis::linear("time", Unit::Millis, (0.0, 42.0))), ["0", "10", "20", "30", "40"]);
        let axis = Axis::linear("accuracy", Unit::Fraction, (0.993, 0.999)).with_ticks(4);
        assert_eq!(labels(&axis), ["99.4 %", "99.6 %", "99.8 %"]);
    }

    fn every_tick_lies_in_the_domain(axis: &Axis) -> bool {
        let (low, high) = axis.domain;
        let slack = (high - low) * 1e-9 + high.abs() * 1e-12;
        axis.ticks.iter().all(|(value, _)| (low - slack..=high + slack).contains(value))
    }

    proptest! {
        #[test]
        fn any_domain_has_ticks(low in -1e3..1e3_f64, length in 0.0..1e3_f64, most in 1..9_usize) {
            let axis = Axis::linear("x", Unit::Ratio, (low, low + length)).with_ticks(most);
            prop_assert!(every_tick_lies_in_the_domain(&axis) && axis.ticks.len() <= most + 1);
        }

        #[test]
        fn any_maximum_above_zero_has_ticks(high in 1e-9..1e9_f64, most in 1..9_usize) {
            let axis = Axis::linear("x", Unit::Ratio, (0.0, high)).with_ticks(most);
            prop_assert!(every_tick_lies_in_the_domain(&axis) && !axis.ticks.is_empty());
        }

        #[test]
        fn any_settings_make_an_axis(settings in prop::collection::vec(-1.0..1e4_f64, 0..6)) {
            prop_assert!(every_tick_lies_in_the_domain(&Axis::logarithmic("x", &settings)));
        }
    }
}
