//! A run as JSON, our own or from someone else. Values that no run can have are rejected by the path of their field, on
//! export as on import: what is written can be read, and every number that was read can be drawn.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize, Serializer};

use super::{Run, Stage};
use crate::measure::sampler::{MOST_ITERATIONS, MOST_ROUNDS};
use crate::measure::{Disturbance, Ended, Millis, Pace, Sample};
use crate::study::NetworkId;

/// Most entries of a list: one for each stage of each network.
const MOST_ENTRIES: usize = NetworkId::COUNT * Stage::ALL.len();
/// Most samples: one for each network and round.
const MOST_SAMPLES: usize = NetworkId::COUNT * MOST_ROUNDS as usize;
/// Longest text in bytes: a driver's error message may take a page.
const LONGEST_TEXT: usize = 10_000;
/// Longest time, in milliseconds: 115 days.
const LONGEST: f64 = 1e10;
/// Shortest sample, in milliseconds: a nanosecond. With the longest time it keeps every ratio finite.
const SHORTEST: f64 = 1e-6;

/// Why a text is not a run, or a run cannot be exported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RunError {
    /// Longer than any run.
    #[error("the file is larger than {} MB, which no run is", Run::LARGEST_FILE >> 20)]
    TooLarge,
    /// Not JSON, or a field that is missing or of another kind.
    #[error("the field {path} cannot be read: {detail}")]
    Field { path: String, detail: String },
    /// Another version of the format.
    #[error("the field version is {0}, and only {known} is known", known = Run::VERSION)]
    Version(u32),
    /// A value that no run can have.
    #[error("the field {path} holds a value that cannot be: {detail}")]
    Value { path: String, detail: &'static str },
}

/// The one field that every version of the format has.
#[derive(Deserialize)]
struct Form {
    version: u32,
}

/// A sample as it stands in a file: without a disturbance where there was none. [`Sample`] itself also travels in
/// postcard, which cannot leave a field out.
#[derive(Serialize)]
struct SampleEntry {
    network: NetworkId,
    round: u32,
    forwards: u32,
    began: Millis,
    elapsed: Millis,
    #[serde(skip_serializing_if = "Option::is_none")]
    disturbance: Option<Disturbance>,
    pace: Pace,
}

pub(super) fn samples<S: Serializer>(samples: &[Sample], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(samples.iter().map(|sample| {
        let &Sample { network, round, iterations, began, elapsed, disturbance, pace } = sample;
        SampleEntry { network, round, forwards: iterations, began, elapsed, disturbance, pace }
    }))
}

impl Run {
    /// Most bytes of an imported file: above what the longest run of all networks takes.
    pub(crate) const LARGEST_FILE: usize = 32 << 20;

    /// The run as JSON.
    ///
    /// # Errors
    /// Names the field that holds a value [`Run::from_json`] would reject.
    pub fn to_json(&self) -> Result<String, RunError> {
        self.check()?;
        serde_json::to_string_pretty(self).map_err(|error| field("at the top", &error))
    }

