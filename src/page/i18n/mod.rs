//! Every word a reader of the page sees, in every language. A text missing in one language does not compile.
//!
//! Elsewhere are the lab's texts (`lab/i18n`), those of failures, which both programs tell (`web/failures.rs`), and those for
//! the moments in which no program can run (`public/start.js`). A text with a number in it is a function, without other logic.

mod english;
mod korean;
mod texts;

pub(crate) use texts::{StageDetail, Texts};

use crate::web::Language;

/// The texts of a language.
pub(crate) const fn texts(language: Language) -> &'static Texts {
    match language {
        Language::English => &english::TEXTS,
        Language::Korean => &korean::TEXTS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::{Grouping, Structure};

    #[test]
    fn no_text_by_structure_or_class_is_given_twice_or_untranslated() {
        let every = |texts: &Texts| {
            let mut all: Vec<&str> = Structure::ALL.map(texts.cards.name).to_vec();
            all.extend(Structure::ALL.map(texts.cards.explanation));
            for grouping in [Grouping::ThreeWay, Grouping::IsTwo, Grouping::IsOne] {
                all.push((texts.cards.question)(grouping));
            }
            all
        };
        let mut all = every(texts(Language::English));
        all.extend(every(texts(Language::Korean)));
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
