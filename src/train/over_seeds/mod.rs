//! What many trainings say together, from `replications/` alone: `./scripts/replicate`.
//!
//! Only seeds that every structure was trained with count, so that all comparisons are paired.

mod report;
mod score;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result, ensure};

use self::score::{Score, mean_logits};
use super::logits::Logits;
use super::{Outputs, Replication, Replications};
use crate::image::TestSet;
use crate::measure::{
    Comparison, Ensembles, ErrorSignal, Judged, SeedValues, StructureTrainings, TrainingRecipe, Trainings,
    holm, mean, sign_flip,
};
use crate::study::{Backbone, Digit, Rule, Structure, Tally};
use crate::weights::sha256;

pub use report::report;
pub(crate) use report::summary;

/// What the trainings of one recipe say.
#[derive(Debug)]
pub struct OverSeeds {
    recipe: TrainingRecipe,
    backbone: Backbone,
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
        let backbone = list.runs.first().map(|run| run.backbone).context("no trainings")?;
        ensure!(list.runs.iter().all(|run| run.backbone == backbone), "trainings of several backbones");
        let recipe = serde_json::from_value(list.recipe).context("the recipe")?;
        Ok(Self { recipe, backbone, images: labels.len(), others, seeds, scores, ensembles })
    }

    /// What they say together.
    ///
    /// # Errors
    /// Fails when there are more seeds than there are statistics for.
    pub fn trainings(&self) -> Result<Trainings> {
        let comparisons = [self.comparisons(Rule::HeadMean)?, self.comparisons(Rule::AllHeads)?];
        let structure = |structure| self.structure(structure, &comparisons);
        let pairs: Vec<f64> = self.ensembles.iter().map(|tally| tally.accuracy(Rule::AllHeads)).collect();
        Ok(Trainings {
            version: Trainings::VERSION,
            backbone: self.backbone,
            recipe: self.recipe.clone(),
            images: u32::try_from(self.images)?,
            others: u32::try_from(self.others)?,
            seeds: self.seeds.clone(),
            structures: Structure::ALL.into_iter().map(structure).collect::<Result<_>>()?,
            ensembles: Ensembles { pairs: u32::try_from(pairs.len())?, accuracy: mean(&pairs) },
        })
    }

    fn structure(
        &self,
        structure: Structure,
        comparisons: &[BTreeMap<Structure, Comparison>; 2],
    ) -> Result<StructureTrainings> {
        let values = |value: fn(&Score) -> f64| seed_values(&self.values(structure, value));
        let counts = |value: fn(&Score) -> u32| self.numbers(structure, value);
        let judged = |rule: Rule, comparisons: &BTreeMap<Structure, Comparison>| -> Result<Judged> {
            let accuracy = seed_values(&self.values(structure, |score| score.accuracy(rule)))?;
            Ok(Judged { accuracy, beside_baseline: comparisons.get(&structure).cloned() })
        };
        let missed = counts(|score| score.missed);
        let signal = || {
            let alarms = counts(|score| score.missed_contradictions).iter().sum();
            ErrorSignal::new(counts(|score| score.contradictions), alarms, missed.iter().sum())
        };
        Ok(StructureTrainings {
            structure,
            experiment_1: judged(Rule::HeadMean, &comparisons[0])?,
            experiment_2: judged(Rule::AllHeads, &comparisons[1])?,
            contradictions: (structure.heads().len() > 1).then(signal),
            brier: values(|score| score.brier)?,
            calibration_error: values(|score| score.calibration_error)?,
            sure_of_others: values(|score| score.confident_on_others)?,
            missed,
        })
    }

    /// Every other structure beside [`Structure::BASELINE`].
    fn comparisons(&self, rule: Rule) -> Result<BTreeMap<Structure, Comparison>> {
        let others = || Structure::ALL.into_iter().filter(|&other| other != Structure::BASELINE);
        let differences: Vec<Vec<f64>> = others().map(|other| self.differences(other, rule)).collect();
        let p: Vec<f64> = differences.iter().map(|values| sign_flip(values)).collect();
        let each = others().zip(differences).zip(p.iter().zip(holm(&p)));
        each.map(|((structure, values), (&p, p_holm))| {
            Ok((structure, Comparison { difference: seed_values(&values)?, p, p_holm }))
        })
        .collect()
    }

    /// One number of each seed's network, the seeds ascending.
    fn numbers<T>(&self, structure: Structure, value: impl Fn(&Score) -> T) -> Vec<T> {
        self.scores.get(&structure).into_iter().flat_map(BTreeMap::values).map(value).collect()
    }

    fn values(&self, structure: Structure, value: impl Fn(&Score) -> f64) -> Vec<f64> {
        self.numbers(structure, value)
    }

    /// Accuracy less that of [`Structure::BASELINE`] with the same seed.
    fn differences(&self, structure: Structure, rule: Rule) -> Vec<f64> {
        let accuracies = |structure| self.values(structure, |score| score.accuracy(rule));
        let pairs = accuracies(structure).into_iter().zip(accuracies(Structure::BASELINE));
        pairs.map(|(accuracy, baseline)| accuracy - baseline).collect()
    }
}

fn seed_values(values: &[f64]) -> Result<SeedValues> {
    SeedValues::new(values).with_context(|| format!("no statistics for {} seeds", values.len()))
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
