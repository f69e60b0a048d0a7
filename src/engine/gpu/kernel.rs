//! The kernels as CubeCL launches them: WGSL of our own instead of compiled IR. Refuses to know networks.
//!
//! The text is hand-written because a forward by a `#[cube]` kernel took half as long again, its first run a third, and
//! the worker had to carry more: CubeCL has no `unpack4x8snorm`, and compiles in the browser (docs/performance.md).

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

use super::text::{Division, fill};

/// Output channels that lie side by side.
const LANES: u32 = 4;

/// The stem; see `stem_sliced.wgsl` and `stem_whole.wgsl`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Stem(pub(super) Division);

/// A step; see `conv.wgsl`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Conv {
    division: Division,
    /// Rows per thread.
    rows: u32,
    /// Threads side by side along output channels.
    quads: u32,
    /// Threads side by side along rows.
    lanes: u32,
    /// Threads side by side along K.
    slices: u32,
}

impl Stem {
    /// Workgroups along the output channels.
    pub(super) const fn along(self, outputs: usize) -> u32 {
        outputs as u32 / LANES / self.quads()
    }

    const fn quads(self) -> u32 {
        match self.0 {
            Division::Sliced => 1,
            Division::Whole | Division::Many => 4,
        }
    }
}

impl Conv {
    /// The tile for maps of this side.
    ///
    /// Slices take `quads * rows * lanes * slices * 16` bytes of workgroup memory, of which WebGPU promises 16,384, and
    /// are no more than a map has inputs in fours; the threads may be 256.
    pub(super) const fn of(side: usize, division: Division) -> Self {
        let [rows, quads, lanes, slices] = match (division, side) {
            (Division::Sliced, 1) => [1, 1, 1, 32],
            (Division::Sliced, 2) => [4, 1, 1, 32],
            (Division::Sliced, 4) => [8, 1, 2, 16],
            (Division::Sliced, _) => [7, 1, 7, 8],
            (Division::Whole, 1) => [1, 4, 1, 1],
            (Division::Whole, 2 | 4) => [4, 4, 1, 1],
            (Division::Whole, _) => [7, 4, 1, 1],
            (Division::Many, _) => [8, 8, 8, 1],
        };
        Self { division, rows, quads, lanes, slices }
    }

    /// Workgroups along output channels and along rows.
    pub(super) const fn grid(self, outputs: usize, rows: usize) -> [u32; 2] {
        [outputs as u32 / LANES / self.quads, (rows as u32).div_ceil(self.rows * self.lanes)]
    }
}

impl KernelMetadata for Stem {
    fn id(&self) -> KernelId {
        KernelId::new::<Self>().info(*self)
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
        let template = match self.0 {
            Division::Sliced => include_str!("stem_sliced.wgsl"),
            Division::Whole | Division::Many => include_str!("stem_whole.wgsl"),
        };
        // Three rows of the map before pooling meet in one behind it.
        Some(wgsl("stem", fill(template, 3, self.0, &[("$QUADS", self.quads())])))
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
        let Self { division, rows, quads, lanes, slices } = *self;
        let numbers = [("$ROWS", rows), ("$QUADS", quads), ("$LANES", lanes), ("$SLICES", slices)];
        let text = fill(include_str!("conv.wgsl"), rows, division, &numbers);
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
