//! The weights of all backbones of one kind on the GPU, every structure's in slots of its own.

use std::cell::RefCell;
use std::rc::Rc;

use cubecl::client::Client;
use cubecl::server::Handle;
use cubecl::wgpu::{AutoCompiler, WgpuResource, WgpuServer, wgpu};

use super::super::error::EngineError;
use super::super::polling::Polling;
use crate::fused::conv::header;
use crate::fused::{PackedBackbone, PackedStep, StepPlan};
use crate::study::{Backbone, Structure};

/// Backbones of all five structures: two where a structure splits, one where it shares.
pub(super) const SLOTS: usize = 8;

/// WebGPU's alignment of a binding's offset (`minStorageBufferOffsetAlignment`, at most 256).
pub(super) const ALIGNMENT: usize = 256;

/// An open GPU: as CubeCL and as wgpu know it.
#[derive(Clone)]
pub(in crate::engine) struct Gpu {
    pub(in crate::engine) client: Client,
    /// The same as burn's tensors know it.
    #[cfg(feature = "plain")]
    pub(in crate::engine) runtime: burn_wgpu::WgpuDevice,
    pub(in crate::engine) device: wgpu::Device,
    pub(in crate::engine) queue: wgpu::Queue,
    /// Whether a processor does the GPU's work.
    pub(in crate::engine) software: bool,
    /// How its read-backs wait.
    pub(super) polling: Rc<RefCell<Polling>>,
}

/// Buffers of one step for all slots.
pub(super) struct StepBuffers {
    weights: Slots,
    scale_bias: Slots,
    /// Output channels.
    pub(super) outputs: usize,
}

/// A buffer cut into equal, aligned parts, one for each slot.
struct Slots {
    handle: Handle,
    stride: usize,
}

/// The weights of one kind of backbone.
pub(in crate::engine) struct Store {
    pub(in crate::engine) plan: StepPlan,
    pub(super) stem: StepBuffers,
    pub(super) steps: Vec<StepBuffers>,
}

/// The slots of a structure's backbones.
pub(super) fn slots(structure: Structure) -> std::ops::Range<usize> {
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
    /// Room for the weights of all slots of one kind of backbone.
    pub(in crate::engine) fn new(gpu: &Gpu, backbone: Backbone) -> Self {
        let plan = StepPlan::for_backbone(backbone);
        let stem = StepBuffers::new(gpu, Backbone::PLANES[0], plan.stem.taps());
        let steps = plan.steps.iter().map(|step| StepBuffers::new(gpu, step.outputs, step.k())).collect();
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
        let slot = slots(structure).start + backbone;
        self.stem.put(gpu, slot, &packed.stem, &[0; 8])?;
        for ((buffers, step), packed) in self.steps.iter().zip(&self.plan.steps).zip(packed.steps) {
            buffers.put(gpu, slot, &packed, &header(step))?;
        }
        Ok(())
    }
}

impl StepBuffers {
    fn new(gpu: &Gpu, outputs: usize, k: usize) -> Self {
        let scale_bias = (8 + 3 * outputs) * size_of::<f32>();
        Self { weights: Slots::new(gpu, outputs * k), scale_bias: Slots::new(gpu, scale_bias), outputs }
    }

    fn put(&self, gpu: &Gpu, slot: usize, packed: &PackedStep, header: &[u32; 8]) -> Result<(), EngineError> {
        let mut values = bytemuck::cast_slice(&packed.values).to_vec();
        values.resize(self.weights.stride, 0);
        gpu.write(&self.weights.handle, slot * self.weights.stride, &values)?;
        let mut scale_bias: Vec<u8> =
            [bytemuck::cast_slice(header), bytemuck::cast_slice(&packed.scale_bias)].concat();
        scale_bias.resize(self.scale_bias.stride, 0);
        gpu.write(&self.scale_bias.handle, slot * self.scale_bias.stride, &scale_bias)
    }

    /// Weights and scale_bias numbers of some slots.
    pub(super) fn buffers_of(&self, slots: &std::ops::Range<usize>) -> [Handle; 2] {
        [&self.weights, &self.scale_bias].map(|buffer| {
            let (start, end) = (slots.start * buffer.stride, (SLOTS - slots.end) * buffer.stride);
            buffer.handle.clone().offset_start(start as u64).offset_end(end as u64)
        })
    }
}

impl Slots {
    fn new(gpu: &Gpu, bytes: usize) -> Self {
        let stride = bytes.next_multiple_of(ALIGNMENT);
        Self { handle: gpu.client.empty(stride * SLOTS), stride }
    }
}
