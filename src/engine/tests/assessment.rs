//! The test set run through networks.

use super::*;

#[test]
fn a_cancellation_ends_an_assessment_with_the_networks_that_are_done() {
    let mut worker = Worker::start(MockDevice(QUICK), DeviceChoice::Gpu);
    let both = [network(Structure::One), network(Structure::Two)];
    for network in both {
        worker.arrive(network, FILE);
    }
    let inbox = worker.inbox.clone();
    // The mock takes a turn for each of the 3,147 images.
    spawn(async move {
        for _ in 0..4_000 {
            turn().await;
        }
        inbox.push_lab(LabRequest::Cancel);
    });
    let replies = worker.ask_lab(LabRequest::Assess { networks: both.to_vec() });
    let assessed = replies.iter().filter(|reply| matches!(reply, LabReply::Assessed { .. }));
    assert_eq!(assessed.count(), 1);
    assert_eq!(replies.last(), Some(&LabReply::AssessmentOver(Ended::Cancelled)));
}

#[test]
fn the_cpu_path_answers_and_is_assessed_on_what_ships() {
    let mut worker = Worker::start(FusedOnCpu, DeviceChoice::Auto);
    let wanted = network(Structure::Two);
    let sent = worker.ask(Request::Load { networks: vec![wanted] });
    assert_eq!(state_of(&sent, wanted), Some(&NetworkState::Ready));
    let replies = worker.ask_lab(LabRequest::Assess { networks: vec![wanted] });
    let shares = replies.iter().find_map(|reply| match reply {
        LabReply::Assessed { shares, .. } => Some(shares),
        _ => None,
    });
    let test = TestSet::parse(&std::fs::read(format!("public/{}", TestSet::FILE)).unwrap()).unwrap();
    let shares = shares.unwrap();
    assert_eq!(shares.len(), test.len());
    let first = shares.images().next().unwrap();
    assert_eq!(first[0].iter().map(Vec::len).collect::<Vec<_>>(), [2; 3], "its backbone and the bias");
    let label = test.label(0).unwrap();
    assert_eq!(decide(wanted.structure, &logits_of(&first)), Ok(Verdict::Digit(label)));
    let few = [5, 900, 2_000];
    let bitmaps = few.iter().filter_map(|&index| test.bitmap(index)).collect();
    let asked = worker.ask_lab(LabRequest::Answer { ticket: Ticket(1), network: wanted, bitmaps });
    let expected: Vec<_> = few.iter().filter_map(|&index| shares.images().nth(index)).collect();
    let [LabReply::Answered { answered: Ok(found), .. }] = &asked[..] else { panic!("{asked:?}") };
    assert_eq!(found.images().collect::<Vec<_>>(), expected, "the same answers as in the whole set");
    assert_eq!(replies.last(), Some(&LabReply::AssessmentOver(Ended::Complete)));
}
