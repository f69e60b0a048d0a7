//! The languages that the page speaks, and which one a reader gets.

/// A language of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    /// English.
    English,
    /// Korean, the study's own language.
    Korean,
}

impl Language {
    /// All languages, in the order of the switch.
    pub(crate) const ALL: [Self; 2] = [Self::English, Self::Korean];

    /// The BCP 47 tag, also used in the URL and for the document.
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Korean => "ko",
        }
    }

    /// The language's name in itself.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Korean => "한국어",
        }
    }

    /// The first language of a reader's list (such as `ko-KR`) that the page speaks; English when there is none.
    pub(crate) fn preferred<T: AsRef<str>>(tags: impl IntoIterator<Item = T>) -> Self {
        tags.into_iter().find_map(|tag| Self::from_tag(tag.as_ref())).unwrap_or(Self::English)
    }

    /// The language of a tag, whatever its region.
    pub(crate) fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readers_list_is_taken_in_order() {
        assert_eq!(Language::preferred(["de-DE", "ko-KR", "en"]), Language::Korean);
        assert_eq!(Language::preferred(["en-GB", "ko"]), Language::English);
        assert_eq!(Language::preferred(["fr"]), Language::English);
        assert_eq!(Language::preferred(Vec::<String>::new()), Language::English);
        assert_eq!(Language::from_tag("korean"), None);
    }
}
