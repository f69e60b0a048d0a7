//! The trainings as JSON, checked when read: it is data from outside, and every number that was read can be drawn.

use serde::Deserialize;

use super::{Judged, StructureTrainings, Trainings};
use crate::measure::SeedValues;
use crate::study::{Rule, Structure};

/// Largest file in bytes.
const LARGEST_FILE: usize = 300_000;
/// Longest text in bytes.
const LONGEST_TEXT: usize = 1_000;
/// Most images.
const MOST_IMAGES: u32 = 1_000_000;

/// Why a text does not hold trainings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TrainingsError {
    /// Larger than any.
    #[error("it is larger than {} KB", LARGEST_FILE / 1000)]
    TooLarge,
    /// Another version of the format.
    #[error("the field version is {0}, and only {known} is known", known = Trainings::VERSION)]
    Version(u32),
    /// Not JSON, or a field that is missing or of another kind.
    #[error("the field {path} cannot be read: {detail}")]
    Field { path: String, detail: String },
    /// A value that cannot be.
    #[error("the field {path} holds a value that cannot be: {detail}")]
    Value { path: String, detail: &'static str },
}

/// The one field that every version has.
#[derive(Deserialize)]
struct Form {
    version: u32,
}

impl Trainings {
    /// As a file holds them: the same bytes every time.
    ///
    /// # Errors
    /// Names the field that [`Trainings::from_json`] would refuse.
    pub fn to_json(&self) -> Result<String, TrainingsError> {
        self.check()?;
        let json = serde_json::to_string_pretty(self);
        json.map(|text| text + "\n").map_err(|error| field("at the top", &error))
    }

    /// Reads them.
    ///
    /// # Errors
    /// Names the field that is missing, of another kind, or holds a value that cannot be.
    pub fn from_json(text: &str) -> Result<Self, TrainingsError> {
        if text.len() > LARGEST_FILE {
            return Err(TrainingsError::TooLarge);
        }
        // First of all: another version may differ in any other field.
        if let Ok(Form { version }) = serde_json::from_str(text)
            && version != Self::VERSION
        {
            return Err(TrainingsError::Version(version));
        }
        let mut reader = serde_json::Deserializer::from_str(text);
        let found: Self = serde_path_to_error::deserialize(&mut reader)
            .map_err(|error| field(&error.path().to_string(), error.inner()))?;
        reader.end().map_err(|error| field("at the end", &error))?;
        found.check()?;
        Ok(found)
    }

    fn check(&self) -> Result<(), TrainingsError> {
        if self.version != Self::VERSION {
            return Err(TrainingsError::Version(self.version));
        }
        let counts = [self.images, self.others];
        demand(
            counts.into_iter().all(|count| (1..=MOST_IMAGES).contains(&count)),
            "images",
            "no number of images",
        )?;
        let seeds = self.seeds.len();
        demand((2..=SeedValues::MOST).contains(&seeds), "seeds", "too few or too many")?;
        demand(self.seeds.is_sorted_by(|one, other| one < other), "seeds", "not ascending")?;
        let recipe = [&self.recipe.name, &self.recipe.burn, &self.recipe.evaluated];
        demand(recipe.iter().all(|text| text.len() <= LONGEST_TEXT), "recipe", "a text without end")?;
        let rates = [self.recipe.learning_rate, self.recipe.weight_decay];
        demand(rates.into_iter().all(is_fraction), "recipe", "a rate that is no fraction")?;
        demand(is_fraction(self.ensembles.accuracy), "ensembles.accuracy", "no fraction")?;
        let structures = self.structures.iter().map(|found| found.structure);
        demand(structures.eq(Structure::ALL), "structures", "not the five of the study in its order")?;
        self.structures.iter().enumerate().try_for_each(|(index, found)| self.check_structure(index, found))
    }

    fn check_structure(&self, index: usize, found: &StructureTrainings) -> Result<(), TrainingsError> {
        let at = |name: &str| format!("structures[{index}].{name}");
        for rule in Rule::ALL {
            let name = at(&format!("experiment_{}", rule.experiment()));
            let Judged { accuracy, beside_baseline } = found.judged(rule);
            self.check_values(&name, accuracy, 0.0, 1.0)?;
            let baseline = found.structure == Structure::BASELINE;
            demand(beside_baseline.is_none() == baseline, &name, "a comparison that is missing or too many")?;
            if let Some(comparison) = beside_baseline {
                self.check_values(&name, &comparison.difference, -1.0, 1.0)?;
                let (p, p_holm) = (comparison.p, comparison.p_holm);
                demand(is_fraction(p) && is_fraction(p_holm) && p <= p_holm, &name, "no probability")?;
            }
        }
        for (name, values, most) in [
            ("brier", &found.brier, 2.0),
            ("calibration_error", &found.calibration_error, 1.0),
            ("sure_of_others", &found.sure_of_others, 1.0),
        ] {
            self.check_values(&at(name), values, 0.0, most)?;
        }
        self.check_counts(&at("missed"), &found.missed)?;
        let two = found.structure.heads().len() > 1;
        demand(found.contradictions.is_some() == two, &at("contradictions"), "of a structure that has none")?;
        let Some(signal) = &found.contradictions else { return Ok(()) };
        self.check_counts(&at("contradictions"), &signal.each)?;
        let shares = [signal.precision, signal.recall];
        demand(
            shares.into_iter().flatten().all(is_fraction) && signal.all() <= found.all_missed(),
            &at("contradictions"),
            "no share",
        )
    }

