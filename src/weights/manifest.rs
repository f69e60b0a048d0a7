//! `weights/manifest.json`: which networks are published, in which files, and how good they are.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{Digest, FamiliarityFound, Findings, OtherDigits};
use crate::study::{Backbone, Density, MeanShares, NetworkId, Rule, Structure};

/// Version of the manifest written and read here.
const VERSION: u32 = 1;

/// The list of published networks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Manifest {
    /// Of the file's form.
    pub(crate) version: u32,
    /// In the study's order.
    pub networks: Vec<PublishedNetwork>,
}

/// What int8 changed against the f32 network it was made from, over the 3,147 test images.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Quantization {
    /// Largest change of any probability of any head.
    pub(crate) largest_probability_change: f64,
    /// Images whose verdict changed.
    pub verdicts_changed: u64,
}

/// One published network.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PublishedNetwork {
    pub backbone: Backbone,
    pub structure: Structure,
    /// Its file, relative to the manifest, with `/` between folders.
    pub file: String,
    /// Size of the file.
    pub bytes: u64,
    /// Of the file.
    pub sha256: Digest,
    /// Weights and biases of the deployed form.
    pub parameters: u64,
    /// By [`Rule::HeadMean`], a fraction of the test images.
    pub accuracy_experiment_1: f64,
    /// By [`Rule::AllHeads`], a fraction of the test images.
    pub accuracy_experiment_2: f64,
    /// Of each head on its own question, fractions.
    pub head_accuracy: Vec<f64>,
    /// Test images on which the heads contradict each other.
    pub contradictions: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantization: Option<Quantization>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub findings: Option<Findings>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_digits: Option<OtherDigits>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub familiarity: Option<FamiliarityFound>,
    /// What each backbone adds to each logit, on average over the test images.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean_shares: Option<MeanShares>,
    /// Where the answers to the test images lie on the decision plane.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub density: Option<Density>,
    /// File with golden logits of fixed test images, relative to the manifest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub golden: Option<String>,
    /// How it was trained: `train::notes` says what is in it. Free form here, for the reader.
    #[serde(default)]
    pub training: serde_json::Value,
}

/// Why a manifest was refused.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// It is not JSON of the right form.
    #[error("the manifest cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    /// It is of another version.
    #[error(
        "manifest version {found} cannot be read; this program reads version {expected}: take both from one release"
    )]
    Version {
        /// In the file.
        found: u32,
        /// Of this program.
        expected: u32,
    },
    /// It lists a network twice.
    #[error("the manifest lists {0} twice")]
    ListedTwice(NetworkId),
    /// A file would lie outside the weights folder.
    #[error("the manifest names the file \"{0}\", which is not a plain path inside the weights folder")]
    FileName(String),
    /// A digest is no SHA-256.
    #[error("the manifest gives no SHA-256 digest for {0}: 64 digits of 0-9 and a-f are needed")]
    DigestForm(NetworkId),
    /// An accuracy is not between 0 and 1.
    #[error("the manifest gives an accuracy for {0} that is no fraction")]
    NoFraction(NetworkId),
}

/// A network of the list, as far as its reader wants to know it.
pub(super) trait Listed: DeserializeOwned {
    fn network(&self) -> NetworkId;

    fn accuracy(&self, rule: Rule) -> f64;

    /// What only this reader looks at.
    fn check(&self) -> Result<(), ManifestError>;
}

/// The form of the file.
#[derive(Deserialize)]
struct List<T> {
    version: u32,
    networks: Vec<T>,
}

/// Reads and checks the list of networks.
pub(super) fn read_list<T: Listed>(json: &[u8]) -> Result<Vec<T>, ManifestError> {
    let List::<T> { version, networks } = serde_json::from_slice(json)?;
    if version != VERSION {
        return Err(ManifestError::Version { found: version, expected: VERSION });
    }
    for (index, entry) in networks.iter().enumerate() {
        let network = entry.network();
        if networks[..index].iter().any(|other| other.network() == network) {
            return Err(ManifestError::ListedTwice(network));
        }
        if !Rule::ALL.iter().all(|rule| (0.0..=1.0).contains(&entry.accuracy(*rule))) {
            return Err(ManifestError::NoFraction(network));
        }
        entry.check()?;
    }
    Ok(networks)
}