    /// Imports a run.
    ///
    /// # Errors
    /// Names the field that is missing, of another type, or holds a value that no run can have.
    pub fn from_json(text: &str) -> Result<Self, RunError> {
        if text.len() > Run::LARGEST_FILE {
            return Err(RunError::TooLarge);
        }
        // First of all: another version may differ in any other field.
        if let Ok(Form { version }) = serde_json::from_str(text)
            && version != Run::VERSION
        {
            return Err(RunError::Version(version));
        }
        let mut reader = serde_json::Deserializer::from_str(text);
        let run: Self = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            let path = error.path().to_string();
            // Before any field is reached the path is a dot.
            field(if path == "." { "at the top" } else { &path }, error.inner())
        })?;
        reader.end().map_err(|error| field("at the end", &error))?;
        run.check()?;
        Ok(run)
    }

    fn check(&self) -> Result<(), RunError> {
        if self.version != Run::VERSION {
            return Err(RunError::Version(self.version));
        }
        self.check_plan()?;
        self.check_texts()?;
        self.check_samples()?;
        self.check_figures()
    }

    fn check_plan(&self) -> Result<(), RunError> {
        let networks = &self.plan.networks;
        let different: BTreeSet<&NetworkId> = networks.iter().collect();
        demand(different.len() == networks.len(), || "plan.networks", "a network twice")?;
        demand(is_time(self.plan.budget), || "plan.budget", NO_TIME)
    }

    fn check_texts(&self) -> Result<(), RunError> {
        let environment = &self.environment;
        let texts = [
            ("app_version", &environment.app_version),
            ("commit", &environment.commit),
            ("taken_at", &environment.taken_at),
            ("browser", &environment.browser),
            ("adapter", &environment.adapter),
            ("isolated", &environment.isolated),
        ];
        let weights =
            environment.weights.iter().flat_map(|(file, digest)| [("weights", file), ("weights", digest)]);
        for (name, text) in texts.into_iter().chain(weights) {
            demand(text.len() <= LONGEST_TEXT, || format!("environment.{name}"), "a text without end")?;
        }
        let entries = environment.weights.len();
        demand(entries <= MOST_ENTRIES, || "environment.weights", "more than there are")?;
        match &self.ended {
            Ended::Failed(failure) => {
                demand(failure.len() <= LONGEST_TEXT, || "finish.failed", "a text without end")
            }
            Ended::Complete | Ended::TimeUp | Ended::Cancelled => Ok(()),
        }
    }

    fn check_samples(&self) -> Result<(), RunError> {
        demand(self.samples.len() <= MOST_SAMPLES, || "samples", "more than any run has")?;
        let mut seen = BTreeSet::new();
        for (index, sample) in self.samples.iter().enumerate() {
            let &Sample { network, round, iterations, began, elapsed, .. } = sample;
            let at = |name: &'static str| move || format!("samples[{index}].{name}");
            demand(is_time(began), at("began"), NO_TIME)?;
            demand(is_time(elapsed) && elapsed.0 >= SHORTEST, at("elapsed"), NO_TIME)?;
            demand(
                (1..=MOST_ITERATIONS).contains(&iterations),
                at("forwards"),
                "no number of forwards that is asked for",
            )?;
            demand(round < MOST_ROUNDS, at("round"), "a round that no run reaches")?;
            demand(
                self.plan.networks.contains(&network),
                at("network"),
                "a network that the plan does not name",
            )?;
            demand(seen.insert((network, round)), at("round"), "a round with this network twice")?;
        }
        Ok(())
    }

    fn check_figures(&self) -> Result<(), RunError> {
        let startups = self.startups.iter().map(|startups| startups.times().into_iter().all(is_time));
        let lower_bounds = self
            .lower_bounds
            .iter()
            .map(|lower_bound| is_time(lower_bound.launches) && is_time(lower_bound.weight_read));
        // A difference of medians, which may be negative.
        let stages = self.stages.iter().map(|stage| is_time(Millis(stage.time.0.abs())));
        let verifications =
            self.verifications.iter().map(|check| (0.0..=1.0).contains(&check.largest_difference));
        every("cold", startups)?;
        every("floors", lower_bounds)?;
        every("stages", stages)?;
        every("checks", verifications)
    }
}

const NO_TIME: &str = "a time that is no time";

/// Not negative, not NaN, and at most [`LONGEST`].
fn is_time(time: Millis) -> bool {
    (0.0..=LONGEST).contains(&time.0)
}

fn field(path: &str, error: &serde_json::Error) -> RunError {
    RunError::Field { path: path.to_owned(), detail: error.to_string() }
}

/// An error unless the value fits.
fn demand<P: Into<String>>(
    fits: bool,
    path: impl FnOnce() -> P,
    detail: &'static str,
) -> Result<(), RunError> {
    if fits { Ok(()) } else { Err(RunError::Value { path: path().into(), detail }) }
}

