//! The only seam to CubeCL's kernels: launches WGSL of our own instead of compiled IR. Knows no networks.
//!
//! The text is hand-written because a forward by a `#[cube]` kernel took half as long again, its first run a third, and
//! the worker had to carry more: CubeCL has no `unpack4x8snorm`, and compiles in the browser (docs/performance.md).

use cubecl::CubeCount;
use cubecl::client::Client;
use cubecl::ir::UIntKind;
use cubecl::ir::metadata::Info;
use cubecl::ir::settings::Dim3;
use cubecl::prelude::{
    AddressType, BufferIOAttr, CubeKernel, ElemType, ExecutionMode, KernelDefinition, KernelId,
    KernelMetadata, KernelSettings, PrecompiledSource, Scope,
};
use cubecl::server::{Handle, KernelArguments};

use crate::fused::wgsl::Wgsl;

/// A kernel whose source is WGSL.
#[derive(Debug, Clone, Copy)]
struct Source<K>(K);

impl<K: Wgsl> KernelMetadata for Source<K> {
    fn id(&self) -> KernelId {
        KernelId::new::<Self>().info(self.0)
    }

    fn address_type(&self) -> ElemType {
        ElemType::UInt(UIntKind::U32)
    }
}

impl<K: Wgsl> CubeKernel for Source<K> {
    /// Asked for by the trait; what runs is the source.
    fn define(&self) -> KernelDefinition {
        let settings = KernelSettings::new(Dim3::new_single(), ExecutionMode::Checked, AddressType::U32);
        KernelDefinition { body: Scope::root(settings.clone()), settings, info: Info::default() }
    }

    fn source(&self) -> Option<PrecompiledSource> {
        let (source, entrypoint_name) = (self.0.source(), K::ENTRY.to_owned());
        Some(PrecompiledSource { source, entrypoint_name, lang: "wgsl" })
    }
}

/// Launches a kernel on buffers it reads and, last, the one it writes.
pub(super) fn launch(client: &Client, kernel: impl Wgsl, grid: [u32; 3], reads: &[&Handle], write: &Handle) {
    let reads = reads.iter().fold(KernelArguments::new(), |arguments, handle| {
        arguments.with_buffer_io((*handle).clone().binding(), BufferIOAttr::ReadOnly)
    });
    let arguments = reads.with_buffer_io(write.clone().binding(), BufferIOAttr::WriteOnly);
    client.launch(Box::new(Source(kernel)), CubeCount::Static(grid[0], grid[1], grid[2]), arguments);
}
