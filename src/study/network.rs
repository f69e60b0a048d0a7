//! The name of one of the 15 networks: a structure on a backbone. Refuses paths; `weights` knows where its file is.

use serde::{Deserialize, Serialize};

use super::{Backbone, Structure};

/// One of the 15 networks: a structure on a backbone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NetworkId {
    /// The backbone it is made of.
    pub backbone: Backbone,
    /// How its parts are shared.
    pub structure: Structure,
}

impl NetworkId {
    /// All 15, grouped by backbone, in the study's order.
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
