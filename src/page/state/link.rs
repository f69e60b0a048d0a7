//! A drawing as text in the page's address.
//!
//! Per stroke: the number of points (two bytes, big-endian), the first point (two bytes), then the steps to the others
//! (two signed bytes each, points on a grid of 256 x 256). All of it in base64url without padding (RFC 4648, section 5).

use base64::Engine;
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD, URL_SAFE_NO_PAD};

use crate::image::{Drawing, Point, Stroke};

/// Reads what was cut off, too: the bits behind its last byte may be anything.
const ANY_END: GeneralPurpose =
    GeneralPurpose::new(&base64::alphabet::URL_SAFE, NO_PAD.with_decode_allow_trailing_bits(true));

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

/// What a link's text holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Linked {
    Whole(Drawing),
    /// The text ends in the middle: what stands before.
    Cut(Drawing),
    Unreadable,
}

/// A drawing from text, and from as much of it as is left. What no drawing's text holds ends it: a foreign parameter or
/// a full stop behind the link is left alone.
pub(super) fn read(text: &str) -> Linked {
    let letters = text.bytes().take_while(|letter| letter.is_ascii_alphanumeric() || b"-_".contains(letter));
    let mut letters: Vec<u8> = letters.take(MOST_CHARACTERS + 1).collect();
    if letters.len() > MOST_CHARACTERS {
        return Linked::Unreadable;
    }
    // One letter of four is less than a byte.
    let torn = letters.len() % 4 == 1;
    letters.truncate(letters.len() - usize::from(torn));
    let drawing = ANY_END.decode(letters).ok().and_then(|bytes| read_strokes(&bytes));
    match drawing {
        Some((drawing, true)) if !torn => Linked::Whole(drawing),
        Some((drawing, _)) => Linked::Cut(drawing),
        None => Linked::Unreadable,
    }
}

/// The strokes, and whether the last one is whole; `None` where there are none.
fn read_strokes(bytes: &[u8]) -> Option<(Drawing, bool)> {
    let (mut rest, mut strokes, mut points, mut whole) = (bytes, Vec::new(), 0, true);
    while whole && !rest.is_empty() {
        let Some((&count, after)) = rest.split_first_chunk() else {
            whole = false;
            break;
        };
        let count = usize::from(u16::from_be_bytes(count));
        points += count;
        if count == 0 || points > MOST_WRITTEN {
            return None;
        }
        whole = 2 * count <= after.len();
        let (stroke, after) = after.split_at((2 * count).min(after.len()));
        strokes.extend(read_stroke(stroke).filter(|stroke| !stroke.points.is_empty()));
        rest = after;
    }
    (!strokes.is_empty()).then_some((Drawing { strokes }, whole))
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
        assert_eq!(read("AAIAAAoUAAH__g"), Linked::Whole(known));
    }

    fn whole(text: &str) -> Drawing {
        match read(text) {
            Linked::Whole(drawing) => drawing,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn f27_what_stands_behind_a_drawing_is_left_alone() {
        let known = read("AAIAAAoUAAH__g");
        for tail in
            ["&utm_source=x", "&fbclid=IwAR0", ")", ".", "…", "”", "=", "%20and", ", which", ":~:text=a"]
        {
            assert_eq!(read(&format!("AAIAAAoUAAH__g{tail}")), known, "{tail}");
        }
    }

    #[test]
    fn f27_of_a_drawing_that_was_cut_off_the_beginning_is_read() {
        let known = whole("AAIAAAoUAAH__g").strokes;
        let points = |text: &str| match read(text) {
            Linked::Cut(drawing) => {
                assert_eq!(drawing.strokes[0].points, known[0].points[..drawing.strokes[0].points.len()]);
                drawing.strokes.iter().map(|stroke| stroke.points.len()).collect::<Vec<_>>()
            }
            Linked::Whole(_) => panic!("{text} is not whole"),
            Linked::Unreadable => Vec::new(),
        };
        // Count, first point, second point, count, point.
        for (letters, expected) in
            [(0, vec![]), (5, vec![]), (6, vec![1]), (7, vec![1]), (10, vec![2]), (13, vec![2])]
        {
            assert_eq!(points(&"AAIAAAoUAAH__g"[..letters]), expected, "{letters} letters");
        }
        assert!(matches!(read("AAIAAAoU"), Linked::Whole(_)), "the end of a stroke may be the end");
    }

    #[test]
    fn a_long_step_is_split_and_ends_where_it_should() {
        let text = write(&drawing(&[vec![(0.0, 0.0), (1.0, 1.0), (0.0, 0.5)]])).unwrap();
        let points = &whole(&text).strokes[0].points;
        assert!(points.contains(&Point::new(1.0, 1.0).unwrap()));
        assert_eq!(points.last().unwrap().x(), 0.0);
    }

    #[test]
    fn the_longest_drawing_is_read_back_and_a_longer_text_refused() {
        // Every step goes from corner to corner, so each becomes three.
        let corners = |count: usize| (0..count).map(|index| [(0.0, 0.0), (1.0, 1.0)][index % 2]).collect();
        let written = write(&drawing(&[corners(MOST_POINTS)])).unwrap();
        assert_eq!(whole(&written).strokes[0].points.len(), MOST_WRITTEN - 2);
        let dots = vec![vec![(0.5, 0.5)]; MOST_POINTS];
        assert_eq!(whole(&write(&drawing(&dots)).unwrap()).strokes.len(), MOST_POINTS);
        let stroke = |count: u16| {
            let bytes = [&count.to_be_bytes()[..], &vec![0; 2 * usize::from(count)]].concat();
            URL_SAFE_NO_PAD.encode(bytes)
        };
        assert_eq!(whole(&stroke(MOST_WRITTEN as u16)).strokes.len(), 1);
        assert_eq!(read(&stroke(MOST_WRITTEN as u16 + 1)), Linked::Unreadable);
    }

    #[test]
    fn what_is_no_drawing_is_refused() {
        for text in ["", "?", "AAA", "AAEA", "////", "__8AAA", "%%%", "=AAIAAAoU"] {
            assert_eq!(read(text), Linked::Unreadable, "{text}");
        }
        assert_eq!(write(&Drawing::default()), None);
        assert_eq!(write(&drawing(&[vec![(0.5, 0.5); MOST_POINTS + 1]])), None);
    }

    proptest! {
        #[test]
        fn a_drawing_comes_back_to_within_the_grid(
            strokes in prop::collection::vec(prop::collection::vec((0.0..=1.0_f32, 0.0..=1.0_f32), 1..40), 1..5),
        ) {
            let read = whole(&write(&drawing(&strokes)).unwrap());
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
            if let Linked::Whole(drawing) | Linked::Cut(drawing) = read(&text) {
                let _ = drawing.bitmap();
            }
        }
    }
}
