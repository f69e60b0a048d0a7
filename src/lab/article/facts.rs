//! The numbers of the article, computed from what ships: the study's rows, and the manifest of the networks.

use crate::lab::findings::{
    AccuracyFinding, ChoiceFinding, CostFinding, IMAGES, accuracy_finding, choice_finding, cost_finding,
    ends, may_be_beyond_chance,
};
use crate::measure::{Machine, Software, two_backbones};
use crate::study::{Backbone, NetworkId, Rule, Structure};
use crate::weights::PublishedAccuracies;

/// Everything that the article says in numbers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Facts {
    pub(super) accuracy: Option<AccuracyFinding>,
    pub(super) cost: Option<CostFinding>,
    pub(super) choice: Option<ChoiceFinding>,
    /// The least and the greatest time of two backbones over that of one, where they run side by side on an H100.
    pub(super) side_by_side: Option<(f64, f64)>,
    /// From how many images on a lead can be more than chance.
    pub(super) least_lead: u32,
    /// Of the networks of this page; `None` while they are not known.
    pub(super) networks: Option<NetworkFacts>,
}

/// What is known of the networks of this page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct NetworkFacts {
    /// Networks in all.
    pub(super) count: usize,
    /// The fewest and the most passes over the training images.
    pub(super) epochs: (u32, u32),
    /// The fewest and the most images of one step.
    pub(super) batch: (u32, u32),
    /// The least and the greatest of the highest learning rates.
    pub(super) learning_rate: (f64, f64),
    /// Networks that share the most frequent seed.
    pub(super) of_one_seed: usize,
    /// Test images that each misses.
    pub(super) misses: Vec<(NetworkId, u32)>,
    pub(super) two_headed: TwoHeaded,
    /// The least and the greatest part of the digits 3 to 9 that one confidently calls a 0, 1 or 2.
    pub(super) confident_on_others: (f64, f64),
}

/// The networks with two heads, taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TwoHeaded {
    pub(super) networks: u32,
    /// Of the test images, by all of them.
    pub(super) misses: u32,
    pub(super) contradictions: u64,
}

impl Facts {
    /// How often each structure was trained on ResNet18 to see what chance does, with a seed of its own each time: the
    /// trainings are in `replications/`, which does not ship.
    pub(super) const TRAININGS: u32 = 8;

    /// The facts, as far as they are known.
    pub(super) fn gather(published: Option<&PublishedAccuracies>) -> Self {
        let beyond_chance = |images: &u32| may_be_beyond_chance(f64::from(*images));
        Self {
            accuracy: accuracy_finding(published),
            cost: cost_finding(published),
            choice: choice_finding(),
            side_by_side: two_backbones(Software::Page, Machine::H100),
            least_lead: (1..IMAGES).find(beyond_chance).unwrap_or(IMAGES),
            networks: published.and_then(NetworkFacts::gather),
        }
    }
}

impl NetworkFacts {
    fn gather(published: &PublishedAccuracies) -> Option<Self> {
        let trained: Vec<_> = published.trained_by().collect();
        let same_seed = |one: u64| trained.iter().filter(|training| training.seed == one).count();
        let misses: Vec<(NetworkId, u32)> = NetworkId::all()
            .filter_map(|network| {
                let wrong = 1.0 - published.accuracy(network, Rule::AllHeads)?;
                Some((network, (wrong * f64::from(IMAGES)).round() as u32))
            })
            .collect();
        let two_headed = || misses.iter().filter(|(network, _)| network.structure.heads().len() > 1);
        let others = NetworkId::all().filter_map(|network| published.confident_on_others(network));
        let range = |values: Vec<u32>| Some((*values.iter().min()?, *values.iter().max()?));
        Some(Self {
            count: misses.len(),
            epochs: range(trained.iter().map(|training| training.epochs).collect())?,
            batch: range(trained.iter().map(|training| training.batch).collect())?,
            learning_rate: ends(trained.iter().map(|training| training.learning_rate))?,
            of_one_seed: trained.iter().map(|training| same_seed(training.seed)).max()?,
            two_headed: TwoHeaded {
                networks: two_headed().count() as u32,
                misses: two_headed().map(|(_, misses)| misses).sum(),
                contradictions: two_headed()
                    .filter_map(|(network, _)| published.contradictions(*network))
                    .sum(),
            },
            misses,
            confident_on_others: ends(others)?,
        })
    }

    /// The test images that a structure misses on a backbone.
    pub(super) fn missed(&self, backbone: Backbone, structure: Structure) -> Option<u32> {
        let network = NetworkId { backbone, structure };
        self.misses.iter().find(|(other, _)| *other == network).map(|(_, misses)| *misses)
    }

