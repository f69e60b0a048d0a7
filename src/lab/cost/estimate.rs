//! What a structure for many questions takes: parameters, download, memory and time. With two questions it is the study's
//! structure as it is published and was measured.

use crate::measure::{Bytes, MeasuredTimes, Millis, Schedule};
use crate::study::{Backbone, ManyQuestions, NetworkId, Structure};
use crate::weights::{BackboneSize, PublishedAccuracies};

/// Bytes of a head's weight or bias.
const HEAD_BYTES: u64 = size_of::<f32>() as u64;

/// What one structure takes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Estimate {
    pub(super) plan: ManyQuestions,
    pub(super) parameters: u64,
    /// `None` while the sizes of the published files are not known.
    pub(super) download: Option<Bytes>,
    /// In the order of [`Schedule::ALL`].
    pub(super) costs: [RunCost; 2],
}

/// What it takes to run it on one schedule.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct RunCost {
    /// Weights, and the maps of the backbones that run at a time.
    pub(super) memory: Bytes,
    pub(super) time: EstimatedTime,
}

/// A time, or what stands for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum EstimatedTime {
    /// From what was measured.
    Measured(Millis),
    /// Nothing was measured: the multiply-adds relative to structure 2, at least and at most.
    Relative(f64, f64),
    /// What was measured does not tell.
    Unknown,
}

impl Estimate {
    /// Of all five structures for this many questions.
    pub(super) fn all(
        questions: usize,
        backbone: Backbone,
        published: Option<&PublishedAccuracies>,
        measured: Option<&MeasuredTimes>,
    ) -> [Self; 5] {
        let plan = |structure| ManyQuestions { structure, questions };
        Structure::ALL.map(|structure| Self::new(plan(structure), backbone, published, measured))
    }

    fn new(
        plan: ManyQuestions,
        backbone: Backbone,
        published: Option<&PublishedAccuracies>,
        measured: Option<&MeasuredTimes>,
    ) -> Self {
        let size = BackboneSize::for_backbone(backbone);
        let width = backbone.width();
        let network = NetworkId { backbone, structure: plan.structure };
        // A file's header grows with the tensors that it lists.
        let file = published.and_then(|published| published.bytes(network));
        let growth =
            weight_bytes(plan, size, width) as f64 / weight_bytes(plan.studied_alike(), size, width) as f64;
        Self {
            plan,
            parameters: plan.backbones() as u64 * size.parameters + plan.head_parameters(width),
            download: file.map(|bytes| Bytes((bytes as f64 * growth).round() as u64)),
            costs: Schedule::ALL.map(|schedule| RunCost {
                memory: memory(plan, schedule, size, width),
                time: time(plan, schedule, [size.multiply_adds, width as u64], measured),
            }),
        }
    }
}

/// Bytes of all weights, without the header of a file.
fn weight_bytes(plan: ManyQuestions, size: BackboneSize, width: usize) -> u64 {
    plan.backbones() as u64 * size.bytes + HEAD_BYTES * plan.head_parameters(width)
}

fn memory(plan: ManyQuestions, schedule: Schedule, size: BackboneSize, width: usize) -> Bytes {
    let at_a_time = match schedule {
        Schedule::InTurn => 1,
        Schedule::SideBySide => plan.backbones() as u64,
    };
    Bytes(weight_bytes(plan, size, width) + at_a_time * size.map_bytes)
}

