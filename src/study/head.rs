//! The questions a head can answer, as groupings of the digits into classes.

use super::Digit;

/// How a head groups the three digits into classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Grouping {
    /// Three classes: 0, 1, 2.
    ThreeWay,
    /// Head 1 of a split head: `{0, 1}` (class 0) against `{2}` (class 1).
    IsTwo,
    /// Head 2 of a split head: `{0, 2}` (class 0) against `{1}` (class 1).
    IsOne,
}

impl Grouping {
    /// Number of classes: the outputs of the head.
    #[must_use]
    pub const fn classes(self) -> usize {
        match self {
            Self::ThreeWay => 3,
            Self::IsTwo | Self::IsOne => 2,
        }
    }

    /// The class a digit belongs to.
    #[must_use]
    pub(crate) const fn class_of(self, digit: Digit) -> usize {
        match (self, digit) {
            (Self::ThreeWay, digit) => digit.value() as usize,
            (Self::IsTwo, Digit::Two) | (Self::IsOne, Digit::One) => 1,
            (Self::IsTwo | Self::IsOne, _) => 0,
        }
    }

    /// The digits that belong to a class.
    pub(crate) fn digits_of(self, class: usize) -> impl Iterator<Item = Digit> {
        Digit::ALL.into_iter().filter(move |&digit| self.class_of(digit) == class)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groupings_are_those_of_the_study() {
        let classes = |grouping: Grouping| Digit::ALL.map(|digit| grouping.class_of(digit));
        assert_eq!(classes(Grouping::ThreeWay), [0, 1, 2]);
        assert_eq!(classes(Grouping::IsTwo), [0, 0, 1]);
        assert_eq!(classes(Grouping::IsOne), [0, 1, 0]);
        assert_eq!(Grouping::IsOne.digits_of(0).collect::<Vec<_>>(), [Digit::Zero, Digit::Two]);
    }
}
