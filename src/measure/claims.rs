//! The study's claims, judged by what was measured here. Refuses sentences: `ui` has them, in every language.

use super::{Interval, McNemar, Ratio, Run, SIGNIFICANT, Summary, pareto};
use crate::study::reference::Row;
use crate::study::{Backbone, NetworkId, Structure};

/// How what was measured stands to what the study says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The study's figure lies within the interval measured here, as far as its own decimals tell.
    Agrees,
    /// The whole interval lies below it.
    Lower,
    /// The whole interval lies above it.
    Higher,
}

/// By how much a ratio of two of the study's times, of three figures each, may be off.
const ROUNDING: f64 = 0.005;

impl Standing {
    fn of(interval: Interval, study: f64) -> Self {
        match () {
            () if interval.high < study - ROUNDING => Self::Lower,
            () if interval.low > study + ROUNDING => Self::Higher,
            () => Self::Agrees,
        }
    }
}

/// What a structure costs beside structure 2, here and in the study.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cost {
    /// The network.
    pub network: NetworkId,
    /// Here.
    pub here: f64,
    /// 95 % interval of it.
    pub interval: Interval,
    /// In the study's first experiment.
    pub study: f64,
    /// How the two stand.
    pub standing: Standing,
}

/// What a structure's answers to the test images were: right or not, image by image.
pub type Correctness = (Structure, Vec<bool>);

/// The structure the study calls most accurate, against another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rival {
    /// The other structure.
    pub structure: Structure,
    /// (4)-1 first, the other second.
    pub mcnemar: McNemar,
}

/// Whether the study's most accurate structure is that here.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rank {
    /// It is better than each other one, beyond chance.
    First,
    /// Another one is better, beyond chance.
    Behind(Structure),
    /// These answers cannot tell. The rival is the one that read most images right.
    Open(Rival),
}

/// Accuracy against latency of the structures of a backbone.
#[derive(Debug, Clone, PartialEq)]
pub struct TradeOff {
    /// Structures on the front: nothing else is as fast and as accurate, and better in one.
    pub front: Vec<Structure>,
    /// Whether (3), which the study prefers, is one of them.
    pub three: Place,
}

/// Whether something is on the front.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// It is.
    OnFront,
    /// It is beaten, and by one whose time is shorter beyond its noise.
    Beaten,
    /// It is beaten, but by times that are within its own noise: the next run may find it on the front.
    Undecided,
    /// It was not measured.
    Unknown,
}

/// What each structure but 2 costs beside structure 2, where it was measured.
#[must_use]
pub fn costs(run: &Run, study: &[Row]) -> Vec<Cost> {
    let times: Vec<(NetworkId, f64)> = study.iter().map(|row| (row.network, row.inference_seconds)).collect();
    let published = super::ratios(&times);
    let cost = |Ratio { network, value: here, interval }: Ratio| {
        let study = published.iter().find(|ratio| ratio.network == network)?.value;
        let interval = interval?;
        Some(Cost { network, here, interval, study, standing: Standing::of(interval, study) })
    };
    let others = run.ratios().into_iter().filter(|ratio| ratio.network.structure != Structure::BASELINE);
    others.filter_map(cost).collect()
}

/// The structure that the study calls most accurate.
pub const MOST_ACCURATE: Structure = Structure::FourOne;

/// (4)-1, which the study calls most accurate, against each other structure whose answers are known.
#[must_use]
pub fn rivals(answers: &[Correctness]) -> Vec<Rival> {
    let Some((_, first)) = answers.iter().find(|(structure, _)| *structure == MOST_ACCURATE) else {
        return Vec::new();
    };
    let others = answers.iter().filter(|(structure, _)| *structure != MOST_ACCURATE);
    others
        .map(|(structure, second)| Rival { structure: *structure, mcnemar: McNemar::of(first, second) })
        .collect()
}

