//! What the reader has set in the lab, and the runs of others.

use leptos::prelude::*;

use super::others::{OtherRun, Refusal, Shipped};
use super::runs::Bench;
use crate::measure::{Environment, Mode, Run};
use crate::protocol::{Adapter, DeviceReport};
use crate::study::{NetworkId, Structure};
use crate::web::browser;
use crate::web::settings::Settings;

/// Where the program comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Build {
    /// Its version.
    pub version: &'static str,
    /// The commit it was built from, where that is known.
    pub commit: &'static str,
}

/// Most runs of others at a time: more do not fit beside each other.
const MOST_RUNS: usize = 4;

/// The lab's settings.
#[derive(Clone, Copy)]
pub(crate) struct Setup {
    /// What is timed.
    pub(crate) mode: RwSignal<Mode>,
    /// At most this many seconds.
    pub(crate) budget: RwSignal<u32>,
    /// The structures that take part.
    pub(crate) structures: RwSignal<Vec<Structure>>,
    /// Runs of others, to compare with.
    pub(crate) theirs: RwSignal<Vec<OtherRun>>,
    /// Why the last one was refused.
    pub(crate) refused: RwSignal<Option<Refusal>>,
    /// Where the program comes from.
    pub(crate) build: Build,
}

impl Setup {
    /// As an address sets it.
    #[must_use]
    pub(crate) fn new(settings: &Settings, build: Build) -> Self {
        Self {
            mode: RwSignal::new(settings.mode),
            budget: RwSignal::new(settings.budget),
            structures: RwSignal::new(settings.structures.clone()),
            theirs: RwSignal::new(Vec::new()),
            refused: RwSignal::new(None),
            build,
        }
    }

    /// Reads a file that someone dropped or chose. What was there stays.
    pub(crate) fn import(self, text: &str) {
        let run = Run::from_json(text).map_err(|error| Refusal::File(error.to_string()));
        self.put_beside(run.map(|run| OtherRun { run, shipped: None }));
    }

    /// Fetches a run that comes with the page, in which this was timed. Once it is there it is not put there again.
    pub(crate) fn import_shipped(self, shipped: Shipped, mode: Mode) {
        let Some(file) = shipped.file(mode) else { return };
        leptos::task::spawn_local(async move {
            let fetched = shipped.fetch(&file).await;
            if !self.has(shipped, mode) {
                self.put_beside(fetched);
            }
        });
    }

    /// Whether that run stands there.
    pub(crate) fn has(self, shipped: Shipped, mode: Mode) -> bool {
        let same = |other: &OtherRun| other.shipped == Some(shipped) && other.run.plan.mode == mode;
        self.theirs.with(|theirs| theirs.iter().any(same))
    }

    fn put_beside(self, other: Result<OtherRun, Refusal>) {
        match other {
            Ok(other) => {
                self.refused.set(None);
                self.theirs.update(|theirs| {
                    theirs.truncate(MOST_RUNS - 1);
                    theirs.push(other);
                });
            }
            Err(refusal) => self.refused.set(Some(refusal)),
        }
    }

    /// The networks that take part.
    #[must_use]
    pub(crate) fn networks(self, bench: &Bench) -> Vec<NetworkId> {
        self.structures.with(|chosen| {
            let takes_part = |network: &&NetworkId| chosen.contains(&network.structure);
            bench.ready().iter().filter(takes_part).copied().collect()
        })
    }

    /// What is known of where a run takes place before it begins.
    #[must_use]
    pub(crate) fn environment(self, device: &DeviceReport) -> Environment {
        Environment {
            device: device.kind,
            adapter: device.adapter_in_use().map(Adapter::name).unwrap_or_default(),
            executor: device.executor,
            app_version: self.build.version.to_owned(),
            commit: self.build.commit.to_owned(),
            taken_at: browser::time_in_utc(),
            browser: browser::user_agent(),
            processors: browser::processors(),
            isolated: browser::isolation().to_owned(),
            ..Environment::default()
        }
    }
}

/// Something is ready, nothing runs, and nothing is still on its way that would disturb a measurement.
#[must_use]
pub(crate) fn can_start(bench: &Bench, setup: Setup) -> bool {
    bench.is_idle() && !setup.networks(bench).is_empty()
}
