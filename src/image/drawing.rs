//! A drawing as strokes of points, and its rasterization: scaled to the 20x20 box first, then drawn with a pen of
//! constant width, so that a small drawing does not become a thick one.

use super::Bitmap;
use super::center::{BOX, InkBox, centered};

/// A position on the pad, never beside it: (0, 0) is its top left corner, (1, 1) the bottom right one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    x: f32,
    y: f32,
}

/// What the pen drew between touching the pad and leaving it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Stroke {
    /// In the order they were drawn. A single point is a dot.
    pub points: Vec<Point>,
}

/// Everything drawn so far.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Drawing {
    /// In the order they were drawn.
    pub strokes: Vec<Stroke>,
}

/// Width of the pen after scaling, in pixels of the box. The study's digits have median strokes of 2.5 (0), 3.1 (1) and
/// 2.6 (2) px.
const PEN: f64 = 2.8;

/// Supersampling: subpixels of a pixel that are tested for ink, along each side. 8x8 give 65 shades.
const SUBPIXELS: usize = 8;

/// Drawings smaller than this fraction of the pad are not enlarged further: a tap that trembles must not become a digit.
/// Below a quarter of it they have too little ink for one, see [`super::InkHint::TooLittle`].
const SMALLEST: f64 = 0.08;

/// Points nearer than this to the one before, in pixels of the box, are skipped: less than half a subpixel's side, and the
/// time stays bounded however many points a pointer reports.
const NEAREST: f64 = 0.05;

/// A position in the box, in pixels: x, y.
type Position = (f64, f64);

impl Point {
    /// The nearest position on the pad; `None` when a coordinate is not a finite number.
    #[must_use]
    pub fn new(x: f32, y: f32) -> Option<Self> {
        let finite = x.is_finite() && y.is_finite();
        finite.then(|| Self { x: x.clamp(0.0, 1.0), y: y.clamp(0.0, 1.0) })
    }

    /// From left to right, in 0..=1.
    #[must_use]
    pub(crate) const fn x(self) -> f32 {
        self.x
    }

    /// From top to bottom, in 0..=1.
    #[must_use]
    pub(crate) const fn y(self) -> f32 {
        self.y
    }
}

impl Drawing {
    /// Width of the pen on the screen, as a fraction of the pad's side: about what 2.8 of the box's 20 pixels look like.
    pub(crate) const PEN_ON_PAD: f64 = 0.06;

    /// Nothing is drawn.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.strokes.iter().all(|stroke| stroke.points.is_empty())
    }

    /// The pen touches the pad.
    pub(crate) fn begin(&mut self, point: Point) {
        self.strokes.push(Stroke { points: vec![point] });
    }

    /// The pen moves on; begins a stroke when there is none.
    pub fn extend(&mut self, point: Point) {
        match self.strokes.last_mut() {
            Some(stroke) if stroke.points.last() == Some(&point) => {}
            Some(stroke) => stroke.points.push(point),
            None => self.begin(point),
        }
    }

    /// The drawing as MNIST would hold it: the larger side of its ink scaled to 20 px, never stretched, drawn with a
    /// pen of constant width, averaged over each pixel's area, its center of mass moved to the frame's center.
    /// `None` when nothing is drawn.
    #[must_use]
    pub fn bitmap(&self) -> Option<Bitmap> {
        centered(&ink(&self.paths_in_box()?))
    }

    /// The strokes, scaled and moved so that the pen's ink fills the box; `None` when there is no point.
    fn paths_in_box(&self) -> Option<Vec<Vec<Position>>> {
        let points = || self.strokes.iter().flat_map(|stroke| &stroke.points);
        let (left, right) = extent(points().map(|point| f64::from(point.x)))?;
        let (top, bottom) = extent(points().map(|point| f64::from(point.y)))?;
        let larger = (right - left).max(bottom - top).max(SMALLEST);
        // The pen adds half its width on every side of the points.
        let scale = (BOX as f64 - PEN) / larger;
        let middle = BOX as f64 / 2.0;
        let scaled = |point: &Point| {
            let (x, y) = (f64::from(point.x), f64::from(point.y));
            (middle + (x - (left + right) / 2.0) * scale, middle + (y - (top + bottom) / 2.0) * scale)
        };
        Some(self.strokes.iter().map(|stroke| thinned(stroke.points.iter().map(scaled))).collect())
    }
}

