//! The same networks trained again with other seeds, to learn what of a difference is chance. Nothing is published.
//!
//! What is listed is not trained again, and a run that was stopped goes on after its last finished epoch.
//! The runs are paired: within a seed every structure has the same split, order and variations, and the same first
//! weights in its first backbone.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use burn::tensor::{Device, Tensor};
use serde::Serialize;

use super::logits::logits_by_image;
use super::notes::Method;
use super::progress::{RunFolder, TrainingProgress};
use super::{
    Checkpoint, Config, Hardware, Images, Others, Outputs, Recipe, Replication, Replications, Stop, train,
};
use crate::image::{Bitmap, TestSet};
use crate::model::Network;
use crate::study::{NetworkId, Rule, Structure, Tally};
use crate::weights::sha256;
use crate::weights::source::disk::write_file;

/// Seeds as a reader writes them: `7`, `1..8` (8 included) or a list of both with commas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seeds(Vec<u64>);

impl Seeds {
    /// More is a slip of the finger.
    const MOST: usize = 1_000;
}

impl std::str::FromStr for Seeds {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let number = |text: &str| {
            text.trim().parse::<u64>().with_context(|| {
                format!("\"{text}\" is no seed: give one (7), a range (1..8, 8 included) or several (1..4,9)")
            })
        };
        let mut seeds = BTreeSet::new();
        for range in text.split(',') {
            let (first, last) = range.split_once("..").unwrap_or((range, range));
            let (first, last) = (number(first)?, number(last)?);
            ensure!(first <= last, "{first}..{last} holds no seed");
            seeds.extend((first..=last).take(Self::MOST + 1));
            ensure!(seeds.len() <= Self::MOST, "more than {} seeds", Self::MOST);
        }
        Ok(Self(seeds.into_iter().collect()))
    }
}

/// What every network of a series is asked about.
#[derive(Debug, Clone, PartialEq)]
pub struct Examination {
    /// The test images.
    pub test: Images,
    /// The digits 3 to 9.
    pub others: Vec<Bitmap>,
}

impl Examination {
    /// The study's test images, and the test images of the other digits.
    #[must_use]
    pub fn new(test: &TestSet, others: Others) -> Self {
        let test = (0..test.len()).filter_map(|index| Some((test.bitmap(index)?, test.label(index)?)));
        let (bitmaps, labels) = test.unzip();
        Self { test: Images { bitmaps, labels }, others: others.bitmaps }
    }
}

const EVALUATED: &str = "the trained f32 network of the kept epoch, neither folded nor made int8; its logits rounded to \
                         f16, and the accuracies are those of the rounded logits";
const PAIRED: &str = "within a seed all structures share the split, the order, the variations and the first weights of \
                      their first backbone";

/// All that the runs of a series have in common.
#[derive(Serialize)]
struct SeriesRecipe<'a> {
    #[serde(flatten)]
    settings: &'a Config,
    #[serde(flatten)]
    method: Method,
    /// As counted, in place of the number asked for.
    training_images: usize,
    validation_images: usize,
    /// Which epoch.
    kept: &'static str,
    evaluated: &'static str,
    paired: &'static str,
}

/// Trainings that differ in seed and structure alone.
#[derive(Debug, Clone, Copy)]
pub struct Series<'a> {
    /// Settings of all of them, and their backbone; seed and structure count for nothing.
    pub settings: &'a Config,
    /// Structures to train for every seed, in this order.
    pub structures: &'a [Structure],
    /// Seeds, one after another.
    pub seeds: &'a Seeds,
    /// What the backbones start from, where not from chance.
    pub checkpoint: Option<&'a Checkpoint>,
    /// Training images.
    pub images: &'a Images,
    /// What the networks are asked about.
    pub examination: &'a Examination,
    /// What computes.
    pub hardware: Hardware,
    /// Folder for the states of unfinished runs and the kept networks of finished ones.
    pub runs: &'a Path,
    /// Folder the results go to.
    pub results: &'a Path,
}

