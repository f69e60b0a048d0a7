//! What can happen to the page's model of the worker, and what the browser must do about it.

use crate::image::Bitmap;
use crate::measure::{DeviceKind, ExecutorKind, Millis};
use crate::page::client::latest_only::ImageId;
use crate::protocol::{DeviceChoice, Failure, Fault, FromLab, PageVisibility, Reply, Request, ToLab};
use crate::study::{Backbone, Inside, NetworkId, Structure, Verdict};

/// Number of a worker, growing. The channel of each worker is tagged with it, so that what comes late from a replaced
/// one is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Generation(pub(crate) u32);

/// The program that a worker runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Program {
    /// The fused steps in wasm: small, there at once.
    Cpu,
    /// The fused steps on WebGPU.
    Gpu,
    /// burn's own operations, on either device.
    Plain,
}

/// Something that happened.
#[allow(
    clippy::large_enum_variant,
    reason = "the largest, an image, is what happens most and is moved only once"
)]
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Event {
    /// The page starts.
    Boot,
    /// A message of the worker.
    Received(Generation, Reply),
    /// The worker's script could not be started, threw an error, or sent something unreadable.
    Broke(Generation, Failure),
    /// Another [`TICK`](crate::page::client::watchdog::TICK) has passed.
    Tick,
    /// The wait before a replacement is over.
    ReplacementDue(Generation),
    /// The reader asks for a new worker.
    Restart,
    /// The image changed; `None` when nothing is drawn.
    Image(Option<Bitmap>),
    /// The reader chose a backbone.
    Backbone(Backbone),
    /// The reader wants a network loaded: one that failed, or one that was left out.
    Load(NetworkId),
    /// A message of the lab.
    FromLab(FromLab),
    /// The reader wants to see what becomes of a fault.
    Inject(Fault),
    /// The reader has seen what happened.
    MishapSeen,
    /// The page was shown or hidden.
    Visibility(PageVisibility),
}

/// Something the browser must do.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Effect {
    Spawn(Generation, Program),
    Terminate(Generation),
    /// Send to the worker of this number.
    Send(Generation, Request),
    /// Send to the lab, if there is one.
    SendToLab(ToLab),
    /// Make a channel between the worker of this number and the lab, and hand each a port.
    ConnectLab(Generation),
    /// Come back with [`Event::ReplacementDue`] of this generation after this time.
    Later(Generation, Millis),
}

/// Which networks of a backbone come without being asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AutoLoad {
    All,
    /// The browser asks to save data (`navigator.connection.saveData`): only [`Structure::BASELINE`].
    Baseline,
}

/// What every worker is started with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) device: DeviceChoice,
    pub(crate) executor: ExecutorKind,
    pub(crate) auto_load: AutoLoad,
    /// Absolute URL of the page's folder, with its final slash.
    pub(crate) base_url: String,
}

/// How the worker is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum WorkerPhase {
    /// Its program is being loaded.
    Booting,
    /// It opens its device.
    Starting,
    /// It works.
    Running,
    /// It failed; another one starts soon.
    Replacing(Failure),
    /// It failed too often; the reader may restart it.
    GivenUp(Failure),
}

/// One network's answer to one image.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answer {
    /// The image it is about.
    pub(crate) image: ImageId,
    /// One list per head.
    pub(crate) probabilities: Vec<Vec<f32>>,
    /// What the heads say together.
    pub(crate) verdict: Verdict,
    /// What was seen inside, where it can be seen.
    pub(crate) inside: Option<Inside>,
    /// From the image leaving wasm to the logits of the whole pass being readable.
    pub(crate) latency: Millis,
    /// Networks that ran in the same pass, this one included.
    pub(crate) together: usize,
    pub(crate) executor: ExecutorKind,
    pub(crate) device: DeviceKind,
}

impl Choice {
    /// Whether a network is loaded as soon as its backbone is chosen.
    pub(super) fn comes_unasked(&self, network: NetworkId) -> bool {
        self.auto_load == AutoLoad::All || network.structure == Structure::BASELINE
    }

    /// The program of the worker that answers first.
    pub(crate) const fn first_program(&self) -> Program {
        match (self.executor, self.device) {
            (ExecutorKind::Plain, _) => Program::Plain,
            // Insisted on: without it there is to be no answer.
            (ExecutorKind::Fused, DeviceChoice::Gpu) => Program::Gpu,
            (ExecutorKind::Fused, DeviceChoice::Auto | DeviceChoice::Cpu) => Program::Cpu,
        }
    }
}
