//! A drawing as strokes of points, and the pen that turns it into ink. Refuses pixels from outside: the pen is applied
//! after scaling, so that a small drawing does not become a thick one.

use serde::{Deserialize, Serialize};

use super::Bitmap;
use super::center::{BOX, InkBox, centered};

/// A place on the pad: (0, 0) is its top left corner, (1, 1) the bottom right one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// From left to right.
    pub x: f32,
    /// From top to bottom.
    pub y: f32,
}

/// What the pen drew between touching the pad and leaving it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Stroke {
    /// Where the pen was, in order. A single point is a dot.
    pub points: Vec<Point>,
}

/// Everything drawn so far.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Drawing {
    /// The strokes, in order.
    pub strokes: Vec<Stroke>,
}

/// Width of the pen after scaling, in pixels of the box. STUDY's digits have median strokes of 2.5 (0), 3.1 (1) and
/// 2.6 (2) px.
const PEN: f64 = 2.8;

/// Points of a pixel's area that are tested for ink, along each side: 8x8 give 65 shades.
const SAMPLES: usize = 8;

/// Drawings smaller than this part of the pad are not enlarged further: a tap that trembles must not become a digit.
/// Below a quarter of it they have too little ink for one, see [`super::InkHint::TooLittle`].
const SMALLEST: f64 = 0.08;

/// Points nearer than this to the one before, in pixels of the box, are skipped: less than half a sample's side, and the
/// time stays bounded however many points a pointer reports.
const NEAREST: f64 = 0.05;

/// A place in the box, in pixels.
type Place = (f64, f64);

impl Point {
    /// The nearest place on the pad; `None` when a coordinate is not a finite number.
    fn on_pad(self) -> Option<Self> {
        let finite = self.x.is_finite() && self.y.is_finite();
        finite.then(|| Self { x: self.x.clamp(0.0, 1.0), y: self.y.clamp(0.0, 1.0) })
    }
}

impl Drawing {
    /// Nothing is drawn.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.strokes.iter().all(|stroke| stroke.points.is_empty())
    }

    /// The pen touches the pad. A point outside the pad is moved to its edge; one that is no place at all is dropped.
    pub fn begin(&mut self, point: Point) {
        self.strokes.push(Stroke { points: point.on_pad().into_iter().collect() });
    }

    /// The pen moves on; begins a stroke when there is none. Points are treated as by [`Self::begin`].
    pub fn extend(&mut self, point: Point) {
        let Some(point) = point.on_pad() else { return };
        match self.strokes.last_mut() {
            Some(stroke) if stroke.points.last() == Some(&point) => {}
            Some(stroke) => stroke.points.push(point),
            None => self.begin(point),
        }
    }

    /// Takes the last visible stroke back.
    pub fn undo(&mut self) {
        while self.strokes.pop().is_some_and(|stroke| stroke.points.is_empty()) {}
    }

    /// Takes everything back.
    pub fn clear(&mut self) {
        self.strokes.clear();
    }

    /// The drawing as MNIST would hold it: the larger side of its ink scaled to 20 px, never stretched, drawn with a
    /// pen of constant width, averaged over each pixel's area, its center of mass moved to the frame's center.
    /// `None` when nothing is drawn.
    #[must_use]
    pub fn bitmap(&self) -> Option<Bitmap> {
        centered(&ink(&self.paths_in_box()?))
    }

    /// The strokes, scaled and moved so that the pen's ink fills the box; `None` when there is no point on the pad.
    fn paths_in_box(&self) -> Option<Vec<Vec<Place>>> {
        let place = |point: Point| (f64::from(point.x), f64::from(point.y));
        let on_pad =
            |stroke: &Stroke| stroke.points.iter().filter_map(|point| point.on_pad()).map(place).collect();
        let paths: Vec<Vec<Place>> = self.strokes.iter().map(on_pad).collect();
        let (left, right) = extent(paths.iter().flatten().map(|place| place.0))?;
        let (top, bottom) = extent(paths.iter().flatten().map(|place| place.1))?;
        let larger = (right - left).max(bottom - top).max(SMALLEST);
        // The pen adds half its width on every side of the points.
        let scale = (BOX as f64 - PEN) / larger;
        let middle = BOX as f64 / 2.0;
        let scaled = |(x, y): Place| {
            (middle + (x - (left + right) / 2.0) * scale, middle + (y - (top + bottom) / 2.0) * scale)
        };
        Some(paths.into_iter().map(|path| thinned(path.into_iter().map(scaled))).collect())
    }
}

/// Smallest and largest of the values.
fn extent(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values.fold(None, |extent, value| {
        let (least, most) = extent.unwrap_or((value, value));
        Some((value.min(least), value.max(most)))
    })
}

/// The path without points too near to the one before. The pen's last place is kept, so that no end is cut off.
fn thinned(path: impl Iterator<Item = Place>) -> Vec<Place> {
    let mut kept: Vec<Place> = Vec::new();
    let mut skipped = None;
    for place in path {
        if kept.last().is_some_and(|last| squared(*last, place) < NEAREST * NEAREST) {
            skipped = Some(place);
        } else {
            kept.push(place);
            skipped = None;
        }
    }
    kept.extend(skipped);
    kept
}

