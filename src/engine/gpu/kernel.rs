//! The kernels as CubeCL launches them: WGSL of our own instead of compiled IR. Refuses to know networks.
//!
//! The text is hand-written because it needs `unpack4x8snorm`, which a CubeCL kernel cannot say, and because every
//! compiled kernel carries CubeCL's compiler passes into the first run.

use burn::cubecl::CubeCount;
use burn::cubecl::ir::UIntKind;
use burn::cubecl::ir::metadata::Info;
use burn::cubecl::ir::settings::Dim3;
use burn::cubecl::prelude::{
    AddressType, BufferIOAttr, CubeKernel, ElemType, ExecutionMode, KernelDefinition, KernelId,
    KernelMetadata, KernelSettings, PrecompiledSource, Scope,
};
use burn::cubecl::server::{Handle, KernelArguments};

use burn::cubecl::client::Client;

/// Four output channels of one image by one workgroup; see `stem.wgsl`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Stem;

/// Four output channels of a tile of rows by one workgroup; see `conv.wgsl`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Conv {
    /// Rows per thread.
    rows: u32,
    /// Threads side by side along rows.
    lanes: u32,
    /// Threads side by side along K.
    slices: u32,
}

impl Conv {
    /// The tile for one image whose map has this side, or for many images.
    ///
    /// Partial sums take `rows * lanes * slices * 16` bytes of workgroup memory, of which WebGPU promises 16,384; the
    /// threads, `lanes * slices`, may be 256.
    pub(super) const fn of(side: usize, images: usize) -> Self {
        let [rows, lanes, slices] = match (side, images) {
            (1, 1) => [1, 1, 32],
            (2, 1) => [4, 1, 32],
            (4, 1) => [8, 2, 16],
            _ => [7, 7, 8],
        };
        Self { rows, lanes, slices }
    }

    /// Rows that one workgroup computes.
    pub(super) const fn tile(self) -> u32 {
        self.rows * self.lanes
    }
}

impl KernelMetadata for Stem {
    fn id(&self) -> KernelId {
        KernelId::new::<Self>()
    }

    fn address_type(&self) -> ElemType {
        ElemType::UInt(UIntKind::U32)
    }
}

impl CubeKernel for Stem {
    fn define(&self) -> KernelDefinition {
        empty_definition()
    }

    fn source(&self) -> Option<PrecompiledSource> {
        Some(wgsl("stem", include_str!("stem.wgsl").to_owned()))
    }
}

/// Reads all that the conv of a step reads of its weights, and does nothing with it; see `stream.wgsl`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Stream;

/// Depends on the launch before, and does nothing else; see `empty.wgsl`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Empty;

impl KernelMetadata for Stream {
    fn id(&self) -> KernelId {
        KernelId::new::<Self>()
    }

    fn address_type(&self) -> ElemType {
        ElemType::UInt(UIntKind::U32)
    }
}

impl CubeKernel for Stream {
    fn define(&self) -> KernelDefinition {
        empty_definition()
    }

    fn source(&self) -> Option<PrecompiledSource> {
        Some(wgsl("stream", include_str!("stream.wgsl").to_owned()))
    }
}

impl KernelMetadata for Empty {
    fn id(&self) -> KernelId {
        KernelId::new::<Self>()
    }

    fn address_type(&self) -> ElemType {
        ElemType::UInt(UIntKind::U32)
    }
}

impl CubeKernel for Empty {
    fn define(&self) -> KernelDefinition {
        empty_definition()
    }

    fn source(&self) -> Option<PrecompiledSource> {
        Some(wgsl("empty", include_str!("empty.wgsl").to_owned()))
    }
}

impl KernelMetadata for Conv {
    fn id(&self) -> KernelId {
        KernelId::new::<Self>().info(*self)
    }

    fn address_type(&self) -> ElemType {
        ElemType::UInt(UIntKind::U32)
    }
}

impl CubeKernel for Conv {
    fn define(&self) -> KernelDefinition {
        empty_definition()
    }

    fn source(&self) -> Option<PrecompiledSource> {
        let text = include_str!("conv.wgsl")
            .replace("$ROWS", &self.rows.to_string())
            .replace("$LANES", &self.lanes.to_string())
            .replace("$SLICES", &self.slices.to_string());
        Some(wgsl("conv", text))
    }
}

/// Launches a kernel on buffers it reads and, last, the one it writes.
pub(super) fn launch(
    client: &Client,
    kernel: impl CubeKernel,
    grid: [u32; 3],
    reads: &[&Handle],
    write: &Handle,
) {
    let reads = reads.iter().fold(KernelArguments::new(), |arguments, handle| {
        arguments.with_buffer_io((*handle).clone().binding(), BufferIOAttr::ReadOnly)
    });
    let arguments = reads.with_buffer_io(write.clone().binding(), BufferIOAttr::WriteOnly);
    client.launch(Box::new(kernel), CubeCount::Static(grid[0], grid[1], grid[2]), arguments);
}

/// Asked for by the trait; what runs is the source.
fn empty_definition() -> KernelDefinition {
    let settings = KernelSettings::new(Dim3::new_single(), ExecutionMode::Checked, AddressType::U32);
    KernelDefinition { body: Scope::root(settings.clone()), settings, info: Info::default() }
}

fn wgsl(entry: &str, source: String) -> PrecompiledSource {
    PrecompiledSource { source, entrypoint_name: entry.to_owned(), lang: "wgsl" }
}