impl Series<'_> {
    /// Epochs on all images where nothing else is asked for: those of the published `ResNet18`.
    pub const EPOCHS: usize = 4;

    /// Epochs on few images where nothing else is asked for.
    pub const EPOCHS_ON_FEW: usize = 30;

    /// The settings of one of its runs.
    fn config(&self, structure: Structure, seed: u64) -> Config {
        let network = NetworkId { structure, ..self.settings.network };
        Config { network, seed, ..self.settings.clone() }
    }

    /// Few images make a series of its own: in both folders it has a place apart.
    fn subfolder(&self, folder: &Path, all: &str) -> PathBuf {
        folder.join(if self.settings.training_images.is_some() { "few" } else { all })
    }

    fn results(&self) -> PathBuf {
        self.subfolder(self.results, "")
    }

    fn runs(&self, seed: u64) -> PathBuf {
        self.subfolder(self.runs, "seeds").join(seed.to_string())
    }

    /// Its list so far.
    fn list(&self) -> Result<Replications> {
        let (folder, recipe) = (self.results(), self.recipe()?);
        let list = Replications::read(&folder)?.unwrap_or_else(|| Replications::new(recipe.clone()));
        ensure!(
            list.recipe == recipe,
            "{} lists runs of another recipe: use its settings, or another folder for the results",
            folder.join(Replications::FILE).display()
        );
        Ok(list)
    }

    /// All that its runs have in common.
    fn recipe(&self) -> Result<serde_json::Value> {
        let split = self.images.clone().split(0);
        let split = self.settings.training_images.map_or(Ok(split.clone()), |count| split.first(count))?;
        let recipe = SeriesRecipe {
            settings: self.settings,
            method: Method::new(self.settings.recipe),
            training_images: split.training.bitmaps.len(),
            validation_images: split.validation.bitmaps.len(),
            kept: match (self.settings.recipe, self.settings.training_images) {
                (Recipe::Robust, Some(_)) => "the last epoch",
                (Recipe::Robust, None) => "the epoch of the highest validation accuracy, of equals the last",
                (Recipe::Study, _) => "the epoch of the highest validation accuracy, of equals the first",
            },
            evaluated: EVALUATED,
            paired: PAIRED,
        };
        let mut recipe = serde_json::to_value(recipe)?;
        if let Some(settings) = recipe.as_object_mut() {
            for differing in ["network", "seed"] {
                settings.remove(differing);
            }
        }
        Ok(recipe)
    }

    /// What is still to be trained, seed by seed.
    fn missing(&self, list: &Replications) -> Vec<Config> {
        let all = self.seeds.0.iter().flat_map(|&seed| self.structures.iter().map(move |&of| (of, seed)));
        all.map(|(structure, seed)| self.config(structure, seed))
            .filter(|config| {
                let listed = list.run(config.network, config.seed);
                !listed.is_some_and(|run| self.results().join(&run.logits).exists())
            })
            .collect()
    }

    /// Judges a finished run and keeps its logits, then its place in the list.
    fn keep(&self, config: &Config, network: &Network, progress: &TrainingProgress) -> Result<Replication> {
        let device = network.heads.first().context("a network without heads")?.weight.device();
        let forward = |input: &Tensor<4>| network.forward(input);
        let exact = Outputs {
            test: logits_by_image(&self.examination.test.bitmaps, &device, forward)?,
            others: logits_by_image(&self.examination.others, &device, forward)?,
        };
        let (outputs, NetworkId { backbone, structure }) = (exact.rounded()?, config.network);
        let mut tally = Tally::new(structure);
        for (heads, &label) in outputs.test.iter().zip(&self.examination.test.labels) {
            tally.add(heads, label)?;
        }
        let bytes = outputs.to_bytes()?;
        let file = format!("{}-{}-{}.safetensors", backbone.id(), structure.id(), config.seed);
        let run = Replication {
            backbone,
            structure,
            seed: config.seed,
            accuracy_experiment_1: tally.accuracy(Rule::HeadMean),
            accuracy_experiment_2: tally.accuracy(Rule::AllHeads),
            contradictions: tally.contradictions() as u64,
            logits: file.clone(),
            others: file.clone(),
            sha256: sha256(&bytes),
            device: self.hardware,
            seconds: progress.curve.iter().map(|epoch| epoch.seconds).sum(),
            curve: progress.curve.clone(),
            best: progress.best,
        };
        write_file(&self.results().join(file), &bytes)?;
        // Read anew: another program may have added its own meanwhile.
        let mut list = self.list()?;
        list.insert(run.clone());
        list.write(&self.results())?;
        Ok(run)
    }
}

