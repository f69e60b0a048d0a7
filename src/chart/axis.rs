//! An axis as data: what it counts, where it begins and ends, which places it names. Refuses pixels.

use super::bar_chart::round_ticks;
use super::unit::Unit;

/// How values are spread along an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Equal differences are equally long.
    Linear,
    /// Equal ratios are equally long.
    Logarithmic,
}

/// An axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// What it counts.
    pub name: String,
    /// What the values are.
    pub unit: Unit,
    /// Its ends, the lower one first.
    pub domain: (f64, f64),
    /// How values are spread along it.
    pub scale: Scale,
    /// Places with their names.
    pub ticks: Vec<(f64, String)>,
}

/// Most names of an axis whose places are found here.
const MOST_TICKS: usize = 5;
/// Room before the first and behind the last place of a row of names, in places.
const MARGIN: f64 = 0.5;

impl Axis {
    /// An axis with round places between two ends.
    #[must_use]
    pub fn linear(name: &str, unit: Unit, ends: (f64, f64)) -> Self {
        let ends = opened(ends);
        let ticks = round_ticks(ends, MOST_TICKS).into_iter().map(|tick| (tick, unit.tick(tick))).collect();
        Self { name: name.to_owned(), unit, domain: ends, scale: Scale::Linear, ticks }
    }

    /// An axis on which equal ratios are equally long, from the least of these settings to the greatest, each a place.
    #[must_use]
    pub fn logarithmic(name: &str, settings: &[f64]) -> Self {
        let mut sorted: Vec<f64> = settings.iter().copied().filter(|setting| *setting > 0.0).collect();
        sorted.sort_by(f64::total_cmp);
        sorted.dedup();
        let ends = match (sorted.first(), sorted.last()) {
            (Some(first), Some(last)) if first < last => (*first, *last),
            (Some(only), _) => (only / 2.0, only * 2.0),
            _ => (1.0, 2.0),
        };
        let ticks = sorted.into_iter().map(|setting| (setting, Unit::Number.tick(setting))).collect();
        Self { name: name.to_owned(), unit: Unit::Number, domain: ends, scale: Scale::Logarithmic, ticks }
    }

    /// An axis of names: the first at 0, the next at 1.
    #[must_use]
    pub fn categories(name: &str, names: Vec<String>) -> Self {
        let last = names.len().max(1) as f64 - 1.0;
        let ticks = names.into_iter().enumerate().map(|(index, name)| (index as f64, name)).collect();
        let ends = (-MARGIN, last + MARGIN);
        Self { name: name.to_owned(), unit: Unit::Number, domain: ends, scale: Scale::Linear, ticks }
    }

    /// Where a value is between the ends, as a part of the axis; beyond them it is below 0 or above 1.
    #[must_use]
    pub fn part(&self, value: f64) -> f64 {
        let (start, end) = self.domain;
        match self.scale {
            Scale::Linear => (value - start) / (end - start),
            Scale::Logarithmic => (value / start).ln() / (end / start).ln(),
        }
    }

    /// A value as the axis says it: the name of its place, where names were given.
    #[must_use]
    pub fn label(&self, value: f64) -> String {
        let named = self.ticks.iter().find(|(place, _)| *place == value);
        match (self.unit, named) {
            (Unit::Number, Some((_, name))) => name.clone(),
            _ => self.unit.with_unit(value),
        }
    }
}

/// The ends, apart from each other.
fn opened((start, end): (f64, f64)) -> (f64, f64) {
    if end > start { (start, end) } else { (start, start + 1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn settings_are_spread_by_their_ratios() {
        let axis = Axis::logarithmic("images", &[400.0, 1600.0, 800.0, 400.0]);
        assert_eq!(axis.domain, (400.0, 1600.0));
        assert!((axis.part(800.0) - 0.5).abs() < 1e-12);
        assert_eq!(
            axis.ticks.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>(),
            ["400", "800", "1600"]
        );
        assert_eq!(Axis::logarithmic("rate", &[0.00015, 0.001]).label(0.00015), "0.00015");
    }

    #[test]
    fn names_stand_in_a_row_with_room_at_both_ends() {
        let axis = Axis::categories("digits", vec!["a".into(), "b".into()]);
        assert_eq!((axis.part(0.0), axis.part(1.0)), (0.25, 0.75));
        assert_eq!(axis.label(1.0), "b");
    }

    #[test]
    fn a_cut_axis_names_round_places() {
        let axis = Axis::linear("accuracy", Unit::Fraction, (0.98, 1.0));
        let names: Vec<&str> = axis.ticks.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(names, ["98 %", "98.5 %", "99 %", "99.5 %", "100 %"]);
        assert_eq!(axis.label(0.98765), "98.77 %", "not the name of a place");
    }

    proptest! {
        #[test]
        fn every_place_lies_on_its_axis(start in -1e3..1e3_f64, length in 0.0..1e3_f64) {
            let axis = Axis::linear("x", Unit::Ratio, (start, start + length));
            prop_assert!(axis.ticks.iter().all(|(place, _)| (-1e-9..=1.0 + 1e-9).contains(&axis.part(*place))));
        }

        #[test]
        fn any_settings_make_an_axis(settings in prop::collection::vec(-1.0..1e4_f64, 0..6)) {
            let axis = Axis::logarithmic("x", &settings);
            prop_assert!(axis.ticks.iter().all(|(place, _)| (-1e-9..=1.0 + 1e-9).contains(&axis.part(*place))));
        }
    }
}
