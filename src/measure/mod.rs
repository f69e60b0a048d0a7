//! How latency is sampled, the statistics of the samples, and what they say of the study's claims.
//!
//! - [`Plan`] is requested; [`Sampler`] chooses action by action what is timed next; [`Sample`] is one timing.
//! - [`Summary`], [`Ratio`], [`McNemar`] and [`pareto()`] are the statistics; [`claims`] tests the study's claims.
//! - `within` gives a wait its end.
//! - [`Trainings`] is what many trainings of each structure say together.
//! - [`Run`] is everything one benchmark produced: what is exported, and imported from others.
//! - [`MeasuredTimes`] carries a run on to more questions; [`recorded()`] are times of other machines.
//!
//! Pure: this room never contains a clock or a GPU. `engine` passes the times in.

mod binomial;
pub(crate) mod claims;
mod deadline;
mod device;
mod ended;
mod estimate;
mod export;
mod mcnemar;
mod pareto;
mod plan;
mod random;
mod ratio;
mod recorded;
mod run;
mod sample;
mod sampler;
mod seed_values;
mod summary;
mod trainings;
mod units;

pub(crate) use deadline::within;
pub(crate) use device::DeviceKind;
pub use device::ExecutorKind;
pub use ended::Ended;
pub(crate) use estimate::MeasuredTimes;
pub use export::{Table, csv, markdown};
pub(crate) use mcnemar::{McNemar, SIGNIFICANT};
pub(crate) use pareto::pareto;
pub use plan::Mode;
pub(crate) use plan::Plan;
pub use random::Random;
pub(crate) use ratio::Ratio;
pub(crate) use recorded::{Machine, RecordedTime, Schedule, Software, recorded, two_backbones};
pub use run::{Environment, LowerBound, Run, RunError, Stage, StageTime, Startup, Verification};
pub(crate) use sample::{Disturbance, Pace, Sample};
pub(crate) use sampler::{Action, SETTLED_COVERAGE, SETTLED_WITHIN, Sampler};
pub(crate) use seed_values::{SeedValues, holm, mean, sign_flip};
pub(crate) use summary::{Interval, Summary};
pub(crate) use trainings::{
    Compared, Comparison, Ensembles, ErrorSignal, Judged, Side, Standing, StructureTrainings, TrainingRecipe,
};
pub use trainings::{Trainings, TrainingsError};
pub(crate) use units::Bytes;
pub use units::Millis;
