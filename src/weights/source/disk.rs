//! The weights folder: its manifest read and written, its files read when they are those the manifest lists.

use std::path::{Path, PathBuf};

use super::super::{
    Manifest, ManifestError, PublishedNetwork, QuantizedDeployed, WeightsError, read, sha256,
};

/// Why a folder did not give a network.
#[derive(Debug, thiserror::Error)]
pub enum DiskError {
    /// The file cannot be read or written.
    #[error("{path}: {source}")]
    Io { path: PathBuf, source: std::io::Error },
    /// The file does not hold what it should.
    #[error("{path}: {source}")]
    Weights { path: PathBuf, source: WeightsError },
    /// The manifest is not as it should be.
    #[error("{path}: {source}")]
    Manifest { path: PathBuf, source: ManifestError },
    /// A value cannot be written as JSON.
    #[error("{path}: {source}")]
    Json { path: PathBuf, source: serde_json::Error },
    /// The file is shorter or longer than the one the manifest lists.
    #[error("{path} has {found} bytes, and the manifest lists {expected}: fetch it again")]
    Size {
        path: PathBuf,
        /// Bytes that are there.
        found: u64,
        /// Bytes the manifest gives.
        expected: u64,
    },
    /// The file has the size of the one the manifest lists, and other bytes.
    #[error("{path} is not the file the manifest lists (its SHA-256 differs): fetch it again")]
    Altered { path: PathBuf },
}

/// Reads `manifest.json` in a weights folder; a folder without one has no networks.
///
/// # Errors
/// Fails when the file is there and cannot be read or parsed.
pub fn read_manifest(folder: &Path) -> Result<Manifest, DiskError> {
    let path = folder.join(Manifest::FILE);
    match std::fs::read_to_string(&path) {
        Ok(json) => Manifest::parse(&json).map_err(|source| DiskError::Manifest { path, source }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Manifest::empty()),
        Err(source) => Err(DiskError::Io { path, source }),
    }
}

/// Reads one network listed in the manifest, checking size and digest first.
///
/// # Errors
/// Fails when the file is missing, is not the listed one or does not hold the network.
pub fn read_network(folder: &Path, entry: &PublishedNetwork) -> Result<QuantizedDeployed, DiskError> {
    let path = folder.join(&entry.file);
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(source) => return Err(DiskError::Io { path, source }),
    };
    if bytes.len() as u64 != entry.bytes {
        return Err(DiskError::Size { path, found: bytes.len() as u64, expected: entry.bytes });
    }
    if sha256(&bytes) != entry.sha256 {
        return Err(DiskError::Altered { path });
    }
    read(&bytes).map_err(|source| DiskError::Weights { path, source })
}

/// Writes `manifest.json` in a weights folder, whole or not at all.
///
/// # Errors
/// Fails when the folder cannot be made or the file cannot be written.
pub(crate) fn write_manifest(folder: &Path, manifest: &Manifest) -> Result<(), DiskError> {
    write_json(&folder.join(Manifest::FILE), manifest)
}

/// Writes a value as indented JSON with a line break at its end, whole or not at all.
///
/// # Errors
/// Fails when the folder cannot be made or the file cannot be written.
pub(crate) fn write_json(path: &Path, value: &impl serde::Serialize) -> Result<(), DiskError> {
    let json = serde_json::to_string_pretty(value);
    let json = json.map_err(|source| DiskError::Json { path: path.to_owned(), source })?;
    write_file(path, format!("{json}\n").as_bytes())
}

/// Writes a file whole or not at all: to a file beside it first, which then takes its name.
///
/// # Errors
/// Fails when the folder cannot be made or the file cannot be written.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    let failed = |source| DiskError::Io { path: path.to_owned(), source };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    let beside = path.with_extension("part");
    std::fs::write(&beside, bytes).map_err(failed)?;
    std::fs::rename(&beside, path).map_err(failed)
}
