//! The study's published rows, parsed from its CSV files. Refuses IO: the caller brings the text.
//!
//! Source of the numbers: WannaBeSuperteur/AI-study, Deep Learning Basics, Shared Backbone & Head.
//!
//! Its `inference_time` is `time.time()` around one batch of 32 on a CUDA GPU **without a device synchronisation**:
//! mostly the time the host takes to launch the layers. Never put it on one axis with an awaited latency.

use super::{Backbone, NetworkId, Structure};

/// One row of an experiment: a network, its accuracy and its inference time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// The network the row is about.
    pub network: NetworkId,
    /// Accuracy as a fraction, by the experiment's own rule.
    pub accuracy: f64,
    /// Seconds for one batch of 32, not synchronised with the GPU.
    pub inference_seconds: f64,
}

/// One row of a further experiment: accuracy at one setting of a swept quantity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SweepRow {
    /// The network the row is about.
    pub network: NetworkId,
    /// The swept quantity: training images or learning rate.
    pub setting: f64,
    /// Accuracy as a fraction.
    pub accuracy: f64,
}

/// A CSV text that does not hold the study's rows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReferenceError {
    /// A column the study's file has is not in the header.
    #[error("the header has no column \"{0}\"")]
    Column(&'static str),
    /// A cell cannot be read.
    #[error("line {line}: cannot read \"{text}\" as {wanted}")]
    Cell {
        /// Line number, from 1.
        line: usize,
        /// The cell's text.
        text: String,
        /// What should stand there.
        wanted: &'static str,
    },
    /// There is a header and nothing else, or not even that.
    #[error("the file has no rows")]
    Empty,
}

/// Parses an experiment file (`experiment_1.csv`, `experiment_2.csv`, `experiment_digits_*.csv`).
///
/// # Errors
/// Returns a [`ReferenceError`] that names the missing column or the line that cannot be read.
pub fn parse_experiment(csv: &str) -> Result<Vec<Row>, ReferenceError> {
    let table = Table::read(csv)?;
    let (accuracy, seconds) = (table.column("accuracy")?, table.column("inference_time")?);
    table.rows(|cells| {
        Ok(Row {
            network: cells.network()?,
            accuracy: cells.number(accuracy)?,
            inference_seconds: cells.number(seconds)?,
        })
    })
}

/// Parses a sweep file: `experiment_3_train_size.csv` (column `train_dataset_size`) or
/// `experiment_3_learning_rate.csv` (column `learning_rate`).
///
/// # Errors
/// Returns a [`ReferenceError`] that names the missing column or the line that cannot be read.
pub fn parse_sweep(csv: &str, setting: &'static str) -> Result<Vec<SweepRow>, ReferenceError> {
    let table = Table::read(csv)?;
    let (setting, accuracy) = (table.column(setting)?, table.column("accuracy")?);
    table.rows(|cells| {
        Ok(SweepRow {
            network: cells.network()?,
            setting: cells.number(setting)?,
            accuracy: cells.number(accuracy)?,
        })
    })
}

/// The lines of a file with the positions of the columns every file has.
struct Table<'a> {
    header: Vec<&'a str>,
    lines: Vec<(usize, &'a str)>,
    backbone: usize,
    case: usize,
}

/// The cells of one line.
struct Cells<'a> {
    line: usize,
    cells: Vec<&'a str>,
    backbone: usize,
    case: usize,
}

impl<'a> Table<'a> {
    fn read(csv: &'a str) -> Result<Self, ReferenceError> {
        let numbered = csv.lines().enumerate().map(|(index, line)| (index + 1, line));
        let mut lines = numbered.filter(|(_, line)| !line.trim().is_empty());
        let header = lines.next().ok_or(ReferenceError::Empty)?.1.split(',').map(str::trim).collect();
        let mut table = Self { header, lines: lines.collect(), backbone: 0, case: 0 };
        if table.lines.is_empty() {
            return Err(ReferenceError::Empty);
        }
        table.backbone = table.column("backbone")?;
        table.case = table.column("case")?;
        Ok(table)
    }

    fn column(&self, name: &'static str) -> Result<usize, ReferenceError> {
        let found = self.header.iter().position(|&title| title == name);
        found.ok_or(ReferenceError::Column(name))
    }

    fn rows<T>(
        &self,
        read: impl Fn(&Cells<'a>) -> Result<T, ReferenceError>,
    ) -> Result<Vec<T>, ReferenceError> {
        let cells = |&(line, text): &(usize, &'a str)| Cells {
            line,
            cells: text.split(',').map(str::trim).collect(),
            backbone: self.backbone,
            case: self.case,
        };
        self.lines.iter().map(|line| read(&cells(line))).collect()
    }
}

impl Cells<'_> {
    fn network(&self) -> Result<NetworkId, ReferenceError> {
        let backbone: Backbone = self.parsed(self.backbone, "a backbone")?;
        let structure: Structure = self.parsed(self.case, "a structure")?;
        Ok(NetworkId { backbone, structure })
    }

    fn number(&self, column: usize) -> Result<f64, ReferenceError> {
        let value: f64 = self.parsed(column, "a number")?;
        if value.is_finite() { Ok(value) } else { Err(self.refuse(column, "a finite number")) }
    }

    fn parsed<T: std::str::FromStr>(&self, column: usize, wanted: &'static str) -> Result<T, ReferenceError> {
        let text = self.cells.get(column).copied().unwrap_or_default();
        text.parse().map_err(|_| self.refuse(column, wanted))
    }

    fn refuse(&self, column: usize, wanted: &'static str) -> ReferenceError {
        let text = self.cells.get(column).copied().unwrap_or_default().to_owned();
        ReferenceError::Cell { line: self.line, text, wanted }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = ",backbone,case,accuracy,inference_time\n0,resnet18,4_1,0.99,0.005\n";

    #[test]
    fn a_row_is_read_by_column_name() {
        let network = NetworkId { backbone: Backbone::ResNet18, structure: Structure::FourOne };
        let expected = Row { network, accuracy: 0.99, inference_seconds: 0.005 };
        assert_eq!(parse_experiment(FIRST), Ok(vec![expected]));
        let reordered = "case,inference_time,backbone,accuracy\n4_1,0.005,resnet18,0.99";
        assert_eq!(parse_experiment(reordered), Ok(vec![expected]));
    }

    #[test]
    fn bad_files_are_refused_with_the_place() {
        assert_eq!(parse_experiment(""), Err(ReferenceError::Empty));
        assert_eq!(parse_experiment("backbone,case\nresnet18,1"), Err(ReferenceError::Column("accuracy")));
        let error = parse_experiment(&FIRST.replace("0.99", "good")).unwrap_err().to_string();
        assert_eq!(error, "line 2: cannot read \"good\" as a number");
        assert!(parse_experiment(&FIRST.replace("0.99", "NaN")).is_err());
        assert!(parse_experiment(&FIRST.replace(",0.005", "")).is_err());
        assert!(parse_experiment(&FIRST.replace("resnet18", "vgg")).is_err());
    }
}
