//! Checkpoints of a run: its state on disk after every epoch, from which it goes on. A half-written one is not read.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use burn::module::Module;
use burn::optim::ModuleOptimizer;
use burn::store::ModuleRecord;
use serde::{Deserialize, Serialize};

use super::Config;
use crate::model::Network;
use crate::weights::source::disk::write_file;

/// One finished epoch.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Epoch {
    /// Mean training loss, summed over heads.
    pub(crate) loss: f64,
    /// Validation accuracy: every head right.
    pub(crate) validation: f64,
    /// Wall time.
    pub seconds: f64,
}

/// How far a run is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrainingProgress {
    /// What the run was started with.
    pub config: Config,
    /// Finished epochs.
    pub(crate) curve: Vec<Epoch>,
    /// Index of the epoch that is kept, by the recipe's rule.
    pub(crate) best: usize,
}

/// The folder of one run.
pub(super) struct RunFolder(PathBuf);

impl RunFolder {
    pub(super) fn new(runs: &Path, config: &Config) -> Self {
        Self(runs.join(config.network.backbone.id()).join(config.network.structure.id()))
    }

    /// How far the run is, if it was begun.
    pub(super) fn progress(&self, config: &Config) -> Result<Option<TrainingProgress>> {
        let path = self.0.join("progress.json");
        let json = match std::fs::read_to_string(&path) {
            Ok(json) => json,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).with_context(|| path.display().to_string()),
        };
        let progress: TrainingProgress = serde_json::from_str(&json)
            .with_context(|| format!("{}: not a state of this program", path.display()))?;
        if progress.config != *config {
            let others = differing(&progress.config, config)?;
            let folder = self.0.display();
            bail!("{folder} was begun with other settings ({others}): use those, or remove the folder");
        }
        if progress.curve.is_empty() || progress.best >= progress.curve.len() {
            bail!("{}: not a state of this program", path.display());
        }
        Ok(Some(progress))
    }

    /// Keeps the state after an epoch. The states come first, the note that makes them count last.
    pub(super) fn keep(
        &self,
        progress: &TrainingProgress,
        network: &Network,
        optimizer: &ModuleOptimizer,
    ) -> Result<()> {
        std::fs::create_dir_all(&self.0)?;
        let epoch = progress.curve.len() - 1;
        network.valid().into_record().save(self.network(epoch))?;
        optimizer.save(self.optimizer(epoch))?;
        write_file(&self.0.join("progress.json"), &serde_json::to_vec_pretty(progress)?)?;
        // Older states are no longer named by anything.
        for old in 0..epoch {
            let _ = std::fs::remove_file(self.optimizer(old));
            if old != progress.best {
                let _ = std::fs::remove_file(self.network(old));
            }
        }
        Ok(())
    }

    /// Removes what a run that is over needs no more: all states but the kept epoch's network.
    pub(super) fn keep_only_best(&self, progress: &TrainingProgress) {
        for epoch in 0..progress.curve.len() {
            let _ = std::fs::remove_file(self.optimizer(epoch));
            if epoch != progress.best {
                let _ = std::fs::remove_file(self.network(epoch));
            }
        }
    }

    /// The network as it was after an epoch.
    pub(super) fn load(&self, epoch: usize, into: Network) -> Result<Network> {
        let path = self.network(epoch);
        let record = ModuleRecord::load(&path).with_context(|| path.display().to_string())?;
        into.try_load_record(record).with_context(|| path.display().to_string())
    }

    /// The optimizer as it was after an epoch.
    pub(super) fn load_optimizer(&self, epoch: usize, into: ModuleOptimizer) -> Result<ModuleOptimizer> {
        let path = self.optimizer(epoch);
        into.load(&path).with_context(|| path.display().to_string())
    }

    fn network(&self, epoch: usize) -> PathBuf {
        self.0.join(format!("network-{epoch}.bpk"))
    }

    fn optimizer(&self, epoch: usize) -> PathBuf {
        self.0.join(format!("optimizer-{epoch}.bpk"))
    }
}

/// The names of the settings in which two runs differ.
fn differing(one: &Config, other: &Config) -> Result<String> {
    let (one, other) = (serde_json::to_value(one)?, serde_json::to_value(other)?);
    let keys = [&one, &other].into_iter().filter_map(serde_json::Value::as_object).flat_map(|map| map.keys());
    let names: BTreeSet<&str> =
        keys.filter(|key| one.get(key) != other.get(key)).map(String::as_str).collect();
    Ok(names.into_iter().collect::<Vec<_>>().join(", "))
}
