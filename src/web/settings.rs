//! The page's URL parameters, as one typed list. Refuses the browser: text in, values out.
//!
//! Values that are not understood fall back to the default, and the page says so. Unknown names are left alone: they
//! may belong to whoever linked here.

use super::Language;
use crate::measure::Mode;
use crate::protocol::{DeviceChoice, ExecutorKind};
use crate::study::{Backbone, Structure};

/// What the URL can ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// `backbone`: resnet18, resnet34, resnet50.
    pub backbone: Backbone,
    /// `device`: auto, gpu, cpu.
    pub device: DeviceChoice,
    /// `executor`: fused or plain.
    pub executor: ExecutorKind,
    /// `digit`: index of a test image to start with.
    pub digit: Option<usize>,
    /// `language`: en, ko; `None` leaves it to the browser.
    pub language: Option<Language>,
    /// `mode`: what a benchmark times: latency, throughput, batch.
    pub mode: Mode,
    /// `budget`: seconds that a benchmark may take.
    pub budget: u32,
    /// `structures`: those that take part, as `1,2,3,4_1,4_2`.
    pub structures: Vec<Structure>,
    /// `run`: what starts by itself as soon as the networks are ready.
    pub run: Option<Start>,
}

/// What an address can start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// `benchmark`.
    Benchmark,
    /// `accuracy`: the test set.
    Assessment,
}

/// A parameter whose value was not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Its name.
    pub name: &'static str,
    /// The value found.
    pub found: String,
    /// The values that would have been understood.
    pub expected: String,
    /// The value used instead; empty when there is none.
    pub used: &'static str,
}

/// What stands before a drawing in the address.
pub const DRAWING: &str = "drawing=";

/// Seconds that a benchmark may take.
const BUDGET: std::ops::RangeInclusive<u32> = 1..=3600;

/// Longest refused value that is repeated to the reader.
const SHOWN: usize = 40;

impl Default for Settings {
    fn default() -> Self {
        Self {
            backbone: Backbone::ResNet18,
            device: DeviceChoice::Auto,
            executor: ExecutorKind::Fused,
            digit: None,
            language: None,
            mode: Mode::Latency,
            budget: 30,
            structures: Structure::ALL.to_vec(),
            run: None,
        }
    }
}

impl Settings {
    /// Reads decoded name-value pairs; of a repeated name the last value counts.
    pub fn read<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> (Self, Vec<Refused>) {
        let mut settings = Self::default();
        let mut refused = Vec::new();
        for (name, value) in pairs {
            refused.extend(settings.set(name, value).err());
        }
        (settings, refused)
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), Refused> {
        let refuse = |name, expected, used| {
            Err(Refused { name, found: value.chars().take(SHOWN).collect(), expected, used })
        };
        match name {
            "backbone" => match value.parse() {
                Ok(backbone) => self.backbone = backbone,
                Err(error) => return refuse("backbone", error.expected, self.backbone.id()),
            },
            "device" => match value.parse() {
                Ok(device) => self.device = device,
                Err(error) => return refuse("device", error.expected, self.device.id()),
            },
            "executor" => match value.parse() {
                Ok(executor) => self.executor = executor,
                Err(error) => return refuse("executor", error.expected, self.executor.id()),
            },
            "digit" => match value.parse() {
                Ok(index) => self.digit = Some(index),
                Err(_) => return refuse("digit", "0, 1, 2, …".into(), ""),
            },
            "language" => match Language::of_tag(value) {
                Some(language) => self.language = Some(language),
                None => return refuse("language", "en, ko".into(), ""),
            },
            "mode" => match value.parse() {
                Ok(mode) => self.mode = mode,
                Err(error) => return refuse("mode", error.expected, self.mode.id()),
            },
            "budget" => match value.parse() {
                Ok(seconds) if BUDGET.contains(&seconds) => self.budget = seconds,
                _ => return refuse("budget", "1, 2, …, 3600".into(), "30"),
            },
            "structures" => match structures(value) {
                Some(structures) => self.structures = structures,
                None => return refuse("structures", "1,2,3,4_1,4_2".into(), "1,2,3,4_1,4_2"),
            },
            "run" => match value {
                "benchmark" => self.run = Some(Start::Benchmark),
                "accuracy" => self.run = Some(Start::Assessment),
                _ => return refuse("run", "benchmark, accuracy".into(), ""),
            },
            _ => {}
        }
        Ok(())
    }

