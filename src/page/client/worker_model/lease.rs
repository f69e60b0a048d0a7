//! The lease of the worker: whether it works for the page or for the lab.

use crate::protocol::Quiet;

/// Who has the worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Lease {
    /// The page.
    #[default]
    None,
    /// The page; the lab waits for the end of the classification under way.
    Asked(Quiet),
    /// The lab.
    Granted(Quiet),
}

impl Lease {
    /// The lab asks for the worker; a lease that it has already stays.
    pub(crate) fn ask(&mut self, quiet: Quiet) {
        if *self == Self::None {
            *self = Self::Asked(quiet);
        }
    }

    /// The worker is free: returns whether the lab was waiting for it.
    pub(crate) fn grant(&mut self) -> bool {
        let Self::Asked(quiet) = *self else { return false };
        *self = Self::Granted(quiet);
        true
    }

    /// Whether the lab measures times, which a ping would disturb.
    pub(crate) const fn is_quiet(self) -> bool {
        matches!(self, Self::Granted(Quiet::Yes))
    }
}
