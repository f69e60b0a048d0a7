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

use crate::chart::ChartLabels;
use crate::web::Language;

/// All texts of the lab in one language.
#[derive(Debug)]
pub struct Texts {
    /// The benchmark.
    pub benchmark: BenchmarkTexts,
    /// Accuracy on this device.
    pub assessment: AssessmentTexts,
    /// The study's figures.
    pub reference: ReferenceTexts,
    /// What every chart says of itself.
    pub chart: ChartLabels,
    /// The charts of the lab.
    pub charts: ChartTexts,
}

const ENGLISH: Texts = Texts {
    benchmark: english_lab::BENCHMARK,
    assessment: english_lab::ASSESSMENT,
    reference: english_lab::REFERENCE,
    chart: english_charts::LABELS,
    charts: english_charts::CHARTS,
};

const KOREAN: Texts = Texts {
    benchmark: korean_lab::BENCHMARK,
    assessment: korean_lab::ASSESSMENT,
    reference: korean_lab::REFERENCE,
    chart: korean_charts::LABELS,
    charts: korean_charts::CHARTS,
};

/// The texts of a language.
#[must_use]
pub const fn texts(language: Language) -> &'static Texts {
    match language {
        Language::English => &ENGLISH,
        Language::Korean => &KOREAN,
    }
}
