//! From values to CSS pixels along one axis.

/// How values are spread along an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scale {
    /// Equal differences are equally long.
    Linear,
    /// Equal ratios are equally long.
    Logarithmic,
}

/// Maps the domain of an axis onto a range of CSS pixels; values outside the domain lie outside the range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Projection {
    pub(super) scale: Scale,
    pub(super) domain: (f64, f64),
    pub(super) pixels: (f64, f64),
}

impl Projection {
    /// CSS pixels of a value.
    pub(super) fn position(&self, value: f64) -> f64 {
        let (low, high) = self.domain;
        let fraction = match self.scale {
            Scale::Linear => (value - low) / (high - low),
            Scale::Logarithmic => (value / low).ln() / (high / low).ln(),
        };
        let (from, to) = self.pixels;
        from + fraction * (to - from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_the_domain_are_the_ends_of_the_range() {
        let linear = Projection { scale: Scale::Linear, domain: (0.98, 1.0), pixels: (300.0, 20.0) };
        assert_eq!([0.98, 1.0].map(|value| linear.position(value)), [300.0, 20.0]);
        assert!((linear.position(0.99) - 160.0).abs() < 1e-9);
        assert!(linear.position(0.97) > 300.0, "outside");
        let logarithmic =
            Projection { scale: Scale::Logarithmic, domain: (400.0, 1600.0), pixels: (0.0, 100.0) };
        assert!((logarithmic.position(800.0) - 50.0).abs() < 1e-9, "half way by ratio");
    }
}