/// The box's ink: of each pixel the share of its area that the pen covered.
fn ink(paths: &[Vec<Place>]) -> InkBox {
    let mut covered = vec![false; BOX * SAMPLES * BOX * SAMPLES];
    for path in paths {
        // A dot is a segment from its point to itself.
        let dot = path.iter().take(1).map(|&place| (place, place));
        let segments = path.iter().zip(path.iter().skip(1)).map(|(&from, &to)| (from, to));
        dot.chain(segments).for_each(|(from, to)| cover(&mut covered, from, to));
    }
    std::array::from_fn(|pixel| {
        let (row, column) = (pixel / BOX * SAMPLES, pixel % BOX * SAMPLES);
        let line = |row: usize| &covered[row * BOX * SAMPLES + column..][..SAMPLES];
        let count = (row..row + SAMPLES).flat_map(line).filter(|&&covered| covered).count();
        // Rounded; all samples give exactly 255.
        ((count * 255 + SAMPLES * SAMPLES / 2) / (SAMPLES * SAMPLES)) as u8
    })
}

/// Marks the samples within half a pen's width of a segment: a line with round ends.
fn cover(covered: &mut [bool], from: Place, to: Place) {
    let side = BOX * SAMPLES;
    // Samples whose middles may be near enough; a cast from float to integer saturates, so neither end is outside.
    let range = |from: f64, to: f64| {
        let first = (from.min(to) - PEN / 2.0) * SAMPLES as f64;
        let last = (from.max(to) + PEN / 2.0) * SAMPLES as f64;
        (first as usize).min(side)..(last.ceil() as usize).min(side)
    };
    let middle = |sample: usize| (sample as f64 + 0.5) / SAMPLES as f64;
    let (along_x, along_y) = (to.0 - from.0, to.1 - from.1);
    let length_squared = squared(from, to).max(f64::MIN_POSITIVE); // a dot divides by something, too
    for row in range(from.1, to.1) {
        for column in range(from.0, to.0) {
            let covered = &mut covered[row * side + column];
            if *covered {
                continue; // most samples, where points are close together
            }
            let sample = (middle(column), middle(row));
            let along = (sample.0 - from.0) * along_x + (sample.1 - from.1) * along_y;
            let part = (along / length_squared).clamp(0.0, 1.0);
            let nearest = (from.0 + part * along_x, from.1 + part * along_y);
            *covered = squared(sample, nearest) <= PEN * PEN / 4.0;
        }
    }
}

/// Squared distance.
fn squared(one: Place, other: Place) -> f64 {
    (one.0 - other.0).powi(2) + (one.1 - other.1).powi(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawing(strokes: &[&[(f32, f32)]]) -> Drawing {
        let stroke =
            |points: &&[(f32, f32)]| Stroke { points: points.iter().map(|&(x, y)| Point { x, y }).collect() };
        Drawing { strokes: strokes.iter().map(stroke).collect() }
    }

    #[test]
    fn a_dot_is_a_disc_of_the_pens_width() {
        let bitmap = drawing(&[&[(0.3, 0.9)]]).bitmap().unwrap();
        let area = std::f64::consts::PI * PEN * PEN / 4.0;
        assert!((f64::from(bitmap.ink()) - area).abs() < 0.1, "{bitmap:?}");
        assert_eq!(bitmap.hint(), Some(super::super::InkHint::TooLittle));
    }

    #[test]
    fn a_trembling_tap_stays_a_dot() {
        let bitmap = drawing(&[&[(0.3, 0.9), (0.301, 0.9), (0.3, 0.902)]]).bitmap().unwrap();
        assert_eq!(bitmap.hint(), Some(super::super::InkHint::TooLittle), "{bitmap:?}");
    }

    #[test]
    fn an_upright_line_has_the_area_of_pen_times_length() {
        let bitmap = drawing(&[&[(0.5, 0.1), (0.5, 0.4)]]).bitmap().unwrap();
        let length = 20.0 - PEN;
        let area = length * PEN + std::f64::consts::PI * PEN * PEN / 4.0;
        assert!((f64::from(bitmap.ink()) - area).abs() < 1.0, "{bitmap:?}");
        assert_eq!(bitmap.hint(), None);
    }

    #[test]
    fn many_points_draw_the_same_as_few() {
        let many: Vec<(f32, f32)> = (0..=5000).map(|step| (step as f32 / 5000.0, 0.25)).collect();
        assert_eq!(drawing(&[&many]).bitmap(), drawing(&[&[(0.0, 0.25), (1.0, 0.25)]]).bitmap());
    }

    #[test]
    fn points_that_are_no_place_are_dropped_and_far_ones_moved_to_the_edge() {
        let mut drawn = Drawing::default();
        drawn.begin(Point { x: f32::NAN, y: 0.5 });
        assert!(drawn.is_empty() && drawn.bitmap().is_none());
        drawn.extend(Point { x: 0.5, y: f32::INFINITY });
        drawn.extend(Point { x: 0.5, y: -3.0e38 });
        drawn.extend(Point { x: 0.5, y: 7.0 });
        assert_eq!(drawn, drawing(&[&[(0.5, 0.0), (0.5, 1.0)]]));
        // The same for strokes that did not come through `begin` and `extend`.
        let raw = drawing(&[&[(0.5, f32::NAN), (0.5, -3.0e38), (0.5, 7.0)]]);
        assert_eq!(raw.bitmap(), drawn.bitmap());
    }

    #[test]
    fn undo_takes_back_what_can_be_seen() {
        let mut drawn = drawing(&[&[(0.1, 0.1)], &[(0.2, 0.2)], &[]]);
        drawn.undo();
        assert_eq!(drawn, drawing(&[&[(0.1, 0.1)]]));
        drawn.undo();
        drawn.undo();
        assert!(drawn.is_empty());
        drawn.extend(Point { x: 0.5, y: 0.5 });
        assert!(!drawn.is_empty());
        drawn.clear();
        assert_eq!(drawn, Drawing::default());
        assert!(drawn.bitmap().is_none());
    }
}
