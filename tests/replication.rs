//! Trainings with several seeds, on a few made-up images: what pairs them, what a stop loses, what is kept.
#![allow(clippy::unwrap_used, reason = "a test that cannot write or read its own file fails, and says where")]

#[path = "files/temporary.rs"]
mod temporary;

use std::path::Path;
use std::sync::{Mutex, atomic::Ordering};
use std::time::Duration;

use burn::tensor::{Device, Tensor};
use rand::{Rng, SeedableRng, rngs::StdRng};
use share_or_split::image::Bitmap;
use share_or_split::model::Network;
use share_or_split::study::{Backbone, Digit, NetworkId, Rule, Structure, Tally};
use share_or_split::train::{
    Config, Examination, Hardware, Images, Outputs, Recipe, Replications, Seeds, Series, Stop, replicate,
    train,
};
use share_or_split::weights::sha256;
use temporary::Folder;

/// burn draws first weights from one stream for the whole process: one test at a time.
static FIRST_WEIGHTS: Mutex<()> = Mutex::new(());

const STRUCTURES: [Structure; 2] = [Structure::Two, Structure::Three];

fn images(count: usize) -> Images {
    let mut rng = StdRng::seed_from_u64(count as u64);
    let bitmaps = (0..count).map(|_| Bitmap::from_pixels(std::array::from_fn(|_| rng.random())));
    Images {
        bitmaps: bitmaps.collect(),
        labels: (0..count).map(|index| [Digit::Zero, Digit::One, Digit::Two][index % 3]).collect(),
    }
}

fn settings() -> Config {
    let network = NetworkId { backbone: Backbone::ResNet18, structure: Structure::Two };
    Config { epochs: 4, batch: 8, ..Config::for_recipe(Recipe::Robust, network, 0) }
}

/// Trains seeds 1 and 2 into the folders `runs` and `results` of a folder.
fn run(settings: &Config, folder: &Path, stop: &Stop) -> anyhow::Result<()> {
    let examination = Examination { test: images(12), others: images(5).bitmaps };
    let series = Series {
        settings,
        structures: &STRUCTURES,
        seeds: &"1..2".parse::<Seeds>()?,
        checkpoint: None,
        images: &images(24),
        examination: &examination,
        hardware: Hardware::Flex,
        runs: &folder.join("runs"),
        results: &folder.join("results"),
    };
    replicate(&series, &Device::flex(), stop)
}

/// The list in a folder, without the times, which differ from run to run.
fn list(results: &Path) -> Replications {
    let mut list = Replications::read(results).unwrap().unwrap();
    for run in &mut list.runs {
        assert_eq!(run.seconds, run.curve.iter().map(|epoch| epoch.seconds).sum::<f64>());
        run.seconds = 0.0;
        run.curve.iter_mut().for_each(|epoch| epoch.seconds = 0.0);
    }
    list
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_series_killed_in_its_third_run_ends_as_an_unbroken_one_and_trains_nothing_twice() {
    let _alone = FIRST_WEIGHTS.lock().unwrap();
    let folder = Folder::new("replication-killed");
    let (whole, broken) = (folder.0.join("whole"), folder.0.join("broken"));
    run(&settings(), &whole, &Stop::default()).unwrap();
    let unbroken = list(&whole.join("results"));
    let places: Vec<_> = unbroken.runs.iter().map(|run| (run.seed, run.structure)).collect();
    assert_eq!(places, [(1, STRUCTURES[0]), (1, STRUCTURES[1]), (2, STRUCTURES[0]), (2, STRUCTURES[1])]);

    // Stopped when the third run has finished an epoch.
    let state = broken.join("runs/seeds/2/resnet18/2");
    let stop = Stop::default();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !state.join("progress.json").exists() {
                std::thread::sleep(Duration::from_millis(1));
            }
            stop.0.store(true, Ordering::Relaxed);
        });
        run(&settings(), &broken, &stop).unwrap();
    });
    assert_eq!(list(&broken.join("results")).runs, unbroken.runs[..2]);
    // Killed while it wrote the next epoch's states.
    for file in ["network-3.bpk", "optimizer-3.bpk", "progress.part"] {
        std::fs::write(state.join(file), b"half").unwrap();
    }
    run(&settings(), &broken, &Stop::default()).unwrap();
    assert_eq!(list(&broken.join("results")), unbroken);
    for kept in &unbroken.runs {
        let file = |folder: &Path| std::fs::read(folder.join("results").join(&kept.logits)).unwrap();
        assert_eq!(file(&broken), file(&whole), "{}", kept.logits);
        let states = format!("runs/seeds/{}/resnet18/{}", kept.seed, kept.structure.id());
        let network = format!("network-{}.bpk", kept.best);
        assert_eq!(names(&broken.join(states)), [network, "progress.json".to_owned()]);
    }

    // All is listed: without the states of the runs nothing is trained, and nothing is written.
    std::fs::rename(broken.join("runs"), broken.join("moved")).unwrap();
    let manifest = broken.join("results").join(Replications::FILE);
    let before = std::fs::read(&manifest).unwrap();
    run(&settings(), &broken, &Stop::default()).unwrap();
    assert!(!broken.join("runs").exists() && std::fs::read(&manifest).unwrap() == before);

    // A result that was lost comes from the kept network; other settings are refused.
    std::fs::rename(broken.join("moved"), broken.join("runs")).unwrap();
    let lost = broken.join("results").join(&unbroken.runs[1].logits);
    let bytes = std::fs::read(&lost).unwrap();
    std::fs::remove_file(&lost).unwrap();
    run(&settings(), &broken, &Stop::default()).unwrap();
    assert_eq!(std::fs::read(&lost).unwrap(), bytes);
    let other = Config { epochs: 3, ..settings() };
    let refused = run(&other, &broken, &Stop::default()).unwrap_err().to_string();
    assert!(refused.contains("runs of another recipe"), "{refused}");
}

