//! A drawing as text in the page's address.
//!
//! Per stroke: the number of points (two bytes, big-endian), the first point (two bytes), then the steps to the others
//! (two signed bytes each, points on a grid of 256 x 256). All of it in base64url without padding (RFC 4648, section 5).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::image::{Drawing, Point, Stroke};

/// Points of a drawing in an address, at most: some 5 kB of text.
const MOST_POINTS: usize = 2000;

/// Points that such a drawing has after [`split_steps`], at most: no step becomes more than three.
const MOST_WRITTEN: usize = 3 * MOST_POINTS;

/// Characters of the longest text: a point is two bytes, and so is the count of a stroke that has but one.
const MOST_CHARACTERS: usize = (2 + 2) * MOST_WRITTEN * 4 / 3;

/// Largest coordinate on the grid.
const GRID: f32 = 255.0;

/// Largest step that fits into a signed byte both ways.
const STEP: i16 = 127;

/// A point on the grid: x, y.
type GridPoint = [i16; 2];

/// The drawing as text; `None` when it is empty or too long for an address.
pub(super) fn write(drawing: &Drawing) -> Option<String> {
    let points: usize = drawing.strokes.iter().map(|stroke| stroke.points.len()).sum();
    if points == 0 || points > MOST_POINTS {
        return None;
    }
    let mut bytes = Vec::new();
    for stroke in &drawing.strokes {
        let points: Vec<GridPoint> = stroke.points.iter().map(on_grid).collect();
        let points = split_steps(&points);
        bytes.extend(u16::try_from(points.len()).ok()?.to_be_bytes());
        let mut before = [0, 0];
        for point in points {
            // The first is its own step from the corner: 0 to 255, one unsigned byte.
            bytes.extend([0, 1].map(|axis| (point[axis] - before[axis]).to_le_bytes()[0]));
            before = point;
        }
    }
    Some(URL_SAFE_NO_PAD.encode(bytes))
}

/// A drawing from text; `None` when it is not one.
pub(super) fn read(text: &str) -> Option<Drawing> {
    if text.len() > MOST_CHARACTERS {
        return None;
    }
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (mut rest, mut strokes, mut points) = (&bytes[..], Vec::new(), 0);
    while !rest.is_empty() {
        let (&count, after) = rest.split_first_chunk()?;
        let count = usize::from(u16::from_be_bytes(count));
        points += count;
        if count == 0 || points > MOST_WRITTEN {
            return None;
        }
        let (stroke, after) = after.split_at_checked(2 * count)?;
        strokes.push(read_stroke(stroke)?);
        rest = after;
    }
    (!strokes.is_empty()).then_some(Drawing { strokes })
}

fn read_stroke(bytes: &[u8]) -> Option<Stroke> {
    let mut at: GridPoint = [0, 0];
    let mut points = Vec::with_capacity(bytes.len() / 2);
    for (index, pair) in bytes.chunks_exact(2).enumerate() {
        for axis in 0..2 {
            let step = i16::from(i8::from_le_bytes([pair[axis]]));
            at[axis] = if index == 0 { i16::from(pair[axis]) } else { (at[axis] + step).clamp(0, 255) };
        }
        points.push(Point::new(f32::from(at[0]) / GRID, f32::from(at[1]) / GRID)?);
    }
    Some(Stroke { points })
}

fn on_grid(point: &Point) -> GridPoint {
    [point.x(), point.y()].map(|coordinate| (coordinate * GRID).round() as i16)
}

