//! The weights of all backbones of one kind on the GPU, every structure's at its own place. Refuses files.

use burn::cubecl::client::Client;
use burn::cubecl::server::Handle;
use burn::cubecl::wgpu::{AutoCompiler, WgpuResource, WgpuServer, wgpu};

use super::super::error::EngineError;
use crate::fused::{PackedBackbone, PackedStep, Shortcut, Step, StepPlan};
use crate::study::{Backbone, Structure};

/// Backbones of all five structures: two where a structure splits, one where it shares.
pub(super) const PLACES: usize = 8;

/// WebGPU's alignment of a binding's offset (`minStorageBufferOffsetAlignment`, at most 256).
const ALIGNMENT: usize = 256;

/// An open GPU: burn's device as CubeCL and as wgpu know it.
#[derive(Clone)]
pub(in crate::engine) struct Gpu {
    pub(in crate::engine) client: Client,
    pub(in crate::engine) device: wgpu::Device,
    pub(in crate::engine) queue: wgpu::Queue,
    /// Whether a processor does the GPU's work.
    pub(in crate::engine) software: bool,
}

/// Buffers of one step for all places.
pub(super) struct StepBuffers {
    weights: Places,
    affine: Places,
    /// Output channels.
    pub(super) outputs: usize,
}

/// A buffer cut into equal, aligned parts, one for each place.
struct Places {
    handle: Handle,
    stride: usize,
}

/// The weights of one kind of backbone.
pub(in crate::engine) struct Store {
    pub(in crate::engine) plan: StepPlan,
    pub(super) stem: StepBuffers,
    pub(super) steps: Vec<StepBuffers>,
}

/// Places of a structure's backbones.
pub(super) fn places(structure: Structure) -> std::ops::Range<usize> {
    let before = Structure::ALL.iter().take_while(|&&other| other != structure);
    let first: usize = before.map(|structure| structure.backbones()).sum();
    first..first + structure.backbones()
}

impl Gpu {
    /// The wgpu buffer behind a handle, with the offset of its first byte.
    pub(super) fn resource(&self, handle: &Handle) -> Result<WgpuResource, EngineError> {
        let managed = self.client.get_resource::<WgpuServer<AutoCompiler>>(handle.clone());
        let managed = managed.map_err(|error| EngineError::Read(error.to_string()))?;
        Ok(managed.resource().clone())
    }

    /// Puts bytes into a buffer, from `offset` on.
    pub(super) fn write(&self, handle: &Handle, offset: usize, bytes: &[u8]) -> Result<(), EngineError> {
        let resource = self.resource(handle)?;
        self.queue.write_buffer(&resource.buffer, resource.offset + offset as u64, bytes);
        Ok(())
    }
}

impl Store {
    /// Room for the weights of all places of one kind of backbone.
    pub(in crate::engine) fn new(gpu: &Gpu, backbone: Backbone) -> Self {
        let plan = StepPlan::of(backbone);
        let stem = StepBuffers::new(gpu, Backbone::PLANES[0], plan.stem.taps());
        let steps = plan.steps.iter().map(|step| StepBuffers::new(gpu, step.outputs, step.reach())).collect();
        Self { plan, stem, steps }
    }

    /// Uploads one backbone of a structure.
    pub(in crate::engine) fn put(
        &self,
        gpu: &Gpu,
        structure: Structure,
        backbone: usize,
        packed: PackedBackbone,
    ) -> Result<(), EngineError> {
        let place = places(structure).start + backbone;
        self.stem.put(gpu, place, &packed.stem, &[0; 8])?;
        for ((buffers, step), packed) in self.steps.iter().zip(&self.plan.steps).zip(packed.steps) {
            buffers.put(gpu, place, &packed, &header(step))?;
        }
        Ok(())
    }
}

impl StepBuffers {
    fn new(gpu: &Gpu, outputs: usize, reach: usize) -> Self {
        let affine = (8 + 3 * outputs) * size_of::<f32>();
        Self { weights: Places::new(gpu, outputs * reach), affine: Places::new(gpu, affine), outputs }
    }

    fn put(
        &self,
        gpu: &Gpu,
        place: usize,
        packed: &PackedStep,
        header: &[u32; 8],
    ) -> Result<(), EngineError> {
        let mut values: Vec<u8> = packed.values.iter().map(|value| value.to_le_bytes()[0]).collect();
        values.resize(self.weights.stride, 0);
        gpu.write(&self.weights.handle, place * self.weights.stride, &values)?;
        let header = header.iter().map(|word| word.to_le_bytes());
        let affine = header.chain(packed.affine.iter().map(|value| value.to_le_bytes()));
        let mut affine: Vec<u8> = affine.flatten().collect();
        affine.resize(self.affine.stride, 0);
        gpu.write(&self.affine.handle, place * self.affine.stride, &affine)
    }

    /// Weights and affine numbers of some places.
    pub(super) fn of(&self, places: &std::ops::Range<usize>) -> [Handle; 2] {
        [&self.weights, &self.affine].map(|buffer| {
            let (start, end) = (places.start * buffer.stride, (PLACES - places.end) * buffer.stride);
            buffer.handle.clone().offset_start(start as u64).offset_end(end as u64)
        })
    }
}

impl Places {
    fn new(gpu: &Gpu, bytes: usize) -> Self {
        let stride = bytes.next_multiple_of(ALIGNMENT);
        Self { handle: gpu.client.empty(stride * PLACES), stride }
    }
}

/// What `conv.wgsl` has to know of a step, as it reads it.
fn header(step: &Step) -> [u32; 8] {
    let window = &step.window;
    let small = [window.side, window.stride, window.padding, window.kernel].map(|value| value as u32);
    let shape = small.iter().rev().fold(0, |word, value| word << 8 | value);
    let (projected, side, stride, identity) = match step.shortcut {
        Shortcut::None => (0, 0, 0, 0),
        Shortcut::Identity { .. } => (0, 0, 0, 1),
        Shortcut::Projection { window, .. } => (window.inputs / 4, window.side, window.stride, 0),
    };
    let input_shift = (window.inputs / 4).trailing_zeros();
    let numbers = [window.taps() / 4, step.side, projected, side, stride, identity].map(|value| value as u32);
    let [taps, output_side, projected, side, stride, identity] = numbers;
    [shape, input_shift, taps, output_side, projected, side, stride, identity]
}
