//! `weights/manifest.json`: which networks are published, in which files, and how good they are.

use serde::{Deserialize, Serialize};

use super::{Digest, FamiliarityFound, Findings, OtherDigits, WeightsError};
use crate::study::{Backbone, NetworkId, Rule, Structure};

/// Version of the manifest written and read here.
pub const MANIFEST_VERSION: u32 = 1;

/// The list of published networks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the manifest's form.
    pub version: u32,
    /// The published networks.
    pub networks: Vec<Entry>,
}

/// What int8 changed against the f32 network it was made from, over the 3,147 test images.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Quantization {
    /// Largest change of any probability of any head.
    pub largest_probability_change: f64,
    /// Images whose verdict changed.
    pub verdicts_changed: u64,
}

/// One published network.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its backbone.
    pub backbone: Backbone,
    /// Its structure.
    pub structure: Structure,
    /// Its file, relative to the manifest, with `/` between folders.
    pub file: String,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// SHA-256 of the file.
    pub sha256: Digest,
    /// Weights and biases of the deployed form.
    pub parameters: u64,
    /// Accuracy over the test images by the rule of experiment 1, a fraction.
    pub accuracy_experiment_1: f64,
    /// Accuracy over the test images by the rule of experiment 2, a fraction.
    pub accuracy_experiment_2: f64,
    /// Accuracy of each head on its own question, fractions.
    pub head_accuracy: Vec<f64>,
    /// Test images on which the heads contradict each other.
    pub contradictions: u64,
    /// What int8 changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantization: Option<Quantization>,
    /// What the evaluator found beyond the accuracies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub findings: Option<Findings>,
    /// Answers to digits it does not know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_digits: Option<OtherDigits>,
    /// How well it tells what it does not know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub familiarity: Option<FamiliarityFound>,
    /// Golden logits of fixed test images, where there are any (a file relative to the manifest).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub golden: Option<String>,
    /// How it was trained: recipe, seed, epochs, curve, versions. Free form, for the reader.
    #[serde(default)]
    pub training: serde_json::Value,
}

impl Entry {
    /// Which network it is.
    #[must_use]
    pub const fn network(&self) -> NetworkId {
        NetworkId { backbone: self.backbone, structure: self.structure }
    }

    /// Accuracy over the test images by a rule, a fraction.
    #[must_use]
    pub const fn accuracy(&self, rule: Rule) -> f64 {
        match rule {
            Rule::HeadMean => self.accuracy_experiment_1,
            Rule::AllHeads => self.accuracy_experiment_2,
        }
    }
}

impl Manifest {
    /// Its file name in the weights folder.
    pub const FILE: &'static str = "manifest.json";

    /// A manifest without networks.
    #[must_use]
    pub const fn empty() -> Self {
        Self { version: MANIFEST_VERSION, networks: Vec::new() }
    }

    /// Reads and checks a manifest.
    ///
    /// # Errors
    /// Returns a [`WeightsError`] when it is not JSON of this form, of another version, lists a network twice, names a
    /// file outside the weights folder or gives something else for a digest.
    pub fn parse(json: &str) -> Result<Self, WeightsError> {
        let manifest: Self = serde_json::from_str(json)?;
        if manifest.version != MANIFEST_VERSION {
            let found = manifest.version.to_string();
            return Err(WeightsError::Version { found, expected: MANIFEST_VERSION });
        }
        for (index, entry) in manifest.networks.iter().enumerate() {
            if manifest.networks[..index].iter().any(|other| other.network() == entry.network()) {
                return Err(WeightsError::ListedTwice(entry.network().to_string()));
            }
            let files = std::iter::once(&entry.file).chain(&entry.golden);
            if let Some(outside) = files.into_iter().find(|file| !is_plain_path(file)) {
                return Err(WeightsError::FileName(outside.clone()));
            }
            if !entry.sha256.is_well_formed() {
                return Err(WeightsError::DigestForm(entry.network().to_string()));
            }
        }
        Ok(manifest)
    }

    /// The entry of a network, when it is published.
    #[must_use]
    pub fn entry(&self, network: NetworkId) -> Option<&Entry> {
        self.networks.iter().find(|entry| entry.network() == network)
    }

    /// Puts an entry in, in place of an older one of the same network; keeps the study's order.
    pub fn insert(&mut self, entry: Entry) {
        self.networks.retain(|other| other.network() != entry.network());
        self.networks.push(entry);
        self.networks.sort_by_key(Entry::network);
    }

    /// Where a network's file lies, relative to the manifest.
    #[must_use]
    pub fn file_of(network: NetworkId) -> String {
        format!("{}/{}.safetensors", network.backbone.id(), network.structure.id())
    }
}

/// Only letters, digits and `_ - . /`, no empty or upward parts: the name becomes part of a URL.
fn is_plain_path(file: &str) -> bool {
    let plain = |part: &str| {
        let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        !part.is_empty() && !part.starts_with('.') && part.chars().all(known)
    };
    !file.is_empty() && file.split('/').all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(structure: Structure) -> Entry {
        let network = NetworkId { backbone: Backbone::ResNet18, structure };
        Entry {
            backbone: network.backbone,
            structure,
            file: Manifest::file_of(network),
            bytes: 1,
            sha256: super::super::sha256(b""),
            parameters: 1,
            accuracy_experiment_1: 0.5,
            accuracy_experiment_2: 0.5,
            head_accuracy: vec![0.5],
            contradictions: 0,
            quantization: None,
            findings: None,
            other_digits: None,
            familiarity: None,
            golden: None,
            training: serde_json::Value::Null,
        }
    }

    #[test]
    fn round_trips_and_keeps_the_study_order() {
        let mut manifest = Manifest::empty();
        manifest.insert(entry(Structure::Three));
        manifest.insert(entry(Structure::One));
        manifest.insert(entry(Structure::Three));
        let order: Vec<&str> = manifest.networks.iter().map(|entry| entry.structure.id()).collect();
        assert_eq!(order, ["1", "3"]);
        let json = serde_json::to_string(&manifest).unwrap();
        assert_eq!(Manifest::parse(&json).unwrap(), manifest);
    }

    #[test]
    fn bad_manifests_are_refused() {
        let message = |manifest: &Manifest| {
            Manifest::parse(&serde_json::to_string(manifest).unwrap()).unwrap_err().to_string()
        };
        let mut manifest = Manifest::empty();
        manifest.version = 9;
        assert!(message(&manifest).contains("version 9"));
        manifest.version = MANIFEST_VERSION;
        manifest.networks = vec![entry(Structure::One), entry(Structure::One)];
        assert!(message(&manifest).contains("resnet18/1 twice"));
        for file in ["../secret", "/etc/passwd", "https://elsewhere/x", "a//b", ""] {
            manifest.networks = vec![Entry { file: file.to_owned(), ..entry(Structure::One) }];
            assert!(message(&manifest).contains("plain path"), "{file}");
        }
        for golden in ["../secret", "", "x/../y"] {
            manifest.networks = vec![Entry { golden: Some(golden.to_owned()), ..entry(Structure::One) }];
            assert!(message(&manifest).contains("plain path"), "{golden}");
        }
        let whole = entry(Structure::One).sha256.0;
        for digest in ["", &whole[1..], &whole.to_uppercase(), &whole.replace('b', "/")] {
            manifest.networks = vec![Entry { sha256: Digest(digest.to_owned()), ..entry(Structure::One) }];
            assert!(message(&manifest).contains("no SHA-256 digest for resnet18/1"), "{digest}");
        }
        assert!(Manifest::parse("[]").is_err());
    }
}
