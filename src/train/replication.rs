//! What is kept of many trainings with other seeds: `replications/manifest.json`, and a small file of logits for each.
//!
//! Weights are not kept: the logits and the curves are enough for every comparison. `seeds` makes them.
//!
//! A file of logits is a safetensors file of two f16 tensors, `test` and `others`: a row an image in the test set's
//! order, the heads' logits one after another.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use half::f16;
use safetensors::{Dtype, tensor::TensorView};
use serde::{Deserialize, Serialize};

use super::logits::Logits;
use super::{Epoch, Hardware};
use crate::study::{Backbone, NetworkId, Structure};
use crate::weights::source::disk::write_json;
use crate::weights::{Container, Digest};

/// The list of trainings made by one recipe.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Replications {
    /// Version of the list's form.
    pub(crate) version: u32,
    /// All that the trainings have in common. Free form, for the reader.
    pub recipe: serde_json::Value,
    /// The trainings, by backbone, seed and structure.
    pub runs: Vec<Replication>,
}

/// One training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Replication {
    /// Its backbone.
    pub(crate) backbone: Backbone,
    /// Its structure.
    pub structure: Structure,
    /// Its seed.
    pub seed: u64,
    /// Accuracy over the test images by the rule of experiment 1, a fraction.
    pub accuracy_experiment_1: f64,
    /// Accuracy over the test images by the rule of experiment 2, a fraction.
    pub accuracy_experiment_2: f64,
    /// Test images on which the heads contradict each other.
    pub contradictions: u64,
    /// File with the logits of the test images, beside the list.
    pub logits: String,
    /// File with the logits of the digits 3 to 9, beside the list.
    pub others: String,
    /// SHA-256 of the file of logits.
    pub sha256: Digest,
    /// What computed.
    pub(crate) device: Hardware,
    /// Wall time of all epochs. A run that was paused or shared its processor took longer.
    pub seconds: f64,
    /// Every epoch.
    pub curve: Vec<Epoch>,
    /// Index of the epoch that is kept.
    pub best: usize,
}

impl Replication {
    /// Which network it is.
    #[must_use]
    pub(crate) const fn network(&self) -> NetworkId {
        NetworkId { backbone: self.backbone, structure: self.structure }
    }
}

impl Replications {
    /// The list's file name.
    pub const FILE: &'static str = "manifest.json";

    /// Version of the form written and read here.
    pub(crate) const VERSION: u32 = 1;

    /// A list without trainings.
    #[must_use]
    pub(crate) const fn new(recipe: serde_json::Value) -> Self {
        Self { version: Self::VERSION, recipe, runs: Vec::new() }
    }

    /// Reads the list of a folder, if there is one.
    ///
    /// # Errors
    /// Fails when the file is there and cannot be read or is not of this form.
    pub fn read(folder: &Path) -> Result<Option<Self>> {
        let path = folder.join(Self::FILE);
        let json = match std::fs::read(&path) {
            Ok(json) => json,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).with_context(|| path.display().to_string()),
        };
        let list: Self = serde_json::from_slice(&json).with_context(|| path.display().to_string())?;
        let version = list.version;
        ensure!(version == Self::VERSION, "{}: version {version} is not known", path.display());
        Ok(Some(list))
    }

    /// Writes the list, whole or not at all.
    ///
    /// # Errors
    /// Fails when the folder cannot be written.
    pub(crate) fn write(&self, folder: &Path) -> Result<()> {
        Ok(write_json(&folder.join(Self::FILE), self)?)
    }

    /// The training of a network with a seed, when it is listed.
    #[must_use]
    pub(crate) fn run(&self, network: NetworkId, seed: u64) -> Option<&Replication> {
        self.runs.iter().find(|run| (run.network(), run.seed) == (network, seed))
    }

    /// Lists a training in its place.
    pub(crate) fn insert(&mut self, run: Replication) {
        let place = |run: &Replication| (run.backbone.id(), run.seed, run.structure);
        self.runs.retain(|other| place(other) != place(&run));
        let index = self.runs.partition_point(|other| place(other) < place(&run));
        self.runs.insert(index, run);
    }
}

