//! The page's URL parameters: [`PARAMETERS`] is the list, [`Settings`] the values.
//!
//! Values that are not understood fall back to the default, and the page says so. Unknown names are left alone: they
//! may belong to whoever linked here. README's table explains the same list to readers.

use std::collections::BTreeSet;
use std::str::FromStr;

use super::Language;
use crate::measure::{ExecutorKind, Mode};
use crate::protocol::DeviceChoice;
use crate::study::{Backbone, Structure, UnknownId, Wire};

/// What the URL can ask for; its `Default` is what an address without parameters means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Settings {
    pub(crate) backbone: Backbone,
    pub(crate) device: DeviceChoice,
    pub(crate) executor: ExecutorKind,
    /// The test image to start with.
    pub(crate) test_index: Option<usize>,
    /// `None` leaves it to the browser.
    pub(crate) language: Option<Language>,
    pub(crate) mode: Mode,
    /// Seconds that a benchmark may take.
    pub(crate) budget: u32,
    /// Those that take part in a benchmark or an assessment, in the study's order.
    pub(crate) structures: Vec<Structure>,
    pub(crate) run: Option<AutoRun>,
    /// The wires that are cut, in the study's order.
    pub(crate) cut: Vec<Wire>,
}

/// What starts by itself as soon as the networks are ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AutoRun {
    Benchmark,
    /// The test set.
    Assessment,
}

/// A parameter whose value was not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) name: &'static str,
    /// The value found.
    pub(crate) found: String,
    /// The values that would have been understood.
    pub(crate) expected: String,
    /// The value used instead; empty when there is none.
    pub(crate) used: String,
}

/// What stands before a drawing in the address's fragment.
pub(crate) const DRAWING: &str = "drawing=";

/// A URL parameter.
struct Parameter {
    name: &'static str,
    /// Reads a value into the settings.
    read: fn(&mut Settings, &str) -> Result<(), Expected>,
    /// The value as it stands in an address; `None` where there is none.
    write: fn(&Settings) -> Option<String>,
}

/// The values that would have been understood, for readers.
type Expected = String;

/// Every URL parameter, in the order in which links hold them.
const PARAMETERS: [Parameter; 10] = [
    Parameter {
        name: "backbone",
        read: |settings, value| read_id(&mut settings.backbone, value),
        write: |settings| Some(settings.backbone.id().to_owned()),
    },
    Parameter {
        name: "device",
        read: |settings, value| read_id(&mut settings.device, value),
        write: |settings| Some(settings.device.id().to_owned()),
    },
    Parameter {
        name: "executor",
        read: |settings, value| read_id(&mut settings.executor, value),
        write: |settings| Some(settings.executor.id().to_owned()),
    },
    Parameter {
        name: "digit",
        read: |settings, value| {
            settings.test_index = Some(value.parse().map_err(|_| "0, 1, 2, …".to_owned())?);
            Ok(())
        },
        write: |settings| settings.test_index.map(|index| index.to_string()),
    },
    Parameter {
        name: "language",
        read: |settings, value| {
            let expected = || Language::ALL.map(Language::tag).join(", ");
            settings.language = Some(Language::from_tag(value).ok_or_else(expected)?);
            Ok(())
        },
        write: |settings| settings.language.map(|language| language.tag().to_owned()),
    },
    Parameter {
        name: "mode",
        read: |settings, value| read_id(&mut settings.mode, value),
        write: |settings| Some(settings.mode.id().to_owned()),
    },
    Parameter {
        name: "budget",
        read: |settings, value| {
            let expected = || format!("1, 2, …, {LONGEST_BUDGET}");
            let seconds = value.parse().ok().filter(|seconds| (1..=LONGEST_BUDGET).contains(seconds));
            settings.budget = seconds.ok_or_else(expected)?;
            Ok(())
        },
        write: |settings| Some(settings.budget.to_string()),
    },
    Parameter {
        name: "structures",
        read: |settings, value| {
            settings.structures = read_structures(value).map_err(|_| write_structures(&Structure::ALL))?;
            Ok(())
        },
        write: |settings| Some(write_structures(&settings.structures)),
    },
    Parameter {
        name: "run",
        read: |settings, value| {
            let run = AutoRun::ALL.into_iter().find(|run| run.id() == value);
            settings.run = Some(run.ok_or_else(|| AutoRun::ALL.map(AutoRun::id).join(", "))?);
            Ok(())
        },
        write: |settings| settings.run.map(|run| run.id().to_owned()),
    },
    Parameter {
        name: "cut",
        read: |settings, value| {
            let wires: Result<BTreeSet<Wire>, UnknownId> = value.split(',').map(str::parse).collect();
            settings.cut = wires.map_err(|unknown| unknown.expected)?.into_iter().collect();
            Ok(())
        },
        write: |settings| {
            let ids: Vec<String> = settings.cut.iter().map(|wire| wire.id()).collect();
            (!ids.is_empty()).then(|| ids.join(","))
        },
    },
];

