//! As much of the manifest as the lab needs: which networks are published, how accurate they are, and what their backbones
//! say on average.

use serde::Deserialize;

use super::OtherDigits;
use super::manifest::{Listed, ManifestError, read_list};
use crate::study::{Backbone, Density, MeanShares, NetworkId, OodCurve, Rule, Structure, TestRecord};

/// How accurate a published network is.
#[derive(Debug, Clone, PartialEq, Deserialize)]
struct PublishedAccuracy {
    backbone: Backbone,
    structure: Structure,
    accuracy_experiment_1: f64,
    accuracy_experiment_2: f64,
    /// Size of its file; 0 where it is not given.
    #[serde(default)]
    bytes: u64,
    #[serde(default)]
    mean_shares: Option<MeanShares>,
    #[serde(default)]
    contradictions: u64,
    #[serde(default)]
    other_digits: Option<OtherDigits>,
    #[serde(default)]
    training: Option<Training>,
    #[serde(default)]
    density: Option<Density>,
    #[serde(default)]
    familiarity: Option<FamiliarityCurve>,
}

/// As much of what was found of familiarity as the page needs.
#[derive(Debug, Clone, PartialEq, Deserialize)]
struct FamiliarityCurve {
    #[serde(default)]
    ood_curve: OodCurve,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Training {
    #[serde(default)]
    config: Option<TrainedBy>,
}

/// By which settings a published network was trained.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub(crate) struct TrainedBy {
    pub(crate) epochs: u32,
    /// Images of one step.
    pub(crate) batch: u32,
    /// The highest.
    pub(crate) learning_rate: f64,
    pub(crate) seed: u64,
}

impl Listed for PublishedAccuracy {
    fn network(&self) -> NetworkId {
        NetworkId { backbone: self.backbone, structure: self.structure }
    }

    fn accuracy(&self, rule: Rule) -> f64 {
        match rule {
            Rule::HeadMean => self.accuracy_experiment_1,
            Rule::AllHeads => self.accuracy_experiment_2,
        }
    }

    fn check(&self) -> Result<(), ManifestError> {
        Ok(())
    }
}

/// The accuracies of the published networks.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PublishedAccuracies(Vec<PublishedAccuracy>);

impl PublishedAccuracies {
    /// Reads them from the manifest, with the checks of [`Manifest::parse`](super::Manifest::parse) but for the files.
    ///
    /// # Errors
    /// Returns a [`ManifestError`] when it is not JSON of this form, of another version, lists a network twice, or gives
    /// an accuracy that is no fraction.
    pub(crate) fn parse(manifest: &[u8]) -> Result<Self, ManifestError> {
        read_list(manifest).map(Self)
    }

    /// Accuracy of a network by a rule, a fraction of the test images; `None` where it is not published.
    #[must_use]
    pub(crate) fn accuracy(&self, network: NetworkId, rule: Rule) -> Option<f64> {
        self.entry(network).map(|entry| entry.accuracy(rule))
    }

    /// Size of a network's file.
    #[must_use]
    pub(crate) fn bytes(&self, network: NetworkId) -> Option<u64> {
        self.entry(network).map(|entry| entry.bytes).filter(|bytes| *bytes > 0)
    }

    /// Test images on which the heads of a network contradict each other.
    #[must_use]
    pub(crate) fn contradictions(&self, network: NetworkId) -> Option<u64> {
        self.entry(network).map(|entry| entry.contradictions)
    }

    /// The part of the digits 3 to 9 that a network confidently calls a 0, 1 or 2.
    #[must_use]
    pub(crate) fn confident_on_others(&self, network: NetworkId) -> Option<f64> {
        Some(self.entry(network)?.other_digits?.share())
    }

    /// How the published networks were trained, as far as it is told.
    pub(crate) fn trained_by(&self) -> impl Iterator<Item = TrainedBy> {
        self.0.iter().filter_map(|entry| entry.training.as_ref()?.config)
    }

    fn entry(&self, network: NetworkId) -> Option<&PublishedAccuracy> {
        self.0.iter().find(|entry| entry.network() == network)
    }