/// The same path in steps that fit into a signed byte: the grid's side is 255, so none becomes more than three.
fn split_steps(points: &[GridPoint]) -> Vec<GridPoint> {
    let mut split: Vec<GridPoint> = Vec::with_capacity(points.len());
    for &to in points {
        let from = split.last().copied().unwrap_or(to);
        let delta = [to[0] - from[0], to[1] - from[1]];
        let longest = delta[0].abs().max(delta[1].abs());
        let steps = ((longest + STEP - 1) / STEP).max(1);
        split.extend((1..=steps).map(|step| [0, 1].map(|axis| from[axis] + delta[axis] * step / steps)));
    }
    split
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn drawing(strokes: &[Vec<(f32, f32)>]) -> Drawing {
        let point = |&(x, y): &(f32, f32)| Point::new(x, y).unwrap();
        let stroke = |points: &Vec<(f32, f32)>| Stroke { points: points.iter().map(point).collect() };
        Drawing { strokes: strokes.iter().map(stroke).collect() }
    }

    #[test]
    fn a_link_that_was_given_away_is_read_for_ever() {
        // Two points, (0, 0) and (10, 20), then a stroke of one, (255, 254).
        let known = drawing(&[vec![(0.0, 0.0), (10.0 / 255.0, 20.0 / 255.0)], vec![(1.0, 254.0 / 255.0)]]);
        assert_eq!(write(&known).as_deref(), Some("AAIAAAoUAAH__g"));
        assert_eq!(read("AAIAAAoUAAH__g"), Some(known));
    }

    #[test]
    fn a_long_step_is_split_and_ends_where_it_should() {
        let text = write(&drawing(&[vec![(0.0, 0.0), (1.0, 1.0), (0.0, 0.5)]])).unwrap();
        let points = &read(&text).unwrap().strokes[0].points;
        assert!(points.contains(&Point::new(1.0, 1.0).unwrap()));
        assert_eq!(points.last().unwrap().x(), 0.0);
    }

    #[test]
    fn the_longest_drawing_is_read_back_and_a_longer_text_refused() {
        // Every step goes from corner to corner, so each becomes three.
        let corners = |count: usize| (0..count).map(|index| [(0.0, 0.0), (1.0, 1.0)][index % 2]).collect();
        let written = write(&drawing(&[corners(MOST_POINTS)])).unwrap();
        assert_eq!(read(&written).unwrap().strokes[0].points.len(), MOST_WRITTEN - 2);
        let dots = vec![vec![(0.5, 0.5)]; MOST_POINTS];
        assert_eq!(read(&write(&drawing(&dots)).unwrap()).unwrap().strokes.len(), MOST_POINTS);
        let stroke = |count: u16| {
            let bytes = [&count.to_be_bytes()[..], &vec![0; 2 * usize::from(count)]].concat();
            URL_SAFE_NO_PAD.encode(bytes)
        };
        assert!(read(&stroke(MOST_WRITTEN as u16)).is_some());
        assert_eq!(read(&stroke(MOST_WRITTEN as u16 + 1)), None);
    }

    #[test]
    fn what_is_no_drawing_is_refused() {
        for text in ["", "?", "AAA", "AAEA", "////", "__8AAA"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(write(&Drawing::default()), None);
        assert_eq!(write(&drawing(&[vec![(0.5, 0.5); MOST_POINTS + 1]])), None);
    }

    proptest! {
        #[test]
        fn a_drawing_comes_back_to_within_the_grid(
            strokes in prop::collection::vec(prop::collection::vec((0.0..=1.0_f32, 0.0..=1.0_f32), 1..40), 1..5),
        ) {
            let read = read(&write(&drawing(&strokes)).unwrap()).unwrap();
            prop_assert_eq!(read.strokes.len(), strokes.len());
            for (found, expected) in read.strokes.iter().zip(&strokes) {
                let near = |a: &Point, b: &(f32, f32)| (a.x() - b.0).abs() < 0.0021 && (a.y() - b.1).abs() < 0.0021;
                prop_assert!(expected.iter().all(|point| found.points.iter().any(|other| near(other, point))));
                prop_assert!(near(found.points.last().unwrap(), expected.last().unwrap()));
            }
        }

        #[test]
        fn any_text_is_read_without_harm(text in ".{0,400}") {
            let _ = read(&text);
        }

        #[test]
        fn any_letters_are_read_without_harm(text in "[A-Za-z0-9_-]{0,400}") {
            if let Some(drawing) = read(&text) {
                let _ = drawing.bitmap();
            }
        }
    }
}
