//! From the official MNIST files to the files in `weights/`: training, folding, quantizing, judging.
//!
//! Native only; refuses web-sys and leptos. The page shares the same `study`, `image` and `model` lines, so what is
//! judged here is what answers there.

mod assess;
mod augment;
mod card;
mod chart;
mod checkpoint;
mod config;
mod dataset;
mod drawings;
mod evaluate;
mod export;
mod lesson;
mod loss;
mod others;
mod progress;
mod recipe;
mod replication;
mod rounding;
mod run;
mod seeds;
mod stopping;

pub use assess::{Assessment, Evidence, assess};
pub use card::{Section, fill, sections};
pub use chart::accuracy_chart;
pub use checkpoint::Checkpoint;
pub use config::{Config, Hardware};
pub use dataset::{Images, Split};
pub use drawings::{LabelledDrawing, read_drawings};
pub use evaluate::{Judgement, judge, logits};
pub use export::publish;
pub use others::Others;
pub use progress::Epoch;
pub use recipe::{Defaults, Recipe};
pub use replication::{Outputs, Replication, Replications};
pub use run::{Stop, train};
pub use seeds::{Examination, Seeds, Series, replicate};
