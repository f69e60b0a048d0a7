//! From the official MNIST files to the files in `weights/`: training, folding, quantizing, assessing.
//!
//! Native only; never contains web-sys or leptos. Preprocessing, decision and weights are the lines the page runs.
//! Networks are assessed with burn's operations (`model::DeployedNetwork`), which the page calls `plain`; it answers by
//! default with `fused`. `tests/shipped.rs` assesses the same files with `fused`'s CPU path and holds it to the
//! accuracies that are published here.

mod assess;
mod assess_folder;
mod augment;
mod calibration;
mod card;
mod chart;
mod checkpoint;
mod config;
mod dataset;
mod drawings;
mod export;
mod feature_sums;
mod lesson;
mod logits;
mod loss;
mod notes;
mod others;
mod over_seeds;
mod progress;
mod recipe;
mod replication;
mod rounding;
mod run;
mod seeds;
mod separation;
mod stopping;
mod test_set;

pub use assess::Evidence;
pub use assess_folder::{assess_folder, write_card};
pub use card::{Section, fill, sections};
pub use chart::accuracy_chart;
pub use checkpoint::Checkpoint;
pub use config::{Config, Hardware};
pub use dataset::{Images, Split};
pub use drawings::{LabelledDrawing, read_drawings};
pub use export::publish;
pub use others::Others;
pub use over_seeds::{OverSeeds, report};
pub(crate) use progress::Epoch;
pub use recipe::Recipe;
pub use replication::{Outputs, Replication, Replications};
pub use run::{Stop, train};
pub use seeds::{Examination, Seeds, Series, replicate};
pub use test_set::logits;
