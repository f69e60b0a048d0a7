//! `Fused` on WebGPU: weights in one store per kind of backbone, a prepared pass per structure and one for all five.

use std::collections::BTreeMap;

use super::super::clock::{self, Laps};
use super::super::error::EngineError;
use super::super::gpu::{Chain, Chains, Extent, Gpu, Pass, Pixels, Store};
use super::{Answer, Loaded, Logits, Watch, read_network};
use crate::fused::{PackedBackbone, heads};
use crate::image::{Bitmap, input};
use crate::measure::Millis;
use crate::study::{Backbone, NetworkId, Structure, decide};
use crate::weights::{Head, WeightsError};

/// The networks on the GPU.
pub(in crate::engine) struct FusedGpu {
    gpu: Gpu,
    kinds: BTreeMap<Backbone, Kind>,
    /// Of the network whose stages were timed last.
    parts: Option<Parts>,
    /// Of the network whose floor was measured last.
    chains: Option<(NetworkId, Chains)>,
}

/// Everything of one kind of backbone.
struct Kind {
    store: Store,
    networks: BTreeMap<Structure, Ready>,
    /// Made when the fifth structure is ready.
    all: Option<Pass>,
}

struct Ready {
    network: NetworkId,
    pass: Pass,
    heads: Vec<Head>,
    /// For many images at once, made when first asked for; the number of images it takes.
    many: Option<(usize, Pass)>,
}

impl FusedGpu {
    pub(super) const fn new(gpu: Gpu) -> Self {
        Self { gpu, kinds: BTreeMap::new(), parts: None, chains: None }
    }

    pub(super) fn holds(&self, network: NetworkId) -> bool {
        self.ready(network).is_some()
    }

    fn ready(&self, network: NetworkId) -> Option<&Ready> {
        self.kinds.get(&network.backbone)?.networks.get(&network.structure)
    }

    pub(super) async fn load(&mut self, bytes: Vec<u8>, network: NetworkId) -> Result<Loaded, EngineError> {
        let mut laps = Laps::start();
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
        let decode = laps.lap();
        let pass = Pass::new(gpu, &kind.store, &Extent::of_structure(network.structure, 1))?;
        let ready = Ready { network, pass, heads: quantized.heads, many: None };
        let blank = Bitmap::from_pixels([0; Bitmap::PIXELS]);
        ready.answer(&blank).await?;
        let first_run = laps.lap();
        ready.answer(&blank).await?;
        let second_run = laps.lap();
        kind.networks.insert(network.structure, ready);
        if kind.all.is_none() && kind.networks.len() == Structure::ALL.len() {
            kind.all = Some(Pass::new(gpu, &kind.store, &Extent::of_all(1))?);
        }
        Ok(Loaded { decode, first_run, second_run })
    }

    pub(super) async fn answer(
        &self,
        network: NetworkId,
        bitmap: &Bitmap,
    ) -> Option<Result<Answer, EngineError>> {
        Some(self.ready(network)?.answer(bitmap).await)
    }

    pub(super) async fn answer_all(
        &self,
        networks: &[NetworkId],
        bitmap: &Bitmap,
    ) -> Option<Result<Vec<(NetworkId, Answer)>, EngineError>> {
        let kind = self.kinds.get(&networks.first()?.backbone)?;
        let backbone = networks.first()?.backbone;
        let whole = networks.len() == Structure::ALL.len()
            && Structure::ALL.iter().all(|&structure| networks.contains(&NetworkId { backbone, structure }));
        if !whole {
            return None;
        }
        Some(kind.answer_all(kind.all.as_ref()?, bitmap).await)
    }

    pub(super) async fn answer_many(
        &mut self,
        network: NetworkId,
        bitmaps: &[Bitmap],
        watch: Watch<'_>,
    ) -> Option<Result<Vec<Logits>, EngineError>> {
        let kind = self.kinds.get_mut(&network.backbone)?;
        let ready = kind.networks.get_mut(&network.structure)?;
        Some(ready.answer_many(&self.gpu, &kind.store, bitmaps, watch).await)
    }

    pub(super) async fn queue(
        &self,
        network: NetworkId,
        bitmap: &Bitmap,
        times: u32,
    ) -> Option<Result<(), EngineError>> {
        Some(self.ready(network)?.queue(bitmap, times).await)
    }

