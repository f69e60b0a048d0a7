//! A queue of length one: one classification at a time, the newest image wins.
//!
//! When a classification ends, whatever image is current then is asked about next, so images that were overtaken in
//! between never run.

use std::collections::BTreeMap;

use crate::protocol::Ticket;
use crate::study::NetworkId;

/// Number of an image of this page, growing with every change of the drawing.
///
/// The worker knows tickets only ([`Ticket`] says why both are needed): `LatestOnly` says which image a ticket was about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct ImageId(pub(crate) u32);

/// The classification that is under way.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Classification {
    ticket: Ticket,
    image: ImageId,
}

/// Which networks were asked about which image, and what is under way.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct LatestOnly {
    last: Ticket,
    running: Option<Classification>,
    asked: BTreeMap<NetworkId, ImageId>,
}

impl LatestOnly {
    /// The next classification: those of the ready networks not yet asked about this image.
    ///
    /// `None` while another one runs or when every network was asked already.
    pub(crate) fn next(&mut self, image: ImageId, ready: &[NetworkId]) -> Option<(Ticket, Vec<NetworkId>)> {
        if self.running.is_some() {
            return None;
        }
        let is_new = |network: &&NetworkId| self.asked.get(*network) != Some(&image);
        let networks: Vec<NetworkId> = ready.iter().filter(is_new).copied().collect();
        if networks.is_empty() {
            return None;
        }
        self.asked.extend(networks.iter().map(|&network| (network, image)));
        let ticket = Ticket(self.last.0.wrapping_add(1));
        self.last = ticket;
        self.running = Some(Classification { ticket, image });
        Some((ticket, networks))
    }

    /// The image a ticket was about, if it is the one under way.
    pub(crate) fn image_for(&self, ticket: Ticket) -> Option<ImageId> {
        self.running.as_ref().filter(|running| running.ticket == ticket).map(|running| running.image)
    }

    /// A classification is over; late endings of older ones change nothing.
    pub(crate) fn finish(&mut self, ticket: Ticket) {
        if self.image_for(ticket).is_some() {
            self.running = None;
        }
    }

    /// A network must be asked anew, for example after it was loaded again.
    pub(crate) fn forget(&mut self, network: NetworkId) {
        self.asked.remove(&network);
    }

    /// The worker is gone and with it the classification under way; tickets go on growing.
    pub(crate) fn reset(&mut self) {
        self.running = None;
        self.asked.clear();
    }

    /// Whether a classification is under way.
    pub(crate) const fn is_busy(&self) -> bool {
        self.running.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::Backbone;

    fn five() -> Vec<NetworkId> {
        NetworkId::on_backbone(Backbone::ResNet18).collect()
    }

    #[test]
    fn one_at_a_time_and_the_newest_image_wins() {
        let mut queue = LatestOnly::default();
        let (first, networks) = queue.next(ImageId(1), &five()).unwrap();
        assert_eq!(networks, five());
        assert_eq!(queue.next(ImageId(2), &five()), None, "one is under way");
        assert_eq!(queue.next(ImageId(3), &five()), None);
        queue.finish(first);
        let (second, _) = queue.next(ImageId(3), &five()).unwrap();
        assert!(second > first);
        assert_eq!(queue.image_for(second), Some(ImageId(3)), "image 2 was overtaken and never ran");
    }

    #[test]
    fn a_network_that_becomes_ready_later_is_asked_alone() {
        let mut queue = LatestOnly::default();
        let (ticket, _) = queue.next(ImageId(1), &five()[..2]).unwrap();
        queue.finish(ticket);
        assert_eq!(queue.next(ImageId(1), &five()[..2]), None, "nobody is asked twice about one image");
        assert_eq!(queue.next(ImageId(1), &five()[..3]).unwrap().1, five()[2..3]);
    }

    #[test]
    fn late_answers_of_older_classifications_are_strangers() {
        let mut queue = LatestOnly::default();
        let (old, _) = queue.next(ImageId(1), &five()).unwrap();
        queue.reset();
        let (new, _) = queue.next(ImageId(1), &five()).unwrap();
        assert_eq!(queue.image_for(old), None);
        queue.finish(old);
        assert!(queue.is_busy());
        queue.finish(new);
        assert!(!queue.is_busy());
    }

    #[test]
    fn a_forgotten_network_is_asked_again() {
        let mut queue = LatestOnly::default();
        let (ticket, _) = queue.next(ImageId(1), &five()).unwrap();
        queue.finish(ticket);
        queue.forget(five()[4]);
        assert_eq!(queue.next(ImageId(1), &five()).unwrap().1, five()[4..]);
    }
}