impl PublishedNetwork {
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

impl Listed for PublishedNetwork {
    fn network(&self) -> NetworkId {
        self.network()
    }

    fn accuracy(&self, rule: Rule) -> f64 {
        self.accuracy(rule)
    }

    fn check(&self) -> Result<(), ManifestError> {
        check_files(self.network(), &self.file, self.golden.as_ref(), &self.sha256)
    }
}

impl Manifest {
    /// Its file name in the weights folder.
    pub const FILE: &'static str = "manifest.json";

    /// A manifest without networks.
    #[must_use]
    pub const fn empty() -> Self {
        Self { version: VERSION, networks: Vec::new() }
    }

    /// Reads and checks a manifest.
    ///
    /// # Errors
    /// Returns a [`ManifestError`] when it is not JSON of this form, of another version, lists a network twice, names a
    /// file outside the weights folder, or gives something else for a digest or an accuracy.
    pub fn parse(json: &str) -> Result<Self, ManifestError> {
        Ok(Self { version: VERSION, networks: read_list(json.as_bytes())? })
    }

    /// The entry of a network, when it is published.
    #[must_use]
    pub fn entry(&self, network: NetworkId) -> Option<&PublishedNetwork> {
        self.networks.iter().find(|entry| entry.network() == network)
    }

    /// Puts an entry in, in place of an older one of the same network; keeps the study's order.
    pub(crate) fn insert(&mut self, entry: PublishedNetwork) {
        self.networks.retain(|other| other.network() != entry.network());
        self.networks.push(entry);
        self.networks.sort_by_key(PublishedNetwork::network);
    }

    /// Where a network's file lies, relative to the manifest.
    #[must_use]
    pub(crate) fn file_of(network: NetworkId) -> String {
        format!("{}/{}.safetensors", network.backbone.id(), network.structure.id())
    }
}

/// Checks the names of a network's files, and the form of its digest.
pub(super) fn check_files(
    network: NetworkId,
    file: &String,
    golden: Option<&String>,
    sha256: &Digest,
) -> Result<(), ManifestError> {
    if let Some(outside) = std::iter::once(file).chain(golden).find(|file| !is_plain_path(file)) {
        return Err(ManifestError::FileName(outside.clone()));
    }
    if sha256.is_well_formed() { Ok(()) } else { Err(ManifestError::DigestForm(network)) }
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

    fn entry(structure: Structure) -> PublishedNetwork {
        let network = NetworkId { backbone: Backbone::ResNet18, structure };
        PublishedNetwork {
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
            mean_shares: None,
            density: None,
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
        manifest.version = VERSION;
        manifest.networks = vec![entry(Structure::One), entry(Structure::One)];
        assert!(message(&manifest).contains("resnet18/1 twice"));
        for file in ["../secret", "/etc/passwd", "https://elsewhere/x", "a//b", ""] {
            manifest.networks = vec![PublishedNetwork { file: file.to_owned(), ..entry(Structure::One) }];
            assert!(message(&manifest).contains("plain path"), "{file}");
        }
        for golden in ["../secret", "", "x/../y"] {
            manifest.networks =
                vec![PublishedNetwork { golden: Some(golden.to_owned()), ..entry(Structure::One) }];
            assert!(message(&manifest).contains("plain path"), "{golden}");
        }
        let whole = entry(Structure::One).sha256.0;
        for digest in ["", &whole[1..], &whole.to_uppercase(), &whole.replace('b', "/")] {
            manifest.networks =
                vec![PublishedNetwork { sha256: Digest(digest.to_owned()), ..entry(Structure::One) }];
            assert!(message(&manifest).contains("no SHA-256 digest for resnet18/1"), "{digest}");
        }
        manifest.networks = vec![PublishedNetwork { accuracy_experiment_2: 1.5, ..entry(Structure::One) }];
        assert!(message(&manifest).contains("accuracy for resnet18/1"));
        assert!(Manifest::parse("[]").is_err());
    }
}
