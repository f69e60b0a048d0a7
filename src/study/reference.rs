//! The study's published rows, compiled in from its CSV files.
//!
//! Source: WannaBeSuperteur/AI-study, Deep Learning Basics, Shared Backbone & Head.
//!
//! Its `inference_time` is `time.time()` around one batch of 32 on a CUDA GPU **without a device synchronisation**:
//! mostly the time the host takes to launch the layers. Never put it on one axis with an awaited latency.

use std::str::FromStr;
use std::sync::LazyLock;

use super::{NetworkId, Rule};

/// One row of an experiment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StudyRow {
    pub network: NetworkId,
    /// Fraction of the test images, by the experiment's own rule.
    pub accuracy: f64,
    /// Seconds for one batch of 32, not synchronised with the GPU.
    pub inference_seconds: f64,
}

/// Accuracy at one value of a swept setting.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SweepRow {
    pub network: NetworkId,
    /// Number of training images, or learning rate.
    pub setting: f64,
    /// Fraction of the test images.
    pub accuracy: f64,
}

/// Rows of networks trained for three other digits.
#[derive(Debug, Clone, PartialEq)]
pub struct OtherDigitsRows {
    pub(crate) digits: [u8; 3],
    pub rows: Vec<StudyRow>,
}

/// The rows of the experiment that judges by this rule.
#[must_use]
pub fn experiment(rule: Rule) -> &'static [StudyRow] {
    static ROWS: LazyLock<[Vec<StudyRow>; 2]> = LazyLock::new(|| {
        [include_str!("reference/experiment_1.csv"), include_str!("reference/experiment_2.csv")]
            .map(experiment_rows)
    });
    let [head_mean, all_heads] = &*ROWS;
    match rule {
        Rule::HeadMean => head_mean,
        Rule::AllHeads => all_heads,
    }
}

/// The row of one network in the experiment that judges by this rule.
#[must_use]
pub fn row(rule: Rule, network: NetworkId) -> Option<&'static StudyRow> {
    experiment(rule).iter().find(|row| row.network == network)
}

/// A network's inference time over that of structure 2 of its backbone.
#[must_use]
pub fn time_ratio(rule: Rule, network: NetworkId) -> Option<f64> {
    Some(row(rule, network)?.inference_seconds / row(rule, network.baseline())?.inference_seconds)
}

/// Experiments with other digits than 0, 1 and 2.
#[must_use]
pub fn other_digits() -> &'static [OtherDigitsRows] {
    static ROWS: LazyLock<[OtherDigitsRows; 5]> = LazyLock::new(|| {
        [
            ([0, 3, 4], include_str!("reference/experiment_digits_034.csv")),
            ([0, 3, 8], include_str!("reference/experiment_digits_038.csv")),
            ([0, 5, 6], include_str!("reference/experiment_digits_056.csv")),
            ([1, 7, 9], include_str!("reference/experiment_digits_179.csv")),
            ([6, 8, 9], include_str!("reference/experiment_digits_689.csv")),
        ]
        .map(|(digits, csv)| OtherDigitsRows { digits, rows: experiment_rows(csv) })
    });
    &*ROWS
}

/// Accuracies by number of training images, for the digits 6, 8 and 9.
#[must_use]
pub fn by_train_size() -> &'static [SweepRow] {
    static ROWS: LazyLock<Vec<SweepRow>> = LazyLock::new(|| {
        sweep_rows(include_str!("reference/experiment_3_train_size.csv"), "train_dataset_size")
    });
    &ROWS
}

/// Accuracies by learning rate, for the digits 6, 8 and 9.
#[must_use]
pub fn by_learning_rate() -> &'static [SweepRow] {
    static ROWS: LazyLock<Vec<SweepRow>> = LazyLock::new(|| {
        sweep_rows(include_str!("reference/experiment_3_learning_rate.csv"), "learning_rate")
    });
    &ROWS
}

fn experiment_rows(csv: &str) -> Vec<StudyRow> {
    rows(csv, |line| {
        Some(StudyRow {
            network: line.network()?,
            accuracy: line.cell("accuracy")?,
            inference_seconds: line.cell("inference_time")?,
        })
    })
}

fn sweep_rows(csv: &str, setting: &str) -> Vec<SweepRow> {
    rows(csv, |line| {
        Some(SweepRow {
            network: line.network()?,
            setting: line.cell(setting)?,
            accuracy: line.cell("accuracy")?,
        })
    })
}

/// The lines below the header. A line that cannot be read is left out: `tests/study.rs` counts the rows of every file.
pub(crate) fn rows<T>(csv: &str, read: impl Fn(&CsvRow<'_>) -> Option<T>) -> Vec<T> {
    let (header, lines) = csv.split_once('\n').unwrap_or_default();
    lines.lines().filter_map(|cells| read(&CsvRow { header: header.trim_end(), cells })).collect()
}

/// One line of a file with the names of its columns. No cell is quoted.
pub(crate) struct CsvRow<'a> {
    header: &'a str,
    cells: &'a str,
}

impl CsvRow<'_> {
    /// The cell of a column; `None` where it cannot be read.
    pub(crate) fn cell<T: FromStr>(&self, column: &str) -> Option<T> {
        let index = self.header.split(',').position(|name| name == column)?;
        self.cells.split(',').nth(index)?.parse().ok()
    }

    /// The network that the line is of.
    pub(crate) fn network(&self) -> Option<NetworkId> {
        Some(NetworkId { backbone: self.cell("backbone")?, structure: self.cell("case")? })
    }
}
