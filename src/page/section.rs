//! The sections of the page, by the names that the bar and the address have for them.

/// A section of the page, by the name that the address has for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PageSection {
    Draw,
    Inside,
    Speed,
    Accuracy,
    Study,
    About,
}

impl PageSection {
    /// All sections, from above.
    pub(crate) const ALL: [Self; 6] =
        [Self::Draw, Self::Inside, Self::Speed, Self::Accuracy, Self::Study, Self::About];

    /// The element's id, and the address's fragment.
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Draw => "draw",
            Self::Inside => "inside",
            Self::Speed => "speed",
            Self::Accuracy => "accuracy",
            Self::Study => "study",
            Self::About => "about",
        }
    }

    /// Whether the lab has it.
    pub(crate) const fn is_in_lab(self) -> bool {
        matches!(self, Self::Inside | Self::Speed | Self::Accuracy | Self::Study)
    }
}