/// What the rivals say together; `None` without any.
///
/// To be first it must beat all of them, so each test may have its 5 %: all must come out. To be behind, one is enough,
/// and of several tests one comes out by chance more often: so each must pass at 5 % divided by their number.
#[must_use]
pub fn rank(rivals: &[Rival]) -> Option<Rank> {
    let lead = |rival: &&Rival| rival.mcnemar.only_second as i64 - rival.mcnemar.only_first as i64;
    let strongest = *rivals.iter().max_by_key(lead)?;
    let beyond = |rival: &Rival| rival.mcnemar.p * rivals.len() as f64;
    let ahead = rivals.iter().filter(|rival| lead(rival) > 0 && beyond(rival) < SIGNIFICANT);
    if let Some(better) = ahead.max_by_key(lead) {
        return Some(Rank::Behind(better.structure));
    }
    let first = rivals.iter().all(|rival| lead(&rival) < 0 && rival.mcnemar.is_separable());
    Some(if first { Rank::First } else { Rank::Open(strongest) })
}

/// The structure that the study calls the best trade-off.
pub const BEST_TRADE_OFF: Structure = Structure::Three;

/// Which structures of a backbone are on the front of accuracy and median time; `None` below two of them.
#[must_use]
pub fn trade_off(
    run: &Run,
    backbone: Backbone,
    accuracy: impl Fn(NetworkId) -> Option<f64>,
) -> Option<TradeOff> {
    let points: Vec<Point> = run
        .summaries()
        .into_iter()
        .filter(|(network, _)| network.backbone == backbone)
        .filter_map(|(network, time)| {
            Some(Point { structure: network.structure, time, accuracy: accuracy(network)? })
        })
        .collect();
    if points.len() < 2 {
        return None;
    }
    let on_front =
        pareto(&points.iter().map(|point| (point.time.median.0, point.accuracy)).collect::<Vec<_>>());
    let placed = points.iter().zip(on_front);
    let front: Vec<Structure> =
        placed.filter(|(_, on_front)| *on_front).map(|(point, _)| point.structure).collect();
    let three = place(&points, &front);
    Some(TradeOff { front, three })
}

/// One structure in the plane.
struct Point {
    structure: Structure,
    time: Summary,
    accuracy: f64,
}

