//! `Fused` on WebGPU: weights in one store per kind of backbone, a prepared pass per structure and one for all five.

use std::collections::BTreeMap;

use super::super::clock::{self, Laps};
use super::super::deadline::ANSWER;
use super::super::error::EngineError;
use super::super::gpu::{self, Chain, Compiling, Extent, Gpu, LowerBounds, Pass, Store};
use super::{Bound, Devices, Executor, HeadLogits, ImageShares, Inference, Loaded, OnProgress, read_network};
use crate::fused::{PackedBackbone, append_shares, logits, shares};
use crate::image::{Bitmap, Pixels, input};
use crate::measure::{DeviceKind, ExecutorKind, Millis, Stage};
use crate::protocol::{DeviceChoice, DeviceReport, Failure, Fallback};
use crate::study::{Backbone, Inside, NetworkId, StageMeans, Structure, decide};
use crate::weights::{Head, WeightsError};

/// The networks on the GPU.
pub(in crate::engine) struct FusedGpu {
    gpu: Gpu,
    kinds: BTreeMap<Backbone, Kind>,
    /// The kernels of a forward, and those that look inside.
    forward: Compiling,
    inside: Compiling,
    /// Of the network whose stages were timed last.
    stages: Option<Stages>,
    /// Of the network whose lower bounds were timed last.
    bounds: Option<(NetworkId, LowerBounds)>,
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

/// WebGPU, whatever its adapter: whether it is to be taken was decided before.
pub(in crate::engine) struct FusedOnGpu;

impl Devices for FusedOnGpu {
    type Executor = FusedGpu;

    async fn open(&self, _: DeviceChoice, _: Option<Fallback>) -> Result<(FusedGpu, DeviceReport), Failure> {
        let (gpu, adapter) = gpu::open().await.map_err(Failure::from)?;
        let (kind, executor) = (DeviceKind::Gpu, ExecutorKind::Fused);
        let report = DeviceReport { kind, executor, adapter: Some(adapter), fallback: None };
        Ok((FusedGpu::new(gpu), report))
    }
}

impl FusedGpu {
    fn new(gpu: Gpu) -> Self {
        let [forward, inside] = gpu::compile_ahead(&gpu);
        Self { gpu, kinds: BTreeMap::new(), forward, inside, stages: None, bounds: None }
    }

    fn ready(&self, network: NetworkId) -> Result<&Ready, EngineError> {
        let ready = self.kinds.get(&network.backbone).and_then(|kind| kind.networks.get(&network.structure));
        ready.ok_or(EngineError::NotReady)
    }
}

impl Executor for FusedGpu {
    fn holds(&self, network: NetworkId) -> bool {
        self.ready(network).is_ok()
    }

    async fn load(&mut self, network: NetworkId, bytes: Vec<u8>) -> Result<Loaded, EngineError> {
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
        for (slot, convs) in quantized.backbones.into_iter().enumerate() {
            let packed = PackedBackbone::pack(&kind.store.plan, convs).ok_or_else(incomplete)?;
            kind.store.put(gpu, network.structure, slot, packed)?;
        }
        let decode = laps.lap();
        self.forward.done().await;
        let pass = Pass::new(gpu, &kind.store, &Extent::of_structure(network.structure, 1))?;
        let ready = Ready { network, pass, heads: quantized.heads, many: None };
        let blank = Bitmap::from_pixels([0; Bitmap::PIXELS]);
        ready.answer(&blank).await?;
        let first_run = laps.lap();
        ready.answer(&blank).await?;
        let second_run = laps.lap();
        kind.networks.insert(network.structure, ready);
        if kind.all.is_none() && kind.networks.len() == Structure::ALL.len() {
            self.inside.done().await;
            kind.all = Some(Pass::new(gpu, &kind.store, &Extent::of_all(1).with_inside())?);
        }
        Ok(Loaded { decode, first_run, second_run })
    }

    async fn answer(&mut self, network: NetworkId, bitmap: &Bitmap) -> Result<Inference, EngineError> {
        self.ready(network)?.answer(bitmap).await
    }

    async fn answer_all(
        &mut self,
        networks: &[NetworkId],
        bitmap: &Bitmap,
    ) -> Result<Vec<(NetworkId, Inference)>, EngineError> {
        let Some(&NetworkId { backbone, .. }) = networks.first() else {
            return Err(EngineError::Unsupported);
        };
        let whole = networks.len() == Structure::ALL.len()
            && Structure::ALL.iter().all(|&structure| networks.contains(&NetworkId { backbone, structure }));
        match self.kinds.get(&backbone) {
            Some(kind @ Kind { all: Some(pass), .. }) if whole => kind.answer_all(pass, bitmap).await,
            _ => Err(EngineError::Unsupported),
        }
    }

    async fn answer_many(
        &mut self,
        network: NetworkId,
        bitmaps: &[Bitmap],
        on_progress: OnProgress<'_>,
    ) -> Result<ImageShares, EngineError> {
        let kind = self.kinds.get_mut(&network.backbone).ok_or(EngineError::NotReady)?;
        let ready = kind.networks.get_mut(&network.structure).ok_or(EngineError::NotReady)?;
        ready.answer_many(&self.gpu, &kind.store, bitmaps, on_progress).await
    }

