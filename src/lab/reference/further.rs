//! The study's further experiments: other digits, fewer training images, other learning rates. Refuses views.

use std::future::Future;

use crate::chart::{Axis, Connect, PointFill, ScatterChart, ScatterPoint, Series, Unit};
use crate::lab::i18n::Texts;
use crate::protocol::Failure;
use crate::study::reference::{Row, SweepRow, parse_experiment, parse_sweep};
use crate::study::{Backbone, NetworkId, Structure};

/// Three digits that the study trained for instead of 0, 1 and 2.
pub const TRIPLES: [[u8; 3]; 5] = [[0, 3, 4], [0, 3, 8], [0, 5, 6], [1, 7, 9], [6, 8, 9]];
const TRAIN_SIZE: (&str, &str) = ("reference/experiment_3_train_size.csv", "train_dataset_size");
const LEARNING_RATE: (&str, &str) = ("reference/experiment_3_learning_rate.csv", "learning_rate");

/// Where the axis of other digits starts: just below the study's lowest, 0.9823.
pub const DIGITS_CUT: f64 = 0.98;
/// Where the axis of fewer training images starts: just below the study's lowest, 0.7263.
pub const TRAIN_SIZE_CUT: f64 = 0.7;

/// A file's rows, or why they cannot be had.
pub type Rows<T> = Result<Vec<T>, Failure>;

/// The further experiments. A file that fails takes nothing else with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Further {
    digits: Vec<([u8; 3], Rows<Row>)>,
    train_size: Rows<SweepRow>,
    learning_rate: Rows<SweepRow>,
}

impl Default for Further {
    fn default() -> Self {
        Self { digits: Vec::new(), train_size: Ok(Vec::new()), learning_rate: Ok(Vec::new()) }
    }
}

impl Further {
    /// Fetches the files by `fetch`, which brings the text of one.
    pub async fn fetch<F: Future<Output = Result<String, Failure>>>(fetch: impl Fn(String) -> F) -> Self {
        let mut digits = Vec::new();
        for triple in TRIPLES {
            let [a, b, c] = triple;
            let file = format!("reference/experiment_digits_{a}{b}{c}.csv");
            let rows = fetch(file.clone()).await.and_then(|text| read(&file, parse_experiment(&text)));
            digits.push((triple, rows));
        }
        let sweep = async |(file, setting): (&'static str, &'static str)| {
            let text = fetch(file.to_owned()).await?;
            read(file, parse_sweep(&text, setting))
        };
        Self { digits, train_size: sweep(TRAIN_SIZE).await, learning_rate: sweep(LEARNING_RATE).await }
    }

    /// Why a file cannot be shown: the first such reason.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        let digits = self.digits.iter().filter_map(|(_, rows)| rows.as_ref().err()).next();
        digits.or(self.train_size.as_ref().err()).or(self.learning_rate.as_ref().err())
    }

    /// Accuracies of a backbone's structures on other digits.
    #[must_use]
    pub fn other_digits(&self, backbone: Backbone, texts: &Texts) -> ScatterChart {
        let read = || self.digits.iter().filter_map(|(triple, rows)| Some((triple, rows.as_ref().ok()?)));
        let names = read().map(|([a, b, c], _)| format!("{a}, {b}, {c}")).collect();
        let x_axis = Axis::categories(texts.charts.digits_axis, names);
        let point = |network: NetworkId| {
            read().enumerate().filter_map(move |(index, (_, rows))| {
                let row = rows.iter().find(|row| row.network == network)?;
                Some((index as f64, row.accuracy))
            })
        };
        plane(x_axis, DIGITS_CUT, texts, |structure| point(NetworkId { backbone, structure }).collect())
    }

    /// Accuracies of a backbone's structures by training images.
    #[must_use]
    pub fn by_train_size(&self, backbone: Backbone, texts: &Texts) -> ScatterChart {
        let rows = self.train_size.as_deref().unwrap_or_default();
        sweep(rows, backbone, texts.charts.train_size_axis, TRAIN_SIZE_CUT, texts)
    }

    /// Accuracies of a backbone's structures by learning rate.
    #[must_use]
    pub fn by_learning_rate(&self, backbone: Backbone, texts: &Texts) -> ScatterChart {
        let rows = self.learning_rate.as_deref().unwrap_or_default();
        sweep(rows, backbone, texts.charts.learning_rate_axis, 0.0, texts)
    }
}

