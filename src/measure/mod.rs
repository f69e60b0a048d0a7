//! How a latency is measured and summarised: plan, samples, summaries, comparisons.
//!
//! Pure: this room refuses a clock and a GPU. `engine` brings the times, this room says what they mean.

mod compare;
mod plan;
mod sample;
mod summary;
mod units;

pub use compare::{Ratio, ratios};
pub use plan::Plan;
pub use sample::Sample;
pub use summary::Summary;
pub use units::{Bytes, Millis};
