//! How latency is measured, what the times say, and what that says of the study.
//!
//! - [`Plan`] is asked for; [`Sampler`] says step by step how it is carried out; [`Sample`] is what comes of a step.
//! - [`Summary`], [`Ratio`], [`McNemar`] and [`pareto()`] turn samples and answers into figures; [`claims`] judges the study.
//! - [`Run`] is everything one benchmark produced: what is exported, and read back from others.
//!
//! Pure: this room refuses a clock and a GPU. `engine` brings the times, this room says what they mean.

pub mod claims;
mod compare;
mod export;
mod mcnemar;
mod pareto;
mod plan;
mod random;
mod run;
mod sample;
mod sampler;
mod summary;
mod units;

pub use compare::{Ratio, measured_ratio, ratios};
pub use export::{csv, markdown};
pub use mcnemar::{McNemar, SIGNIFICANT};
pub use pareto::pareto;
pub use plan::{Mode, Orders, Plan};
pub use run::{Check, Environment, Finish, LowerBound, Run, RunError, Stage, StageTime, Startup};
pub use sample::{Disturbance, Pace, Sample};
pub use sampler::{Ending, Progress, Sampler, Step};
pub use summary::{Interval, Summary};
pub use units::{Bytes, Millis};
