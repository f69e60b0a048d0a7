//! Whose the worker is: the page's, or lent to the lab. Refuses to ask what for.

use crate::protocol::Quiet;

/// Where the loan of the worker is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lease {
    /// The worker is the page's.
    #[default]
    None,
    /// The lab waits for the classification under way.
    Asked(Quiet),
    /// The worker is the lab's.
    Granted(Quiet),
}

impl Lease {
    /// The lab asks; what it has already it keeps.
    pub fn ask(&mut self, quiet: Quiet) {
        if *self == Self::None {
            *self = Self::Asked(quiet);
        }
    }

    /// The worker is free: returns whether the lab was waiting for it.
    pub fn grant(&mut self) -> bool {
        let Self::Asked(quiet) = *self else { return false };
        *self = Self::Granted(quiet);
        true
    }

    /// Whether the worker is the lab's.
    #[must_use]
    pub const fn is_granted(self) -> bool {
        matches!(self, Self::Granted(_))
    }

    /// Whether the worker is lent, and not to be disturbed.
    #[must_use]
    pub const fn is_quiet(self) -> bool {
        matches!(self, Self::Granted(Quiet::Yes))
    }
}
