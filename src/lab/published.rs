//! What the manifest says of the published networks, as far as the page shows it. Refuses weights.

use serde::Deserialize;

use crate::protocol::Failure;
use crate::study::{Backbone, NetworkId, Rule, Structure};
use crate::web::browser;

/// The manifest, relative to the lab.
const FILE: &str = "weights/manifest.json";

/// One published network.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Entry {
    backbone: Backbone,
    structure: Structure,
    /// Bytes of its file.
    pub bytes: u64,
    /// Right answers by the study's first rule, as a fraction.
    pub accuracy_experiment_1: f64,
    /// Right answers by the study's second rule, as a fraction.
    pub accuracy_experiment_2: f64,
}

/// The published networks.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Published {
    networks: Vec<Entry>,
}

impl Entry {
    /// Accuracy by a rule, a fraction of the test images.
    #[must_use]
    pub const fn accuracy(&self, rule: Rule) -> f64 {
        match rule {
            Rule::HeadMean => self.accuracy_experiment_1,
            Rule::AllHeads => self.accuracy_experiment_2,
        }
    }
}

impl Published {
    /// Fetches the manifest.
    ///
    /// # Errors
    /// Says why it cannot be had or read.
    pub async fn fetch() -> Result<Self, Failure> {
        let bytes = browser::fetch(FILE).await?;
        Self::read(&bytes).map_err(|detail| Failure::FileInvalid { file: FILE.to_owned(), detail })
    }

    fn read(bytes: &[u8]) -> Result<Self, String> {
        let read: Self = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        let fits =
            |entry: &Entry| Rule::ALL.into_iter().all(|rule| (0.0..=1.0).contains(&entry.accuracy(rule)));
        if read.networks.iter().all(fits) {
            Ok(read)
        } else {
            Err("an accuracy is not a fraction".to_owned())
        }
    }

    /// What is said of a network.
    #[must_use]
    pub fn of(&self, network: NetworkId) -> Option<&Entry> {
        let is_it =
            |entry: &&Entry| (entry.backbone, entry.structure) == (network.backbone, network.structure);
        self.networks.iter().find(is_it)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_that_ships_is_read() {
        let published = Published::read(include_bytes!("../../weights/manifest.json")).unwrap();
        let network = NetworkId { backbone: Backbone::ResNet18, structure: Structure::Two };
        let entry = published.of(network).unwrap();
        assert!(
            entry.accuracy(Rule::HeadMean) > 0.99
                && entry.accuracy(Rule::AllHeads) <= 1.0
                && entry.bytes > 1_000_000
        );
    }

    #[test]
    fn what_cannot_be_is_refused() {
        assert!(Published::read(b"{}").is_err());
        let bad = br#"{"networks":[{"backbone":"resnet18","structure":"2","bytes":1,"accuracy_experiment_1":7.0,"accuracy_experiment_2":1.0}]}"#;
        assert_eq!(Published::read(bad), Err("an accuracy is not a fraction".to_owned()));
    }
}
