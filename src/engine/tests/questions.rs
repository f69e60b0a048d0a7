//! What the lab asks between two drawings: a few images of one network.

use super::*;

#[test]
fn questions_of_the_lab_are_answered_in_turn_and_do_not_take_back_a_cancellation() {
    let mut worker = Worker::start(MockDevice(QUICK), DeviceChoice::Gpu);
    let (here, absent) = (network(Structure::Three), network(Structure::Two));
    worker.arrive(here, FILE);
    let ask = |ticket, network| LabRequest::Answer { ticket, network, bitmaps: vec![*blank(); 3] };
    let answered = worker.ask_lab(ask(Ticket(8), here));
    let [LabReply::Answered { ticket: Ticket(8), answered: Ok(logits) }] = &answered[..] else {
        panic!("{answered:?}")
    };
    assert_eq!(logits.logits().collect::<Vec<_>>(), vec![mock_logits(here); 3]);
    let not_ready = Failure::Inference { detail: format!("{absent}: it is not ready") };
    let refused = LabReply::Answered { ticket: Ticket(9), answered: Err(not_ready) };
    assert_eq!(worker.ask_lab(ask(Ticket(9), absent)), [refused]);
    // A run that was cancelled and a question right behind it, both before the worker takes notice.
    let inbox = worker.inbox.clone();
    spawn(async move {
        for _ in 0..500 {
            turn().await;
        }
        inbox.push_lab(LabRequest::Cancel);
        inbox.push_lab(ask(Ticket(10), here));
    });
    let replies = worker.ask_lab(LabRequest::Assess { networks: vec![here] });
    let over = replies.iter().position(|reply| *reply == LabReply::AssessmentOver(Ended::Cancelled));
    assert_eq!(over, Some(replies.len() - 2), "the question comes to its turn behind the run");
    assert!(matches!(replies.last(), Some(LabReply::Answered { ticket: Ticket(10), answered: Ok(_) })));
}
