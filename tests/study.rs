//! The rows in `src/study/reference` are the study's: every line is read, and known cells hold known numbers.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, also in the functions its tests share"
)]

use std::collections::BTreeSet;

use share_or_split::study::reference::{
    StudyRow, SweepRow, by_learning_rate, by_train_size, experiment, other_digits, row, time_ratio,
};
use share_or_split::study::{Backbone, NetworkId, Rule, Structure};

fn known(rule: Rule, backbone: Backbone, structure: Structure) -> StudyRow {
    *row(rule, NetworkId { backbone, structure }).unwrap()
}

#[test]
fn each_experiment_has_the_15_networks_once() {
    let others = other_digits().iter().map(|others| others.rows.as_slice());
    for rows in Rule::ALL.map(experiment).into_iter().chain(others) {
        let networks: BTreeSet<NetworkId> = rows.iter().map(|row| row.network).collect();
        assert_eq!(rows.len(), 15, "{rows:?}");
        assert_eq!(networks, NetworkId::all().collect(), "{rows:?}");
        for row in rows {
            assert!((0.98..=1.0).contains(&row.accuracy), "{row:?}");
            assert!((0.001..0.1).contains(&row.inference_seconds), "{row:?}");
        }
    }
}

#[test]
fn time_ratios_of_resnet18_are_those_the_study_argues_with() {
    let ratio = |network| format!("{:.2}", time_ratio(Rule::HeadMean, network).unwrap());
    let ratios: Vec<String> = NetworkId::on_backbone(Backbone::ResNet18).map(ratio).collect();
    assert_eq!(ratios, ["1.92", "1.00", "1.00", "1.93", "2.42"]);
}

#[test]
fn known_cells() {
    let cell = known(Rule::HeadMean, Backbone::ResNet18, Structure::One);
    assert_eq!((cell.accuracy, cell.inference_seconds), (0.994_280_266_920_877, 0.004_741_437_507_398_201));
    let cell = known(Rule::AllHeads, Backbone::ResNet50, Structure::One);
    assert_eq!((cell.accuracy, cell.inference_seconds), (0.997_775_659_358_118_8, 0.014_768_704_019_411_646));
    // Accuracies are counts over the 3,147 test images; the mean of two heads over twice as many.
    for row in Rule::ALL.into_iter().flat_map(experiment) {
        let images = row.accuracy * 2.0 * 3_147.0;
        assert!((images - images.round()).abs() < 1e-6, "{row:?}: {images}");
    }
}

#[test]
fn sweeps_have_every_network_at_every_setting() {
    for (rows, count) in [(by_train_size(), 12), (by_learning_rate(), 16)] {
        let mut settings: Vec<f64> = rows.iter().map(|row| row.setting).collect();
        settings.sort_by(f64::total_cmp);
        settings.dedup();
        assert_eq!((settings.len(), rows.len()), (count, 15 * count), "{settings:?}");
        for network in NetworkId::all() {
            let of_network = |row: &&SweepRow| row.network == network;
            assert_eq!(rows.iter().filter(of_network).count(), count, "{network}");
        }
        assert!(rows.iter().all(|row| (0.3..=1.0).contains(&row.accuracy)));
    }
    let first = by_train_size()[0];
    assert_eq!((first.setting, first.accuracy), (400.0, 0.814_688_881_332_88));
}
