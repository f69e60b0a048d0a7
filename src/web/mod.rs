//! The kit of the two programs that a reader sees, the page and the lab: browser, settings, languages, failures as
//! sentences, formats, colors, canvases that repaint. Does not know either program.

pub(crate) mod format;
pub(crate) mod icon;
pub(crate) mod palette;

#[cfg(feature = "ui")]
mod address;
#[cfg(feature = "ui")]
pub(crate) mod browser;
#[cfg(feature = "ui")]
pub(crate) mod canvas;
#[cfg(feature = "ui")]
pub(crate) mod clipboard;
#[cfg(feature = "ui")]
mod color_scheme;
#[cfg(feature = "ui")]
pub(crate) mod copy_outcome;
#[cfg(feature = "ui")]
mod failures;
#[cfg(feature = "ui")]
mod fallbacks;
#[cfg(feature = "ui")]
mod fetched;
#[cfg(feature = "ui")]
mod language;
#[cfg(feature = "ui")]
pub(crate) mod nearness;
#[cfg(feature = "ui")]
pub(crate) mod settings;
#[cfg(feature = "ui")]
pub(crate) mod structure_name;
#[cfg(feature = "ui")]
pub(crate) mod thumbnail;

#[cfg(feature = "ui")]
pub(crate) use address::Address;
#[cfg(feature = "ui")]
pub(crate) use color_scheme::ColorScheme;
#[cfg(feature = "ui")]
pub(crate) use failures::failure_sentence;
#[cfg(feature = "ui")]
pub(crate) use fallbacks::fallback_reason;
#[cfg(feature = "ui")]
pub(crate) use fetched::Fetched;
#[cfg(feature = "ui")]
pub(crate) use fetched::fetch_test_set;
#[cfg(feature = "ui")]
pub(crate) use language::Language;