/// What a network says of the images it is asked about.
#[derive(Debug, Clone, PartialEq)]
pub struct Outputs {
    /// Logits of the test images.
    pub test: Logits,
    /// Logits of the digits 3 to 9.
    pub others: Logits,
}

impl Outputs {
    /// The logits as a file keeps them.
    ///
    /// # Errors
    /// Fails when one is not finite, or is too large for f16.
    pub(crate) fn rounded(&self) -> Result<Self> {
        let rounded = |logits: &Logits| -> Result<Logits> {
            let round = |logit: &f32| -> Result<f32> {
                let rounded = f16::from_f32(*logit).to_f32();
                ensure!(rounded.is_finite(), "f16 cannot hold the logit {logit}");
                Ok(rounded)
            };
            let head = |head: &Vec<f32>| head.iter().map(round).collect::<Result<_>>();
            logits.iter().map(|heads| heads.iter().map(head).collect()).collect()
        };
        Ok(Self { test: rounded(&self.test)?, others: rounded(&self.others)? })
    }

    /// The file.
    ///
    /// # Errors
    /// Fails when a row has another length than the others.
    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>> {
        let bytes = |logits: &Logits| -> Vec<u8> {
            logits.iter().flatten().flatten().flat_map(|&logit| f16::from_f32(logit).to_le_bytes()).collect()
        };
        let (test, others) = (bytes(&self.test), bytes(&self.others));
        let classes = self.test.first().map_or(0, |heads| heads.iter().map(Vec::len).sum());
        let view = |logits: &Logits, bytes| TensorView::new(Dtype::F16, vec![logits.len(), classes], bytes);
        let views = [("others", view(&self.others, &others)?), ("test", view(&self.test, &test)?)];
        Ok(safetensors::serialize(views, None)?)
    }

