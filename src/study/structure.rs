//! The five structures as data: number of backbones, heads, and the backbones each head reads. `model`, `fused` and the
//! page's diagrams are built from it.

use serde::{Deserialize, Serialize};

use super::{Grouping, UnknownId, find_by_id};

/// One of the study's five structures: whether two questions share a backbone, a head, both or neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Structure {
    /// Two backbones, concatenated into one head.
    #[serde(rename = "1")]
    One,
    /// One backbone, one head.
    #[serde(rename = "2")]
    Two,
    /// One backbone, two heads.
    #[serde(rename = "3")]
    Three,
    /// Two backbones, concatenated before two heads.
    #[serde(rename = "4_1")]
    FourOne,
    /// Two separate networks of one backbone and one head each.
    #[serde(rename = "4_2")]
    FourTwo,
}

/// Whether the two questions share a backbone, or a head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sharing {
    Shared,
    /// Each question has its own.
    Split,
}

/// One head of a structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeadPlan {
    pub grouping: Grouping,
    /// Slots of the backbones whose features it reads, in concatenation order.
    pub reads: &'static [usize],
}

impl Structure {
    /// All structures in the study's order.
    pub const ALL: [Self; 5] = [Self::One, Self::Two, Self::Three, Self::FourOne, Self::FourTwo];

    /// The denominator of every ratio: everything shared.
    pub const BASELINE: Self = Self::Two;

    /// The id used in file names, URLs and the study's CSV files.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::One => "1",
            Self::Two => "2",
            Self::Three => "3",
            Self::FourOne => "4_1",
            Self::FourTwo => "4_2",
        }
    }

    /// The number as the study prints it, in every language.
    #[must_use]
    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::One => "(1)",
            Self::Two => "(2)",
            Self::Three => "(3)",
            Self::FourOne => "(4)-1",
            Self::FourTwo => "(4)-2",
        }
    }

    /// Whether the questions share the backbone.
    #[must_use]
    pub(crate) const fn backbone_sharing(self) -> Sharing {
        match self {
            Self::Two | Self::Three => Sharing::Shared,
            Self::One | Self::FourOne | Self::FourTwo => Sharing::Split,
        }
    }

    /// Number of backbones: 1 or 2.
    #[must_use]
    pub const fn backbones(self) -> usize {
        match self.backbone_sharing() {
            Sharing::Shared => 1,
            Sharing::Split => 2,
        }
    }

    /// Whether a head of it reads two backbones.
    #[must_use]
    pub(crate) fn joins_backbones(self) -> bool {
        self.heads().iter().any(|head| head.reads.len() > 1)
    }

    /// Its heads, `head_1` first.
    #[must_use]
    pub const fn heads(self) -> &'static [HeadPlan] {
        const fn head(grouping: Grouping, reads: &'static [usize]) -> HeadPlan {
            HeadPlan { grouping, reads }
        }
        const ONE: &[HeadPlan] = &[head(Grouping::ThreeWay, &[0, 1])];
        const TWO: &[HeadPlan] = &[head(Grouping::ThreeWay, &[0])];
        const THREE: &[HeadPlan] = &[head(Grouping::IsTwo, &[0]), head(Grouping::IsOne, &[0])];
        const FOUR_ONE: &[HeadPlan] = &[head(Grouping::IsTwo, &[0, 1]), head(Grouping::IsOne, &[0, 1])];
        const FOUR_TWO: &[HeadPlan] = &[head(Grouping::IsTwo, &[0]), head(Grouping::IsOne, &[1])];
        match self {
            Self::One => ONE,
            Self::Two => TWO,
            Self::Three => THREE,
            Self::FourOne => FOUR_ONE,
            Self::FourTwo => FOUR_TWO,
        }
    }
}

impl std::str::FromStr for Structure {
    type Err = UnknownId;

    fn from_str(id: &str) -> Result<Self, UnknownId> {
        find_by_id("structure", &Self::ALL, Self::id, id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_agree_with_what_is_shared() {
        for structure in Structure::ALL {
            let head_is_shared = matches!(structure, Structure::One | Structure::Two);
            assert_eq!(structure.heads().len(), if head_is_shared { 1 } else { 2 }, "{structure:?}");
            let mut read: Vec<usize> =
                structure.heads().iter().flat_map(|head| head.reads).copied().collect();
            read.sort_unstable();
            read.dedup();
            let all: Vec<usize> = (0..structure.backbones()).collect();
            assert_eq!(read, all, "every backbone is read and no other, {structure:?}");
        }
    }

    #[test]
    fn id_round_trips_and_serde_uses_it() {
        for structure in Structure::ALL {
            assert_eq!(structure.id().parse(), Ok(structure));
            let json = serde_json::to_string(&structure).unwrap();
            assert_eq!(json, format!("\"{}\"", structure.id()));
        }
        assert!("4".parse::<Structure>().is_err());
    }
}
