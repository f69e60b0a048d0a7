//! How often a file is asked for, when again, and which copies of it will do: what may pass is waited out, what is wrong
//! with a copy is asked for once past all caches, and what will not pass is not asked for again.

use web_sys::RequestCache;

use crate::measure::Millis;
use crate::protocol::Failure;

/// Before the second try and before the third: together longer than a change of networks takes (5 s).
const PAUSES: [Millis; 2] = [Millis(2_000.0), Millis(4_000.0)];

/// Which copies of a file will do, a cache's among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Copies {
    /// Any: the address names the content.
    Any,
    /// What the server says is still right.
    Confirmed,
    /// What comes from the server.
    Fresh,
}

impl Copies {
    pub(super) const fn mode(self) -> RequestCache {
        match self {
            Self::Any => RequestCache::Default,
            Self::Confirmed => RequestCache::NoCache,
            Self::Fresh => RequestCache::Reload,
        }
    }
}

/// Why a try brought nothing whole, and for how long nothing had come by then.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Trouble {
    pub(super) failure: Failure,
    pub(super) silence: Millis,
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self { failure, silence: Millis(0.0) }
    }
}

/// The tries of one file.
pub(super) struct Tries {
    failed: usize,
    copies: Copies,
}

/// Another try.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Again {
    /// Before it.
    pub(super) pause: Millis,
    /// What has arrived is of no use.
    pub(super) from_start: bool,
}

impl Tries {
    pub(super) const fn new(copies: Copies) -> Self {
        Self { failed: 0, copies }
    }

    /// The copies that will do for the next try.
    pub(super) const fn copies(&self) -> Copies {
        self.copies
    }

    /// What follows a try that failed; `None` when it was the last.
    pub(super) fn after(&mut self, trouble: &Trouble) -> Option<Again> {
        let pause = *PAUSES.get(self.failed)?;
        self.failed += 1;
        let waited_out =
            |from_start| Some(Again { pause: Millis((pause.0 - trouble.silence.0).max(0.0)), from_start });
        match trouble.failure {
            Failure::FileUnreachable { .. }
            | Failure::FileStopped { .. }
            | Failure::FileMissing { status: 408 | 416 | 425 | 429 | 500.., .. } => waited_out(false),
            Failure::FileSize { .. } => {
                self.copies = Copies::Fresh;
                waited_out(true)
            }
            Failure::FileAltered { .. } if self.copies != Copies::Fresh => {
                self.copies = Copies::Fresh;
                Some(Again { pause: Millis(0.0), from_start: true })
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Bytes;
    use crate::protocol::Substitute;

    fn file() -> String {
        "weights/x".to_owned()
    }

    fn missing(status: u16) -> Failure {
        Failure::FileMissing { file: file(), status }
    }

    fn stopped() -> Failure {
        Failure::FileStopped { file: file(), received: Bytes(1), total: None }
    }

    #[test]
    fn what_may_pass_is_tried_three_times_after_longer_and_longer_pauses() {
        let unreachable = Failure::FileUnreachable { file: file(), detail: String::new() };
        for failure in [unreachable, stopped(), missing(500), missing(503), missing(429)] {
            let mut tries = Tries::new(Copies::Any);
            let trouble = Trouble::from(failure);
            let again = PAUSES.map(|pause| Some(Again { pause, from_start: false }));
            assert_eq!([tries.after(&trouble), tries.after(&trouble)], again, "{trouble:?}");
            assert_eq!((tries.after(&trouble), tries.copies()), (None, Copies::Any), "{trouble:?}");
        }
    }

    #[test]
    fn a_silence_counts_as_its_pause() {
        let mut tries = Tries::new(Copies::Any);
        let trouble = |silence| Trouble { failure: stopped(), silence: Millis(silence) };
        assert_eq!(tries.after(&trouble(500.0)), Some(Again { pause: Millis(1_500.0), from_start: false }));
        assert_eq!(tries.after(&trouble(8_000.0)), Some(Again { pause: Millis(0.0), from_start: false }));
    }

    #[test]
    fn a_wrong_copy_is_asked_for_past_the_caches_and_an_altered_file_once() {
        let mut tries = Tries::new(Copies::Any);
        let altered = Trouble::from(Failure::FileAltered { file: file() });
        assert_eq!(tries.after(&altered), Some(Again { pause: Millis(0.0), from_start: true }));
        assert_eq!((tries.copies(), tries.after(&altered)), (Copies::Fresh, None));
        assert_eq!(Tries::new(Copies::Fresh).after(&altered), None);
        let mut tries = Tries::new(Copies::Any);
        let short = Trouble::from(Failure::FileSize { file: file(), expected: Bytes(2), found: Bytes(1) });
        let again = PAUSES.map(|pause| Some(Again { pause, from_start: true }));
        assert_eq!([tries.after(&short), tries.after(&short)], again);
        assert_eq!((tries.copies(), tries.after(&short)), (Copies::Fresh, None));
    }

    #[test]
    fn what_will_not_pass_is_not_asked_for_again() {
        let by = Substitute::WebPage;
        let invalid = Failure::file_invalid("weights/x", "no");
        for failure in [missing(404), missing(403), Failure::FileReplaced { file: file(), by }, invalid] {
            assert_eq!(Tries::new(Copies::Any).after(&Trouble::from(failure)), None);
        }
    }
}
