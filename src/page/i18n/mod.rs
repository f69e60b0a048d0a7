//! Every word a reader of the page sees, in every language; the lab has its own. A text missing in one language does not compile.
//!
//! Refuses logic: a text with a number in it is a function, and that is all it does. The only other sentences are in
//! `index.html`, for the moments in which this program cannot run.

mod english;
mod korean;
mod texts;

pub(crate) use texts::Texts;

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
