//! How latency is measured, what the times say, and what that says of the study.
//!
//! - [`Plan`] is asked for; [`Conductor`] says step by step how it is carried out; [`Sample`] is what comes of a step.
//! - [`Summary`], [`Ratio`], [`Duel`] and [`pareto()`] turn samples and answers into figures; [`claims`] judges the study.
//! - [`Run`] is everything one benchmark produced: what is exported, and read back from others.
//!
//! Pure: this room refuses a clock and a GPU. `engine` brings the times, this room says what they mean.

pub mod claims;
mod compare;
mod conductor;
mod export;
mod mcnemar;
mod pareto;
mod plan;
mod random;
mod run;
mod sample;
mod summary;
mod units;

pub use compare::{Ratio, measured_ratio, ratios};
pub use conductor::{Conductor, Ending, Progress, Step};
pub use export::{csv, markdown};
pub use mcnemar::{Duel, SIGNIFICANT};
pub use pareto::pareto;
pub use plan::{Mode, Orders, Plan};
pub use run::{Check, Cold, Environment, Finish, Floor, Part, Run, RunError, Stage};
pub use sample::{Disturbance, Pace, Sample};
pub use summary::{Interval, Summary};
pub use units::{Bytes, Millis};
