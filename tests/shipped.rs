//! The weights that ship: each file is the listed one, and is as good as the manifest and the model card say.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot read what ships fails, and says where"
)]

#[path = "files/test_set.rs"]
mod test_set;

use std::path::Path;

use burn::tensor::Device;
use share_or_split::fused::{CpuNetwork, Scratch};
use share_or_split::image::{Bitmap, Pixels, input};
use share_or_split::study::{NetworkId, Rule, Tally, Verdict, decide, reference};
use share_or_split::train::{LabelledDrawing, accuracy_chart, fill, logits, read_drawings, sections};
use share_or_split::weights::source::disk::{read_manifest, read_network};
use share_or_split::weights::{Golden, PublishedNetwork, QuantizedDeployed, dequantize};
use test_set::shipped_test_set;

/// One test image: processors with other vector widths sum in another order, which may tip an image on the edge.
const ONE_IMAGE: f64 = 1.01 / 3_147.0;

/// Smallest fraction of the drawings that every network must read right.
const DRAWINGS: f64 = 0.98;

/// How far below the study's accuracy of the same cell a network may be.
const BELOW_STUDY: f64 = 0.001;

/// Images that go through a backbone together.
const BATCH: usize = 64;

/// `logits[image][head]` by the steps that answer in the page.
fn answers(shipped: QuantizedDeployed, bitmaps: &[Bitmap]) -> Vec<Vec<Vec<f32>>> {
    let network = CpuNetwork::new(shipped).unwrap();
    let mut scratch = Scratch::default();
    let answers = bitmaps.chunks(BATCH).flat_map(|bitmaps| {
        let images: Vec<Pixels> = bitmaps.iter().map(input::normalized).collect();
        network.forward(&mut scratch, &images)
    });
    answers.collect()
}

#[test]
fn every_published_network_is_as_good_as_listed_and_as_the_study() {
    let test = shipped_test_set();
    let images: Vec<Bitmap> = (0..test.len()).map(|index| test.bitmap(index).unwrap()).collect();
    let drawings = read_drawings(Path::new("tests/fixtures/drawings.json")).unwrap();
    let drawn: Vec<Bitmap> = drawings.iter().map(|drawing| drawing.bitmap).collect();
    let manifest = read_manifest(Path::new("weights")).unwrap();
    let judge = |entry: &PublishedNetwork| {
        let network = entry.network();
        let shipped = read_network(Path::new("weights"), entry).unwrap();
        assert_eq!(shipped.network, network);
        let mut logits = answers(shipped, &[&images[..], &drawn].concat());
        let drawn = logits.split_off(images.len());
        let mut tally = Tally::new(network.structure);
        for (index, heads) in logits.iter().enumerate() {
            tally.add(heads, test.label(index).unwrap()).unwrap();
        }
        assert_eq!(tally.images(), 3_147);
        for rule in Rule::ALL {
            let (ours, listed) = (tally.accuracy(rule), entry.accuracy(rule));
            assert!((ours - listed).abs() <= ONE_IMAGE, "{network}: judged {ours}, listed {listed}");
            let theirs = reference::row(rule, network).unwrap().accuracy;
            assert!(ours >= theirs - BELOW_STUDY, "{network}: {ours} here, {theirs} in the study");
        }
        assert!(tally.contradictions() as u64 <= entry.contradictions + 1, "{network}");
        let read = |(heads, drawing): &(&Vec<Vec<f32>>, &LabelledDrawing)| {
            decide(network.structure, heads).unwrap() == Verdict::Digit(drawing.digit)
        };
        let right = drawn.iter().zip(&drawings).filter(read).count() as f64 / drawings.len() as f64;
        assert!(right >= DRAWINGS, "{network} reads {right} of the drawings");
    };
    // A thread each: the fused steps run on one.
    std::thread::scope(|scope| {
        for entry in &manifest.networks {
            scope.spawn(|| judge(entry));
        }
    });
}

/// Largest difference of a logit as a fraction of the network's largest one: f32 in another order of summation.
const GOLDEN: f32 = 2e-5;

