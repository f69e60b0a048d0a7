//! What some networks are asked about some images, a few at a time, and what they said. Plain values: requests out,
//! answers in.
//!
//! One question is on its way at a time and comes to its turn between two drawings of the page, so that neither the lease
//! of the worker nor a pause of the drawing is needed.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::image::Bitmap;
use crate::protocol::{Failure, HeadLogits, ImageShares, LabRequest, Ticket};
use crate::study::{DecisionError, NetworkId, Structure, Verdict, confidence, decide};

/// Images in one question. A drawing may have to wait for them: 16 take a structure with two ResNet18 some 50 ms on the
/// CPU.
const IN_ONE_QUESTION: usize = 16;

/// What a network said of one image.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Reading {
    pub(crate) verdict: Verdict,
    /// From 0 to 1, as on the cards: the product over the heads.
    pub(crate) confidence: f32,
}

/// What a network said of all images so far.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Readings {
    /// In the order of the images.
    pub(crate) all: Vec<Reading>,
    /// Why there will be no more.
    pub(crate) failure: Option<Failure>,
}

/// Images, the networks that are asked about them, and their answers.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Inquiry {
    images: Arc<[Bitmap]>,
    readings: BTreeMap<NetworkId, Readings>,
    asked: Option<Asked>,
    /// Number of the last question.
    last: u32,
}

/// The question on its way.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Asked {
    ticket: Ticket,
    /// `None` when the images are others by now.
    network: Option<NetworkId>,
    count: usize,
}

impl Reading {
    /// What these logits amount to.
    ///
    /// # Errors
    /// Returns a [`DecisionError`] when they are not of this structure's form or not finite.
    pub(crate) fn new(structure: Structure, logits: &HeadLogits) -> Result<Self, DecisionError> {
        Ok(Self { verdict: decide(structure, logits)?, confidence: confidence(structure, logits)? })
    }
}

impl Inquiry {
    /// Asks these networks about these images, and no longer about others. The same again changes nothing.
    pub(crate) fn begin(&mut self, images: Arc<[Bitmap]>, networks: impl Iterator<Item = NetworkId>) {
        let networks: Vec<NetworkId> = networks.collect();
        if self.images != images || !self.readings.keys().eq(&networks) {
            self.readings = networks.into_iter().map(|network| (network, Readings::default())).collect();
            self.images = images;
            self.asked.iter_mut().for_each(|asked| asked.network = None);
        }
    }

    /// What a network said so far.
    pub(crate) fn readings(&self, network: NetworkId) -> Option<&Readings> {
        self.readings.get(&network)
    }

    /// The next question to one of the networks that are ready; `None` while one is on its way and when all is said.
    pub(crate) fn ask(&mut self, ready: &[NetworkId]) -> Option<LabRequest> {
        if self.asked.is_some() {
            return None;
        }
        let is_open = |&(network, readings): &(&NetworkId, &Readings)| {
            readings.failure.is_none() && readings.all.len() < self.images.len() && ready.contains(network)
        };
        let (&network, readings) = self.readings.iter().find(is_open)?;
        let rest = self.images.iter().skip(readings.all.len());
        let bitmaps: Vec<Bitmap> = rest.take(IN_ONE_QUESTION).copied().collect();
        self.last += 1;
        let ticket = Ticket(self.last);
        self.asked = Some(Asked { ticket, network: Some(network), count: bitmaps.len() });
        Some(LabRequest::Answer { ticket, network, bitmaps })
    }

    /// An answer came; one to a question that nobody waits for is dropped.
    pub(crate) fn take(&mut self, ticket: Ticket, answered: Result<ImageShares, Failure>) {
        let Some(Asked { network, count, .. }) = self.asked.take_if(|asked| asked.ticket == ticket) else {
            return;
        };
        let Some((network, readings)) = network.and_then(|it| Some((it, self.readings.get_mut(&it)?))) else {
            return;
        };
        match answered.and_then(|logits| read(network, count, &logits)) {
            Ok(more) => readings.all.extend(more),
            Err(failure) => readings.failure = Some(failure),
        }
    }

    /// Whoever was asked is gone. Another may answer what it could not.
    pub(crate) fn lose(&mut self) {
        self.asked = None;
        self.readings.values_mut().for_each(|readings| readings.failure = None);
    }
}