#[test]
fn what_is_listed_follows_from_the_files_and_few_images_have_a_place_of_their_own() {
    let _alone = FIRST_WEIGHTS.lock().unwrap();
    let folder = Folder::new("replication-few");
    let few = Config { epochs: 1, training_images: Some(10), ..settings() };
    run(&few, &folder.0, &Stop::default()).unwrap();
    run(&Config { epochs: 1, ..settings() }, &folder.0, &Stop::default()).unwrap();
    assert_eq!(names(&folder.0.join("runs")), ["few", "seeds"]);
    for (place, [training, validation], kept) in
        [("results/few", [10, 2], "the last epoch"), ("results", [21, 3], "the epoch of the highest")]
    {
        let results = folder.0.join(place);
        let list = Replications::read(&results).unwrap().unwrap();
        assert_eq!(list.recipe["training_images"], training);
        assert_eq!(list.recipe["validation_images"], validation);
        assert!(list.recipe["kept"].as_str().unwrap().starts_with(kept));
        assert!(list.recipe.get("seed").is_none() && list.recipe.get("network").is_none());
        assert_eq!(list.runs.len(), 4);
        for run in list.runs {
            let bytes = std::fs::read(results.join(&run.logits)).unwrap();
            assert_eq!((sha256(&bytes), &run.others), (run.sha256, &run.logits));
            let outputs = Outputs::parse(&bytes, run.structure).unwrap();
            assert_eq!((outputs.test.len(), outputs.others.len()), (12, 5));
            let mut tally = Tally::new(run.structure);
            for (heads, label) in outputs.test.iter().zip(images(12).labels) {
                tally.add(heads, label).unwrap();
            }
            assert_eq!(tally.accuracy(Rule::HeadMean), run.accuracy_experiment_1);
            assert_eq!(tally.accuracy(Rule::AllHeads), run.accuracy_experiment_2);
            assert_eq!(tally.contradictions() as u64, run.contradictions);
        }
    }
}

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_to_vec().unwrap()
}

/// With a rate too small to move a weight, a trained network shows what it began with, and its first batch norm's mean
/// which images it saw in which order.
#[test]
fn the_structures_of_a_seed_begin_with_the_same_first_backbone_and_see_the_same_images() {
    let _alone = FIRST_WEIGHTS.lock().unwrap();
    let folder = Folder::new("replication-paired");
    let begin = |structure: Structure, seed: u64| -> [Vec<f32>; 4] {
        let network = NetworkId { backbone: Backbone::ResNet18, structure };
        let still =
            Config { learning_rate: 1e-30, weight_decay: 0.0, epochs: 2, network, seed, ..settings() };
        let runs = folder.0.join(seed.to_string());
        let trained = train(&still, None, images(24), &runs, &Device::flex(), &Stop::default()).unwrap();
        let network: Network = trained.unwrap().0;
        let backbone = &network.backbones[0];
        [
            values(backbone.stem.weight.val()),
            values(backbone.fc.weight.val()),
            values(backbone.stem.norm.running_mean.value_sync()),
            values(network.backbones.last().unwrap().stem.weight.val()),
        ]
    };
    let first = begin(Structure::Two, 1);
    for structure in [Structure::One, Structure::Three, Structure::FourOne, Structure::FourTwo] {
        let other = begin(structure, 1);
        assert!(other[..3] == first[..3], "{structure:?}");
        assert_eq!(other[3] == first[3], structure.backbones() == 1, "a second backbone is another");
    }
    let other = begin(Structure::Two, 2);
    assert!((0..4).all(|part| other[part] != first[part]), "another seed is another network");
}

#[test]
fn the_report_and_the_pages_file_are_what_the_files_say() {
    let test =
        share_or_split::image::TestSet::parse(&std::fs::read("public/mnist/test_012.bin").unwrap()).unwrap();
    let found = share_or_split::train::OverSeeds::read(Path::new("replications"), &test).unwrap();
    let trainings = found.trainings().unwrap();
    let there = std::fs::read_to_string("replications/README.md").unwrap();
    assert!(there == share_or_split::train::report(&trainings), "run ./scripts/replicate");
    let there = std::fs::read_to_string("public/replication/resnet18.json").unwrap();
    assert!(there == trainings.to_json().unwrap(), "run ./scripts/replicate");
}