    async fn queue(&mut self, network: NetworkId, bitmap: &Bitmap, times: u32) -> Result<(), EngineError> {
        self.ready(network)?.queue(bitmap, times).await
    }

    fn lose_device(&self) {
        self.gpu.device.destroy();
    }

    async fn silence_device(&self) {
        gpu::silence();
        // The page has been told by then.
        let _ = gpu::idle(&self.gpu, ANSWER).await;
    }

    async fn run_to(&mut self, network: NetworkId, bitmap: &Bitmap, stage: Stage) -> Result<(), EngineError> {
        let kind = self.kinds.get(&network.backbone).ok_or(EngineError::NotReady)?;
        let stages = match self.stages.take().filter(|stages| stages.network == network) {
            Some(stages) => stages,
            None => Stages::new(&self.gpu, &kind.store, network)?,
        };
        let pass = self.stages.insert(stages).passes.get(stage as usize).ok_or(EngineError::Unsupported)?;
        pass.one(&input::normalized(bitmap), |_| {}).await
    }

    async fn run_bound(&mut self, network: NetworkId, bound: Bound) -> Result<(), EngineError> {
        let kind = self.kinds.get(&network.backbone).ok_or(EngineError::NotReady)?;
        let bounds = match self.bounds.take().filter(|(of, _)| *of == network) {
            Some((_, bounds)) => bounds,
            None => LowerBounds::new(&self.gpu, &kind.store, network.structure)?,
        };
        let chain = match bound {
            Bound::Launch => Chain::Launch,
            Bound::WeightRead => Chain::WeightRead,
        };
        self.bounds.insert((network, bounds)).1.run(chain).await
    }
}

/// A network cut short at the end of each stage: the stem, then layer1 to layer4.
struct Stages {
    network: NetworkId,
    passes: Vec<Pass>,
}

impl Stages {
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
    ) -> Result<Vec<(NetworkId, Inference)>, EngineError> {
        let start = clock::now();
        let mut answers = Vec::with_capacity(Structure::ALL.len());
        let take = |features: &[&[f32]], means: Vec<StageMeans>| {
            let (mut features, mut means) = (features.iter().copied(), means.into_iter());
            for structure in Structure::ALL {
                let own: Vec<&[f32]> = features.by_ref().take(structure.backbones()).collect();
                let stages = means.by_ref().take(structure.backbones()).collect();
                if let Some(ready) = self.networks.get(&structure) {
                    answers.push((ready.network, ready.logits(&own), ready.inside(&own, stages)));
                }
            }
        };
        pass.one_inside(&input::normalized(bitmap), take).await?;
        let latency = Millis(clock::now().0 - start.0);
        let checked = answers.into_iter().map(|(network, logits, inside)| {
            // Values that are not finite stop here, not on a card.
            decide(network.structure, &logits)?;
            Ok((network, Inference { logits, latency, inside: Some(inside) }))
        });
        checked.collect()
    }
}

impl Ready {
    fn logits(&self, features: &[&[f32]]) -> HeadLogits {
        logits(self.network.structure, &self.heads, features)
    }

    fn inside(&self, features: &[&[f32]], stages: Vec<StageMeans>) -> Inside {
        Inside { shares: shares(self.network.structure, &self.heads, features), stages }
    }

    async fn answer(&self, bitmap: &Bitmap) -> Result<Inference, EngineError> {
        let pixels = input::normalized(bitmap);
        let start = clock::now();
        let mut logits = HeadLogits::new();
        let take = |features: &[&[f32]]| logits = self.logits(features);
        self.pass.one(&pixels, take).await?;
        let latency = Millis(clock::now().0 - start.0);
        // Values that are not finite stop here, not on a card.
        decide(self.network.structure, &logits)?;
        Ok(Inference { logits, latency, inside: None })
    }

    async fn queue(&self, bitmap: &Bitmap, times: u32) -> Result<(), EngineError> {
        let mut logits = HeadLogits::new();
        let take = |features: &[&[f32]]| logits = self.logits(features);
        self.pass.repeat(&input::normalized(bitmap), times, take).await?;
        decide(self.network.structure, &logits)?;
        Ok(())
    }

    async fn answer_many(
        &mut self,
        gpu: &Gpu,
        store: &Store,
        bitmaps: &[Bitmap],
        on_progress: OnProgress<'_>,
    ) -> Result<ImageShares, EngineError> {
        let known = self.many.take().filter(|(count, _)| *count == bitmaps.len());
        let pass = match known {
            Some((_, pass)) => pass,
            None => Pass::new(gpu, store, &Extent::of_structure(self.network.structure, bitmaps.len()))?,
        };
        let images: Vec<Pixels> = bitmaps.iter().map(input::normalized).collect();
        let structure = self.network.structure;
        let mut all = ImageShares::per_backbone(structure);
        let take = |features: &[&[f32]]| append_shares(structure, &self.heads, features, all.row());
        let ran = pass.run(&images, on_progress, take).await;
        self.many = Some((bitmaps.len(), pass));
        ran.map(|()| all)
    }
}
