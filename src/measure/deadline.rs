//! Deadlines, of a caller who has the clock.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use super::Millis;

/// A deadline is waited for in pieces of at most this length, and a piece counts for no more however long it took: where a
/// machine sleeps, the answer wakes with it, and is not to be found late.
const PIECE: Millis = Millis(1_000.0);

/// What a future comes to, or `None` where a deadline passed first. `wait` lets a time pass, at least so long.
pub(crate) async fn within<T, W: Future<Output = ()>>(
    deadline: Millis,
    wait: impl Fn(Millis) -> W,
    future: impl Future<Output = T>,
) -> Option<T> {
    let mut future = pin!(future);
    let mut left = deadline.0;
    while left > 0.0 {
        let piece = Millis(left.min(PIECE.0));
        let mut passing = pin!(wait(piece));
        let found = poll_fn(|context| match future.as_mut().poll(context) {
            Poll::Ready(value) => Poll::Ready(Some(value)),
            Poll::Pending => passing.as_mut().poll(context).map(|()| None),
        });
        if let Some(value) = found.await {
            return Some(value);
        }
        left -= piece.0;
    }
    None
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::future::{pending, ready};
    use std::task::{Context, Waker};

    use super::*;

    /// What comes of a future that is there after so many polls, with waits that end when they are polled twice; and the
    /// time that was waited for.
    fn waited(deadline: f64, after: u32) -> (Option<()>, f64) {
        let (polls, passed) = (Cell::new(0), Cell::new(0.0));
        let future = poll_fn(|_| {
            polls.set(polls.get() + 1);
            if polls.get() > after { Poll::Ready(()) } else { Poll::Pending }
        });
        let wait = |time: Millis| {
            let (passed, mut begun) = (&passed, false);
            poll_fn(move |_| {
                if std::mem::replace(&mut begun, true) {
                    passed.set(passed.get() + time.0);
                    Poll::Ready(())
                } else {
                    Poll::Pending
                }
            })
        };
        let mut waiting = pin!(within(Millis(deadline), wait, future));
        let mut context = Context::from_waker(Waker::noop());
        let found = loop {
            if let Poll::Ready(found) = waiting.as_mut().poll(&mut context) {
                break found;
            }
        };
        (found, passed.get())
    }

    #[test]
    fn what_is_there_comes_at_once_and_what_never_comes_ends_at_the_deadline() {
        assert_eq!(waited(2_500.0, 0), (Some(()), 0.0));
        assert_eq!(waited(2_500.0, 3), (Some(()), 1_000.0), "in the second piece");
        assert_eq!(waited(2_500.0, u32::MAX), (None, 2_500.0));
        assert_eq!(waited(0.0, 0), (None, 0.0), "no time at all");
    }

    #[test]
    fn a_wait_that_took_an_hour_counts_as_the_piece_it_was() {
        let pieces = Cell::new(0);
        let asleep = |_| {
            pieces.set(pieces.get() + 1);
            ready(())
        };
        let mut waiting = pin!(within(Millis(10_000.0), asleep, pending::<()>()));
        let polled = waiting.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert_eq!((polled, pieces.get()), (Poll::Ready(None), 10));
    }
}
