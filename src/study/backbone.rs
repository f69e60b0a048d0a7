//! The three backbones and the numbers that define them. Never layers or tensors: those are in `model`.

use serde::{Deserialize, Serialize};

use super::{UnknownId, find_by_id};

/// A torchvision ResNet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Backbone {
    ResNet18,
    ResNet34,
    ResNet50,
}

/// A residual block of torchvision's ResNet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Block {
    /// Two 3x3 convolutions; output width = planes.
    Basic,
    /// 1x1, 3x3, 1x1 convolutions; output width = 4 x planes.
    Bottleneck,
}

impl Block {
    /// Output channels per plane (torchvision's `expansion`).
    #[must_use]
    pub(crate) const fn expansion(self) -> usize {
        match self {
            Self::Basic => 1,
            Self::Bottleneck => 4,
        }
    }
}

impl Backbone {
    /// All backbones, the smallest first.
    pub const ALL: [Self; 3] = [Self::ResNet18, Self::ResNet34, Self::ResNet50];

    /// Planes of layer1 to layer4.
    pub(crate) const PLANES: [usize; 4] = [64, 128, 256, 512];

    /// The id used in file names, URLs and the study's CSV files.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::ResNet18 => "resnet18",
            Self::ResNet34 => "resnet34",
            Self::ResNet50 => "resnet50",
        }
    }

    /// The name for readers, in every language.
    #[must_use]
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::ResNet18 => "ResNet18",
            Self::ResNet34 => "ResNet34",
            Self::ResNet50 => "ResNet50",
        }
    }

    /// Its residual block.
    #[must_use]
    pub(crate) const fn block(self) -> Block {
        match self {
            Self::ResNet18 | Self::ResNet34 => Block::Basic,
            Self::ResNet50 => Block::Bottleneck,
        }
    }

    /// Number of blocks in layer1 to layer4.
    #[must_use]
    pub(crate) const fn blocks(self) -> [usize; 4] {
        match self {
            Self::ResNet18 => [2, 2, 2, 2],
            Self::ResNet34 | Self::ResNet50 => [3, 4, 6, 3],
        }
    }

    /// Output channels of layer4: 512 or 2048.
    #[must_use]
    pub const fn width(self) -> usize {
        Self::PLANES[3] * self.block().expansion()
    }
}

impl std::str::FromStr for Backbone {
    type Err = UnknownId;

    fn from_str(id: &str) -> Result<Self, UnknownId> {
        find_by_id("backbone", &Self::ALL, Self::id, id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_is_the_number_in_the_name() {
        for backbone in Backbone::ALL {
            let per_block = match backbone.block() {
                Block::Basic => 2,
                Block::Bottleneck => 3,
            };
            // conv1 and fc count as layers too.
            let layers = backbone.blocks().iter().sum::<usize>() * per_block + 2;
            assert_eq!(backbone.name(), format!("ResNet{layers}"));
        }
    }

    #[test]
    fn id_round_trips_and_serde_uses_it() {
        for backbone in Backbone::ALL {
            assert_eq!(backbone.id().parse(), Ok(backbone));
            assert_eq!(serde_json::to_string(&backbone).unwrap(), format!("\"{}\"", backbone.id()));
        }
        let error = "resnet101".parse::<Backbone>().unwrap_err().to_string();
        assert_eq!(error, "unknown backbone \"resnet101\": expected one of resnet18, resnet34, resnet50");
    }
}
