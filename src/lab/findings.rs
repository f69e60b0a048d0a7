//! What the study's rows amount to, in three sentences: accuracy, two backbones, its choice. Computed from the rows and
//! the sizes of the published files; the words are in `i18n`.

use crate::measure::McNemar;
use crate::measure::claims::{BEST_TRADE_OFF, MOST_ACCURATE};
use crate::study::reference::{StudyRow, experiment, time_ratio};
use crate::study::{Backbone, NetworkId, Rule, Structure};
use crate::weights::PublishedAccuracies;

/// Test images: the digits 0, 1 and 2 of MNIST.
pub(crate) const IMAGES: u32 = 3_147;

/// Who was first where all five structures were compared: on one backbone, by one rule.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AccuracyFinding {
    /// Comparisons in all.
    pub(crate) comparisons: usize,
    /// The structure that came first most often.
    pub(crate) leader: Structure,
    /// How often it came first, alone or not.
    pub(crate) firsts: usize,
    /// The smallest and the largest lead of a first over the next, in images.
    pub(crate) leads: (f64, f64),
    /// Comparisons whose lead could be more than chance, however the answers of the two were paired.
    pub(crate) beyond_chance: usize,
    /// The structures that come first with the weights of this page, each once; empty while they are not known.
    pub(crate) firsts_here: Vec<Structure>,
}

/// What a second backbone costs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct CostFinding {
    /// Size with two backbones over that with one.
    pub(crate) size_ratio: f64,
    /// The study's least and greatest time of a structure with two backbones over that of (2).
    pub(crate) time_ratios: (f64, f64),
}

/// What the study chose, and how far that is from (2) in time and from the most accurate in accuracy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ChoiceFinding {
    pub(crate) most_accurate: Structure,
    pub(crate) trade_off: Structure,
    /// The least and the greatest time of the trade-off over that of (2).
    pub(crate) time_ratios: (f64, f64),
    /// The largest difference of accuracy, a fraction.
    pub(crate) most_behind: f64,
}

/// The rows of one comparison, the most accurate first.
fn ranked(rule: Rule, backbone: Backbone) -> Vec<StudyRow> {
    let mut rows: Vec<StudyRow> =
        experiment(rule).iter().filter(|row| row.network.backbone == backbone).copied().collect();
    rows.sort_by(|one, other| other.accuracy.total_cmp(&one.accuracy));
    rows
}

fn comparisons() -> impl Iterator<Item = (Rule, Backbone)> {
    Rule::ALL.into_iter().flat_map(|rule| Backbone::ALL.into_iter().map(move |backbone| (rule, backbone)))
}

/// Who was first; `None` where the study has no rows.
pub(crate) fn accuracy_finding(published: Option<&PublishedAccuracies>) -> Option<AccuracyFinding> {
    let all: Vec<Vec<StudyRow>> =
        comparisons().map(|(rule, backbone)| ranked(rule, backbone)).filter(|rows| rows.len() > 1).collect();
    let is_first = |rows: &Vec<StudyRow>, structure: Structure| {
        rows.iter().any(|row| row.network.structure == structure && row.accuracy >= rows[0].accuracy)
    };
    let firsts = |structure: &Structure| all.iter().filter(|rows| is_first(rows, *structure)).count();
    let leader = Structure::ALL.into_iter().rev().max_by_key(firsts)?;
    let leads: Vec<f64> =
        all.iter().map(|rows| (rows[0].accuracy - rows[1].accuracy) * f64::from(IMAGES)).collect();
    Some(AccuracyFinding {
        comparisons: all.len(),
        leader,
        firsts: firsts(&leader),
        leads: ends(leads.iter().copied())?,
        beyond_chance: leads.iter().filter(|lead| may_be_beyond_chance(**lead)).count(),
        firsts_here: firsts_here(published),
    })
}

/// Whether McNemar's test could separate two networks of which one is right on so many images more. It does most easily
/// where nothing speaks for the other; how the study's answers were paired is not published.
pub(crate) fn may_be_beyond_chance(lead: f64) -> bool {
    let images = lead.round().max(0.0) as usize;
    McNemar::from_answers(&vec![true; images], &vec![false; images]).is_separable()
}