    /// The fewest and the most test images that one misses.
    pub(super) fn fewest_and_most_missed(&self) -> (u32, u32) {
        let all = || self.misses.iter().map(|(_, misses)| *misses);
        (all().min().unwrap_or_default(), all().max().unwrap_or_default())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::image::TestSet;
    use serde_json::Value;

    pub(crate) fn shipped() -> Facts {
        let manifest = include_bytes!("../../../weights/manifest.json");
        Facts::gather(Some(&PublishedAccuracies::parse(manifest).unwrap()))
    }

    /// The manifest, read here anew.
    fn entries() -> Vec<Value> {
        let manifest: Value = serde_json::from_str(include_str!("../../../weights/manifest.json")).unwrap();
        manifest["networks"].as_array().unwrap().clone()
    }

    #[test]
    fn there_are_as_many_test_images_as_ship() {
        let set = TestSet::parse(include_bytes!("../../../public/mnist/test_012.bin")).unwrap();
        assert_eq!(set.len(), IMAGES as usize);
    }

    #[test]
    fn what_is_said_of_the_networks_is_what_the_manifest_says() {
        let facts = shipped().networks.unwrap();
        let entries = entries();
        let numbers = |field: &str| -> Vec<f64> {
            entries.iter().map(|entry| entry.pointer(field).unwrap().as_f64().unwrap()).collect()
        };
        let range = |values: &[f64]| {
            (values.iter().copied().fold(f64::MAX, f64::min), values.iter().copied().fold(f64::MIN, f64::max))
        };
        assert_eq!(facts.count, entries.len());
        let [epochs, batch] =
            [facts.epochs, facts.batch].map(|(low, high)| (f64::from(low), f64::from(high)));
        assert_eq!(epochs, range(&numbers("/training/config/epochs")));
        assert_eq!(batch, range(&numbers("/training/config/batch")));
        assert_eq!(facts.learning_rate, range(&numbers("/training/config/learning_rate")));
        let seeds = numbers("/training/config/seed");
        assert_eq!(facts.of_one_seed, seeds.iter().filter(|&&seed| seed == seeds[0]).count());
        let (mut missed, mut contradictions, mut networks) = (0, 0, 0);
        for entry in &entries {
            // Every test image is in the confusion matrix; what is on its diagonal is right.
            let confusion = entry.pointer("/findings/confusion").unwrap().as_array().unwrap();
            let cell = |row: usize, column: usize| confusion[row][column].as_u64().unwrap();
            let all: u64 = (0..3).flat_map(|row| (0..4).map(move |column| cell(row, column))).sum();
            let wrong = all - (0..3).map(|digit| cell(digit, digit)).sum::<u64>();
            assert_eq!(all, u64::from(IMAGES));
            let [backbone, structure] =
                ["backbone", "structure"].map(|field| entry[field].as_str().unwrap().to_owned());
            let found = facts.missed(backbone.parse().unwrap(), structure.parse().unwrap());
            assert_eq!(found.map(u64::from), Some(wrong), "{backbone}/{structure}");
            if entry["head_accuracy"].as_array().unwrap().len() == 2 {
                (missed, networks) = (missed + wrong, networks + 1);
                contradictions += (0..3).map(|digit| cell(digit, 3)).sum::<u64>();
            }
        }
        let TwoHeaded { networks: found, misses, contradictions: seen } = facts.two_headed;
        assert_eq!((u64::from(found), u64::from(misses), seen), (networks, missed, contradictions));
        let sum = |entry: &Value, field: &str| -> f64 {
            entry["other_digits"][field].as_array().unwrap().iter().map(|n| n.as_f64().unwrap()).sum()
        };
        let parts: Vec<f64> =
            entries.iter().map(|entry| sum(entry, "confident") / sum(entry, "images")).collect();
        assert_eq!(facts.confident_on_others, range(&parts));
    }

    #[test]
    fn every_structure_was_trained_as_often_as_is_said_and_none_is_separable() {
        let list: Value = serde_json::from_str(include_str!("../../../replications/manifest.json")).unwrap();
        let runs = list["runs"].as_array().unwrap();
        for structure in Structure::ALL {
            let trained = runs.iter().filter(|run| {
                run["structure"] == structure.id() && run["backbone"] == Backbone::ResNet18.id()
            });
            assert_eq!(trained.count(), Facts::TRAININGS as usize);
        }
        // Its sentences are written by `replicate` from the trainings, and tests/replication holds that.
        let report = include_str!("../../../replications/README.md");
        let verdicts: Vec<&str> =
            report.lines().filter(|line| line.contains(" differs from (2) by ")).collect();
        assert_eq!(verdicts.len(), 8, "four structures by two rules");
        assert!(verdicts.iter().all(|verdict| verdict.contains("not separable")));
        let [learnt, held_back] =
            ["training_images", "validation_images"].map(|field| list["recipe"][field].as_f64().unwrap());
        assert_eq!((held_back / (learnt + held_back) * 100.0).round(), 10.0, "one image in ten");
    }

    #[test]
    fn a_lead_is_chance_below_six_images() {
        // The first power of a half of which two tails are below 0.05.
        assert_eq!((shipped().least_lead, Facts::gather(None).networks), (6, None));
    }
}
