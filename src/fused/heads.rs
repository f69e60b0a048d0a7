//! From features to logits, on the CPU: a few thousand multiply-adds, cheaper than one more step on a GPU.

use crate::study::{HeadPlan, Structure};
use crate::weights::Head;

/// The logits of a structure's heads.
///
/// # Shapes
/// `features`: one `[width]` per backbone; `heads`: `[classes, reads * width]` each -> `[head][class]`
#[must_use]
pub fn logits(structure: Structure, heads: &[Head], features: &[&[f32]]) -> Vec<Vec<f32>> {
    let logits_of = |(plan, head): (&HeadPlan, &Head)| {
        let read = || plan.reads.iter().filter_map(|&index| features.get(index)).copied().flatten();
        let rows = head.weight.chunks(head.weight.len() / head.bias.len().max(1)).zip(&head.bias);
        let logit = |(row, bias): (&[f32], &f32)| {
            let sum: f64 = row.iter().zip(read()).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum();
            (sum + f64::from(*bias)) as f32
        };
        rows.map(logit).collect()
    };
    structure.heads().iter().zip(heads).map(logits_of).collect()
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
}