    /// What evaluation found of the published networks.
    #[must_use]
    pub(crate) fn test_records(&self) -> Vec<(NetworkId, TestRecord)> {
        let of_network = |entry: &PublishedAccuracy| {
            let familiarity = entry.familiarity.as_ref();
            let record = TestRecord {
                mean_shares: entry.mean_shares.clone(),
                density: entry.density.clone().unwrap_or_default(),
                ood_curve: familiarity.map(|found| found.ood_curve.clone()).unwrap_or_default(),
            };
            (entry.network(), record)
        };
        self.0.iter().map(of_network).collect()
    }

    /// What each backbone of one of them adds to each logit, on average.
    #[must_use]
    pub(crate) fn mean_shares_of(&self, network: NetworkId) -> Option<&MeanShares> {
        self.entry(network)?.mean_shares.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Manifest;
    use super::*;

    #[test]
    fn the_manifest_that_ships_says_the_same_to_both_readers() {
        let json = include_str!("../../weights/manifest.json");
        let accuracies = PublishedAccuracies::parse(json.as_bytes()).unwrap();
        let trained: Vec<TrainedBy> = accuracies.trained_by().collect();
        for (entry, trained) in Manifest::parse(json).unwrap().networks.iter().zip(&trained) {
            let config = &entry.training["config"];
            assert_eq!(
                (config["epochs"].as_u64(), config["batch"].as_u64(), config["seed"].as_u64()),
                (Some(trained.epochs.into()), Some(trained.batch.into()), Some(trained.seed))
            );
            assert_eq!(config["learning_rate"].as_f64(), Some(trained.learning_rate));
        }
        assert_eq!(trained.len(), NetworkId::COUNT);
        for entry in Manifest::parse(json).unwrap().networks {
            let mean_shares = entry.mean_shares.clone().expect("written by evaluate");
            assert_eq!(accuracies.mean_shares_of(entry.network()), Some(&mean_shares));
            let density = entry.density.clone().expect("written by evaluate");
            assert_eq!(density.iter().map(|(_, images)| images).sum::<u32>(), 3_147);
            let ood_curve = entry.familiarity.clone().expect("written by evaluate --mnist").ood_curve;
            assert!(ood_curve.len() > 3 && ood_curve.iter().all(|(_, part)| (0.0..=1.0).contains(part)));
            let record = TestRecord { mean_shares: Some(mean_shares.clone()), density, ood_curve };
            assert!(accuracies.test_records().contains(&(entry.network(), record)));
            let backbone: usize = entry.backbone.stage_costs().iter().map(|cost| cost.parameters).sum();
            let width = entry.backbone.width();
            let heads = entry.structure.heads().iter();
            let heads: usize =
                heads.map(|plan| plan.grouping.classes() * (plan.reads.len() * width + 1)).sum();
            assert_eq!(entry.parameters as usize, entry.structure.backbones() * backbone + heads);
            for (plan, head) in entry.structure.heads().iter().zip(&mean_shares) {
                assert!(
                    head.len() == plan.grouping.classes()
                        && head.iter().all(|class| class.len() == plan.reads.len())
                );
            }
            for rule in Rule::ALL {
                assert_eq!(accuracies.accuracy(entry.network(), rule), Some(entry.accuracy(rule)));
            }
            assert_eq!(accuracies.contradictions(entry.network()), Some(entry.contradictions));
            let others = entry.other_digits.map(|digits| digits.share());
            assert!(others.is_some() && accuracies.confident_on_others(entry.network()) == others);
        }
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let refusal = |json: &str| PublishedAccuracies::parse(json.as_bytes()).unwrap_err().to_string();
        let entry = r#"{"backbone":"resnet18","structure":"2","accuracy_experiment_1":1,"accuracy_experiment_2":0.5}"#;
        let list = |version: u32, entries: &str| format!(r#"{{"version":{version},"networks":[{entries}]}}"#);
        assert!(PublishedAccuracies::parse(list(1, entry).as_bytes()).is_ok());
        assert!(refusal("{}").contains("cannot be read"));
        assert!(refusal(&list(2, entry)).contains("version 2"));
        assert!(refusal(&list(1, &format!("{entry},{entry}"))).contains("resnet18/2 twice"));
        assert!(refusal(&list(1, &entry.replace("0.5", "7"))).contains("no fraction"));
    }
}
