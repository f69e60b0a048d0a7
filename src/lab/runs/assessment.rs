//! The test set run through the reader's own device, as the lab sees it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Wish;
use crate::measure::{Ended, Millis};
use crate::protocol::{DeviceReport, Failure, ImageShares, LabRequest};
use crate::study::{Digit, MeanShares, NetworkId, Tally, Verdict, Wire, cut_shares, logits_of};

/// Where the assessment is, and what was found so far.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Assessment {
    pub(crate) state: State,
    pub(crate) found: BTreeMap<NetworkId, Assessed>,
}

/// What an assessment does.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum State {
    /// None was run.
    #[default]
    Idle,
    /// It waits for the classification under way.
    Queued(Order),
    /// It runs.
    Running {
        order: Order,
        /// The network that runs.
        network: Option<NetworkId>,
        /// Its images that are done.
        done: u32,
        /// Its images in all.
        total: u32,
        /// Whether it was told to end.
        wish: Wish,
    },
    /// It is over.
    Over(Ended<Failure>),
}

/// An assessment as the reader asks for it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Order {
    /// The networks to run.
    pub(crate) networks: Vec<NetworkId>,
    /// What the test images show.
    pub(crate) labels: Arc<[Digit]>,
}

/// What a network made of the test images.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Assessed {
    /// Counts by both rules.
    pub(crate) tally: Tally,
    /// Whether each image was read right, by the stricter rule: every head.
    pub(crate) right: Vec<bool>,
    /// Images that were read as something else.
    pub(crate) misses: Vec<(usize, Verdict)>,
    /// How long it took.
    pub(crate) elapsed: Millis,
    /// What it ran on.
    pub(crate) device: Option<DeviceReport>,
    shares: Arc<ImageShares>,
    labels: Arc<[Digit]>,
}

impl Assessed {
    /// The counts with some wires cut, where `means` is said in their place; `None` where none of this structure is cut, or
    /// the executor did not tell its backbones apart.
    pub(crate) fn with_cut(
        &self,
        network: NetworkId,
        means: &MeanShares,
        cut: &BTreeSet<Wire>,
    ) -> Option<Tally> {
        let structure = network.structure;
        if !self.shares.is_per_backbone(structure) || cut.iter().all(|wire| wire.structure != structure) {
            return None;
        }
        let mut tally = Tally::new(structure);
        for (shares, &label) in self.shares.images().zip(self.labels.iter()) {
            tally.add(&logits_of(&cut_shares(structure, &shares, means, cut)), label).ok()?;
        }
        Some(tally)
    }
}

impl Assessment {
    /// Whether classification must wait.
    pub(crate) const fn is_busy(&self) -> bool {
        matches!(self.state, State::Queued(_) | State::Running { .. })
    }

    /// Begins a queued assessment.
    pub(crate) fn begin(&mut self) -> Option<LabRequest> {
        let State::Queued(order) = &self.state else { return None };
        let order = order.clone();
        let request = LabRequest::Assess { networks: order.networks.clone() };
        for network in &order.networks {
            self.found.remove(network);
        }
        self.state = State::Running { order, network: None, done: 0, total: 0, wish: Wish::Continue };
        Some(request)
    }

    /// The worker goes on.
    pub(crate) fn progress(&mut self, now: NetworkId, now_done: u32, now_total: u32) {
        if let State::Running { network, done, total, .. } = &mut self.state {
            (*network, *done, *total) = (Some(now), now_done, now_total);
        }
    }

    /// A network is done. What is no number ends the assessment with the reason.
    pub(crate) fn take(
        &mut self,
        network: NetworkId,
        shares: ImageShares,
        elapsed: Millis,
        device: Option<DeviceReport>,
    ) -> Result<(), String> {
        let State::Running { order, .. } = &self.state else { return Ok(()) };
        if shares.len() != order.labels.len() {
            return Err(format!("{network}: {} answers to {} images", shares.len(), order.labels.len()));
        }
        let mut tally = Tally::new(network.structure);
        let mut misses = Vec::new();
        let mut right = Vec::with_capacity(shares.len());
        for (index, (heads, &label)) in shares.logits().zip(order.labels.iter()).enumerate() {
            let verdict = tally.add(&heads, label).map_err(|error| format!("{network}: {error}"))?;
            let is_right = verdict == Verdict::Digit(label);
            right.push(is_right);
            if !is_right {
                misses.push((index, verdict));
            }
        }
        let (shares, labels) = (Arc::new(shares), Arc::clone(&order.labels));
        self.found.insert(network, Assessed { tally, right, misses, elapsed, device, shares, labels });
        Ok(())
    }

    /// The reader cancels.
    pub(crate) fn cancel(&mut self) -> Option<LabRequest> {
        match &mut self.state {
            State::Queued(_) => {
                self.state = State::Idle;
                None
            }
            State::Running { wish, .. } => {
                *wish = Wish::End;
                Some(LabRequest::Cancel)
            }
            State::Idle | State::Over(_) => None,
        }
    }

    /// The worker, or the loss of it, ends it.
    pub(crate) fn end(&mut self, ended: Ended<Failure>) {
        if self.is_busy() {
            self.state = State::Over(ended);
        }
    }
}
