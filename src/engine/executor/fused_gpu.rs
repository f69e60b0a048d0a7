//! `Fused` on WebGPU: weights in one store per kind of backbone, a captured pass per structure and one for all five.

use std::collections::BTreeMap;

use super::super::clock;
use super::super::error::EngineError;
use super::super::gpu::{Gpu, Pass, Store};
use super::{Answer, read_network};
use crate::fused::{PackedBackbone, heads};
use crate::image::{Glyph, input};
use crate::measure::Millis;
use crate::study::{Backbone, NetworkId, Structure, decide};
use crate::weights::{Head, WeightsError};

/// The networks on the GPU.
pub(in crate::engine) struct FusedGpu {
    gpu: Gpu,
    kinds: BTreeMap<Backbone, Kind>,
}

/// Everything of one kind of backbone.
struct Kind {
    store: Store,
    networks: BTreeMap<Structure, Ready>,
    /// Made when the fifth structure is ready.
    all: Option<Pass>,
}

struct Ready {
    pass: Pass,
    heads: Vec<Head>,
}

impl FusedGpu {
    pub(super) const fn new(gpu: Gpu) -> Self {
        Self { gpu, kinds: BTreeMap::new() }
    }

    pub(super) fn holds(&self, network: NetworkId) -> bool {
        self.ready(network).is_some()
    }

    fn ready(&self, network: NetworkId) -> Option<&Ready> {
        self.kinds.get(&network.backbone)?.networks.get(&network.structure)
    }

    pub(super) async fn load(&mut self, bytes: Vec<u8>, network: NetworkId) -> Result<(), EngineError> {
        let quantized = read_network(&bytes, network)?;
        drop(bytes);
        let gpu = &self.gpu;
        let kind = self.kinds.entry(network.backbone).or_insert_with(|| Kind {
            store: Store::new(gpu, network.backbone),
            networks: BTreeMap::new(),
            all: None,
        });
        let incomplete = || WeightsError::Incomplete(network.to_string());
        for (place, convs) in quantized.backbones.into_iter().enumerate() {
            let packed = PackedBackbone::pack(&kind.store.plan, convs).ok_or_else(incomplete)?;
            kind.store.put(gpu, network.structure, place, packed)?;
        }
        let pass = Pass::of_structure(gpu, &kind.store, network.structure, 1)?;
        let ready = Ready { pass, heads: quantized.heads };
        ready.answer(network, &Glyph::from_pixels([0; Glyph::PIXELS])).await?;
        kind.networks.insert(network.structure, ready);
        if kind.all.is_none() && kind.networks.len() == Structure::ALL.len() {
            kind.all = Some(Pass::of_all(gpu, &kind.store, 1)?);
        }
        Ok(())
    }

    pub(super) async fn answer(
        &self,
        network: NetworkId,
        glyph: &Glyph,
    ) -> Option<Result<Answer, EngineError>> {
        Some(self.ready(network)?.answer(network, glyph).await)
    }

    pub(super) async fn answer_all(
        &self,
        networks: &[NetworkId],
        glyph: &Glyph,
    ) -> Option<Result<Vec<(NetworkId, Answer)>, EngineError>> {
        let kind = self.kinds.get(&networks.first()?.backbone)?;
        let backbone = networks.first()?.backbone;
        let whole = networks.len() == Structure::ALL.len()
            && Structure::ALL.iter().all(|&structure| networks.contains(&NetworkId { backbone, structure }));
        if !whole {
            return None;
        }
        Some(kind.answer_all(backbone, kind.all.as_ref()?, glyph).await)
    }
}

impl Kind {
    async fn answer_all(
        &self,
        backbone: Backbone,
        pass: &Pass,
        glyph: &Glyph,
    ) -> Result<Vec<(NetworkId, Answer)>, EngineError> {
        let start = clock::now();
        let features = pass.run(&[input::normalized(glyph)]).await?;
        let mut features = features.chunks(pass.width());
        let mut answers = Vec::with_capacity(Structure::ALL.len());
        for structure in Structure::ALL {
            let own: Vec<&[f32]> = features.by_ref().take(structure.backbones()).collect();
            let Some(ready) = self.networks.get(&structure) else { continue };
            let heads = heads(structure, &ready.heads, &own);
            // Values that are not finite stop here, not on a card.
            decide(structure, &heads)?;
            let latency = Millis(clock::now().0 - start.0);
            answers.push((NetworkId { backbone, structure }, Answer { heads, latency }));
        }
        Ok(answers)
    }
}

impl Ready {
    async fn answer(&self, network: NetworkId, glyph: &Glyph) -> Result<Answer, EngineError> {
        let pixels = input::normalized(glyph);
        let start = clock::now();
        let features = self.pass.run(&[pixels]).await?;
        let features: Vec<&[f32]> = features.chunks(self.pass.width()).collect();
        let heads = heads(network.structure, &self.heads, &features);
        let latency = Millis(clock::now().0 - start.0);
        // Values that are not finite stop here, not on a card.
        decide(network.structure, &heads)?;
        Ok(Answer { heads, latency })
    }
}