#[test]
fn every_published_network_says_what_torchvision_says_of_the_same_file() {
    let device = Device::flex();
    let test = shipped_test_set();
    for entry in &read_manifest(Path::new("weights")).unwrap().networks {
        let network = entry.network();
        let file = entry.golden.as_ref().expect("every published network has golden logits");
        let golden = Golden::parse(
            &std::fs::read_to_string(Path::new("weights").join(file)).unwrap(),
            entry.network(),
            &entry.sha256,
        )
        .unwrap();
        let deployed = dequantize(&read_network(Path::new("weights"), entry).unwrap());
        let ours = logits(&deployed, golden.images.iter().map(|&index| test.bitmap(index).unwrap()), &device)
            .unwrap();
        let pairs = || ours.iter().flatten().flatten().zip(golden.logits.iter().flatten().flatten());
        assert_eq!(pairs().count(), ours.iter().flatten().flatten().count());
        let largest = pairs().fold(0.0f32, |largest, (_, golden)| largest.max(golden.abs()));
        let worst = pairs().fold(0.0f32, |worst, (ours, golden)| worst.max((ours - golden).abs())) / largest;
        println!("{network}: {worst:e} of the largest logit");
        assert!(worst < GOLDEN, "{network} differs by {worst:e}");
    }
}

#[test]
fn all_fifteen_are_published_and_together_at_least_as_accurate_as_the_study() {
    let manifest = read_manifest(Path::new("weights")).unwrap();
    let all: Vec<NetworkId> = NetworkId::all().collect();
    assert_eq!(all.len(), 15);
    let entries: Vec<&PublishedNetwork> =
        all.iter().map(|&network| manifest.entry(network).unwrap_or_else(|| panic!("{network}"))).collect();
    for rule in Rule::ALL {
        let ours: f64 = entries.iter().map(|entry| entry.accuracy(rule)).sum();
        let theirs: f64 = reference::experiment(rule).iter().map(|row| row.accuracy).sum();
        assert!(ours >= theirs, "{rule:?}: {ours} here, {theirs} in the study");
    }
    for entry in entries {
        let changed = entry.quantization.unwrap().verdicts_changed;
        assert!(changed <= 1, "{}: int8 changes {changed} verdicts", entry.network());
    }
}

#[test]
fn the_card_and_its_chart_say_what_the_manifest_says() {
    let manifest = read_manifest(Path::new("weights")).unwrap();
    let card = std::fs::read_to_string("weights/README.md").unwrap();
    // `assert!`: both texts in full would hide the message.
    let stale = "is not what the manifest says: run ./scripts/evaluate --mnist <folder>";
    let trainings = std::fs::read_to_string("public/replication/resnet18.json").unwrap();
    let trainings = share_or_split::measure::Trainings::from_json(&trainings).unwrap();
    assert!(fill(&card, &sections(&manifest, &trainings)).unwrap() == card, "weights/README.md {stale}");
    let chart = std::fs::read_to_string("weights/accuracy.svg").unwrap();
    assert!(accuracy_chart(&manifest).unwrap() == chart, "weights/accuracy.svg {stale}");
}

#[test]
fn every_published_network_was_judged_on_the_whole_of_every_set() {
    for entry in &read_manifest(Path::new("weights")).unwrap().networks {
        let network = entry.network();
        let found = entry.findings.as_ref().expect("run ./scripts/evaluate --mnist <folder>");
        let digits = found.confusion.map(|row| row.iter().sum::<u64>());
        assert_eq!(digits, [980, 1_135, 1_032], "{network}");
        // The verdict is right exactly where every head is.
        let right = (0..3).map(|digit| found.confusion[digit][digit]).sum::<u64>() as f64 / 3_147.0;
        assert!((right - entry.accuracy_experiment_2).abs() <= ONE_IMAGE, "{network}");
        let contradictions = found.confusion.iter().map(|row| row[3]).sum::<u64>();
        assert!(contradictions.abs_diff(entry.contradictions) <= 1, "{network}");
        assert_eq!(found.calibration_error.len(), network.structure.heads().len(), "{network}");
        assert!(found.drawings_right as f64 >= DRAWINGS * found.drawings as f64, "{network}");
        let others = entry.other_digits.as_ref().expect("run ./scripts/evaluate --mnist <folder>");
        assert_eq!(others.images.iter().sum::<u64>(), 10_000 - 3_147, "{network}");
        let familiarity = entry.familiarity.as_ref().expect("run ./scripts/evaluate --mnist <folder>");
        // A false alarm over more than one drawing in 20 would teach visitors to ignore the hint.
        assert!(familiarity.drawings_below * 20 <= found.drawings, "{network}: too many false alarms");
    }
}
