//! Every word a reader of the lab sees, in every language. A text missing in one language does not compile.
//!
//! Refuses logic: a text with a number in it is a function, and that is all it does.

mod charts;
mod english_charts;
mod english_lab;
mod korean_charts;
mod korean_lab;
mod lab;

pub use charts::ChartTexts;
pub use lab::{AssessmentTexts, BenchmarkTexts, ReferenceTexts, Settled};

use crate::ui::i18n::{FailureTexts, Language};

/// All texts of the lab in one language.
#[derive(Debug)]
pub struct Texts {
    /// The benchmark.
    pub benchmark: BenchmarkTexts,
    /// Accuracy on this device.
    pub assessment: AssessmentTexts,
    /// The study's figures.
    pub reference: ReferenceTexts,
    /// What every chart says, and the charts of the lab.
    pub charts: ChartTexts,
    /// What went wrong.
    pub failures: FailureTexts,
}

const ENGLISH: Texts = Texts {
    benchmark: english_lab::BENCHMARK,
    assessment: english_lab::ASSESSMENT,
    reference: english_lab::REFERENCE,
    charts: english_charts::CHARTS,
    failures: Language::English.failures(),
};

const KOREAN: Texts = Texts {
    benchmark: korean_lab::BENCHMARK,
    assessment: korean_lab::ASSESSMENT,
    reference: korean_lab::REFERENCE,
    charts: korean_charts::CHARTS,
    failures: Language::Korean.failures(),
};

/// The texts of a language.
#[must_use]
pub const fn texts(language: Language) -> &'static Texts {
    match language {
        Language::English => &ENGLISH,
        Language::Korean => &KOREAN,
    }
}
