//! The values of a chart that can be pointed at or walked through. Refuses pixels of a screen: places are CSS pixels.

/// How far from a value a pointer may be and still mean it, in CSS pixels.
const REACH: f64 = 40.0;

/// A value with its place and its words.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot {
    /// CSS pixels from the left of the canvas.
    pub x: f64,
    /// CSS pixels from its top.
    pub y: f64,
    /// What it says, exactly.
    pub words: String,
}

/// Where a key leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// To the value before.
    Back,
    /// To the value after.
    On,
    /// To the first value.
    First,
    /// To the last value.
    Last,
    /// To none.
    Away,
}

impl Way {
    /// The way of a key, by its name in `KeyboardEvent.key`.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        match key {
            "ArrowLeft" | "ArrowUp" => Some(Self::Back),
            "ArrowRight" | "ArrowDown" => Some(Self::On),
            "Home" => Some(Self::First),
            "End" => Some(Self::Last),
            "Escape" => Some(Self::Away),
            _ => None,
        }
    }

    /// Where it leads from a value, or from none, among so many.
    #[must_use]
    pub fn from(self, chosen: Option<usize>, count: usize) -> Option<usize> {
        let last = count.checked_sub(1)?;
        match (self, chosen) {
            (Self::Away, _) => None,
            (Self::First, _) | (Self::On, None) => Some(0),
            (Self::Last, _) | (Self::Back, None) => Some(last),
            (Self::Back, Some(index)) => Some(index.min(count).saturating_sub(1)),
            (Self::On, Some(index)) => Some(index.saturating_add(1).min(last)),
        }
    }
}

/// The value that a pointer means: the nearest one within reach.
#[must_use]
pub fn nearest(spots: &[Spot], x: f64, y: f64) -> Option<usize> {
    let far = |spot: &Spot| (spot.x - x).hypot(spot.y - y);
    let near = spots.iter().enumerate().min_by(|one, other| far(one.1).total_cmp(&far(other.1)));
    near.filter(|(_, spot)| far(spot) <= REACH).map(|(index, _)| index)
}

/// The value of a chart of rows that a pointer means: the one at its height, however far it is across.
#[must_use]
pub fn beside(spots: &[Spot], y: f64, reach: f64) -> Option<usize> {
    let far = |spot: &Spot| (spot.y - y).abs();
    let near = spots.iter().enumerate().min_by(|one, other| far(one.1).total_cmp(&far(other.1)));
    near.filter(|(_, spot)| far(spot) <= reach).map(|(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spot(x: f64, y: f64) -> Spot {
        Spot { x, y, words: String::new() }
    }

    #[test]
    fn a_pointer_means_what_is_near() {
        let spots = [spot(10.0, 10.0), spot(50.0, 10.0)];
        assert_eq!(nearest(&spots, 32.0, 12.0), Some(1));
        assert_eq!(nearest(&spots, 10.0, 60.0), None);
        assert_eq!(nearest(&[], 0.0, 0.0), None);
        assert_eq!(beside(&[spot(10.0, 10.0), spot(5.0, 30.0)], 24.0, 8.0), Some(1));
        assert_eq!(beside(&spots, 40.0, 8.0), None);
    }

    #[test]
    fn keys_walk_and_stop_at_the_ends() {
        assert_eq!(Way::of_key("ArrowDown"), Some(Way::On));
        assert_eq!(Way::of_key("a"), None);
        assert_eq!(Way::On.from(None, 3), Some(0));
        assert_eq!(Way::On.from(Some(2), 3), Some(2));
        assert_eq!(Way::Back.from(Some(0), 3), Some(0));
        assert_eq!(Way::Back.from(None, 3), Some(2));
        assert_eq!(Way::Away.from(Some(1), 3), None);
    }

    proptest! {
        #[test]
        fn no_key_leaves_the_chart(chosen: Option<usize>, count in 0..9_usize, key in 0..5_usize) {
            let way = [Way::Back, Way::On, Way::First, Way::Last, Way::Away][key];
            prop_assert!(way.from(chosen, count).is_none_or(|index| index < count));
        }
    }
}
