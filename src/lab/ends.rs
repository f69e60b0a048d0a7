//! The two images of a morph: what is on the pad, and test images to end with.

use crate::image::{Bitmap, TestSet};
use crate::protocol::OnPad;
use crate::study::Digit;

/// The test image that a morph begins with while the pad is empty: the first that shows a 0.
const INSTEAD: Digit = Digit::Zero;

/// Images of each digit that are offered beside the most alike.
const EACH: usize = 2;

/// Where a morph begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// At what was drawn, or a picture from elsewhere.
    Drawing,
    /// At the test image on the pad.
    OnPad(usize, Digit),
    /// At a test image, as the pad is empty.
    Instead(usize, Digit),
}

/// Where a morph begins, and where it may end.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ends {
    pub(crate) start: Bitmap,
    pub(crate) origin: Origin,
    /// The test image of each digit that looks most like the start, the most alike first.
    pub(crate) alike: Vec<(usize, Digit)>,
}

impl Ends {
    /// The ends for what is on the pad.
    #[must_use]
    pub(crate) fn new(set: &TestSet, pad: &OnPad) -> Option<Self> {
        let shown = |index: usize| set.label(index).map(|digit| (index, digit));
        let (start, origin) = match (pad.bitmap, pad.test_index.and_then(shown)) {
            (Some(bitmap), Some((index, digit))) => (bitmap, Origin::OnPad(index, digit)),
            (Some(bitmap), None) => (bitmap, Origin::Drawing),
            (None, _) => {
                let index = images_of(set, INSTEAD).next()?;
                (set.bitmap(index)?, Origin::Instead(index, INSTEAD))
            }
        };
        let found = Digit::ALL.into_iter().filter_map(|digit| Some((digit, set.most_alike(&start, digit)?)));
        let mut alike: Vec<_> = found.collect();
        alike.sort_by_key(|(_, (_, difference))| *difference);
        let alike = alike.into_iter().map(|(digit, (index, _))| (index, digit)).collect();
        Some(Self { start, origin, alike })
    }

    /// Where it ends if the reader does not choose: at the most alike image of another digit than the start seems to
    /// show.
    #[must_use]
    pub(crate) fn nearest_other(&self) -> Option<usize> {
        self.alike.get(1).map(|(index, _)| *index)
    }
}

/// Some images of each digit.
pub(crate) fn offered(set: &TestSet) -> Vec<(usize, Digit)> {
    let of_digit = |digit| images_of(set, digit).take(EACH).map(move |index| (index, digit));
    Digit::ALL.into_iter().flat_map(of_digit).collect()
}

fn images_of(set: &TestSet, digit: Digit) -> impl Iterator<Item = usize> {
    (0..set.len()).filter(move |&index| set.label(index) == Some(digit))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set() -> TestSet {
        TestSet::parse(include_bytes!("../../public/mnist/test_012.bin")).unwrap()
    }

    #[test]
    fn a_morph_begins_at_the_pad_and_ends_at_the_most_alike_image_of_another_digit() {
        let set = set();
        for index in [0, 5, 700, 3_000] {
            let (bitmap, digit) = (set.bitmap(index), set.label(index).unwrap());
            let ends = Ends::new(&set, &OnPad { bitmap, test_index: Some(index) }).unwrap();
            assert_eq!((Some(ends.start), ends.origin), (bitmap, Origin::OnPad(index, digit)));
            let other = set.label(ends.nearest_other().unwrap());
            assert!(ends.alike[0].1 == digit && other.is_some_and(|other| other != digit));
            let drawn = Ends::new(&set, &OnPad { bitmap, test_index: None }).unwrap();
            assert_eq!(drawn, Ends { origin: Origin::Drawing, ..ends });
        }
    }

    #[test]
    fn an_empty_pad_gives_way_to_a_test_image() {
        let set = set();
        let ends = Ends::new(&set, &OnPad::default()).unwrap();
        let Origin::Instead(index, Digit::Zero) = ends.origin else { panic!("{:?}", ends.origin) };
        assert_eq!((set.bitmap(index), set.label(index)), (Some(ends.start), Some(Digit::Zero)));
    }

    #[test]
    fn two_images_of_each_digit_are_offered() {
        let (set, offered) = (set(), offered(&set()));
        assert!(offered.iter().all(|&(index, digit)| set.label(index) == Some(digit)));
        let count = |wanted| offered.iter().filter(|(_, digit)| *digit == wanted).count();
        assert_eq!(Digit::ALL.map(count), [EACH; 3]);
    }
}