    fn check_values(
        &self,
        path: &str,
        values: &SeedValues,
        low: f64,
        high: f64,
    ) -> Result<(), TrainingsError> {
        demand(values.each.len() == self.seeds.len(), path, "not one value a seed")?;
        demand(values.each.iter().all(|value| (low..=high).contains(value)), path, "out of its range")?;
        demand(values.follows(), path, "a summary that does not follow from its values")
    }

    fn check_counts(&self, path: &str, counts: &[u32]) -> Result<(), TrainingsError> {
        demand(counts.len() == self.seeds.len(), path, "not one value a seed")?;
        demand(counts.iter().all(|count| *count <= self.images), path, "more than there are images")
    }
}

/// Not NaN.
fn is_fraction(value: f64) -> bool {
    (0.0..=1.0).contains(&value)
}

fn field(path: &str, error: &serde_json::Error) -> TrainingsError {
    TrainingsError::Field { path: path.to_owned(), detail: error.to_string() }
}

/// An error unless the value fits.
fn demand(fits: bool, path: &str, detail: &'static str) -> Result<(), TrainingsError> {
    if fits { Ok(()) } else { Err(TrainingsError::Value { path: path.to_owned(), detail }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shipped() -> String {
        std::fs::read_to_string("public/replication/resnet18.json").unwrap()
    }

    #[test]
    fn what_is_written_is_read_back_and_is_small() {
        let text = shipped();
        assert_eq!(Trainings::from_json(&text).unwrap().to_json().unwrap(), text);
        assert!(text.len() < LARGEST_FILE / 4);
    }

    #[test]
    fn what_cannot_be_is_refused_by_the_name_of_the_field() {
        let good = Trainings::from_json(&shipped()).unwrap();
        let refusal = |change: fn(&mut Trainings)| {
            let mut bad = good.clone();
            change(&mut bad);
            bad.to_json().unwrap_err().to_string()
        };
        assert!(refusal(|bad| bad.version = 2).contains("version is 2"));
        assert!(refusal(|bad| bad.images = 0).contains("images"));
        assert!(refusal(|bad| bad.seeds.swap(0, 1)).contains("seeds"));
        assert!(refusal(|bad| drop(bad.structures.pop())).contains("structures"));
        assert!(
            refusal(|bad| bad.structures[0].experiment_1.accuracy.mean += 1e-3).contains("does not follow")
        );
        assert!(
            refusal(|bad| bad.structures[0].experiment_2.accuracy.each[0] = 1.5).contains("[0].experiment_2")
        );
        assert!(refusal(|bad| bad.structures[0].experiment_1.beside_baseline = None).contains("comparison"));
        assert!(refusal(|bad| bad.structures[2].missed.truncate(0)).contains("structures[2].missed"));
        assert!(refusal(|bad| bad.structures[4].contradictions = None).contains("[4].contradictions"));
        assert!(refusal(|bad| bad.ensembles.accuracy = f64::NAN).contains("ensembles"));
        let p =
            |bad: &mut Trainings| bad.structures[0].experiment_1.beside_baseline.as_mut().unwrap().p = -1.0;
        assert!(refusal(p).contains("no probability"));
        assert_eq!(Trainings::from_json("{\"version\": 9}"), Err(TrainingsError::Version(9)));
        assert_eq!(Trainings::from_json(&" ".repeat(LARGEST_FILE + 1)), Err(TrainingsError::TooLarge));
    }

    proptest! {
        #[test]
        fn a_damaged_file_is_refused_or_harmless(places in prop::collection::vec((0..30_000_usize, 0x20..0x7f_u8), 1..4)) {
            let mut bytes = shipped().into_bytes();
            for (place, byte) in places {
                let place = place % bytes.len();
                bytes[place] = byte;
            }
            if let Ok(found) = Trainings::from_json(&String::from_utf8_lossy(&bytes)) {
                for rule in Rule::ALL {
                    prop_assert_eq!(found.compared(rule).len(), 4);
                }
            }
        }
    }
}
