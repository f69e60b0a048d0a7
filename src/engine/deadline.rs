//! How long an answer of the GPU is waited for. The page's pings are answered meanwhile, so a GPU that does not answer is
//! missed only here.

use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::rc::Rc;
use std::task::{Poll, Waker};

use super::browser::{spawn, wait};
use super::error::EngineError;
use super::port;
use crate::measure::{Millis, within};
use crate::protocol::Failure;

/// For the first answer of a network, whose pipelines are compiled before: 10 s where they do not come ahead
/// (`gpu/ahead.rs`), twice that. Also what the page waits for a worker that only answers.
pub(super) const ANSWER: Millis = Millis(20_000.0);

/// Longer, for a forward of a backbone behind others on a graphics card: a telephone's takes 5 ms for ResNet50.
const FORWARD: Millis = Millis(10.0);
/// The same where a processor does the GPU's work: SwiftShader on two busy cores takes 0.4 s for ResNet50.
const FORWARD_IN_SOFTWARE: Millis = Millis(1_000.0);

/// For an answer behind so many forwards of a backbone.
pub(super) fn behind(forwards: usize, software: bool) -> Millis {
    let each = if software { FORWARD_IN_SOFTWARE } else { FORWARD };
    Millis(ANSWER.0 + forwards as f64 * each.0)
}

/// What the GPU answers.
///
/// # Errors
/// Fails where it has not answered within the limit. It is given up then: the page is told.
pub(super) async fn answered<T>(limit: Millis, answer: impl Future<Output = T>) -> Result<T, EngineError> {
    within(limit, |_| second(), answer).await.ok_or_else(|| {
        port::fail(Failure::DeviceSilent { waited: limit });
        EngineError::NoAnswer(limit)
    })
}

/// A second that is shared by all who wait in it: thousands of answers may come, and a timer each would outlive them.
#[derive(Default)]
struct Second {
    over: Cell<bool>,
    waiting: RefCell<Vec<Waker>>,
}

thread_local! {
    static SECOND: RefCell<Option<Rc<Second>>> = const { RefCell::new(None) };
}

impl Second {
    /// The one that passes, or another that begins.
    fn current() -> Rc<Self> {
        SECOND.with_borrow_mut(|current| match current {
            Some(second) if !second.over.get() => Rc::clone(second),
            _ => Rc::clone(current.insert(Self::begin())),
        })
    }

    fn begin() -> Rc<Self> {
        let second = Rc::new(Self::default());
        let passing = Rc::clone(&second);
        spawn(async move {
            wait(Millis(1_000.0)).await;
            passing.over.set(true);
            passing.waiting.take().into_iter().for_each(Waker::wake);
        });
        second
    }
}

/// Waits for the end of a second, which may have begun before.
fn second() -> impl Future<Output = ()> {
    let second = Second::current();
    poll_fn(move |context| {
        if second.over.get() {
            return Poll::Ready(());
        }
        let mut waiting = second.waiting.borrow_mut();
        if !waiting.iter().any(|waker| waker.will_wake(context.waker())) {
            waiting.push(context.waker().clone());
        }
        Poll::Pending
    })
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use super::*;
    use crate::engine::simulated::{now, replies, run, turn};
    use crate::protocol::Reply;

    #[test]
    fn a_gpu_that_does_not_answer_is_given_up_in_time_and_the_page_is_told() {
        let begun = now();
        let answer = run(answered(ANSWER, pending::<()>()));
        assert!(matches!(answer, Err(EngineError::NoAnswer(ANSWER))), "{answer:?}");
        assert_eq!(replies(), [Reply::Failed(Failure::DeviceSilent { waited: ANSWER })]);
        assert!((ANSWER.0..ANSWER.0 + 1_000.0).contains(&(now().0 - begun.0)));
    }

    #[test]
    fn the_test_set_has_its_time_on_a_processor_and_a_card_that_hangs_is_missed_in_half_a_minute() {
        // A submission of 396 images through two backbones.
        assert!(behind(2 * 396, true) > Millis(396_000.0) && behind(2 * 396, false) < Millis(30_000.0));
        assert_eq!(behind(0, false), ANSWER);
    }

    #[test]
    fn answers_in_a_row_share_their_seconds_and_tell_nobody() {
        let begun = now();
        run(async {
            for _ in 0..1_000 {
                assert!(answered(ANSWER, turn()).await.is_ok());
            }
        });
        assert!(replies().is_empty());
        // A simulated second is over when it is polled twice, so two share one.
        assert!(now().0 - begun.0 < 600_000.0);
    }
}