fn read<T, E: std::fmt::Display>(file: &str, rows: Result<T, E>) -> Result<T, Failure> {
    rows.map_err(|error| Failure::FileInvalid { file: file.to_owned(), detail: error.to_string() })
}

fn sweep(rows: &[SweepRow], backbone: Backbone, name: &str, cut: f64, texts: &Texts) -> ScatterChart {
    let settings: Vec<f64> = rows.iter().map(|row| row.setting).collect();
    let x_axis = Axis::logarithmic(name, &settings);
    plane(x_axis, cut, texts, |structure| {
        let mine = rows.iter().filter(|row| row.network == NetworkId { backbone, structure });
        mine.filter(|row| row.setting > 0.0).map(|row| (row.setting, row.accuracy)).collect()
    })
}

/// A line for each structure.
fn plane(
    x_axis: Axis,
    cut: f64,
    texts: &Texts,
    points: impl Fn(Structure) -> Vec<(f64, f64)>,
) -> ScatterChart {
    let series = |structure: Structure| {
        let mut places = points(structure);
        places.sort_by(|one, other| one.0.total_cmp(&other.0));
        let point = |(x, y)| ScatterPoint { x, y, spread: None, fill: PointFill::Full, note: String::new() };
        Series { structure, points: places.into_iter().map(point).collect() }
    };
    let series: Vec<Series> = Structure::ALL.into_iter().map(series).collect();
    // The files that ship lie above the cut; others would not vanish below it.
    let values = series.iter().flat_map(|series| &series.points).map(|point| point.y);
    let y_axis = Axis::linear(texts.charts.accuracy_axis, Unit::Fraction, (values.fold(cut, f64::min), 1.0));
    ScatterChart { series, x_axis, y_axis, connect: Connect::Line, front: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::i18n::texts;
    use crate::web::Language;
    use std::future::ready;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    /// Fetches from the files that ship, all but one.
    fn shipped(missing: Option<&str>) -> Further {
        let fetch = |file: String| {
            let path = format!("{}/public/{file}", env!("CARGO_MANIFEST_DIR"));
            let absent = Failure::FileMissing { file: file.clone(), status: 404 };
            ready(if missing == Some(file.as_str()) {
                Err(absent)
            } else {
                Ok(std::fs::read_to_string(path).unwrap())
            })
        };
        let mut all = pin!(Further::fetch(fetch));
        match all.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(further) => further,
            Poll::Pending => unreachable!("nothing here waits"),
        }
    }

    #[test]
    fn every_row_that_ships_is_a_point_within_its_axes() {
        let (further, texts) = (shipped(None), texts(Language::English));
        assert_eq!(further.failure(), None);
        for backbone in Backbone::ALL {
            let charts = [
                (further.other_digits(backbone, texts), 5, DIGITS_CUT),
                (further.by_train_size(backbone, texts), 12, TRAIN_SIZE_CUT),
                (further.by_learning_rate(backbone, texts), 16, 0.0),
            ];
            for (plane, settings, cut) in charts {
                assert_eq!(plane.y_axis.domain, (cut, 1.0));
                assert!(plane.series.iter().all(|series| series.points.len() == settings));
                let points = plane.series.iter().flat_map(|series| &series.points);
                for point in points {
                    assert!(
                        (0.0..=1.0).contains(&plane.x_axis.part(point.x))
                            && plane.y_axis.part(point.y) >= 0.0
                    );
                }
            }
        }
    }

    #[test]
    fn a_value_is_the_files() {
        let (further, texts) = (shipped(None), texts(Language::English));
        let words = &further.by_train_size(Backbone::ResNet18, texts).hit_targets(500.0)[0].text;
        assert_eq!(words, "(1): training images 400, accuracy 81.47 %");
        let words = &further.other_digits(Backbone::ResNet18, texts).hit_targets(500.0)[0].text;
        assert_eq!(words, "(1): digits 0, 3, 4, accuracy 99.83 %");
    }

    #[test]
    fn a_missing_file_is_named_and_the_rest_is_shown() {
        let (file, texts) = ("reference/experiment_digits_056.csv", texts(Language::Korean));
        let further = shipped(Some(file));
        assert_eq!(further.failure(), Some(&Failure::FileMissing { file: file.to_owned(), status: 404 }));
        assert_eq!(further.other_digits(Backbone::ResNet34, texts).series[0].points.len(), 4);
        let none = shipped(Some(TRAIN_SIZE.0)).by_train_size(Backbone::ResNet34, texts);
        assert!(none.series.iter().all(|series| series.points.is_empty()));
    }
}
