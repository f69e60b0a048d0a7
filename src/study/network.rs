//! The 15 networks: each structure on each backbone.

use serde::{Deserialize, Serialize};

use super::{Backbone, Structure};

/// One of the 15 networks: a structure on a backbone. Its text form is `resnet18/4_1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NetworkId {
    pub backbone: Backbone,
    pub structure: Structure,
}

impl NetworkId {
    /// Number of networks: 15.
    pub(crate) const COUNT: usize = Backbone::ALL.len() * Structure::ALL.len();

    /// Structure 2 of the same backbone: the denominator of its ratios.
    #[must_use]
    pub(crate) const fn baseline(self) -> Self {
        Self { structure: Structure::BASELINE, ..self }
    }

    /// All of them, by backbone, in the study's order.
    pub fn all() -> impl Iterator<Item = Self> {
        Backbone::ALL.into_iter().flat_map(Self::on_backbone)
    }

    /// The five structures of one backbone, in the study's order.
    pub fn on_backbone(backbone: Backbone) -> impl Iterator<Item = Self> {
        Structure::ALL.into_iter().map(move |structure| Self { backbone, structure })
    }
}

impl std::fmt::Display for NetworkId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.backbone.id(), self.structure.id())
    }
}
