//! Every word a reader of the lab sees, in every language. A text missing in one language does not compile.
//!
//! A text with a number in it is a function.

mod chart_texts;
mod english;
mod english_charts;
mod english_inside;
mod english_seeds;
mod inside_texts;
mod korean;
mod korean_charts;
mod korean_inside;
mod korean_seeds;
mod seed_texts;
mod texts;
mod word_list;

pub(crate) use chart_texts::ChartTexts;
pub(crate) use inside_texts::InsideTexts;
pub(crate) use seed_texts::SeedTexts;
pub(crate) use texts::{AssessmentTexts, BenchmarkTexts, DiagnosticsTexts, ReferenceTexts, StoredTexts};
pub(crate) use word_list::{Word, explained};

use crate::chart::ChartLabels;
use crate::web::Language;

/// All texts of the lab in one language.
#[derive(Debug)]
pub(crate) struct LabTexts {
    /// The look inside.
    pub(crate) inside: InsideTexts,
    /// The benchmark.
    pub(crate) benchmark: BenchmarkTexts,
    /// Accuracy on this device.
    pub(crate) assessment: AssessmentTexts,
    /// The study's figures.
    pub(crate) reference: ReferenceTexts,
    /// Many trainings of each structure.
    pub(crate) seeds: SeedTexts,
    /// Faults at will.
    pub(crate) diagnostics: DiagnosticsTexts,
    /// Heading of the words that are explained.
    pub(crate) words: &'static str,
    /// What the browser keeps.
    pub(crate) stored: StoredTexts,
    /// Labels of every chart.
    pub(crate) chart: ChartLabels,
    /// The charts of the lab.
    pub(crate) charts: ChartTexts,
}

const ENGLISH: LabTexts = LabTexts {
    inside: english_inside::INSIDE,
    benchmark: english::BENCHMARK,
    assessment: english::ASSESSMENT,
    reference: english::REFERENCE,
    seeds: english_seeds::SEEDS,
    diagnostics: english::DIAGNOSTICS,
    words: "What the words here mean",
    stored: english::STORED,
    chart: english_charts::LABELS,
    charts: english_charts::CHARTS,
};

const KOREAN: LabTexts = LabTexts {
    inside: korean_inside::INSIDE,
    benchmark: korean::BENCHMARK,
    assessment: korean::ASSESSMENT,
    reference: korean::REFERENCE,
    seeds: korean_seeds::SEEDS,
    diagnostics: korean::DIAGNOSTICS,
    words: "여기 나오는 말의 뜻",
    stored: korean::STORED,
    chart: korean_charts::LABELS,
    charts: korean_charts::CHARTS,
};

/// The texts of a language.
#[must_use]
pub(crate) const fn texts(language: Language) -> &'static LabTexts {
    match language {
        Language::English => &ENGLISH,
        Language::Korean => &KOREAN,
    }
}
