//! Weights files from a folder: each way a file can differ from the manifest has its own message.
#![allow(clippy::unwrap_used, reason = "a test that cannot make its folder fails, and says where")]

#[path = "files/temporary.rs"]
mod temporary;

use std::path::Path;

use share_or_split::study::{Backbone, NetworkId, Structure};
use share_or_split::weights::source::disk::{read_manifest, read_network, write_file};
use share_or_split::weights::{Manifest, PublishedNetwork, sha256};
use temporary::Folder;

/// The published file of structure 3 and its entry.
fn published() -> (Vec<u8>, PublishedNetwork) {
    let weights = Path::new(env!("CARGO_MANIFEST_DIR")).join("weights");
    let network = NetworkId { backbone: Backbone::ResNet18, structure: Structure::Three };
    let entry = read_manifest(&weights).unwrap().entry(network).unwrap().clone();
    (std::fs::read(weights.join(&entry.file)).unwrap(), entry)
}

#[test]
fn only_the_listed_file_is_read() {
    let folder = Folder::new("disk");
    let (whole, entry) = published();
    let path = folder.0.join(&entry.file);
    let refusal = |entry: &PublishedNetwork| read_network(&folder.0, entry).unwrap_err().to_string();
    let named = |message: String| {
        let rest = message.strip_prefix(&format!("{}", path.display())).map(str::to_owned);
        rest.unwrap_or_else(|| format!("the file is not named: {message}"))
    };

    assert!(named(refusal(&entry)).contains("No such file"), "missing");
    write_file(&path, &whole).unwrap();
    assert_eq!(read_network(&folder.0, &entry).unwrap().network, entry.network());

    write_file(&path, &whole[..whole.len() - 1]).unwrap();
    let size =
        format!(" has {} bytes, and the manifest lists {}: fetch it again", whole.len() - 1, whole.len());
    assert_eq!(named(refusal(&entry)), size);

    let mut altered = whole.clone();
    *altered.last_mut().unwrap() ^= 1;
    write_file(&path, &altered).unwrap();
    assert_eq!(
        named(refusal(&entry)),
        " is not the file the manifest lists (its SHA-256 differs): fetch it again"
    );

    // Listed as it is, and yet no network.
    let listed = PublishedNetwork { bytes: 9, sha256: sha256(b"<!DOCTYPE"), ..entry };
    write_file(&path, b"<!DOCTYPE").unwrap();
    assert!(named(refusal(&listed)).contains(": not a safetensors file"));
}

#[test]
fn a_manifest_that_cannot_be_read_is_named() {
    let folder = Folder::new("manifest");
    assert_eq!(read_manifest(&folder.0).unwrap(), Manifest::empty(), "none yet");
    write_file(&folder.0.join(Manifest::FILE), b"<!DOCTYPE html>").unwrap();
    let message = read_manifest(&folder.0).unwrap_err().to_string();
    assert!(message.contains("manifest.json: the manifest cannot be read"), "{message}");
}
