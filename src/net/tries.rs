//! How long an answer is waited for, and what is asked for again by itself. Plain values: the caller has the clock.

use crate::measure::Millis;
use crate::protocol::Failure;

/// Silence after which a try is given up: longer than TCP takes for three retransmissions, which wait 1, 2 and 4 s.
pub(super) const SILENCE: Millis = Millis(8_000.0);

/// Before the second and the third try. With [`SILENCE`] a file that never moves fails within 27 s.
const PAUSES: [Millis; 2] = [Millis(500.0), Millis(2_000.0)];

/// Statuses of a host that may answer otherwise a moment later: a timeout, too many requests, and what is the server's own.
const PASSING: [u16; 6] = [408, 429, 500, 502, 503, 504];

/// The tries for one file.
#[derive(Debug, Default)]
pub(super) struct Tries {
    failed: usize,
}

impl Tries {
    /// How long to wait before the next try; `None` where another would fail alike, or all were made.
    pub(super) fn pause_after(&mut self, failure: &Failure) -> Option<Millis> {
        let passes = match failure {
            Failure::FileUnreachable { .. } | Failure::FileStalled { .. } => true,
            Failure::FileMissing { status, .. } => PASSING.contains(status),
            _ => false,
        };
        self.failed += 1;
        PAUSES.get(self.failed - 1).copied().filter(|_| passes)
    }
}

/// Whether a `Content-Range` says that exactly the rest from this byte on follows.
pub(super) fn continues(content_range: &str, from: u64) -> bool {
    let Some(range) = content_range.trim().strip_prefix("bytes ") else { return false };
    let Some((first, rest)) = range.split_once('-') else { return false };
    let ends_whole = rest.split_once('/').is_some_and(|(last, all)| {
        let numbers = last.trim().parse::<u64>().ok().zip(all.trim().parse::<u64>().ok());
        numbers.is_some_and(|(last, all)| last.checked_add(1) == Some(all))
    });
    ends_whole && first.trim().parse() == Ok(from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Bytes;

    fn missing(status: u16) -> Failure {
        Failure::FileMissing { file: "a".into(), status }
    }

    #[test]
    fn what_may_pass_is_tried_three_times_and_what_will_not_once() {
        for passing in [
            Failure::FileUnreachable { file: "a".into(), detail: String::new() },
            Failure::FileStalled { file: "a".into(), received: Bytes(3) },
            missing(503),
        ] {
            let mut tries = Tries::default();
            let pauses: Vec<_> = (0..3).map(|_| tries.pause_after(&passing)).collect();
            assert_eq!(pauses, [Some(PAUSES[0]), Some(PAUSES[1]), None], "{passing:?}");
        }
        for lasting in [missing(404), missing(403), Failure::FileAltered { file: "a".into() }] {
            assert_eq!(Tries::default().pause_after(&lasting), None, "{lasting:?}");
        }
        let longest = 3.0 * SILENCE.0 + PAUSES.iter().map(|pause| pause.0).sum::<f64>();
        assert!(longest < 30_000.0, "a stalled file fails within 30 s: {longest}");
    }

    #[test]
    fn only_the_whole_rest_is_joined_to_what_came_before() {
        assert!(continues("bytes 5-9/10", 5));
        for other in
            ["bytes 4-9/10", "bytes 5-8/10", "bytes 5-9/*", "bytes */10", "items 5-9/10", "", "bytes 5"]
        {
            assert!(!continues(other, 5), "{other}");
        }
        assert!(!continues("bytes 5-18446744073709551615/0", 5));
    }
}