/// The structures that come first somewhere with the published weights.
fn firsts_here(published: Option<&PublishedAccuracies>) -> Vec<Structure> {
    let first_of = |(rule, backbone): (Rule, Backbone)| -> Vec<Structure> {
        let accuracies = NetworkId::on_backbone(backbone)
            .filter_map(|network| Some((network.structure, published?.accuracy(network, rule)?)));
        let accuracies: Vec<(Structure, f64)> = accuracies.collect();
        let best = accuracies.iter().map(|(_, accuracy)| *accuracy).fold(0.0, f64::max);
        accuracies
            .into_iter()
            .filter(|(_, accuracy)| *accuracy >= best)
            .map(|(structure, _)| structure)
            .collect()
    };
    let found: Vec<Structure> = comparisons().flat_map(first_of).collect();
    Structure::ALL.into_iter().filter(|structure| found.contains(structure)).collect()
}

/// What a second backbone costs in bytes of the published files, or in backbones while they are not known.
pub(crate) fn cost_finding(published: Option<&PublishedAccuracies>) -> Option<CostFinding> {
    let split = || NetworkId::all().filter(|network| network.structure.backbones() > 1);
    let backbones = |network: NetworkId| {
        network.structure.backbones() as f64 / network.baseline().structure.backbones() as f64
    };
    let size = |network: NetworkId| match published {
        Some(published) => {
            Some(published.bytes(network)? as f64 / published.bytes(network.baseline())? as f64)
        }
        None => Some(backbones(network)),
    };
    let (least, greatest) = ends(split().filter_map(size))?;
    let times =
        Rule::ALL.into_iter().flat_map(|rule| split().filter_map(move |network| time_ratio(rule, network)));
    Some(CostFinding { size_ratio: f64::midpoint(least, greatest), time_ratios: ends(times)? })
}

/// What the study chose; `None` where it has no rows.
pub(crate) fn choice_finding() -> Option<ChoiceFinding> {
    let of = |rule, backbone, structure| {
        experiment(rule).iter().find(|row| row.network == NetworkId { backbone, structure })
    };
    let times = comparisons()
        .filter_map(|(rule, backbone)| time_ratio(rule, NetworkId { backbone, structure: BEST_TRADE_OFF }));
    let behind = comparisons().filter_map(|(rule, backbone)| {
        Some(of(rule, backbone, MOST_ACCURATE)?.accuracy - of(rule, backbone, BEST_TRADE_OFF)?.accuracy)
    });
    Some(ChoiceFinding {
        most_accurate: MOST_ACCURATE,
        trade_off: BEST_TRADE_OFF,
        time_ratios: ends(times)?,
        most_behind: ends(behind)?.1,
    })
}