/// Seconds that a benchmark may take at most: an hour.
const LONGEST_BUDGET: u32 = 3600;

/// Longest refused value that is repeated to the reader, in characters.
const SHOWN: usize = 40;

impl Default for Settings {
    fn default() -> Self {
        Self {
            backbone: Backbone::ResNet18,
            device: DeviceChoice::Auto,
            executor: ExecutorKind::Fused,
            test_index: None,
            language: None,
            mode: Mode::Latency,
            budget: 30,
            structures: Structure::ALL.to_vec(),
            run: None,
            cut: Vec::new(),
        }
    }
}

impl Settings {
    /// Reads decoded name-value pairs; of a repeated name the last value counts.
    pub(crate) fn read<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> (Self, Vec<Refused>) {
        let mut settings = Self::default();
        let mut refused = Vec::new();
        for (name, value) in pairs {
            let Some(parameter) = PARAMETERS.iter().find(|parameter| parameter.name == name) else {
                continue;
            };
            if let Err(expected) = (parameter.read)(&mut settings, value) {
                let used = (parameter.write)(&settings).unwrap_or_default();
                let found = value.chars().take(SHOWN).collect();
                refused.push(Refused { name: parameter.name, found, expected, used });
            }
        }
        (settings, refused)
    }

    /// The settings as a query, those at their defaults left out.
    pub(crate) fn query(&self) -> String {
        let default = Self::default();
        let pair = |parameter: &Parameter| {
            let value = (parameter.write)(self)?;
            let differs = (parameter.write)(&default).is_none_or(|default| default != value);
            differs.then(|| format!("{}={value}", parameter.name))
        };
        PARAMETERS.iter().filter_map(pair).collect::<Vec<_>>().join("&")
    }
}

impl AutoRun {
    const ALL: [Self; 2] = [Self::Benchmark, Self::Assessment];

    const fn id(self) -> &'static str {
        match self {
            Self::Benchmark => "benchmark",
            Self::Assessment => "accuracy",
        }
    }
}

fn read_id<T: FromStr<Err = UnknownId>>(target: &mut T, id: &str) -> Result<(), Expected> {
    *target = id.parse().map_err(|unknown: UnknownId| unknown.expected)?;
    Ok(())
}

/// Some structures, each once, in the study's order.
fn read_structures(value: &str) -> Result<Vec<Structure>, UnknownId> {
    let named: Vec<Structure> = value.split(',').map(str::parse).collect::<Result<_, _>>()?;
    Ok(Structure::ALL.into_iter().filter(|structure| named.contains(structure)).collect())
}

