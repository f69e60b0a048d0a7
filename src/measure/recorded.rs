//! Times of the five structures on machines that a reader may not have, compiled in from `sharing.csv`: the page itself on
//! an H100 and on a CPU (medians of the runs in `public/runs`), and PyTorch on the same H100.
//!
//! PyTorch's were measured by this project with the same networks: one NVIDIA H100, driver 580, PyTorch 2.11, torchvision's
//! layers, f32; in the column `setting` is how. Two backbones ran one after the other there, as in the study.

use std::str::FromStr;
use std::sync::LazyLock;

use super::{DeviceKind, ExecutorKind, Millis, Mode, Run};
use crate::study::reference::rows;
use crate::study::{NetworkId, UnknownId, find_by_id};

/// In which order the backbones of a structure run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Schedule {
    /// One after another.
    InTurn,
    /// As one network with groups: as many launches as one backbone has.
    SideBySide,
}

/// What ran the networks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Software {
    Page,
    PyTorch,
}

/// On what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Machine {
    /// An NVIDIA H100.
    H100,
    /// Two cores, one of them in use.
    Cpu,
}

/// A recorded time.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RecordedTime {
    pub(crate) software: Software,
    /// Its version, and how it was set.
    pub(crate) setting: String,
    pub(crate) machine: Machine,
    pub(crate) mode: Mode,
    pub(crate) network: NetworkId,
    pub(crate) time: Millis,
}

impl FromStr for Software {
    type Err = UnknownId;

    fn from_str(id: &str) -> Result<Self, UnknownId> {
        let id_of = |software| match software {
            Self::Page => "page",
            Self::PyTorch => "pytorch",
        };
        find_by_id("software", &[Self::Page, Self::PyTorch], id_of, id)
    }
}

impl FromStr for Machine {
    type Err = UnknownId;

    fn from_str(id: &str) -> Result<Self, UnknownId> {
        let id_of = |machine| match machine {
            Self::H100 => "h100",
            Self::Cpu => "cpu",
        };
        find_by_id("machine", &[Self::H100, Self::Cpu], id_of, id)
    }
}

impl Schedule {
    /// Both of them.
    pub(crate) const ALL: [Self; 2] = [Self::InTurn, Self::SideBySide];
}

impl Run {
    /// How the run's executor runs the backbones of a structure: only the fused one on the GPU groups them.
    #[must_use]
    pub(crate) fn schedule(&self) -> Schedule {
        match (self.environment.device, self.environment.executor) {
            (DeviceKind::Gpu, ExecutorKind::Fused) => Schedule::SideBySide,
            (DeviceKind::Cpu, _) | (DeviceKind::Gpu, ExecutorKind::Plain) => Schedule::InTurn,
        }
    }
}

impl RecordedTime {
    /// How its backbones ran.
    pub(crate) const fn schedule(&self) -> Schedule {
        match (self.software, self.machine) {
            (Software::Page, Machine::H100) => Schedule::SideBySide,
            (Software::Page, Machine::Cpu) | (Software::PyTorch, _) => Schedule::InTurn,
        }
    }

    /// Its time over that of structure 2 of the same backbone, measured in the same way.
    pub(crate) fn ratio(&self) -> Option<f64> {
        let alike = |other: &&Self| {
            let same = |time: &Self| (time.software, time.machine, time.mode);
            same(other) == same(self) && other.setting == self.setting
        };
        let mut baselines = recorded().iter().filter(|other| other.network == self.network.baseline());
        Some(self.time.0 / baselines.find(alike)?.time.0)
    }
}

/// All recorded times.
pub(crate) fn recorded() -> &'static [RecordedTime] {
    static ROWS: LazyLock<Vec<RecordedTime>> = LazyLock::new(|| {
        rows(include_str!("recorded/sharing.csv"), |line| {
            Some(RecordedTime {
                software: line.cell("program")?,
                setting: line.cell("setting")?,
                machine: line.cell("machine")?,
                mode: line.cell("mode")?,
                network: line.network()?,
                time: Millis(line.cell("ms")?),
            })
        })
    });
    &ROWS
}

/// The least and the greatest ratio to structure 2 of the structures with two backbones, over all modes and settings.
pub(crate) fn two_backbones(software: Software, machine: Machine) -> Option<(f64, f64)> {
    let times = recorded().iter().filter(|time| (time.software, time.machine) == (software, machine));
    let split = times.filter(|time| time.network.structure.backbones() > 1);
    split.filter_map(RecordedTime::ratio).fold(None, |ends, ratio| {
        let (low, high) = ends.unwrap_or((ratio, ratio));
        Some((f64::min(low, ratio), f64::max(high, ratio)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_and_has_a_ratio() {
        let lines = include_str!("recorded/sharing.csv").lines().count() - 1;
        assert_eq!(recorded().len(), lines);
        assert!(recorded().iter().all(|time| time.ratio().is_some_and(f64::is_finite)));
    }

    #[test]
    fn the_times_of_the_page_are_those_of_the_runs_that_ship() {
        let (mut compared, runs) = (0, [(Machine::H100, "h100"), (Machine::Cpu, "cpu")]);
        for (machine, name) in runs {
            for mode in Mode::ALL {
                let path =
                    format!("{}/public/runs/resnet18-{name}-{}.json", env!("CARGO_MANIFEST_DIR"), mode.id());
                let Ok(json) = std::fs::read_to_string(path) else { continue };
                let run = Run::from_json(&json).unwrap();
                for (network, summary) in run.summaries() {
                    let time = recorded().iter().find(|time| {
                        (time.software, time.machine, time.mode, time.network)
                            == (Software::Page, machine, mode, network)
                    });
                    let time = time.unwrap();
                    assert!((time.time.0 - summary.median.0).abs() < 1e-4, "{time:?} {summary:?}");
                    assert_eq!(time.schedule(), run.schedule());
                    assert!(time.setting.contains(run.environment.commit.get(..7).unwrap()));
                    compared += 1;
                }
            }
        }
        let of_page = recorded().iter().filter(|time| time.software == Software::Page).count();
        assert_eq!((compared, of_page), (20, 20));
    }

    #[test]
    fn on_one_card_the_order_decides_whether_two_backbones_take_twice_the_time() {
        let (low, high) = two_backbones(Software::Page, Machine::H100).unwrap();
        assert!(low > 0.99 && high < 1.1, "{low} {high}");
        let (low, high) = two_backbones(Software::PyTorch, Machine::H100).unwrap();
        assert!(low > 1.7 && high < 2.1, "{low} {high}");
        let (low, _) = two_backbones(Software::Page, Machine::Cpu).unwrap();
        assert!(low > 2.0, "{low}");
    }
}
