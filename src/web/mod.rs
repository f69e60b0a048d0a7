//! The kit of the two programs that a reader sees, the page and the lab: the browser, settings, languages, formats,
//! colors, canvases that repaint themselves.
//!
//! Does not know either program.

pub mod format;
mod language;
pub mod palette;
pub mod settings;

#[cfg(feature = "ui")]
pub mod browser;
#[cfg(feature = "ui")]
pub mod canvas;
#[cfg(feature = "ui")]
mod failures;
#[cfg(feature = "ui")]
mod fetched;
#[cfg(feature = "ui")]
pub mod thumbnail;

#[cfg(feature = "ui")]
pub use failures::failure_sentence;
#[cfg(feature = "ui")]
pub use fetched::{Fetched, fetch_digits};
pub use language::Language;
pub use settings::DRAWING;
