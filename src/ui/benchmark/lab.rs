//! What the reader has set in the lab, and the runs of others. Refuses views.

use leptos::prelude::*;

use crate::image::Glyph;
use crate::measure::{Environment, Millis, Mode, Plan, Run};
use crate::study::{NetworkId, Structure};
use crate::ui::browser;
use crate::ui::client::core::{Core, Event, Phase, Standing, assessment, benchmark};
use crate::ui::state::{Build, Page};

/// Test image measured on when nothing is drawn: the first of the set.
const DEFAULT_DIGIT: usize = 0;
/// Most runs of others at a time: more do not fit beside each other.
const MOST_RUNS: usize = 4;

/// The lab's settings.
#[derive(Clone, Copy)]
pub struct Lab {
    /// What is timed.
    pub mode: RwSignal<Mode>,
    /// At most this many seconds.
    pub budget: RwSignal<u32>,
    /// The structures that take part.
    pub structures: RwSignal<Vec<Structure>>,
    /// Runs of others, to compare with.
    pub theirs: RwSignal<Vec<Run>>,
    /// Why the last file was refused.
    pub refused: RwSignal<Option<String>>,
    /// Where the program comes from.
    pub build: Build,
}

impl Lab {
    /// Reads a file that someone dropped or chose. What was there stays.
    pub fn import(self, text: &str) {
        match Run::from_json(text) {
            Ok(run) => {
                self.refused.set(None);
                self.theirs.update(|theirs| {
                    theirs.truncate(MOST_RUNS - 1);
                    theirs.push(run);
                });
            }
            Err(error) => self.refused.set(Some(error.to_string())),
        }
    }

    /// The networks that take part.
    #[must_use]
    pub fn networks(self, core: &Core) -> Vec<NetworkId> {
        self.structures.with(|chosen| {
            core.ready().into_iter().filter(|network| chosen.contains(&network.structure)).collect()
        })
    }

    fn surroundings(self) -> Environment {
        Environment {
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

impl Page {
    /// The digit on the pad, or a test digit.
    #[must_use]
    pub fn glyph_to_measure(self) -> Option<Glyph> {
        self.glyph
            .get()
            .or_else(|| self.digits.with(|digits| digits.here().and_then(|set| set.glyph(DEFAULT_DIGIT))))
    }

    /// Starts the benchmark as it is set; nothing happens when something runs already.
    pub fn start_benchmark(self) {
        let Some(glyph) = untrack(|| self.glyph_to_measure()) else { return };
        let lab = self.lab;
        let networks = untrack(|| self.client.core().with(|core| lab.networks(core)));
        let plan = Plan {
            networks,
            mode: lab.mode.get_untracked(),
            budget: Millis(f64::from(lab.budget.get_untracked()) * 1e3),
            seed: browser::seed(),
        };
        let order = benchmark::Order { plan, glyph, surroundings: lab.surroundings() };
        self.client.tell(Event::StartBenchmark(Box::new(order)));
    }

    /// Runs the test set through the networks that are ready.
    pub fn start_assessment(self) {
        let labels = self.digits.with_untracked(|digits| {
            digits.here().map(|set| (0..set.len()).filter_map(|index| set.label(index)).collect::<Vec<_>>())
        });
        let Some(labels) = labels else { return };
        let networks = untrack(|| self.client.core().with(|core| self.lab.networks(core)));
        self.client.tell(Event::StartAssessment(assessment::Order { networks, labels: labels.into() }));
    }
}

/// Something is ready, nothing runs, and nothing is still on its way that would disturb a measurement.
#[must_use]
pub fn can_start(core: &Core, lab: Lab) -> bool {
    let settled =
        |network| matches!(core.standing(network), Standing::Ready | Standing::Failed(_) | Standing::Absent);
    *core.phase() == Phase::Running
        && !core.is_busy()
        && !lab.networks(core).is_empty()
        && NetworkId::of(core.backbone()).all(settled)
}
