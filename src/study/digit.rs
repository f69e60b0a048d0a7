//! The three digits of the study. The other seven have no class.

use serde::{Deserialize, Serialize};

/// A class of the study.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Digit {
    Zero,
    One,
    Two,
}

impl Digit {
    /// In class order: the index here is the class index of the three-way head.
    pub const ALL: [Self; 3] = [Self::Zero, Self::One, Self::Two];

    /// The number, which is also the class index of the three-way head.
    #[must_use]
    pub const fn value(self) -> u8 {
        match self {
            Self::Zero => 0,
            Self::One => 1,
            Self::Two => 2,
        }
    }

    /// The digit with this value, if the study has it.
    #[must_use]
    pub(crate) const fn from_value(value: u8) -> Option<Self> {
        match value {
            0 => Some(Self::Zero),
            1 => Some(Self::One),
            2 => Some(Self::Two),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn value_and_class_order_agree() {
        for (index, digit) in Digit::ALL.into_iter().enumerate() {
            assert_eq!(usize::from(digit.value()), index);
            assert_eq!(Digit::from_value(digit.value()), Some(digit));
        }
        assert_eq!(Digit::from_value(3), None);
    }
}
