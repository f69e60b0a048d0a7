//! Any bytes as the manifest and as golden logits of a published network: refused or read, and never a panic.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use share_or_split::weights::{Golden, Manifest};

static PUBLISHED: LazyLock<Manifest> = LazyLock::new(|| {
    Manifest::parse(include_str!("../../../weights/manifest.json")).unwrap_or_else(|_| Manifest::empty())
});

fuzz_target!(|text: &str| {
    if let Ok(manifest) = Manifest::parse(text) {
        for entry in &manifest.networks {
            assert_eq!(manifest.entry(entry.network()), Some(entry), "one entry for each network");
            assert!(!entry.file.contains("..") && !entry.file.starts_with('/'), "a path inside the folder");
        }
    }
    for entry in &PUBLISHED.networks {
        if let Ok(golden) = Golden::parse(text, entry.network(), &entry.sha256) {
            assert_eq!(golden.images.len(), golden.logits.len(), "logits for each image");
            let finite = golden.logits.iter().flatten().flatten().all(|logit| logit.is_finite());
            assert!(finite && !golden.images.is_empty(), "something to measure against");
        }
    }
});