fn write_structures(structures: &[Structure]) -> String {
    structures.iter().map(|structure| structure.id()).collect::<Vec<_>>().join(",")
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
        assert_eq!((settings.test_index, settings.language), (Some(17), Some(Language::Korean)));
    }

    #[test]
    fn a_bad_value_falls_back_and_is_reported_with_what_was_expected() {
        let (settings, refused) =
            Settings::read([("backbone", "vgg"), ("digit", "-1"), ("executor", "fast"), ("device", "gpu")]);
        assert_eq!(settings, Settings { device: DeviceChoice::Gpu, ..Settings::default() });
        assert_eq!(refused.iter().map(|one| one.name).collect::<Vec<_>>(), ["backbone", "digit", "executor"]);
        assert_eq!((refused[0].found.as_str(), refused[0].used.as_str()), ("vgg", "resnet18"));
        assert!(refused[0].expected.contains("resnet34"));
    }

    #[test]
    fn the_lab_is_set_by_the_address_too() {
        let pairs = [("mode", "batch"), ("budget", "600"), ("structures", "4_2,2"), ("run", "benchmark")];
        let (settings, refused) = Settings::read(pairs);
        assert_eq!(refused, []);
        assert_eq!((settings.mode, settings.budget), (Mode::Batch, 600));
        assert_eq!(settings.structures, [Structure::Two, Structure::FourTwo]);
        assert_eq!(settings.run, Some(AutoRun::Benchmark));
        let (_, refused) =
            Settings::read([("budget", "0"), ("structures", "2,5"), ("mode", "x"), ("run", "all")]);
        assert_eq!(refused.len(), 4);
    }

    #[test]
    fn one_unknown_wire_refuses_the_list_and_nothing_is_cut() {
        let (settings, refused) = Settings::read([("cut", "4_1-2-1,1-1-1,4_1-2-1")]);
        assert_eq!(refused, []);
        assert_eq!(settings.query(), "cut=1-1-1,4_1-2-1");
        let (settings, refused) = Settings::read([("cut", "1-1-1,2-2-1")]);
        assert_eq!((settings.cut, refused[0].name), (Vec::new(), "cut"));
        assert!(refused[0].expected.starts_with("1-1-1, 1-2-1, …"), "{}", refused[0].expected);
    }

    #[test]
    fn what_is_written_is_read_back() {
        assert_eq!(Settings::default().query(), "");
        let settings = Settings {
            backbone: Backbone::ResNet34,
            device: DeviceChoice::Cpu,
            executor: ExecutorKind::Plain,
            test_index: Some(3),
            language: Some(Language::Korean),
            mode: Mode::Throughput,
            budget: 60,
            structures: vec![Structure::One, Structure::FourOne],
            run: Some(AutoRun::Assessment),
            cut: ["1-2-1", "4_1-1-2"].map(|id| id.parse().unwrap()).to_vec(),
        };
        let query = settings.query();
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        assert_eq!(Settings::read(pairs), (settings, Vec::new()));
    }

    /// The rows of README's table of parameters: name and meaning.
    fn rows() -> Vec<(&'static str, &'static str)> {
        let (_, section) = include_str!("../../README.md").split_once("## The page's address").unwrap();
        let table = section.lines().skip_while(|line| !line.starts_with("|---")).skip(1);
        let row = |line: &'static str| line.strip_prefix("| `")?.strip_suffix(" |")?.split_once("` | ");
        table.map_while(row).collect()
    }

    #[test]
    fn the_readme_explains_exactly_these_parameters() {
        let (fragment, parameters) = rows().split_last().map(|(last, rest)| (*last, rest.to_vec())).unwrap();
        assert_eq!(fragment.0, format!("#{DRAWING}…"));
        let names: Vec<&str> = parameters.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, PARAMETERS.map(|parameter| parameter.name));
    }

    #[test]
    fn the_readme_names_every_value_and_every_default() {
        for (parameter, (_, meaning)) in PARAMETERS.iter().zip(rows()) {
            let expected = (parameter.read)(&mut Settings::default(), "").unwrap_err();
            let closed = !expected.contains('…') && parameter.name != "structures";
            for value in expected.split(", ").filter(|_| closed) {
                assert!(meaning.contains(&format!("`{value}`")), "{}: {value} in {meaning}", parameter.name);
            }
            if parameter.name != "structures"
                && let Some(default) = (parameter.write)(&Settings::default())
            {
                assert!(meaning.contains(&default), "{}: {default} in {meaning}", parameter.name);
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_harm(value in ".{0,200}") {
            for Parameter { name, .. } in PARAMETERS {
                let (_, refused) = Settings::read([(name, value.as_str())]);
                prop_assert!(refused.iter().all(|one| one.found.chars().count() <= SHOWN));
            }
        }
    }
}
