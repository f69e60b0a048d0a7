//! How long a structure for many questions takes on a device of which a run is known. With two questions it is what was
//! measured; every further backbone adds what the second one did, and every further head its multiply-adds.

use super::{Millis, Mode, Run, Schedule};
use crate::study::{Backbone, ManyQuestions, Structure};

/// The medians of a run on one backbone.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MeasuredTimes {
    pub(crate) mode: Mode,
    /// How its backbones ran.
    pub(crate) schedule: Schedule,
    /// Of [`Structure::BASELINE`].
    baseline: Millis,
    medians: Vec<(Structure, Millis)>,
    /// The part of the baseline's time that the device takes whatever is computed, where it was measured.
    pub(crate) lower_bound: Option<f64>,
}

impl MeasuredTimes {
    /// What a run measured on this backbone; `None` without structure 2.
    pub(crate) fn from_run(run: &Run, backbone: Backbone) -> Option<Self> {
        let of_backbone = run.summaries().into_iter().filter(|(network, _)| network.backbone == backbone);
        let medians: Vec<(Structure, Millis)> =
            of_backbone.map(|(network, summary)| (network.structure, summary.median)).collect();
        let baseline = medians.iter().find(|(structure, _)| *structure == Structure::BASELINE)?.1;
        let bound = run.lower_bounds.iter().find(|bound| {
            (bound.network.backbone, bound.network.structure) == (backbone, Structure::BASELINE)
        });
        let lower_bound = bound.map(|bound| bound.total().0 / baseline.0);
        Some(Self { mode: run.plan.mode, schedule: run.schedule(), baseline, medians, lower_bound })
    }

    /// The time of a structure, its backbones scheduled like this; `None` where nothing measured tells it. `added_heads` is
    /// what its heads compute beyond those for two questions, relative to all that structure 2 computes.
    pub(crate) fn time(&self, plan: ManyQuestions, schedule: Schedule, added_heads: f64) -> Option<Millis> {
        let measured = self.medians.iter().find(|(structure, _)| *structure == plan.structure);
        let measured = measured.map(|(_, time)| time.0);
        let further = (plan.backbones() - ManyQuestions::studied(plan.structure).backbones()) as f64;
        let baseline = self.baseline.0;
        let backbones = match (schedule, measured) {
            _ if plan.backbones() == 1 => measured.unwrap_or(baseline),
            (_, Some(two)) if schedule == self.schedule => two + further * (two - baseline).max(0.0),
            // As many passes as there are backbones, each with its answer.
            (Schedule::InTurn, _) => plan.backbones() as f64 * baseline,
            (Schedule::SideBySide, _) => return None,
        };
        Some(Millis(backbones + added_heads * baseline))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Structures 1, 2 and 3 in milliseconds.
    fn times(schedule: Schedule, medians: [f64; 3]) -> MeasuredTimes {
        let structures = [Structure::One, Structure::Two, Structure::Three];
        let medians: Vec<(Structure, Millis)> = structures.into_iter().zip(medians.map(Millis)).collect();
        MeasuredTimes { mode: Mode::Latency, schedule, baseline: medians[1].1, medians, lower_bound: None }
    }

    fn time(
        times: &MeasuredTimes,
        structure: Structure,
        questions: usize,
        schedule: Schedule,
    ) -> Option<f64> {
        times.time(ManyQuestions { structure, questions }, schedule, 0.0).map(|time| time.0)
    }

    #[test]
    fn with_two_questions_it_is_what_was_measured() {
        let run = crate::measure::run::tests::run();
        let found = MeasuredTimes::from_run(&run, Backbone::ResNet18).unwrap();
        assert_eq!(MeasuredTimes::from_run(&run, Backbone::ResNet50), None);
        for (network, summary) in run.summaries() {
            let plan = ManyQuestions::studied(network.structure);
            assert_eq!(found.time(plan, found.schedule, 0.0), Some(summary.median));
        }
    }

    #[test]
    fn every_further_backbone_adds_what_the_second_did() {
        let cpu = times(Schedule::InTurn, [2.25, 1.0, 1.0]);
        assert_eq!(time(&cpu, Structure::One, 4, Schedule::InTurn), Some(2.25 + 2.0 * 1.25));
        assert_eq!(time(&cpu, Structure::Three, 8, Schedule::InTurn), Some(1.0));
        // (4)-2 was not measured: as many passes of (2).
        assert_eq!(time(&cpu, Structure::FourTwo, 3, Schedule::InTurn), Some(3.0));
        assert_eq!(
            time(&cpu, Structure::One, 2, Schedule::SideBySide),
            None,
            "a CPU's program has no such order"
        );
        assert_eq!(
            time(&cpu, Structure::Two, 8, Schedule::SideBySide),
            Some(1.0),
            "one backbone has no order"
        );
    }

    #[test]
    fn where_backbones_ran_side_by_side_running_in_turn_is_as_many_passes() {
        let gpu = times(Schedule::SideBySide, [0.9, 1.0, 1.0]);
        assert_eq!(
            time(&gpu, Structure::One, 8, Schedule::SideBySide),
            Some(0.9),
            "noise makes nothing faster"
        );
        assert_eq!(time(&gpu, Structure::One, 8, Schedule::InTurn), Some(8.0));
        assert_eq!(time(&gpu, Structure::FourTwo, 2, Schedule::SideBySide), None, "not measured");
        let heads = gpu.time(ManyQuestions::studied(Structure::Two), Schedule::InTurn, 0.25);
        assert_eq!(heads, Some(Millis(1.25)));
    }
}