/// Where the study's best trade-off stands.
fn place(points: &[Point], front: &[Structure]) -> Place {
    let Some(three) = points.iter().find(|point| point.structure == BEST_TRADE_OFF) else {
        return Place::Unknown;
    };
    if front.contains(&BEST_TRADE_OFF) {
        return Place::OnFront;
    }
    let surely = |other: &Point| {
        other.time.interval.high < three.time.interval.low && other.accuracy >= three.accuracy
    };
    if points.iter().any(surely) { Place::Beaten } else { Place::Undecided }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{Millis, Sample};
    use crate::study::reference::parse_experiment;

    fn study() -> Vec<Row> {
        parse_experiment(include_str!("../../public/reference/experiment_1.csv")).unwrap()
    }

    #[test]
    fn a_ratio_is_judged_against_the_studys() {
        let costs = costs(&crate::measure::run::tests::run(), &study());
        // Structure 1 takes 1.5 times as long here, in every round; the study says 1.92.
        assert_eq!(costs.len(), 1);
        assert_eq!((costs[0].network.structure, costs[0].standing), (Structure::One, Standing::Lower));
        assert!((costs[0].study - 1.92).abs() < 0.01 && (costs[0].here - 1.5).abs() < 1e-9);
    }

    #[test]
    fn no_more_is_read_from_the_studys_figure_than_its_decimals_tell() {
        let standing = |low, high| Standing::of(Interval { low, high }, 1.0);
        assert_eq!(standing(1.003, 1.03), Standing::Agrees, "shown as 1.00 to 1.03");
        assert_eq!(standing(1.006, 1.03), Standing::Higher);
        assert_eq!(standing(0.9, 0.996), Standing::Agrees);
        assert_eq!(standing(0.9, 0.994), Standing::Lower);
    }

    #[test]
    fn the_most_accurate_meets_every_other() {
        let answers = vec![
            (Structure::Two, vec![true; 100]),
            (Structure::FourOne, vec![true; 100]),
            (Structure::Three, [vec![false; 10], vec![true; 90]].concat()),
        ];
        let rivals = rivals(&answers);
        assert_eq!(
            rivals.iter().map(|rival| rival.structure).collect::<Vec<_>>(),
            [Structure::Two, Structure::Three]
        );
        assert!(!rivals[0].mcnemar.is_separable() && rivals[1].mcnemar.is_separable());
        assert_eq!(super::rivals(&answers[..1]), []);
    }

    #[test]
    fn the_front_needs_two_structures() {
        let run = crate::measure::run::tests::run();
        let accurate =
            |network: NetworkId| Some(if network.structure == Structure::One { 0.999 } else { 0.998 });
        let found = trade_off(&run, Backbone::ResNet18, accurate).unwrap();
        assert_eq!(found, TradeOff { front: vec![Structure::One, Structure::Two], three: Place::Unknown });
        assert_eq!(trade_off(&run, Backbone::ResNet34, accurate), None);
        let same = |_| Some(0.999);
        assert_eq!(trade_off(&run, Backbone::ResNet18, same).unwrap().front, [Structure::Two]);
    }

    /// Structures with so many images that only (4)-1, and only the other, read right.
    fn met(pairs: &[(Structure, usize, usize)]) -> Vec<Rival> {
        let rival = |&(structure, only_first, only_second): &(Structure, usize, usize)| {
            let answers = |ours, theirs| [vec![ours; only_first], vec![theirs; only_second]].concat();
            Rival { structure, mcnemar: McNemar::of(&answers(true, false), &answers(false, true)) }
        };
        pairs.iter().map(rival).collect()
    }

    #[test]
    fn first_is_who_beats_all_and_behind_is_who_is_beaten_beyond_chance() {
        use Structure::{One, Three, Two};
        assert_eq!(rank(&[]), None);
        assert_eq!(rank(&met(&[(One, 9, 0), (Two, 12, 1)])), Some(Rank::First));
        // p of 5 to 0 is 0.0625: one rival is not beaten for sure.
        let open = met(&[(One, 9, 0), (Two, 5, 0)]);
        assert_eq!(rank(&open), Some(Rank::Open(open[1])));
        // p of 0 to 6 is 0.03125: beyond chance alone, and not as one of three tests.
        assert_eq!(rank(&met(&[(One, 0, 6)])), Some(Rank::Behind(One)));
        let three = met(&[(One, 0, 6), (Two, 9, 0), (Three, 2, 2)]);
        assert_eq!(rank(&three), Some(Rank::Open(three[0])));
        assert_eq!(rank(&met(&[(One, 0, 12), (Two, 9, 0), (Three, 2, 2)])), Some(Rank::Behind(One)));
    }

    #[test]
    fn a_front_that_noise_could_turn_is_not_decided() {
        let place = |factor: f64, accuracy_of_three: f64| {
            let mut run = crate::measure::run::tests::run();
            let networks = [Structure::Two, Structure::Three]
                .map(|structure| NetworkId { backbone: Backbone::ResNet18, structure });
            let sample = run.samples[0];
            run.samples = (0..20)
                .flat_map(|round| {
                    let elapsed = Millis(20.0 + f64::from(round % 5));
                    let two = Sample { network: networks[0], round, elapsed, ..sample };
                    [two, Sample { network: networks[1], elapsed: Millis(elapsed.0 * factor), ..two }]
                })
                .collect();
            run.plan.networks = networks.to_vec();
            let accuracy = |network: NetworkId| {
                Some(if network.structure == Structure::Three { accuracy_of_three } else { 0.998 })
            };
            trade_off(&run, Backbone::ResNet18, accuracy).unwrap().three
        };
        assert_eq!(place(1.001, 0.999), Place::OnFront);
        assert_eq!(place(1.001, 0.998), Place::Undecided);
        assert_eq!(place(1.5, 0.998), Place::Beaten);
    }
}
