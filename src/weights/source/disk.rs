//! Weights files from a folder: for the trainer, the evaluator and tests. Refuses files that are not the manifest's.

use std::path::{Path, PathBuf};

use super::super::{Entry, Manifest, QuantizedDeployed, WeightsError, read, sha256};

/// Why a folder did not give a network.
#[derive(Debug, thiserror::Error)]
pub enum DiskError {
    /// The file cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file does not hold what it should.
    #[error("{path}: {source}")]
    Weights {
        /// The file.
        path: PathBuf,
        /// What the reader found.
        source: WeightsError,
    },
    /// The file is shorter or longer than the one the manifest lists.
    #[error("{path} has {found} bytes, and the manifest lists {expected}: fetch it again")]
    Size {
        /// The file.
        path: PathBuf,
        /// Bytes that are there.
        found: u64,
        /// Bytes the manifest gives.
        expected: u64,
    },
    /// The file has the size of the one the manifest lists, and other bytes.
    #[error("{path} is not the file the manifest lists (its SHA-256 differs): fetch it again")]
    Altered {
        /// The file.
        path: PathBuf,
    },
}

/// Reads `manifest.json` in a weights folder; a folder without one has no networks.
///
/// # Errors
/// Fails when the file is there and cannot be read or parsed.
pub fn read_manifest(folder: &Path) -> Result<Manifest, DiskError> {
    let path = folder.join(Manifest::FILE);
    match std::fs::read_to_string(&path) {
        Ok(json) => Manifest::parse(&json).map_err(|source| DiskError::Weights { path, source }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Manifest::empty()),
        Err(source) => Err(DiskError::Io { path, source }),
    }
}

/// Reads one network listed in the manifest, checking size and digest first.
///
/// # Errors
/// Fails when the file is missing, is not the listed one or does not hold the network.
pub fn read_network(folder: &Path, entry: &Entry) -> Result<QuantizedDeployed, DiskError> {
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

/// Writes a file whole or not at all: beside its place first, then moved there.
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
