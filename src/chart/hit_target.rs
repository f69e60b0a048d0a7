//! Hit testing and keyboard navigation over the values of a chart. Coordinates are CSS pixels.

/// Touch radius: a finger covers about 40 CSS pixels.
const REACH: f64 = 40.0;

/// A value that can be pointed at.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HitTarget {
    /// CSS pixels from the left of the canvas.
    pub(super) x: f64,
    /// CSS pixels from its top.
    pub(super) y: f64,
    /// Its exact value, as the readout shows it.
    pub(crate) text: String,
}

/// What a key does to the selection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Move {
    Previous,
    Next,
    First,
    Last,
    Clear,
}

impl Move {
    /// The move of a key, by its name in `KeyboardEvent.key`.
    pub(super) fn from_key(key: &str) -> Option<Self> {
        match key {
            "ArrowLeft" | "ArrowUp" => Some(Self::Previous),
            "ArrowRight" | "ArrowDown" => Some(Self::Next),
            "Home" => Some(Self::First),
            "End" => Some(Self::Last),
            "Escape" => Some(Self::Clear),
            _ => None,
        }
    }

    /// The selected index after it, of `count` values.
    pub(super) fn apply(self, chosen: Option<usize>, count: usize) -> Option<usize> {
        let last = count.checked_sub(1)?;
        match (self, chosen) {
            (Self::Clear, _) => None,
            (Self::First, _) | (Self::Next, None) => Some(0),
            (Self::Last, _) | (Self::Previous, None) => Some(last),
            (Self::Previous, Some(index)) => Some(index.min(count).saturating_sub(1)),
            (Self::Next, Some(index)) => Some(index.saturating_add(1).min(last)),
        }
    }
}

/// Hit test of a scatter chart: the nearest data point within the touch radius.
pub(super) fn nearest(hit_targets: &[HitTarget], x: f64, y: f64) -> Option<usize> {
    let far = |target: &HitTarget| (target.x - x).hypot(target.y - y);
    let near = hit_targets.iter().enumerate().min_by(|one, other| far(one.1).total_cmp(&far(other.1)));
    near.filter(|(_, target)| far(target) <= REACH).map(|(index, _)| index)
}

/// Hit test of a bar chart: the value nearest in height, anywhere along its row.
pub(super) fn nearest_row(hit_targets: &[HitTarget], y: f64, reach: f64) -> Option<usize> {
    let far = |target: &HitTarget| (target.y - y).abs();
    let near = hit_targets.iter().enumerate().min_by(|one, other| far(one.1).total_cmp(&far(other.1)));
    near.filter(|(_, target)| far(target) <= reach).map(|(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn target(x: f64, y: f64) -> HitTarget {
        HitTarget { x, y, text: String::new() }
    }

    #[test]
    fn a_pointer_means_what_is_near() {
        let hit_targets = [target(10.0, 10.0), target(50.0, 10.0)];
        assert_eq!(nearest(&hit_targets, 32.0, 12.0), Some(1));
        assert_eq!(nearest(&hit_targets, 10.0, 60.0), None);
        assert_eq!(nearest(&[], 0.0, 0.0), None);
        assert_eq!(nearest_row(&[target(10.0, 10.0), target(5.0, 30.0)], 24.0, 8.0), Some(1));
        assert_eq!(nearest_row(&hit_targets, 40.0, 8.0), None);
    }

    #[test]
    fn keys_walk_and_stop_at_the_ends() {
        assert_eq!(Move::from_key("ArrowDown"), Some(Move::Next));
        assert_eq!(Move::from_key("a"), None);
        assert_eq!(Move::Next.apply(None, 3), Some(0));
        assert_eq!(Move::Next.apply(Some(2), 3), Some(2));
        assert_eq!(Move::Previous.apply(Some(0), 3), Some(0));
        assert_eq!(Move::Previous.apply(None, 3), Some(2));
        assert_eq!(Move::Clear.apply(Some(1), 3), None);
    }

    proptest! {
        #[test]
        fn no_key_leaves_the_chart(chosen: Option<usize>, count in 0..9_usize, key in 0..5_usize) {
            let step = [Move::Previous, Move::Next, Move::First, Move::Last, Move::Clear][key];
            prop_assert!(step.apply(chosen, count).is_none_or(|index| index < count));
        }
    }
}
