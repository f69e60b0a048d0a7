//! `Fused` on the CPU: the same steps in wasm's vectors, one thread.

use std::collections::BTreeMap;

use super::super::clock::{self, Laps};
use super::super::error::EngineError;
use super::super::gpu::{Chain, Pixels};
use super::{Answer, Loaded, Logits, Watch, read_network};
use crate::fused::{CpuBackbone, PackedBackbone, Scratch, StepPlan, heads};
use crate::image::{Bitmap, input};
use crate::measure::Millis;
use crate::study::{NetworkId, decide};
use crate::weights::{Head, WeightsError};

/// Images between two chances to end the work.
const TOGETHER: usize = 64;

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

    pub(super) fn load(&mut self, bytes: Vec<u8>, network: NetworkId) -> Result<Loaded, EngineError> {
        let mut laps = Laps::start();
        let quantized = read_network(&bytes, network)?;
        drop(bytes);
        let plan = StepPlan::of(network.backbone);
        let backbones = quantized.backbones.into_iter();
        let backbones = backbones.map(|convs| CpuBackbone::new(&plan, PackedBackbone::pack(&plan, convs)?));
        let incomplete = || WeightsError::Incomplete(network.to_string());
        let backbones = backbones.collect::<Option<Vec<_>>>().ok_or_else(incomplete)?;
        let ready = Ready { backbones, heads: quantized.heads };
        let decode = laps.lap();
        let blank = [input::normalized(&Bitmap::from_pixels([0; Bitmap::PIXELS]))];
        decide(network.structure, &ready.forward(network, &mut self.scratch, &blank).swap_remove(0))?;
        let first_run = laps.lap();
        ready.forward(network, &mut self.scratch, &blank);
        let second_run = laps.lap();
        self.networks.insert(network, ready);
        Ok(Loaded { decode, first_run, second_run })
    }

    pub(super) fn answer(
        &mut self,
        network: NetworkId,
        bitmap: &Bitmap,
    ) -> Option<Result<Answer, EngineError>> {
        let ready = self.networks.get(&network)?;
        let pixels = [input::normalized(bitmap)];
        let start = clock::now();
        let heads = ready.forward(network, &mut self.scratch, &pixels).swap_remove(0);
        let latency = Millis(clock::now().0 - start.0);
        // Values that are not finite stop here, not on a card.
        Some(decide(network.structure, &heads).map(|_| Answer { heads, latency }).map_err(Into::into))
    }

    pub(super) async fn answer_many(
        &mut self,
        network: NetworkId,
        bitmaps: &[Bitmap],
        watch: Watch<'_>,
    ) -> Option<Vec<Logits>> {
        let ready = self.networks.get(&network)?;
        let mut all = Vec::with_capacity(bitmaps.len());
        for part in bitmaps.chunks(TOGETHER) {
            let images: Vec<Pixels> = part.iter().map(input::normalized).collect();
            all.extend(ready.forward(network, &mut self.scratch, &images));
            if bitmaps.len() > TOGETHER {
                // The worker's ear: a cancellation is heard here.
                clock::turn().await;
                if watch(all.len()).is_break() {
                    break;
                }
            }
        }
        Some(all)
    }

    /// Runs one image to the end of a stage: the stem, then layer1 to layer4.
    pub(super) fn part(&mut self, network: NetworkId, part: usize, bitmap: &Bitmap) -> Option<()> {
        let ready = self.networks.get(&network)?;
        let pixels = input::normalized(bitmap);
        ready.backbones.iter().for_each(|backbone| backbone.forward_part(&mut self.scratch, &pixels, part));
        Some(())
    }

    /// There is nothing to launch; the weights are read once.
    pub(super) fn lower_bound(&self, network: NetworkId, chain: Chain) -> Option<()> {
        let ready = self.networks.get(&network)?;
        if chain == Chain::Stream {
            std::hint::black_box(ready.backbones.iter().map(CpuBackbone::read_weights).sum::<f32>());
        }
        Some(())
    }
}

impl Ready {
    /// Logits of each image.
    fn forward(&self, network: NetworkId, scratch: &mut Scratch, images: &[Pixels]) -> Vec<Logits> {
        let features = self.backbones.iter().map(|backbone| backbone.forward(scratch, images).to_vec());
        let features: Vec<Vec<f32>> = features.collect();
        let width = network.backbone.width();
        let of = |image: usize| {
            let own: Vec<&[f32]> = features.iter().map(|all| &all[image * width..][..width]).collect();
            heads(network.structure, &self.heads, &own)
        };
        (0..images.len()).map(of).collect()
    }
}