/// Smallest and largest of the values.
fn extent(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values.fold(None, |extent, value| {
        let (least, most) = extent.unwrap_or((value, value));
        Some((value.min(least), value.max(most)))
    })
}

/// The path without points too near to the one before. The last position is kept, so that no end is cut off.
fn thinned(path: impl Iterator<Item = Position>) -> Vec<Position> {
    let mut kept: Vec<Position> = Vec::new();
    let mut skipped = None;
    for position in path {
        if kept.last().is_some_and(|last| squared(*last, position) < NEAREST * NEAREST) {
            skipped = Some(position);
        } else {
            kept.push(position);
            skipped = None;
        }
    }
    kept.extend(skipped);
    kept
}

/// The box's ink: of each pixel the share of its area that the pen covered.
fn ink(paths: &[Vec<Position>]) -> InkBox {
    let mut covered = vec![false; BOX * SUBPIXELS * BOX * SUBPIXELS];
    for path in paths {
        // A dot is a segment from its point to itself.
        let dot = path.iter().take(1).map(|&position| (position, position));
        let segments = path.iter().zip(path.iter().skip(1)).map(|(&from, &to)| (from, to));
        dot.chain(segments).for_each(|(from, to)| cover(&mut covered, from, to));
    }
    std::array::from_fn(|pixel| {
        let (row, column) = (pixel / BOX * SUBPIXELS, pixel % BOX * SUBPIXELS);
        let line = |row: usize| &covered[row * BOX * SUBPIXELS + column..][..SUBPIXELS];
        let count = (row..row + SUBPIXELS).flat_map(line).filter(|&&covered| covered).count();
        // Rounded; all subpixels give exactly 255.
        ((count * 255 + SUBPIXELS * SUBPIXELS / 2) / (SUBPIXELS * SUBPIXELS)) as u8
    })
}

/// Marks the subpixels within half a pen's width of a segment: a line with round ends.
fn cover(covered: &mut [bool], from: Position, to: Position) {
    let side = BOX * SUBPIXELS;
    // Subpixels whose middles may be near enough; a cast from float to integer saturates, so neither end is outside.
    let range = |from: f64, to: f64| {
        let first = (from.min(to) - PEN / 2.0) * SUBPIXELS as f64;
        let last = (from.max(to) + PEN / 2.0) * SUBPIXELS as f64;
        (first as usize).min(side)..(last.ceil() as usize).min(side)
    };
    let middle = |subpixel: usize| (subpixel as f64 + 0.5) / SUBPIXELS as f64;
    let (along_x, along_y) = (to.0 - from.0, to.1 - from.1);
    let length_squared = squared(from, to).max(f64::MIN_POSITIVE); // a dot divides by something, too
    for row in range(from.1, to.1) {
        for column in range(from.0, to.0) {
            let covered = &mut covered[row * side + column];
            if *covered {
                continue; // most subpixels, where points are close together
            }
            let center = (middle(column), middle(row));
            let along = (center.0 - from.0) * along_x + (center.1 - from.1) * along_y;
            let fraction = (along / length_squared).clamp(0.0, 1.0);
            let nearest = (from.0 + fraction * along_x, from.1 + fraction * along_y);
            *covered = squared(center, nearest) <= PEN * PEN / 4.0;
        }
    }
}

/// Squared distance.
fn squared(one: Position, other: Position) -> f64 {
    (one.0 - other.0).powi(2) + (one.1 - other.1).powi(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawing(strokes: &[&[(f32, f32)]]) -> Drawing {
        let point = |&(x, y): &(f32, f32)| Point::new(x, y).unwrap();
        let stroke = |points: &&[(f32, f32)]| Stroke { points: points.iter().map(point).collect() };
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
    fn a_point_is_on_the_pad_or_is_none() {
        assert_eq!(Point::new(f32::NAN, 0.5), None);
        assert_eq!(Point::new(0.5, f32::INFINITY), None);
        let corner = Point::new(-3.0e38, 7.0).unwrap();
        assert_eq!((corner.x(), corner.y()), (0.0, 1.0));
    }

    #[test]
    fn a_stroke_begins_where_there_is_none() {
        let mut drawn = Drawing::default();
        assert!(drawn.is_empty() && drawn.bitmap().is_none());
        for y in [0.1, 0.4, 0.4] {
            drawn.extend(Point::new(0.5, y).unwrap());
        }
        assert_eq!(drawn, drawing(&[&[(0.5, 0.1), (0.5, 0.4)]]), "the same position twice is one point");
    }
}
