//! Every word of what sharing costs, in every language.

mod english;
mod korean;
mod texts;

pub(super) use texts::{ChosenWiring, CostTexts, Ranges};

use crate::web::Language;

/// The texts of a language.
pub(super) const fn texts(language: Language) -> &'static CostTexts {
    match language {
        Language::English => &english::COST,
        Language::Korean => &korean::COST,
    }
}
