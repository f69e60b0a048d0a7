//! The binomial distribution with p = 1/2, on which the exact test and the exact interval of a median rest.

/// Probabilities of 0, 1, ..., `count` heads in `count` tosses of a fair coin; by logarithms, as 2^3147 overflows.
pub(super) fn probabilities(count: usize) -> impl Iterator<Item = f64> {
    let none = -(count as f64) * std::f64::consts::LN_2;
    (0..=count).scan(none, move |logarithm, heads| {
        let probability = logarithm.exp();
        *logarithm += ((count - heads) as f64 / (heads + 1) as f64).ln();
        Some(probability)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_tosses_and_three_thousand() {
        let four: Vec<f64> = probabilities(4).map(|probability| probability * 16.0).collect();
        assert!(
            four.iter().zip([1.0, 4.0, 6.0, 4.0, 1.0]).all(|(found, exact)| (found - exact).abs() < 1e-12)
        );
        assert!((probabilities(3147).sum::<f64>() - 1.0).abs() < 1e-9);
    }
}
