//! `Fused` on the CPU: the same steps in wasm's vectors, one thread.

use std::collections::BTreeMap;

use super::super::clock;
use super::super::error::EngineError;
use super::{Answer, read_network};
use crate::fused::{CpuBackbone, PackedBackbone, Scratch, StepPlan, heads};
use crate::image::{Glyph, input};
use crate::measure::Millis;
use crate::study::{NetworkId, decide};
use crate::weights::{Head, WeightsError};

/// The networks in wasm memory, int8 as they came.
#[derive(Default)]
pub(in crate::engine) struct FusedCpu {
    networks: BTreeMap<NetworkId, Ready>,
    scratch: Scratch,
}

struct Ready {
    backbones: Vec<CpuBackbone>,
    heads: Vec<Head>,
}

impl FusedCpu {
    pub(super) fn holds(&self, network: NetworkId) -> bool {
        self.networks.contains_key(&network)
    }

    pub(super) fn load(&mut self, bytes: Vec<u8>, network: NetworkId) -> Result<(), EngineError> {
        let quantized = read_network(&bytes, network)?;
        drop(bytes);
        let plan = StepPlan::of(network.backbone);
        let backbones = quantized.backbones.into_iter();
        let backbones = backbones.map(|convs| CpuBackbone::new(&plan, PackedBackbone::pack(&plan, convs)?));
        let incomplete = || WeightsError::Incomplete(network.to_string());
        let backbones = backbones.collect::<Option<Vec<_>>>().ok_or_else(incomplete)?;
        self.networks.insert(network, Ready { backbones, heads: quantized.heads });
        Ok(())
    }

    pub(super) fn answer(
        &mut self,
        network: NetworkId,
        glyph: &Glyph,
    ) -> Option<Result<Answer, EngineError>> {
        let ready = self.networks.get(&network)?;
        let pixels = [input::normalized(glyph)];
        let start = clock::now();
        let features =
            ready.backbones.iter().map(|backbone| backbone.forward(&mut self.scratch, &pixels).to_vec());
        let features: Vec<Vec<f32>> = features.collect();
        let features: Vec<&[f32]> = features.iter().map(Vec::as_slice).collect();
        let heads = heads(network.structure, &ready.heads, &features);
        let latency = Millis(clock::now().0 - start.0);
        // Values that are not finite stop here, not on a card.
        Some(decide(network.structure, &heads).map(|_| Answer { heads, latency }).map_err(Into::into))
    }
}
