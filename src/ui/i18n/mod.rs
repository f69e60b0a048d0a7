//! Every word a reader of the page sees, in every language; the lab has its own. A text missing in one language does not compile.
//!
//! Refuses logic: a text with a number in it is a function, and that is all it does. The only other sentences are in
//! `index.html`, for the moments in which this program cannot run.

mod english;
mod korean;
mod texts;

pub use texts::{CardTexts, DeviceTexts, FailureTexts, PadTexts, PageTexts, Texts};

/// A language of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// Korean, the study's own language.
    Korean,
}

impl Language {
    /// All languages, in the order of the switch.
    pub const ALL: [Self; 2] = [Self::English, Self::Korean];

    /// The BCP 47 tag, also used in the URL and for the document.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Korean => "ko",
        }
    }

    /// The language's name in itself.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Korean => "한국어",
        }
    }

    /// Its texts.
    #[must_use]
    pub const fn texts(self) -> &'static Texts {
        match self {
            Self::English => &english::TEXTS,
            Self::Korean => &korean::TEXTS,
        }
    }

    /// What it says of failures, in whichever program they are told.
    #[must_use]
    pub const fn failures(self) -> FailureTexts {
        match self {
            Self::English => english::FAILURES,
            Self::Korean => korean::FAILURES,
        }
    }

    /// The first language of a reader's list (such as `ko-KR`) that the page speaks; English when there is none.
    #[must_use]
    pub fn preferred<T: AsRef<str>>(tags: impl IntoIterator<Item = T>) -> Self {
        tags.into_iter().find_map(|tag| Self::of_tag(tag.as_ref())).unwrap_or(Self::English)
    }

    /// The language of a tag, whatever its region.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::{Grouping, Structure};

    #[test]
    fn the_readers_list_is_taken_in_order() {
        assert_eq!(Language::preferred(["de-DE", "ko-KR", "en"]), Language::Korean);
        assert_eq!(Language::preferred(["en-GB", "ko"]), Language::English);
        assert_eq!(Language::preferred(["fr"]), Language::English);
        assert_eq!(Language::preferred(Vec::<String>::new()), Language::English);
        assert_eq!(Language::of_tag("korean"), None);
    }

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
        let mut all = every(Language::English.texts());
        all.extend(every(Language::Korean.texts()));
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