/// Trains what is not listed yet. Ends early, after an epoch, when it is told to stop.
///
/// # Errors
/// Fails when a run does, when the results are of another recipe, or when a folder cannot be written.
pub fn replicate(series: &Series<'_>, device: &Device, stop: &Stop) -> Result<()> {
    let mut list = series.list()?;
    let missing = series.missing(&list);
    let all = series.seeds.0.len() * series.structures.len();
    eprintln!("{} of {all} runs are done{}", all - missing.len(), outlook(series, &list, &missing));
    for (index, config) in missing.iter().enumerate() {
        let (network, seed) = (config.network, config.seed);
        eprintln!("{network} seed {seed}: run {} of {all}", all - missing.len() + index + 1);
        let runs = series.runs(seed);
        let run = train(config, series.checkpoint, series.images.clone(), &runs, device, stop)?;
        let Some((trained, progress)) = run else { break };
        let run = series.keep(config, &trained, &progress)?;
        RunFolder::new(&runs, config).keep_only_best(&progress);
        let (first, second) = (run.accuracy_experiment_1, run.accuracy_experiment_2);
        let took = duration(run.seconds);
        list.insert(run);
        let outlook = outlook(series, &list, &missing[index + 1..]);
        println!(
            "{network} seed {seed}: {first:.5} (experiment 1), {second:.5} (experiment 2), {took}{outlook}"
        );
    }
    Ok(())
}

/// How long the rest takes, from what finished runs took: of the same network, else per backbone.
fn outlook(series: &Series<'_>, list: &Replications, missing: &[Config]) -> String {
    let finished: Vec<&Replication> = list
        .runs
        .iter()
        .filter(|run| run.device == series.hardware && run.backbone == series.settings.network.backbone)
        .collect();
    let mean =
        |seconds: Vec<f64>| (!seconds.is_empty()).then(|| seconds.iter().sum::<f64>() / seconds.len() as f64);
    let backbones = |structure: Structure| structure.backbones() as f64;
    let a_backbone = mean(finished.iter().map(|run| run.seconds / backbones(run.structure)).collect());
    let one = |config: &Config| {
        let structure = config.network.structure;
        let same = finished.iter().filter(|run| run.structure == structure);
        mean(same.map(|run| run.seconds).collect()).or(Some(a_backbone? * backbones(structure)))
    };
    match missing.iter().map(one).sum::<Option<f64>>() {
        Some(seconds) if !missing.is_empty() => {
            format!("; {} to go, about {}", missing.len(), duration(seconds))
        }
        _ => String::new(),
    }
}

/// `2 h 10 min`, `14 min`, `40 s`.
fn duration(seconds: f64) -> String {
    let minutes = (seconds / 60.0).round() as u64;
    match (minutes / 60, minutes % 60) {
        (0, 0 | 1) => format!("{seconds:.0} s"),
        (0, minutes) => format!("{minutes} min"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::replication::tests::entry;
    use super::*;
    use crate::study::Backbone;

    #[test]
    fn seeds_are_one_a_range_with_its_end_or_several() {
        let seeds =
            |text: &str| text.parse::<Seeds>().map(|seeds| seeds.0).map_err(|error| error.to_string());
        assert_eq!(seeds("7"), Ok(vec![7]));
        assert_eq!(seeds("1..8"), Ok((1..=8).collect()));
        assert_eq!(seeds("9, 1..3,2"), Ok(vec![1, 2, 3, 9]));
        assert!(seeds("8..1").unwrap_err().contains("holds no seed"));
        assert!(seeds("0..18446744073709551615").unwrap_err().contains("more than 1000"));
        for wrong in ["", "a", "1..", "1...3", "-1"] {
            assert!(seeds(wrong).unwrap_err().contains("1..8, 8 included"), "{wrong}");
        }
    }

    #[test]
    fn the_outlook_is_that_of_the_same_network_else_of_as_many_backbones() {
        let network = NetworkId { backbone: Backbone::ResNet18, structure: Structure::Two };
        let settings = Config::for_recipe(Recipe::Robust, network, 0);
        let series = Series {
            settings: &settings,
            structures: &[],
            seeds: &Seeds(Vec::new()),
            checkpoint: None,
            images: &Images::default(),
            examination: &Examination { test: Images::default(), others: Vec::new() },
            hardware: Hardware::Flex,
            runs: Path::new(""),
            results: Path::new(""),
        };
        let missing = [series.config(Structure::Two, 2), series.config(Structure::FourOne, 2)];
        let mut list = Replications::new(serde_json::Value::Null);
        assert_eq!(outlook(&series, &list, &missing), "");
        list.insert(entry(Structure::Two, 1, 300.0));
        // 300 s, and 600 s for two backbones.
        assert_eq!(outlook(&series, &list, &missing), "; 2 to go, about 15 min");
        list.insert(entry(Structure::FourOne, 1, 7_500.0));
        assert_eq!(outlook(&series, &list, &missing), "; 2 to go, about 2 h 10 min");
        assert_eq!(outlook(&series, &list, &missing[..0]), "");
        list.runs.iter_mut().for_each(|run| run.device = Hardware::Libtorch);
        assert_eq!(outlook(&series, &list, &missing), "", "another device says nothing of this one");
        assert_eq!([duration(40.4), duration(59.9)], ["40 s", "60 s"]);
    }
}