/// The least and the greatest value; `None` without any.
pub(crate) fn ends(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values.fold(None, |ends, value| {
        let (low, high) = ends.unwrap_or((value, value));
        Some((f64::min(low, value), f64::max(high, value)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::i18n::texts;
    use crate::web::Language;

    /// The study's files, read here anew: rule, backbone, structure, accuracy, seconds.
    fn cells() -> Vec<(usize, String, String, f64, f64)> {
        let files = [
            include_str!("../study/reference/experiment_1.csv"),
            include_str!("../study/reference/experiment_2.csv"),
        ];
        let lines = files
            .iter()
            .enumerate()
            .flat_map(|(rule, file)| file.lines().skip(1).map(move |line| (rule, line)));
        lines
            .map(|(rule, line)| {
                let cells: Vec<&str> = line.split(',').collect();
                (rule, cells[1].into(), cells[2].into(), cells[3].parse().unwrap(), cells[4].parse().unwrap())
            })
            .collect()
    }

    fn cell(rule: usize, backbone: &str, structure: &str) -> (f64, f64) {
        let found =
            cells().into_iter().find(|cell| (cell.0, &*cell.1, &*cell.2) == (rule, backbone, structure));
        found.map(|cell| (cell.3, cell.4)).unwrap()
    }

    const PLACES: [(usize, &str); 6] = [
        (0, "resnet18"),
        (0, "resnet34"),
        (0, "resnet50"),
        (1, "resnet18"),
        (1, "resnet34"),
        (1, "resnet50"),
    ];

    #[test]
    fn who_came_first_is_what_the_files_say() {
        let (mut leads, mut firsts) = (Vec::new(), 0);
        for (rule, backbone) in PLACES {
            let mut accuracies =
                ["1", "2", "3", "4_1", "4_2"].map(|structure| cell(rule, backbone, structure).0);
            accuracies.sort_by(|one, other| other.total_cmp(one));
            leads.push((accuracies[0] - accuracies[1]) * 3_147.0);
            firsts += usize::from(cell(rule, backbone, "4_1").0 == accuracies[0]);
        }
        let found = accuracy_finding(None).unwrap();
        assert_eq!((found.comparisons, found.leader, found.firsts), (6, Structure::FourOne, firsts));
        let near = |one: f64, other: f64| assert!((one - other).abs() < 1e-6, "{one} {other}");
        near(found.leads.0, leads.iter().copied().fold(f64::MAX, f64::min));
        near(found.leads.1, leads.iter().copied().fold(0.0, f64::max));
        // Six images or more: two-sided, 2 x 0.5^6 is the first below 0.05.
        assert_eq!(found.beyond_chance, leads.iter().filter(|lead| lead.round() >= 6.0).count());
        assert!(!may_be_beyond_chance(5.0) && may_be_beyond_chance(6.0));
    }

    #[test]
    fn what_a_second_backbone_costs_and_what_the_study_chose_are_what_the_files_say() {
        let (mut split, mut three, mut behind) = (Vec::new(), Vec::new(), Vec::new());
        for (rule, backbone) in PLACES {
            let base = cell(rule, backbone, "2").1;
            split.extend(["1", "4_1", "4_2"].map(|structure| cell(rule, backbone, structure).1 / base));
            three.push(cell(rule, backbone, "3").1 / base);
            behind.push(cell(rule, backbone, "4_1").0 - cell(rule, backbone, "3").0);
        }
        let range = |values: &[f64]| {
            (values.iter().copied().fold(f64::MAX, f64::min), values.iter().copied().fold(f64::MIN, f64::max))
        };
        let cost = cost_finding(None).unwrap();
        assert_eq!((cost.size_ratio, cost.time_ratios), (2.0, range(&split)));
        let choice = choice_finding().unwrap();
        assert_eq!((choice.time_ratios, choice.most_behind), (range(&three), range(&behind).1));
        // And that is what a reader is told.
        let (low, high) = range(&split);
        for language in [Language::English, Language::Korean] {
            let texts = &texts(language).reference;
            let told = (texts.cost_finding)(&cost);
            assert!(told.contains(&format!("{low:.1}")) && told.contains(&format!("{high:.1}")), "{told}");
            let told = (texts.choice_finding)(&choice);
            assert!(told.contains(&format!("{:.2}", choice.most_behind * 100.0)), "{told}");
        }
    }

    #[test]
    fn the_files_of_this_page_say_how_large_and_who_is_first_here() {
        let manifest = include_bytes!("../../weights/manifest.json");
        let published = PublishedAccuracies::parse(manifest).unwrap();
        let json: serde_json::Value = serde_json::from_slice(manifest).unwrap();
        let networks = json["networks"].as_array().unwrap();
        let number = |backbone: &str, structure: &str, field: &str| {
            let entry = networks
                .iter()
                .find(|entry| entry["backbone"] == backbone && entry["structure"] == structure);
            entry.unwrap()[field].as_f64().unwrap()
        };
        let ratio = number("resnet50", "4_1", "bytes") / number("resnet50", "2", "bytes");
        let cost = cost_finding(Some(&published)).unwrap();
        assert!((cost.size_ratio - ratio).abs() < 0.02, "{ratio} {cost:?}");
        let here = accuracy_finding(Some(&published)).unwrap().firsts_here;
        for structure in Structure::ALL {
            let first = PLACES.iter().any(|(rule, backbone)| {
                let field = ["accuracy_experiment_1", "accuracy_experiment_2"][*rule];
                let of = |structure: &str| number(backbone, structure, field);
                let best = ["1", "2", "3", "4_1", "4_2"].map(of).into_iter().fold(0.0, f64::max);
                of(structure.id()) == best
            });
            assert_eq!(here.contains(&structure), first, "{structure:?}");
        }
    }
}
