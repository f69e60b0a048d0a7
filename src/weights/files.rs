//! As much of the manifest as the worker needs: which files there are, and what is to be found in them.

use serde::Deserialize;

use super::Digest;
use super::manifest::{Listed, ManifestError, check_files, read_list};
use crate::study::{Backbone, NetworkId, Rule, Structure};

/// The file of a published network.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct PublishedFile {
    backbone: Backbone,
    structure: Structure,
    accuracy_experiment_1: f64,
    accuracy_experiment_2: f64,
    /// Relative to the manifest, with `/` between folders.
    pub(crate) file: String,
    /// Its size.
    pub(crate) bytes: u64,
    pub(crate) sha256: Digest,
    /// File with golden logits of fixed test images, relative to the manifest.
    #[serde(default)]
    pub(crate) golden: Option<String>,
}

impl Listed for PublishedFile {
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
        check_files(self.network(), &self.file, self.golden.as_ref(), &self.sha256)
    }
}

/// The files of the published networks.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PublishedFiles(Vec<PublishedFile>);

impl PublishedFiles {
    /// Reads them from the manifest, with the checks of [`Manifest::parse`](super::Manifest::parse).
    ///
    /// # Errors
    /// Returns a [`ManifestError`] where that does.
    pub(crate) fn parse(manifest: &[u8]) -> Result<Self, ManifestError> {
        read_list(manifest).map(Self)
    }

    /// The file of a network, when it is published.
    #[must_use]
    pub(crate) fn entry(&self, network: NetworkId) -> Option<&PublishedFile> {
        self.0.iter().find(|entry| entry.network() == network)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Manifest;
    use super::*;

    const MANIFEST: &str = include_str!("../../weights/manifest.json");

    #[test]
    fn the_files_are_those_of_the_whole_manifest() {
        let (files, whole) =
            (PublishedFiles::parse(MANIFEST.as_bytes()).unwrap(), Manifest::parse(MANIFEST).unwrap());
        assert_eq!(files.0.len(), whole.networks.len());
        for entry in &whole.networks {
            let file = files.entry(entry.network()).unwrap();
            let found = (&file.file, file.bytes, &file.sha256, &file.golden);
            assert_eq!(found, (&entry.file, entry.bytes, &entry.sha256, &entry.golden));
        }
    }

    #[test]
    fn a_file_outside_the_folder_and_a_digest_that_is_none_are_refused() {
        let entry = Manifest::parse(MANIFEST).unwrap().networks.swap_remove(0);
        for (right, wrong) in [(entry.file.as_str(), "../x"), (entry.sha256.0.as_str(), "abc")] {
            assert!(PublishedFiles::parse(MANIFEST.replace(right, wrong).as_bytes()).is_err(), "{wrong}");
        }
    }
}
