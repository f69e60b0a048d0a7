//! What many trainings say together, from `replications/` alone: `./scripts/replicate`.
//!
//! Only seeds that every structure was trained with count, so that all comparisons are paired.

mod report;
mod score;
mod statistics;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result, ensure};

use self::score::{Score, mean_logits};
use super::logits::Logits;
use super::{Outputs, Replication, Replications};
use crate::image::TestSet;
use crate::study::{Digit, Rule, Structure, Tally};
use crate::weights::sha256;

pub use report::report;

/// What the trainings of one recipe say.
#[derive(Debug)]
pub struct OverSeeds {
    recipe: serde_json::Value,
    /// Number of test images.
    images: usize,
    /// Number of the digits 3 to 9.
    others: usize,
    seeds: Vec<u64>,
    /// By structure and seed.
    scores: BTreeMap<Structure, BTreeMap<u64, Score>>,
    /// The mean logits of every two independently trained networks (2), counted.
    ensembles: Vec<Tally>,
}

impl OverSeeds {
    /// Reads the trainings of a folder and scores them on the test images.
    ///
    /// # Errors
    /// Fails when the list or a file is missing, is not the one that was listed, or does not fit the test set, and when
    /// fewer than two seeds are whole.
    pub fn read(folder: &Path, test_set: &TestSet) -> Result<Self> {
        let list =
            Replications::read(folder)?.with_context(|| format!("{}: no trainings", folder.display()))?;
        let labels: Vec<Digit> = (0..test_set.len()).filter_map(|index| test_set.label(index)).collect();
        let seeds = whole_seeds(&list);
        ensure!(seeds.len() > 1, "fewer than two seeds were trained in every structure");
        let mut scores: BTreeMap<Structure, BTreeMap<u64, Score>> = BTreeMap::new();
        let (mut baselines, mut others) = (Vec::new(), 0);
        for run in list.runs.iter().filter(|run| seeds.contains(&run.seed)) {
            let outputs = outputs(folder, run, labels.len())?;
            let score = Score::new(run.structure, &outputs.test, &labels, &outputs.others)?;
            scores.entry(run.structure).or_default().insert(run.seed, score);
            others = outputs.others.len();
            if run.structure == Structure::BASELINE {
                baselines.push(outputs.test);
            }
        }
        let ensembles = ensembles(&baselines, &labels)?;
        Ok(Self { recipe: list.recipe, images: labels.len(), others, seeds, scores, ensembles })
    }

    /// One number of each seed's network, the seeds ascending.
    fn values(&self, structure: Structure, value: impl Fn(&Score) -> f64) -> Vec<f64> {
        self.scores.get(&structure).into_iter().flat_map(BTreeMap::values).map(value).collect()
    }

    /// Accuracy less that of [`Structure::BASELINE`] with the same seed.
    fn differences(&self, structure: Structure, rule: Rule) -> Vec<f64> {
        let accuracies = |structure| self.values(structure, |score| score.accuracy(rule));
        let pairs = accuracies(structure).into_iter().zip(accuracies(Structure::BASELINE));
        pairs.map(|(accuracy, baseline)| accuracy - baseline).collect()
    }
}

/// The seeds that every structure was trained with, ascending.
fn whole_seeds(list: &Replications) -> Vec<u64> {
    let seeds = |structure| -> BTreeSet<u64> {
        list.runs.iter().filter(|run| run.structure == structure).map(|run| run.seed).collect()
    };
    let common = Structure::ALL.into_iter().map(seeds).reduce(|all, others| &all & &others);
    common.unwrap_or_default().into_iter().collect()
}

fn outputs(folder: &Path, run: &Replication, images: usize) -> Result<Outputs> {
    let path = folder.join(&run.logits);
    let bytes = std::fs::read(&path).with_context(|| path.display().to_string())?;
    ensure!(sha256(&bytes) == run.sha256, "{}: not the file that was listed", path.display());
    let outputs = Outputs::parse(&bytes, run.structure).with_context(|| path.display().to_string())?;
    let rows = outputs.test.len();
    ensure!(rows == images, "{}: logits of {rows} images, the test set has {images}", path.display());
    Ok(outputs)
}

/// Every pair's mean logits, counted.
fn ensembles(networks: &[Logits], labels: &[Digit]) -> Result<Vec<Tally>> {
    let mut tallies = Vec::new();
    for (index, one) in networks.iter().enumerate() {
        for other in &networks[index + 1..] {
            let mut tally = Tally::new(Structure::BASELINE);
            for (logits, &label) in mean_logits(one, other).iter().zip(labels) {
                tally.add(logits, label)?;
            }
            tallies.push(tally);
        }
    }
    Ok(tallies)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::replication::tests::entry;

    #[test]
    fn only_seeds_of_all_structures_count() {
        let mut list = Replications::new(serde_json::Value::Null);
        for structure in Structure::ALL {
            list.insert(entry(structure, 1, 1.0));
            list.insert(entry(structure, 7, 1.0));
        }
        list.insert(entry(Structure::Two, 3, 1.0));
        assert_eq!(whole_seeds(&list), [1, 7]);
        assert!(whole_seeds(&Replications::new(serde_json::Value::Null)).is_empty());
    }

    #[test]
    fn two_networks_may_be_right_together_where_each_is_wrong_somewhere() {
        // The truth is 0, 1. The first is surely right, then unsurely wrong; the second the other way round.
        let row = |(digit, sure): (usize, f32)| -> Vec<Vec<f32>> {
            vec![(0..3).map(|class| if class == digit { sure } else { 0.0 }).collect()]
        };
        let mixed = |first: (usize, f32), second: (usize, f32)| -> Logits { vec![row(first), row(second)] };
        let one = mixed((0, 5.0), (2, 1.0));
        let other = mixed((2, 1.0), (1, 5.0));
        let wrong = mixed((2, 9.0), (2, 9.0));
        let found = ensembles(&[one, other, wrong], &[Digit::Zero, Digit::One]).unwrap();
        let accuracies: Vec<[f64; 2]> =
            found.iter().map(|tally| Rule::ALL.map(|rule| tally.accuracy(rule))).collect();
        assert_eq!(accuracies, [[1.0; 2], [0.0; 2], [0.0; 2]], "every pair once");
    }
}
