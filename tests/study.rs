//! The published files in `public/reference` are the study's: every file parses, and known cells hold known numbers.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, also in the functions its tests share"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use share_or_split::study::reference::{Row, SweepRow, parse_experiment, parse_sweep};
use share_or_split::study::{Backbone, NetworkId, Structure};

fn text(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("public/reference").join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn experiment(file: &str) -> Vec<Row> {
    parse_experiment(&text(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn row(rows: &[Row], backbone: Backbone, structure: Structure) -> Row {
    *rows.iter().find(|row| row.network == NetworkId { backbone, structure }).unwrap()
}

/// Inference time over that of structure 2 of the same backbone, to two decimals as the study's readers print it.
fn ratios(rows: &[Row], backbone: Backbone) -> [String; 5] {
    let baseline = row(rows, backbone, Structure::BASELINE).inference_seconds;
    Structure::ALL
        .map(|structure| format!("{:.2}", row(rows, backbone, structure).inference_seconds / baseline))
}

#[test]
fn each_experiment_has_the_15_networks_once() {
    let digits = ["034", "038", "056", "179", "689"].map(|digits| format!("experiment_digits_{digits}.csv"));
    let files = ["experiment_1.csv", "experiment_2.csv"].map(str::to_owned).into_iter().chain(digits);
    for file in files {
        let rows = experiment(&file);
        let networks: BTreeSet<NetworkId> = rows.iter().map(|row| row.network).collect();
        assert_eq!(rows.len(), 15, "{file}");
        assert_eq!(networks, NetworkId::all().collect(), "{file}");
        for row in rows {
            assert!((0.98..=1.0).contains(&row.accuracy), "{file}: {row:?}");
            assert!((0.001..0.1).contains(&row.inference_seconds), "{file}: {row:?}");
        }
    }
}

#[test]
fn time_ratios_of_resnet18_are_those_the_study_argues_with() {
    let rows = experiment("experiment_1.csv");
    assert_eq!(ratios(&rows, Backbone::ResNet18), ["1.92", "1.00", "1.00", "1.93", "2.42"]);
}

#[test]
fn known_cells() {
    let first = experiment("experiment_1.csv");
    let second = experiment("experiment_2.csv");
    let cell = row(&first, Backbone::ResNet18, Structure::One);
    assert_eq!((cell.accuracy, cell.inference_seconds), (0.994_280_266_920_877, 0.004_741_437_507_398_201));
    let cell = row(&second, Backbone::ResNet50, Structure::One);
    assert_eq!((cell.accuracy, cell.inference_seconds), (0.997_775_659_358_118_8, 0.014_768_704_019_411_646));
    // Accuracies are counts over the 3,147 test images; the mean of two heads over twice as many.
    for row in first.iter().chain(&second) {
        let images = row.accuracy * 2.0 * 3_147.0;
        assert!((images - images.round()).abs() < 1e-6, "{row:?}: {images}");
    }
}

#[test]
fn sweeps_have_every_network_at_every_setting() {
    let sweeps = [
        ("experiment_3_train_size.csv", "train_dataset_size"),
        ("experiment_3_learning_rate.csv", "learning_rate"),
    ];
    for (file, setting) in sweeps {
        let rows = parse_sweep(&text(file), setting).unwrap_or_else(|error| panic!("{file}: {error}"));
        let mut settings: Vec<f64> = rows.iter().map(|row| row.setting).collect();
        settings.sort_by(f64::total_cmp);
        settings.dedup();
        assert!(settings.len() > 1, "{file}: {settings:?}");
        assert_eq!(rows.len(), 15 * settings.len(), "{file}");
        for network in NetworkId::all() {
            let of_network = |row: &&SweepRow| row.network == network;
            assert_eq!(rows.iter().filter(of_network).count(), settings.len(), "{file}: {network}");
        }
        assert!(rows.iter().all(|row| (0.3..=1.0).contains(&row.accuracy)), "{file}");
    }
    let rows = parse_sweep(&text("experiment_3_train_size.csv"), "train_dataset_size").unwrap();
    assert_eq!((rows[0].setting, rows[0].accuracy), (400.0, 0.814_688_881_332_88));
    assert!(parse_sweep(&text("experiment_3_train_size.csv"), "learning_rate").is_err());
}
