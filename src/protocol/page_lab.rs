//! The line between the page and its lab. The lab is a program of its own; the page holds the worker and lends it.

use serde::{Deserialize, Serialize};

use super::{DeviceReport, Failure, Fault};
use crate::image::Bitmap;
use crate::study::{Backbone, NetworkId, TestRecord, Wire};

/// Id of the element on the page that the lab fills.
pub(crate) const LAB_ELEMENT: &str = "lab";

/// How the worker stands, as far as the lab must know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Readiness {
    /// The one in use.
    pub(crate) backbone: Backbone,
    /// Its networks that answer.
    pub(crate) ready: Vec<NetworkId>,
    /// The worker works, and nothing is on its way that would disturb a measurement.
    pub(crate) idle: bool,
    /// What it runs on, once that is open.
    pub(crate) device: Option<DeviceReport>,
}

/// What is on the pad.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub(crate) struct OnPad {
    /// What the networks see; `None` when nothing is drawn.
    pub(crate) bitmap: Option<Bitmap>,
    /// Which test image it is, if it is one.
    pub(crate) test_index: Option<usize>,
}

/// Whether the worker may be asked for signs of life meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Quiet {
    /// It may not: times are being measured.
    Yes,
    /// It may.
    No,
}

/// What the page tells the lab.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum ToLab {
    /// The worker stands otherwise than before.
    Worker(Readiness),
    /// The port that comes with this message leads to the worker; it replaces any earlier one.
    WorkerPort,
    /// The pad shows something else.
    Pad(Box<OnPad>),
    /// The drawing on the pad as it stands in an address, if it is one that fits there.
    Drawing(Option<String>),
    /// What helps whoever is to find out what went wrong.
    Diagnostics(String),
    /// These wires are cut.
    Cut(Vec<Wire>),
    /// The test set is to be run, to see what the cut wires change.
    Assess,
    /// The BCP 47 tag of the page's language.
    Language(String),
    /// The worker is the lab's until it is released.
    Granted,
    /// The worker is gone, and with it what it was lent for.
    Lost(Failure),
}

/// What the lab tells the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum FromLab {
    /// The program runs and listens: the page tells it everything.
    Listening,
    /// The lab wants the worker for itself as soon as it is free.
    Reserve(Quiet),
    /// The lab is done with the worker.
    Release,
    /// This test image is to be shown on the pad.
    Show(usize),
    /// Answer with `ToLab::Drawing`.
    Drawing,
    /// Answer with `ToLab::Diagnostics`.
    Diagnostics,
    /// The worker is to fail like this.
    Fail(Fault),
    /// What evaluation found of the published networks; none where the manifest cannot be had.
    TestRecords(Vec<(NetworkId, TestRecord)>),
}
