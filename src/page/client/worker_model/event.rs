//! What can happen to the page's picture of the worker, and what it asks of the browser. Plain data.

use serde::de::IgnoredAny;

use crate::image::Bitmap;
use crate::measure::{Bytes, Millis};
use crate::page::client::latest_only::ImageId;
use crate::protocol::{
    DeviceChoice, DeviceKind, Envelope, ExecutorKind, Failure, FromLab, Generation, PageVisibility, Reply,
    Request, ToLab,
};
use crate::study::{Backbone, NetworkId, Verdict};

/// Something that happened.
#[allow(
    clippy::large_enum_variant,
    reason = "the largest, an image, is what happens most and is moved only once"
)]
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The page starts.
    Boot,
    /// The worker said something.
    Heard(Envelope<Reply<IgnoredAny>>),
    /// The worker said something for the lab, unread.
    ForLab(Generation, String),
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
    /// The reader wants a failed network loaded again.
    Retry(NetworkId),
    /// The lab said something.
    Lab(FromLab),
    /// The page was shown or hidden.
    Seen(PageVisibility),
}

/// Something the browser must do.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Start a worker that speaks for this generation.
    Spawn(Generation),
    /// End the worker.
    Terminate,
    /// Send a request to the worker.
    Send(Box<Envelope<Request>>),
    /// Send the lab's letter to the worker.
    Post(String),
    /// Tell the lab, if there is one.
    Tell(ToLab),
    /// Come back with [`Event::ReplacementDue`] of this generation after this time.
    Later(Generation, Millis),
}

/// What every worker is told at its start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Device asked for.
    pub device: DeviceChoice,
    /// Executor asked for.
    pub executor: ExecutorKind,
    /// Absolute URL of the page's folder, with its final slash.
    pub base_url: String,
}

/// How the worker is.
#[derive(Debug, Clone, PartialEq)]
pub enum WorkerPhase {
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
pub struct Answer {
    /// The image it is about.
    pub image: ImageId,
    /// Probabilities, one list per head.
    pub heads: Vec<Vec<f32>>,
    /// What the heads say together.
    pub verdict: Verdict,
    /// From the image leaving wasm to its head outputs being readable.
    pub latency: Millis,
    /// Networks that ran in the same pass, this one included.
    pub together: usize,
    /// The executor that produced it.
    pub executor: ExecutorKind,
    /// The device that it ran on.
    pub device: DeviceKind,
}

/// How a network's card stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Standing {
    /// Nothing is known of it yet.
    Absent,
    /// Its file comes: bytes so far and in all.
    Loading(Bytes, Bytes),
    /// It is put on the device.
    Warming,
    /// It answers.
    Ready,
    /// It cannot be used.
    Failed(Failure),
}

impl Standing {
    /// The value of `data-state`.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Loading(..) => "loading",
            Self::Warming => "warming",
            Self::Ready => "ready",
            Self::Failed(_) => "failed",
        }
    }
}