    /// Reads a file of a network of this structure.
    ///
    /// # Errors
    /// Fails when it does not hold the two tensors of this structure's form.
    pub fn parse(bytes: &[u8], structure: Structure) -> Result<Self> {
        let file = Container::open(bytes).context("not a complete safetensors file")?;
        let heads: Vec<usize> = structure.heads().iter().map(|head| head.grouping.classes()).collect();
        let classes: usize = heads.iter().sum();
        let tensor = |name: &str| -> Result<Logits> {
            let tensor = file.tensors.get(name).with_context(|| format!("tensor \"{name}\" is missing"))?;
            let wanted = tensor.dtype == Dtype::F16 && matches!(tensor.shape[..], [_, row] if row == classes);
            ensure!(wanted, "tensor \"{name}\" is not f16 with {classes} columns");
            let (words, _) = tensor.data.as_chunks::<2>();
            let logits: Vec<f32> = words.iter().map(|&word| f16::from_le_bytes(word).to_f32()).collect();
            let image = |mut row: &[f32]| {
                let head = |&classes: &usize| row.split_off(..classes).unwrap_or_default().to_vec();
                heads.iter().map(head).collect()
            };
            Ok(logits.chunks_exact(classes).map(image).collect())
        };
        Ok(Self { test: tensor("test")?, others: tensor("others")? })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::weights::sha256;

    /// An entry whose numbers say nothing.
    pub(in crate::train) fn entry(structure: Structure, seed: u64, seconds: f64) -> Replication {
        Replication {
            backbone: Backbone::ResNet18,
            structure,
            seed,
            accuracy_experiment_1: 0.75,
            accuracy_experiment_2: 0.5,
            contradictions: 3,
            logits: "a.safetensors".to_owned(),
            others: "a.safetensors".to_owned(),
            sha256: sha256(b""),
            device: Hardware::Flex,
            seconds,
            curve: vec![Epoch { loss: 0.1, validation: 0.9, seconds }],
            best: 0,
        }
    }

    fn outputs() -> Outputs {
        let logits = |count: u16| -> Logits {
            let logit = |image: u16, class: u16| f32::from(image) * 1.37 - f32::from(class) * 7.11;
            (0..count)
                .map(|image| {
                    vec![vec![logit(image, 0), logit(image, 1)], vec![logit(image, 2), logit(image, 3)]]
                })
                .collect()
        };
        Outputs { test: logits(30), others: logits(40) }
    }

    #[test]
    fn a_file_gives_back_the_logits_as_f16_holds_them() {
        let exact = outputs();
        let rounded = exact.rounded().unwrap();
        assert_ne!(exact, rounded);
        let all = |outputs: &Outputs| -> Vec<f32> {
            outputs.test.iter().chain(&outputs.others).flatten().flatten().copied().collect()
        };
        for (exact, rounded) in all(&exact).into_iter().zip(all(&rounded)) {
            assert!((exact - rounded).abs() <= exact.abs() / 2048.0, "{exact} {rounded}");
        }
        let bytes = rounded.to_bytes().unwrap();
        assert_eq!(Outputs::parse(&bytes, Structure::Three).unwrap(), rounded);
        assert_eq!(exact.to_bytes().unwrap(), bytes, "rounded twice is rounded once");
        // safetensors' own reader agrees on what is in it.
        let file = safetensors::SafeTensors::deserialize(&bytes).unwrap();
        let test = file.tensor("test").unwrap();
        assert_eq!((test.dtype(), test.shape()), (Dtype::F16, [30, 4].as_slice()));
        assert_eq!(file.tensor("others").unwrap().shape(), [40, 4]);
    }

    #[test]
    fn logits_that_f16_cannot_hold_and_files_of_other_networks_are_refused() {
        for wrong in [f32::NAN, 7e4] {
            let mut outputs = outputs();
            outputs.others[3][1][0] = wrong;
            assert!(outputs.rounded().unwrap_err().to_string().contains("f16 cannot hold"), "{wrong}");
        }
        let bytes = outputs().to_bytes().unwrap();
        let refusal = |bytes: &[u8], structure| Outputs::parse(bytes, structure).unwrap_err().to_string();
        assert!(refusal(&bytes, Structure::Two).contains("with 3 columns"));
        assert!(refusal(&bytes[..100], Structure::Three).contains("not a complete safetensors file"));
    }

    #[test]
    fn a_list_is_kept_in_order_and_read_back_as_written() {
        let folder = std::env::temp_dir().join(format!("share-or-split-list-{}", std::process::id()));
        assert_eq!(Replications::read(&folder).unwrap(), None);
        let mut list = Replications::new(serde_json::json!({ "epochs": 4, "learning_rate": 1e-3 }));
        for (structure, seed) in
            [(Structure::Two, 2), (Structure::FourOne, 1), (Structure::Two, 1), (Structure::One, 10)]
        {
            list.insert(entry(structure, seed, 0.1));
        }
        list.insert(entry(Structure::Two, 1, 0.3));
        let places: Vec<_> = list.runs.iter().map(|run| (run.seed, run.structure)).collect();
        let expected =
            [(1, Structure::Two), (1, Structure::FourOne), (2, Structure::Two), (10, Structure::One)];
        assert_eq!(places, expected);
        let network = list.runs[0].network();
        assert_eq!(list.run(network, 1).unwrap().seconds, 0.3);
        assert_eq!(list.run(network, 3), None);
        list.write(&folder).unwrap();
        assert_eq!(Replications::read(&folder).unwrap(), Some(list));
        let other = r#"{"version": 2, "recipe": {}, "runs": []}"#;
        std::fs::write(folder.join(Replications::FILE), other).unwrap();
        assert!(Replications::read(&folder).unwrap_err().to_string().contains("version 2"));
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