fn read(network: NetworkId, count: usize, logits: &ImageShares) -> Result<Vec<Reading>, Failure> {
    let images = logits.logits();
    if images.len() != count {
        let detail = format!("{network}: {} answers to {count} images", images.len());
        return Err(Failure::Inference { detail });
    }
    let reading = |heads: HeadLogits| Reading::new(network.structure, &heads);
    let failed = |error: DecisionError| Failure::Inference { detail: format!("{network}: {error}") };
    images.map(reading).collect::<Result<_, _>>().map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::{Backbone, Digit};

    const COUNT: usize = 40;

    fn networks() -> [NetworkId; 2] {
        [Structure::Two, Structure::Three]
            .map(|structure| NetworkId { backbone: Backbone::ResNet18, structure })
    }

    fn images(shade: u8) -> Arc<[Bitmap]> {
        (0..COUNT).map(|index| Bitmap::from_pixels([shade + index as u8; Bitmap::PIXELS])).collect()
    }

    fn begun() -> Inquiry {
        let mut inquiry = Inquiry::default();
        inquiry.begin(images(0), networks().into_iter());
        inquiry
    }

    /// Every head says its first class, as a contradiction does not.
    fn logits(network: NetworkId, count: usize) -> ImageShares {
        let of_head = |classes: usize| (0..classes).map(|class| if class == 0 { 4.0 } else { 0.0 }).collect();
        let heads: HeadLogits =
            network.structure.heads().iter().map(|head| of_head(head.grouping.classes())).collect();
        let mut all = ImageShares::whole(network.structure);
        (0..count).for_each(|_| all.row().extend(heads.iter().flatten()));
        all
    }

    fn asked(inquiry: &mut Inquiry, ready: &[NetworkId]) -> Option<(Ticket, NetworkId, Vec<Bitmap>)> {
        match inquiry.ask(ready) {
            Some(LabRequest::Answer { ticket, network, bitmaps }) => Some((ticket, network, bitmaps)),
            None => None,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_image_is_asked_about_once_a_few_at_a_time() {
        let mut inquiry = begun();
        let mut seen: BTreeMap<NetworkId, Vec<Bitmap>> = BTreeMap::new();
        while let Some((ticket, network, bitmaps)) = asked(&mut inquiry, &networks()) {
            assert!(inquiry.ask(&networks()).is_none(), "one at a time");
            assert!((1..=IN_ONE_QUESTION).contains(&bitmaps.len()));
            inquiry.take(ticket, Ok(logits(network, bitmaps.len())));
            seen.entry(network).or_default().extend(bitmaps);
        }
        for network in networks() {
            assert_eq!(seen[&network], *images(0));
            let readings = inquiry.readings(network).unwrap();
            assert!(readings.failure.is_none() && readings.all.len() == COUNT);
            assert!(readings.all.iter().all(|one| one.verdict == Verdict::Digit(Digit::Zero)));
        }
    }

    #[test]
    fn a_network_that_is_absent_waits_and_one_that_fails_is_not_asked_again() {
        let (mut inquiry, [two, three]) = (begun(), networks());
        let (ticket, network, _) = asked(&mut inquiry, &[three]).unwrap();
        assert_eq!(network, three);
        let failure = Failure::Inference { detail: "no".to_owned() };
        inquiry.take(ticket, Err(failure.clone()));
        assert_eq!(inquiry.readings(three).unwrap().failure, Some(failure));
        assert_eq!(inquiry.ask(&[three]), None);
        let (ticket, network, _) = asked(&mut inquiry, &[two, three]).unwrap();
        assert_eq!(network, two);
        inquiry.take(ticket, Ok(logits(two, 3)));
        assert!(inquiry.readings(two).unwrap().failure.is_some(), "three answers to sixteen images");
        inquiry.lose();
        assert!(asked(&mut inquiry, &[three]).is_some(), "another worker may answer");
    }

    #[test]
    fn answers_about_other_images_or_of_a_worker_that_is_gone_are_dropped() {
        let (mut inquiry, [two, _]) = (begun(), networks());
        let (old, ..) = asked(&mut inquiry, &[two]).unwrap();
        inquiry.begin(images(9), networks().into_iter());
        assert_eq!(inquiry.ask(&[two]), None, "the old question is still on its way");
        inquiry.take(old, Ok(logits(two, IN_ONE_QUESTION)));
        assert!(inquiry.readings(two).unwrap().all.is_empty());
        let (lost, _, bitmaps) = asked(&mut inquiry, &[two]).unwrap();
        assert_eq!(bitmaps[0], images(9)[0]);
        inquiry.lose();
        let (again, _, bitmaps) = asked(&mut inquiry, &[two]).unwrap();
        assert_eq!(bitmaps[0], images(9)[0]);
        inquiry.take(lost, Ok(logits(two, IN_ONE_QUESTION)));
        assert!(inquiry.readings(two).unwrap().all.is_empty());
        inquiry.take(again, Ok(logits(two, IN_ONE_QUESTION)));
        assert_eq!(inquiry.readings(two).unwrap().all.len(), IN_ONE_QUESTION);
        inquiry.begin(images(9), networks().into_iter());
        assert_eq!(
            inquiry.readings(two).unwrap().all.len(),
            IN_ONE_QUESTION,
            "the same again changes nothing"
        );
    }
}
