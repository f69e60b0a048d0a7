//! The page's URL parameters, as one typed list. Refuses the browser: text in, values out.
//!
//! Values that are not understood fall back to the default, and the page says so. Unknown names are left alone: they
//! may belong to whoever linked here.

use crate::protocol::{DeviceChoice, Executor};
use crate::study::Backbone;
use crate::ui::i18n::Language;

/// What the URL can ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// `backbone`: resnet18, resnet34, resnet50.
    pub backbone: Backbone,
    /// `device`: auto, gpu, cpu.
    pub device: DeviceChoice,
    /// `executor`: fused or plain.
    pub executor: Executor,
    /// `digit`: index of a test image to start with.
    pub digit: Option<usize>,
    /// `language`: en, ko; `None` leaves it to the browser.
    pub language: Option<Language>,
}

/// A parameter whose value was not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Its name.
    pub name: &'static str,
    /// The value found.
    pub found: String,
    /// The values that would have been understood.
    pub expected: &'static str,
    /// The value used instead; empty when there is none.
    pub used: &'static str,
}

/// Longest refused value that is repeated to the reader.
const SHOWN: usize = 40;

impl Default for Settings {
    fn default() -> Self {
        Self {
            backbone: Backbone::ResNet18,
            device: DeviceChoice::Auto,
            executor: Executor::Fused,
            digit: None,
            language: None,
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
                Err(_) => return refuse("digit", "0, 1, 2, …", ""),
            },
            "language" => match Language::of_tag(value) {
                Some(language) => self.language = Some(language),
                None => return refuse("language", "en, ko", ""),
            },
            _ => {}
        }
        Ok(())
    }
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

    proptest! {
        #[test]
        fn any_text_is_read_without_harm(value in ".{0,200}") {
            for name in ["backbone", "device", "executor", "digit", "language"] {
                let (_, refused) = Settings::read([(name, value.as_str())]);
                prop_assert!(refused.iter().all(|one| one.found.chars().count() <= SHOWN));
            }
        }
    }
}
