//! From features to logits, on the CPU: a few thousand multiply-adds, cheaper than one more step on a GPU.

use crate::study::{HeadPlan, Structure};
use crate::weights::Head;

/// The logits of a structure's heads.
///
/// # Shapes
/// `features`: one `[width]` per backbone; `heads`: `[classes, reads * width]` each -> `[head][class]`
#[must_use]
pub fn logits(structure: Structure, heads: &[Head], features: &[&[f32]]) -> Vec<Vec<f32>> {
    summands(structure, heads, features, |summands| summands.sum::<f64>() as f32)
}

/// What the logits are the sums of: `W1 f1 + W2 f2 + b`, exactly, as a head is one matrix.
///
/// # Shapes
/// as for [`logits`] -> `[head][class][backbone that the head reads, in order; bias]`
#[must_use]
pub fn shares(structure: Structure, heads: &[Head], features: &[&[f32]]) -> Vec<Vec<Vec<f32>>> {
    summands(structure, heads, features, |summands| summands.map(|summand| summand as f32).collect())
}

/// Appends the same numbers in one row, head after head, class after class.
pub(crate) fn append_shares(structure: Structure, heads: &[Head], features: &[&[f32]], row: &mut Vec<f32>) {
    summands(structure, heads, features, |summands| row.extend(summands.map(|summand| summand as f32)));
}

/// What `join` makes of each logit's summands: one for each backbone that its head reads, in order, then the bias.
fn summands<T>(
    structure: Structure,
    heads: &[Head],
    features: &[&[f32]],
    mut join: impl FnMut(&mut dyn Iterator<Item = f64>) -> T,
) -> Vec<Vec<T>> {
    let of_head = |(plan, head): (&HeadPlan, &Head)| {
        let classes = head.bias.len().max(1);
        let rows = head.weight.chunks((head.weight.len() / classes).max(1)).zip(&head.bias);
        let of_class = |(row, bias): (&[f32], &f32)| {
            let parts = row.chunks((row.len() / plan.reads.len().max(1)).max(1)).zip(plan.reads);
            let dot = |(part, &index): (&[f32], &usize)| {
                let features = features.get(index).copied().unwrap_or_default();
                part.iter().zip(features).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum::<f64>()
            };
            join(&mut parts.map(dot).chain(std::iter::once(f64::from(*bias))))
        };
        rows.map(of_class).collect()
    };
    structure.heads().iter().zip(heads).map(of_head).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_head_reads_its_backbones_in_order() {
        let head = |weight: &[f32], bias: &[f32]| Head { weight: weight.to_vec(), bias: bias.to_vec() };
        // Width 1. Structure 4-2: head 1 reads backbone 1, head 2 backbone 2.
        let split = [head(&[2.0, 3.0], &[0.5, 0.0]), head(&[4.0, 5.0], &[0.0, 1.0])];
        assert_eq!(logits(Structure::FourTwo, &split, &[&[1.0], &[10.0]]), [[2.5, 3.0], [40.0, 51.0]]);
        // Structure 1: one head reads both, backbone 1 first.
        let both = [head(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], &[0.0; 3])];
        assert_eq!(logits(Structure::One, &both, &[&[1.0], &[10.0]]), [[21.0, 43.0, 65.0]]);
    }

    #[test]
    fn a_logit_is_the_sum_of_what_its_backbones_and_its_bias_say() {
        let head = |weight: &[f32], bias: &[f32]| Head { weight: weight.to_vec(), bias: bias.to_vec() };
        let both = [head(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], &[0.5; 3])];
        let said = shares(Structure::One, &both, &[&[1.0], &[10.0]]);
        assert_eq!(said, [[[1.0, 20.0, 0.5], [3.0, 40.0, 0.5], [5.0, 60.0, 0.5]]]);
        let split = [head(&[2.0, 3.0], &[0.5, 0.0]), head(&[4.0, 5.0], &[0.0, 1.0])];
        let said = shares(Structure::FourTwo, &split, &[&[1.0], &[10.0]]);
        assert_eq!(said, [[[2.0, 0.5], [3.0, 0.0]], [[40.0, 0.0], [50.0, 1.0]]]);
        let mut row = vec![7.0];
        append_shares(Structure::FourTwo, &split, &[&[1.0], &[10.0]], &mut row);
        assert_eq!(row, [7.0, 2.0, 0.5, 3.0, 0.0, 40.0, 0.0, 50.0, 1.0]);
    }
}
