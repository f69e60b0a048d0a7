//! What the page asks of the worker.

use serde::{Deserialize, Serialize};

use super::{DeviceChoice, ExecutorKind, Fallback};
use crate::image::Bitmap;
use crate::measure::Plan;
use crate::study::NetworkId;

/// Number of a classification, growing: answers to older ones are out of date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Ticket(pub u32);

/// Whether the page can be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub enum PageVisibility {
    /// It can.
    #[default]
    Visible,
    /// Its tab is in the background, or its window is covered: browsers slow such pages down.
    Hidden,
}

/// What the page asks of the worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Open a device. The first message of every worker.
    Start {
        /// Which device to open.
        device: DeviceChoice,
        /// Which executor to use on it.
        executor: ExecutorKind,
        /// Absolute URL of the page's folder, with its final slash: `weights/` and `mnist/` lie in it.
        base_url: String,
        /// Why `Auto` must take the CPU, when earlier workers failed on the GPU.
        avoid_gpu: Option<Fallback>,
    },
    /// Download these networks and make them ready, the smallest file first. Also the retry of a failed one.
    /// Networks already ready or on their way are not loaded twice.
    Load {
        /// The networks wanted.
        networks: Vec<NetworkId>,
    },
    /// Run the networks that are ready, of those named, on one image.
    Classify {
        /// Number of this classification.
        ticket: Ticket,
        /// The image.
        bitmap: Bitmap,
        /// The networks to run, in this order.
        networks: Vec<NetworkId>,
    },
    /// Measure times. Every network must be ready.
    Benchmark {
        /// What to measure.
        plan: Plan,
        /// The image to measure on, but for a batch: that is the test set's.
        bitmap: Bitmap,
    },
    /// Run these networks, one after another, on all test images. Every one must be ready.
    Assess {
        /// The networks.
        networks: Vec<NetworkId>,
    },
    /// End the benchmark or the assessment after the piece that is running.
    Cancel,
    /// The page was shown or hidden.
    Seen(PageVisibility),
    /// Answer with the same number: a sign of life.
    Ping(u32),
}
