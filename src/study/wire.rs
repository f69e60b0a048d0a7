//! The wires between backbones and heads, and what a structure says when some are cut: in a cut backbone's place the head
//! hears what that backbone says on average over the test images (mean ablation).

use std::collections::BTreeSet;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Structure, UnknownId};

/// Per head, class and backbone that the head reads: what it adds to the logit, on average over the test images.
pub type MeanShares = Vec<Vec<Vec<f32>>>;

/// A wire from a backbone to a head that reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct Wire {
    pub(crate) structure: Structure,
    /// Slot of the backbone.
    pub(crate) backbone: usize,
    /// Index of the head.
    pub(crate) head: usize,
}

impl Wire {
    /// The wires of a structure: those of its first backbone first.
    pub(crate) fn of_structure(structure: Structure) -> impl Iterator<Item = Self> {
        let of_backbone = move |backbone: usize| {
            let heads = structure.heads().iter().enumerate();
            let readers = heads.filter(move |(_, plan)| plan.reads.contains(&backbone));
            readers.map(move |(head, _)| Self { structure, backbone, head })
        };
        (0..structure.backbones()).flat_map(of_backbone)
    }

    /// As it stands in addresses and attributes: structure, backbone and head, counted from 1.
    pub(crate) fn id(self) -> String {
        format!("{}-{}-{}", self.structure.id(), self.backbone + 1, self.head + 1)
    }
}

impl FromStr for Wire {
    type Err = UnknownId;

    fn from_str(id: &str) -> Result<Self, UnknownId> {
        let mut all = Structure::ALL.into_iter().flat_map(Self::of_structure);
        let unknown = || {
            let ids: Vec<String> =
                Structure::ALL.into_iter().flat_map(Self::of_structure).map(Self::id).collect();
            let expected = format!("{}, …, {}", ids[..2].join(", "), ids[ids.len() - 1]);
            UnknownId { kind: "wire", found: id.to_owned(), expected }
        };
        all.find(|wire| wire.id() == id).ok_or_else(unknown)
    }
}

/// The summands of each logit with some wires cut; as they are where no mean is given. A bias is nobody's and stays.
///
/// # Shapes
/// `shares`: `[head][class][backbone that the head reads, in order; bias]`
pub(crate) fn cut_shares(
    structure: Structure,
    shares: &[Vec<Vec<f32>>],
    means: &MeanShares,
    cut: &BTreeSet<Wire>,
) -> Vec<Vec<Vec<f32>>> {
    let mut shares = shares.to_vec();
    for (head, (plan, classes)) in structure.heads().iter().zip(&mut shares).enumerate() {
        for (position, &backbone) in plan.reads.iter().enumerate() {
            if !cut.contains(&Wire { structure, backbone, head }) {
                continue;
            }
            for (class, summands) in classes.iter_mut().enumerate() {
                let mean = means.get(head).and_then(|head| head.get(class)?.get(position));
                if let (Some(summand), Some(&mean)) = (summands.get_mut(position), mean) {
                    *summand = mean;
                }
            }
        }
    }
    shares
}

/// The logits that such summands amount to, added up in f64.
pub(crate) fn logits_of(shares: &[Vec<Vec<f32>>]) -> Vec<Vec<f32>> {
    let sum = |class: &Vec<f32>| class.iter().map(|&summand| f64::from(summand)).sum::<f64>() as f32;
    shares.iter().map(|head| head.iter().map(sum).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wire_is_known_by_its_id_and_nothing_else_is() {
        let ids: Vec<String> =
            Structure::ALL.into_iter().flat_map(Wire::of_structure).map(Wire::id).collect();
        let expected = [
            "1-1-1", "1-2-1", "2-1-1", "3-1-1", "3-1-2", "4_1-1-1", "4_1-1-2", "4_1-2-1", "4_1-2-2",
            "4_2-1-1", "4_2-2-2",
        ];
        assert_eq!(ids, expected);
        for id in expected {
            assert_eq!(id.parse::<Wire>().unwrap().id(), id);
        }
        for id in ["", "4_2-1-2", "2-2-1", "4_1-2-1 ", "4_1-3-1", "4_1-0-1", "5-1-1"] {
            assert!(id.parse::<Wire>().unwrap_err().expected.starts_with("1-1-1, 1-2-1, …"), "{id}");
        }
    }

    #[test]
    fn a_cut_wire_says_the_average_to_its_head_alone() {
        let structure = Structure::FourOne;
        let shares =
            [vec![vec![1.0, 2.0, 0.5], vec![3.0, 4.0, 0.5]], vec![vec![5.0, 6.0, 0.5], vec![7.0, 8.0, 0.5]]];
        let means = vec![vec![vec![10.0, 20.0], vec![30.0, 40.0]], vec![vec![50.0, 60.0], vec![70.0, 80.0]]];
        let cut = |ids: &[&str]| {
            let wires = ids.iter().map(|id| id.parse().unwrap()).collect();
            cut_shares(structure, &shares, &means, &wires)
        };
        assert_eq!(cut(&[]), shares);
        assert_eq!(cut(&["1-2-1", "4_2-1-1"]), shares, "wires of other structures");
        let one = cut(&["4_1-2-1"]);
        assert_eq!(one[0], [[1.0, 20.0, 0.5], [3.0, 40.0, 0.5]]);
        assert_eq!(one[1], shares[1]);
        assert_eq!(logits_of(&one), [[21.5, 43.5], [11.5, 15.5]]);
        let all = cut(&["4_1-1-1", "4_1-1-2", "4_1-2-1", "4_1-2-2"]);
        assert_eq!(logits_of(&all), [[30.5, 70.5], [110.5, 150.5]]);
        let unknown = cut_shares(structure, &shares, &Vec::new(), &Wire::of_structure(structure).collect());
        assert_eq!(unknown, shares, "without averages nothing is cut");
    }

    #[test]
    fn the_second_backbone_may_be_the_first_that_a_head_reads() {
        let shares = [vec![vec![1.0, 0.0], vec![2.0, 0.0]], vec![vec![3.0, 0.0], vec![4.0, 0.0]]];
        let means = vec![vec![vec![10.0], vec![20.0]], vec![vec![30.0], vec![40.0]]];
        let cut = cut_shares(Structure::FourTwo, &shares, &means, &["4_2-2-2".parse().unwrap()].into());
        assert_eq!(logits_of(&cut), [[1.0, 2.0], [30.0, 40.0]]);
    }
}
