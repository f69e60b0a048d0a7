//! The Pareto front of points with a cost to minimise and a value to maximise.

/// For each `(cost, value)`, whether it is on the Pareto front: no other point costs at most as much and is worth at
/// least as much, and is better in one of the two.
#[must_use]
pub(crate) fn pareto(points: &[(f64, f64)]) -> Vec<bool> {
    let dominated = |(cost, value): &(f64, f64)| {
        points.iter().any(|(other_cost, other_value)| {
            other_cost <= cost && other_value >= value && (other_cost < cost || other_value > value)
        })
    };
    points.iter().map(|point| !dominated(point)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_front_of_a_hand_worked_set() {
        // Cheap and bad, dear and good, in between; dearer than the second and no better; a copy of the first.
        let points = [(1.0, 0.5), (3.0, 0.9), (2.0, 0.7), (4.0, 0.9), (1.0, 0.5)];
        assert_eq!(pareto(&points), [true, true, true, false, true]);
        assert_eq!(pareto(&[]), [] as [bool; 0]);
    }

    proptest! {
        #[test]
        fn something_is_always_on_the_front(points in prop::collection::vec((0.0..9.0_f64, 0.0..1.0_f64), 1..9)) {
            prop_assert!(pareto(&points).contains(&true));
        }
    }
}
