//! The type that holds the article's texts.

use crate::lab::article::facts::Facts;
use crate::lab::article::passage::Chapter;
use crate::study::{Grouping, Structure};

/// The article.
#[derive(Debug)]
pub(crate) struct ArticleTexts {
    pub(crate) heading: &'static str,
    /// Label of the list of chapters.
    pub(crate) contents: &'static str,
    pub(crate) chapters: fn(&Facts) -> Vec<Chapter>,
    /// What a structure is.
    pub(crate) wiring: fn(Structure) -> &'static str,
    /// Caption of the figure of the wirings.
    pub(crate) wirings: &'static str,
    /// Caption of the table of the code.
    pub(crate) code: &'static str,
    /// Column: the digit.
    pub(crate) digit: &'static str,
    /// Column: the question of a head.
    pub(crate) question: fn(Grouping) -> &'static str,
    pub(crate) yes: &'static str,
    pub(crate) no: &'static str,
    /// Row: the word that is no digit.
    pub(crate) contradiction: &'static str,
    /// Caption of the table of misses, of so many images.
    pub(crate) misses: fn(u32) -> String,
    /// Column: structure.
    pub(crate) structure: &'static str,
}

/// A number with a comma between thousands.
pub(super) fn grouped(number: u32) -> String {
    match (number / 1000, number % 1000) {
        (0, below) => below.to_string(),
        (thousands, below) => format!("{thousands},{below:03}"),
    }
}

/// "3", or "3 to 10" where they differ.
pub(super) fn range(joint: &str, (low, high): (u32, u32)) -> String {
    if low == high { low.to_string() } else { format!("{low}{joint}{high}") }
}