/// `multiply_adds` are those of a backbone, `width` that of its features.
fn time(
    plan: ManyQuestions,
    schedule: Schedule,
    [multiply_adds, width]: [u64; 2],
    measured: Option<&MeasuredTimes>,
) -> EstimatedTime {
    let heads = |plan: ManyQuestions| plan.head_weights(width as usize) as f64;
    let baseline = multiply_adds as f64 + heads(ManyQuestions::studied(Structure::BASELINE));
    let Some(measured) = measured else {
        let all = (plan.backbones() as u64 * multiply_adds) as f64 + heads(plan);
        // A device with room to spare runs as many side by side in the time of one, a full one in that of all.
        let least = match schedule {
            Schedule::InTurn => all,
            Schedule::SideBySide => multiply_adds as f64 + heads(plan),
        };
        return EstimatedTime::Relative(least / baseline, all / baseline);
    };
    let added_heads = (heads(plan) - heads(plan.studied_alike())) / baseline;
    measured.time(plan, schedule, added_heads).map_or(EstimatedTime::Unknown, EstimatedTime::Measured)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Run;

    fn published() -> PublishedAccuracies {
        PublishedAccuracies::parse(include_bytes!("../../../weights/manifest.json")).unwrap()
    }

    fn shipped_run(name: &str) -> Run {
        let path = format!("{}/public/runs/resnet18-{name}.json", env!("CARGO_MANIFEST_DIR"));
        Run::from_json(&std::fs::read_to_string(path).unwrap()).unwrap()
    }

    #[test]
    fn with_two_questions_it_is_the_published_network() {
        let manifest: serde_json::Value =
            serde_json::from_str(include_str!("../../../weights/manifest.json")).unwrap();
        let published = published();
        for entry in manifest["networks"].as_array().unwrap() {
            let backbone = entry["backbone"].as_str().unwrap().parse().unwrap();
            let found = Estimate::all(2, backbone, Some(&published), None)
                .into_iter()
                .find(|one| one.plan.structure.id() == entry["structure"])
                .unwrap();
            assert_eq!(Some(found.parameters), entry["parameters"].as_u64());
            assert_eq!(found.download.map(|bytes| bytes.0), entry["bytes"].as_u64());
        }
    }

    #[test]
    fn with_two_questions_the_time_is_the_measured_one() {
        for (name, index) in [("cpu-latency", 0), ("h100-throughput", 1)] {
            let run = shipped_run(name);
            let measured = MeasuredTimes::from_run(&run, Backbone::ResNet18).unwrap();
            for (found, (network, summary)) in
                Estimate::all(2, Backbone::ResNet18, None, Some(&measured)).iter().zip(run.summaries())
            {
                assert_eq!(found.plan.structure, network.structure);
                assert_eq!(
                    found.costs[index].time,
                    EstimatedTime::Measured(summary.median),
                    "{name} {network}"
                );
            }
        }
    }

    #[test]
    fn before_anything_was_measured_multiply_adds_stand_for_the_time() {
        let all = Estimate::all(8, Backbone::ResNet34, None, None);
        let EstimatedTime::Relative(least, most) = all[4].costs[0].time else { panic!("{all:?}") };
        assert!(least == most && (most - 8.0).abs() < 0.01, "in turn, eight times: {most}");
        let EstimatedTime::Relative(least, most) = all[4].costs[1].time else { panic!("{all:?}") };
        assert!((least - 1.0).abs() < 0.01 && (most - 8.0).abs() < 0.01, "{least} {most}");
        assert_eq!(all[1].costs[0].time, EstimatedTime::Relative(least_of(&all[1]), least_of(&all[1])));
        assert!(all.iter().all(|one| one.download.is_none()));
    }

    fn least_of(one: &Estimate) -> f64 {
        match one.costs[1].time {
            EstimatedTime::Relative(least, _) => least,
            EstimatedTime::Measured(_) | EstimatedTime::Unknown => f64::NAN,
        }
    }

    #[test]
    fn a_shared_backbone_saves_nearly_all_and_a_shared_head_nothing() {
        for backbone in Backbone::ALL {
            for questions in ManyQuestions::FEWEST..=ManyQuestions::MOST {
                let parameters =
                    Estimate::all(questions, backbone, None, None).map(|one| one.parameters as f64);
                let [head, _, shared_backbone, _, separate] = parameters;
                let saved = 1.0 - shared_backbone / separate;
                assert!((saved - (1.0 - 1.0 / questions as f64)).abs() < 0.01, "{saved}");
                assert!(head >= separate, "{questions} on {backbone:?}");
            }
        }
    }

    #[test]
    fn side_by_side_the_maps_of_all_backbones_are_kept() {
        for one in Estimate::all(4, Backbone::ResNet18, None, None) {
            let [in_turn, side_by_side] = one.costs.map(|cost| cost.memory.0);
            let maps = BackboneSize::for_backbone(Backbone::ResNet18).map_bytes;
            assert_eq!(side_by_side - in_turn, (one.plan.backbones() as u64 - 1) * maps);
        }
    }
}
