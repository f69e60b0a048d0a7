//! The line between the page and its worker: start a device, load networks, classify an image.

use serde::{Deserialize, Serialize};

use super::{DeviceChoice, DeviceReport, Failure, Fallback, GpuReport};
use crate::image::Bitmap;
use crate::measure::{Bytes, Millis};
use crate::study::{Inside, NetworkId};

/// Number of a classification, growing with each one.
///
/// It is not the number of the image: one image is classified several times, when networks become ready one after
/// another, and an answer belongs to one of these. The page alone knows which image a ticket was about (its `ImageId`),
/// so that the worker needs no idea of what is current.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub(crate) struct Ticket(pub u32);

/// Whether the page can be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub(crate) enum PageVisibility {
    #[default]
    Visible,
    /// Its tab is in the background, or its window is covered: browsers slow such pages down.
    Hidden,
}

/// What the page asks of the worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Request {
    /// Open a device. The first message of every worker.
    Start {
        device: DeviceChoice,
        /// Absolute URL of the page's folder, with its final slash: `weights/` and `mnist/` lie in it.
        base_url: String,
        /// Why `Auto` must take the CPU, when earlier workers failed on the GPU.
        avoid_gpu: Option<Fallback>,
    },
    /// Download these networks and make them ready, the smallest file first. Also the retry of a failed one.
    /// Networks already ready or on their way are not loaded twice.
    Load { networks: Vec<NetworkId> },
    /// Run the networks that are ready, of those named, in this order, on one image.
    Classify { ticket: Ticket, bitmap: Box<Bitmap>, networks: Vec<NetworkId> },
    /// The page was shown or hidden.
    Visibility(PageVisibility),
    /// Answer with `Reply::Alive`.
    Ping,
    /// The port that comes with this message leads to the lab; it replaces any earlier one.
    LabPort,
    /// Fail like this.
    Fail(Fault),
}

/// A fault injected for real (fault injection), so that a reader sees what becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Fault {
    /// The GPU's device is destroyed.
    DeviceLost,
    /// The program takes memory until there is none.
    OutOfMemory,
    /// The program panics.
    Panic,
    /// The program computes for ever and answers nothing.
    Silence,
    /// The browser ends the worker and tells nobody.
    Terminated,
    /// The GPU answers nothing any more.
    DeviceSilent,
}

impl Fault {
    /// All of them.
    pub(crate) const ALL: [Self; 6] = [
        Self::DeviceLost,
        Self::OutOfMemory,
        Self::Panic,
        Self::Silence,
        Self::Terminated,
        Self::DeviceSilent,
    ];

    /// Whether only a GPU has it.
    pub(crate) const fn needs_gpu(self) -> bool {
        matches!(self, Self::DeviceLost | Self::DeviceSilent)
    }

    /// Its name in `data-testid`s.
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::DeviceLost => "device-lost",
            Self::OutOfMemory => "out-of-memory",
            Self::Panic => "panic",
            Self::Silence => "silence",
            Self::Terminated => "terminated",
            Self::DeviceSilent => "device-silent",
        }
    }
}

/// Where a network is on its way to being usable.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum NetworkState {
    /// Its file is being downloaded (also while it waits for its turn: 0 received).
    Loading {
        received: Bytes,
        /// As the manifest gives it.
        total: Bytes,
    },
    /// Its weights are put on the device and its first forward runs.
    Warming,
    /// It answers.
    Ready,
    /// It cannot be used; `Request::Load` tries again.
    Failed(Failure),
}

impl NetworkState {
    /// The value of `data-state`.
    #[must_use]
    pub(crate) const fn id(&self) -> &'static str {
        match self {
            Self::Loading { .. } => "loading",
            Self::Warming => "warming",
            Self::Ready => "ready",
            Self::Failed(_) => "failed",
        }
    }

    /// Whether it stays so until somebody asks for something else.
    #[must_use]
    pub(crate) const fn is_settled(&self) -> bool {
        matches!(self, Self::Ready | Self::Failed(_))
    }
}

/// Logits of one network for one image, one list per head.
pub(crate) type HeadLogits = Vec<Vec<f32>>;

/// Whether a classification goes on after a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Continuation {
    /// Other networks follow.
    More,
    /// The classification is over.
    Last,
}

/// What the worker tells the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Reply {
    /// The program runs and listens; sent before anything was asked.
    Listening,
    /// The device is open.
    Started(DeviceReport),
    /// A network changed its state.
    Network { network: NetworkId, state: NetworkState },
    /// The networks that ran in one pass have answered: all together, or one. A network that was asked and is in no
    /// pass has failed, and said so before.
    Answers {
        ticket: Ticket,
        /// From the image leaving wasm to the logits of the whole pass being readable.
        latency: Millis,
        answers: Vec<(NetworkId, HeadLogits)>,
        /// What was seen inside those networks of `answers` that run where it can be seen.
        inside: Vec<(NetworkId, Inside)>,
        pass: Continuation,
    },
    /// A sign of life: the answer to `Request::Ping`, and one with each message to the lab.
    Alive,
    /// The worker cannot go on: the page replaces it.
    Failed(Failure),
    /// The CPU's program has looked at the GPU.
    Gpu(GpuReport),
    /// A network is about to be ready: what its last forward took, on an image without ink.
    Ran { network: NetworkId, forward: Millis },
}