    /// The settings as a query, those at their defaults left out.
    #[must_use]
    pub fn query(&self) -> String {
        let usual = Self::default();
        let list: Vec<&str> = self.structures.iter().map(|structure| structure.id()).collect();
        let run = self.run.map(|run| match run {
            Start::Benchmark => "benchmark",
            Start::Assessment => "accuracy",
        });
        let pairs = [
            ("backbone", (self.backbone != usual.backbone).then(|| self.backbone.id().to_owned())),
            ("device", (self.device != usual.device).then(|| self.device.id().to_owned())),
            ("executor", (self.executor != usual.executor).then(|| self.executor.id().to_owned())),
            ("digit", self.digit.map(|digit| digit.to_string())),
            ("language", self.language.map(|language| language.tag().to_owned())),
            ("mode", (self.mode != usual.mode).then(|| self.mode.id().to_owned())),
            ("budget", (self.budget != usual.budget).then(|| self.budget.to_string())),
            ("structures", (self.structures != usual.structures).then(|| list.join(","))),
            ("run", run.map(str::to_owned)),
        ];
        let written = pairs.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", value?)));
        written.collect::<Vec<_>>().join("&")
    }
}

/// Some structures, each once, in the study's order.
fn structures(value: &str) -> Option<Vec<Structure>> {
    let named: Vec<Structure> = value.split(',').map(str::parse).collect::<Result<_, _>>().ok()?;
    Some(Structure::ALL.into_iter().filter(|structure| named.contains(structure)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_parameter_is_read() {
        let pairs = [
            ("backbone", "resnet50"),
            ("device", "cpu"),
            ("executor", "plain"),
            ("digit", "17"),
            ("language", "ko"),
            ("utm_source", "mail"),
        ];
        let (settings, refused) = Settings::read(pairs);
        assert_eq!(refused, []);
        assert_eq!((settings.backbone, settings.device), (Backbone::ResNet50, DeviceChoice::Cpu));
        assert_eq!((settings.digit, settings.language), (Some(17), Some(Language::Korean)));
    }

    #[test]
    fn a_bad_value_falls_back_and_is_reported_with_what_was_expected() {
        let (settings, refused) =
            Settings::read([("backbone", "vgg"), ("digit", "-1"), ("executor", "fast"), ("device", "gpu")]);
        assert_eq!(settings, Settings { device: DeviceChoice::Gpu, ..Settings::default() });
        assert_eq!(refused.iter().map(|one| one.name).collect::<Vec<_>>(), ["backbone", "digit", "executor"]);
        assert_eq!((refused[0].found.as_str(), refused[0].used), ("vgg", "resnet18"));
        assert!(refused[0].expected.contains("resnet34"));
    }

    #[test]
    fn the_lab_is_set_by_the_address_too() {
        let pairs = [("mode", "batch"), ("budget", "600"), ("structures", "4_2,2"), ("run", "benchmark")];
        let (settings, refused) = Settings::read(pairs);
        assert_eq!(refused, []);
        assert_eq!((settings.mode, settings.budget), (Mode::Batch, 600));
        assert_eq!(settings.structures, [Structure::Two, Structure::FourTwo]);
        assert_eq!(settings.run, Some(Start::Benchmark));
        let (_, refused) =
            Settings::read([("budget", "0"), ("structures", "2,5"), ("mode", "x"), ("run", "all")]);
        assert_eq!(refused.len(), 4);
    }

    #[test]
    fn what_is_written_is_read_back() {
        assert_eq!(Settings::default().query(), "");
        let settings = Settings {
            backbone: Backbone::ResNet34,
            device: DeviceChoice::Cpu,
            executor: ExecutorKind::Plain,
            digit: Some(3),
            language: Some(Language::Korean),
            mode: Mode::Throughput,
            budget: 60,
            structures: vec![Structure::One, Structure::FourOne],
            run: Some(Start::Assessment),
        };
        let query = settings.query();
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        assert_eq!(Settings::read(pairs), (settings, Vec::new()));
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_harm(value in ".{0,200}") {
            for name in ["backbone", "device", "executor", "digit", "language", "mode", "budget", "structures", "run"] {
                let (_, refused) = Settings::read([(name, value.as_str())]);
                prop_assert!(refused.iter().all(|one| one.found.chars().count() <= SHOWN));
            }
        }
    }
}