    /// Runs one image to the end of a stage and waits for what comes out.
    pub(super) async fn part(
        &mut self,
        network: NetworkId,
        part: usize,
        bitmap: &Bitmap,
    ) -> Option<Result<(), EngineError>> {
        let store = &self.kinds.get(&network.backbone)?.store;
        if self.parts.as_ref().is_none_or(|parts| parts.network != network) {
            match Parts::new(&self.gpu, store, network) {
                Ok(parts) => self.parts = Some(parts),
                Err(error) => return Some(Err(error)),
            }
        }
        let pass = self.parts.as_ref()?.passes.get(part)?;
        Some(pass.one(&input::normalized(bitmap), |_| {}).await)
    }

    /// Runs the launches below which no forward of this network can go.
    pub(super) async fn lower_bound(
        &mut self,
        network: NetworkId,
        chain: Chain,
    ) -> Option<Result<(), EngineError>> {
        let store = &self.kinds.get(&network.backbone)?.store;
        if self.chains.as_ref().is_none_or(|(of, _)| *of != network) {
            match Chains::new(&self.gpu, store, network.structure) {
                Ok(chains) => self.chains = Some((network, chains)),
                Err(error) => return Some(Err(error)),
            }
        }
        Some(self.chains.as_ref()?.1.run(chain).await)
    }
}

/// A network cut short at the end of each stage: the stem, then layer1 to layer4.
struct Parts {
    network: NetworkId,
    passes: Vec<Pass>,
}

impl Parts {
    fn new(gpu: &Gpu, store: &Store, network: NetworkId) -> Result<Self, EngineError> {
        let steps = std::iter::once(0).chain(store.plan.ends);
        let pass = |steps| Pass::new(gpu, store, &Extent::of_structure(network.structure, 1).up_to(steps));
        Ok(Self { network, passes: steps.map(pass).collect::<Result<_, EngineError>>()? })
    }
}

impl Kind {
    async fn answer_all(
        &self,
        pass: &Pass,
        bitmap: &Bitmap,
    ) -> Result<Vec<(NetworkId, Answer)>, EngineError> {
        let start = clock::now();
        let mut answers = Vec::with_capacity(Structure::ALL.len());
        let take = |features: &[&[f32]]| {
            let mut features = features.iter().copied();
            for structure in Structure::ALL {
                let own: Vec<&[f32]> = features.by_ref().take(structure.backbones()).collect();
                if let Some(ready) = self.networks.get(&structure) {
                    answers.push((ready.network, ready.logits(&own)));
                }
            }
        };
        pass.one(&input::normalized(bitmap), take).await?;
        let latency = Millis(clock::now().0 - start.0);
        let checked = answers.into_iter().map(|(network, heads)| {
            // Values that are not finite stop here, not on a card.
            decide(network.structure, &heads)?;
            Ok((network, Answer { heads, latency }))
        });
        checked.collect()
    }
}

impl Ready {
    fn logits(&self, features: &[&[f32]]) -> Logits {
        heads(self.network.structure, &self.heads, features)
    }

    async fn answer(&self, bitmap: &Bitmap) -> Result<Answer, EngineError> {
        let pixels = input::normalized(bitmap);
        let start = clock::now();
        let mut heads = Logits::new();
        let take = |features: &[&[f32]]| heads = self.logits(features);
        self.pass.one(&pixels, take).await?;
        let latency = Millis(clock::now().0 - start.0);
        // Values that are not finite stop here, not on a card.
        decide(self.network.structure, &heads)?;
        Ok(Answer { heads, latency })
    }

    async fn queue(&self, bitmap: &Bitmap, times: u32) -> Result<(), EngineError> {
        let mut heads = Logits::new();
        let take = |features: &[&[f32]]| heads = self.logits(features);
        self.pass.repeat(&input::normalized(bitmap), times, take).await?;
        decide(self.network.structure, &heads)?;
        Ok(())
    }

    async fn answer_many(
        &mut self,
        gpu: &Gpu,
        store: &Store,
        bitmaps: &[Bitmap],
        watch: Watch<'_>,
    ) -> Result<Vec<Logits>, EngineError> {
        let known = self.many.take().filter(|(count, _)| *count == bitmaps.len());
        let pass = match known {
            Some((_, pass)) => pass,
            None => Pass::new(gpu, store, &Extent::of_structure(self.network.structure, bitmaps.len()))?,
        };
        let images: Vec<Pixels> = bitmaps.iter().map(input::normalized).collect();
        let mut all = Vec::with_capacity(bitmaps.len());
        let ran = pass.run(&images, watch, |features| all.push(self.logits(features))).await;
        self.many = Some((bitmaps.len(), pass));
        ran.map(|()| all)
    }
}
