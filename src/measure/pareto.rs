//! Which of several things are not beaten in both respects. Refuses to weigh one respect against the other.

/// For each `(cost, worth)`, whether nothing else costs no more and is worth no less, and better in one of the two.
#[must_use]
pub fn pareto(points: &[(f64, f64)]) -> Vec<bool> {
    let beaten = |(cost, worth): &(f64, f64)| {
        points.iter().any(|(other_cost, other_worth)| {
            other_cost <= cost && other_worth >= worth && (other_cost < cost || other_worth > worth)
        })
    };
    points.iter().map(|point| !beaten(point)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_front_of_a_hand_worked_set() {
        // Cheap and bad, dear and good, in between; dearer than the second and no better; a twin of the first.
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