/// An error for a list that is too long, or for the first entry that does not fit.
fn every(name: &str, fit: impl ExactSizeIterator<Item = bool>) -> Result<(), RunError> {
    demand(fit.len() <= MOST_ENTRIES, || name, "more than there are")?;
    for (index, fits) in fit.enumerate() {
        demand(fits, || format!("{name}[{index}]"), "a number that was never measured")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::run::tests::run;
    use crate::measure::{claims, csv, markdown};
    use proptest::prelude::*;

    fn refused(run: &Run) -> String {
        run.to_json().unwrap_err().to_string()
    }

    #[test]
    fn a_run_survives_its_export() {
        let run = run();
        assert_eq!(Run::from_json(&run.to_json().unwrap()), Ok(run));
    }

    #[test]
    fn the_longest_run_of_all_networks_is_read_back() {
        let mut run = run();
        let sample = Sample { elapsed: Millis(1_234.567_890_123_456_7), ..run.samples[0] };
        run.plan.networks = NetworkId::all().collect();
        let rounds = (0..MOST_ROUNDS).flat_map(|round| NetworkId::all().map(move |network| (round, network)));
        run.samples = rounds.map(|(round, network)| Sample { round, network, ..sample }).collect();
        assert_eq!(Run::from_json(&run.to_json().unwrap()), Ok(run));
    }

    #[test]
    fn bad_files_are_refused_by_the_name_of_the_field() {
        let good = run().to_json().unwrap();
        let refused = |from: &str, to: &str| {
            assert!(good.contains(from), "{from}");
            Run::from_json(&good.replacen(from, to, 1)).unwrap_err().to_string()
        };
        assert!(refused("\"elapsed\": 30.0", "\"elapsed\": \"long\"").contains("samples[0].elapsed"));
        assert!(refused("\"elapsed\": 30.0", "\"elapsed\": -1.0").contains("samples[0].elapsed"));
        assert!(refused("\"elapsed\": 30.0", "\"elapsed\": 1e-320").contains("samples[0].elapsed"));
        assert!(refused("\"elapsed\": 30.0", "\"elapsed\": null").contains("samples[0].elapsed"));
        assert!(refused("\"forwards\": 10,", "").contains("samples[0]"));
        assert!(refused("\"forwards\": 10,", "\"forwards\": 0,").contains("samples[0].forwards"));
        assert!(refused("\"round\": 1,", "\"round\": 0,").contains("samples[2].round"));
        assert!(refused("\"round\": 1,", "\"round\": 4294967295,").contains("samples[2].round"));
        assert!(refused("\"budget\": 10000.0", "\"budget\": -1").contains("plan.budget"));
        assert!(refused("\"empty\": 0.4", "\"empty\": 1e300").contains("floors[0]"));
        assert!(refused("latency", "speed").contains("plan.mode"));
        assert!(Run::from_json("").unwrap_err().to_string().contains("at the top"));
        assert!(Run::from_json(&format!("{good} x")).unwrap_err().to_string().contains("at the end"));
        assert_eq!(Run::from_json(&" ".repeat(Run::LARGEST_FILE + 1)), Err(RunError::TooLarge));
    }

    #[test]
    fn another_version_is_named_whatever_else_it_holds() {
        assert_eq!(Run::from_json("{\"version\": 2, \"rounds\": []}"), Err(RunError::Version(2)));
        assert!(Run::from_json("{\"rounds\": []}").unwrap_err().to_string().contains("version"));
    }

    #[test]
    fn what_could_not_be_read_back_is_not_written() {
        let mut bad = run();
        bad.samples[1].elapsed = Millis(f64::NAN);
        assert!(refused(&bad).contains("samples[1].elapsed"));
        bad = run();
        bad.verifications[0].largest_difference = f64::NAN;
        assert!(refused(&bad).contains("checks[0]"));
        bad = run();
        bad.environment.browser = "x".repeat(LONGEST_TEXT + 1);
        assert!(refused(&bad).contains("environment.browser"));
        bad = run();
        bad.lower_bounds = vec![bad.lower_bounds[0]; MOST_ENTRIES + 1];
        assert!(refused(&bad).contains("floors"));
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_harm(text in ".{0,300}") {
            prop_assert!(Run::from_json(&text).is_err());
        }

        #[test]
        fn a_damaged_export_is_refused_or_harmless(places in prop::collection::vec((0..4000_usize, 0x20..0x7f_u8), 1..4)) {
            let mut bytes = run().to_json().unwrap().into_bytes();
            for (place, byte) in places {
                let place = place % bytes.len();
                bytes[place] = byte;
            }
            if let Ok(run) = Run::from_json(&String::from_utf8(bytes).unwrap()) {
                // Every statistic of what was imported is finite.
                for (_, summary) in run.summaries() {
                    prop_assert!(summary.median.0.is_finite() && summary.relative_half_width().is_finite());
                }
                for ratio in run.ratios() {
                    prop_assert!(ratio.value.is_finite() && ratio.interval.high.is_finite());
                }
                prop_assert!(!csv(&run).is_empty() && !markdown(&run).is_empty());
                prop_assert!(claims::costs(&run).iter().all(|cost| cost.here.is_finite()));
                prop_assert_eq!(Run::from_json(&run.to_json().unwrap()), Ok(run));
            }
        }
    }
}
