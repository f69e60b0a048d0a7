//! A drawing in the page's address. Refuses to grow without end, and to read what it did not write.
//!
//! Per stroke: the number of points (two bytes, big-endian), the first point (two bytes), then the steps to the others
//! (two signed bytes each, points on a grid of 256 x 256). All of it in base64 for addresses (RFC 4648, section 5).

use crate::image::{Drawing, Point, Stroke};

/// Points of a drawing in an address, at most: some 5 kB of text.
const MOST_POINTS: usize = 2000;
/// Grid places along a side of the pad.
const GRID: f32 = 255.0;

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The drawing as text; `None` when it is empty or too long for an address.
#[must_use]
pub(super) fn write(drawing: &Drawing) -> Option<String> {
    let points: usize = drawing.strokes.iter().map(|stroke| stroke.points.len()).sum();
    if points == 0 || points > MOST_POINTS {
        return None;
    }
    let mut bytes = Vec::new();
    for stroke in &drawing.strokes {
        let places: Vec<[i16; 2]> = stroke.points.iter().map(|point| [point.x, point.y].map(place)).collect();
        let places = within_a_byte(&places);
        bytes.extend(u16::try_from(places.len()).ok()?.to_be_bytes());
        let mut before = [0_i16; 2];
        for (index, at) in places.iter().enumerate() {
            for axis in 0..2 {
                let value = if index == 0 { at[axis] } else { at[axis] - before[axis] };
                bytes.push(value.to_le_bytes()[0]);
            }
            before = *at;
        }
    }
    Some(base64(&bytes))
}

/// A drawing from text; `None` when it is not one.
#[must_use]
pub(super) fn read(text: &str) -> Option<Drawing> {
    let bytes = bytes(text)?;
    let (mut rest, mut strokes, mut points) = (&bytes[..], Vec::new(), 0);
    while !rest.is_empty() {
        let ([high, low], after) = rest.split_first_chunk()?;
        let count = usize::from(u16::from_be_bytes([*high, *low]));
        points += count;
        // Steps longer than a byte were cut in two, so there may be twice as many.
        if count == 0 || points > 4 * MOST_POINTS || after.len() < 2 * count {
            return None;
        }
        let (own, after) = after.split_at(2 * count);
        let mut at = [0_i16; 2];
        let mut stroke = Vec::with_capacity(count);
        for (index, pair) in own.chunks_exact(2).enumerate() {
            for axis in 0..2 {
                let step = i16::from(i8::from_le_bytes([pair[axis]]));
                at[axis] = if index == 0 { i16::from(pair[axis]) } else { (at[axis] + step).clamp(0, 255) };
            }
            stroke.push(Point { x: f32::from(at[0]) / GRID, y: f32::from(at[1]) / GRID });
        }
        strokes.push(Stroke { points: stroke });
        rest = after;
    }
    (!strokes.is_empty()).then_some(Drawing { strokes })
}

/// A coordinate on the grid; what lies beside the pad is moved to its edge.
fn place(value: f32) -> i16 {
    (value.clamp(0.0, 1.0) * GRID).round() as i16
}

/// The same path in steps that fit into a signed byte.
fn within_a_byte(places: &[[i16; 2]]) -> Vec<[i16; 2]> {
    let mut all: Vec<[i16; 2]> = Vec::with_capacity(places.len());
    for &to in places {
        if let Some(&from) = all.last() {
            let longest = (to[0] - from[0]).abs().max((to[1] - from[1]).abs());
            if longest > 127 {
                all.push([0, 1].map(|axis| from[axis] + (to[axis] - from[axis]) / 2));
                // A side of the grid is 255: half of it fits, and half of the rest as well.
                let half = all[all.len() - 1];
                if (to[0] - half[0]).abs().max((to[1] - half[1]).abs()) > 127 {
                    all.push([0, 1].map(|axis| half[axis] + (to[axis] - half[axis]) / 2));
                }
            }
        }
        all.push(to);
    }
    all
}

fn base64(bytes: &[u8]) -> String {
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let word =
            three.iter().fold(0_u32, |word, &byte| word << 8 | u32::from(byte)) << (8 * (3 - three.len()));
        for place in 0..=three.len() {
            let index = word >> (18 - 6 * place) & 63;
            text.push(char::from(LETTERS[index as usize]));
        }
    }
    text
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    if text.len() > 16 * MOST_POINTS {
        return None;
    }
    let mut all = Vec::new();
    for four in text.as_bytes().chunks(4) {
        let mut word = 0_u32;
        for letter in four {
            let index = LETTERS.iter().position(|known| known == letter)?;
            word = word << 6 | u32::try_from(index).ok()?;
        }
        word <<= 6 * (4 - four.len());
        all.extend(&word.to_be_bytes()[1..four.len()]);
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn drawing(strokes: &[Vec<(f32, f32)>]) -> Drawing {
        let stroke = |points: &Vec<(f32, f32)>| Stroke {
            points: points.iter().map(|&(x, y)| Point { x, y }).collect(),
        };
        Drawing { strokes: strokes.iter().map(stroke).collect() }
    }

    #[test]
    fn base64_is_the_standards() {
        // RFC 4648, section 10.
        let known = [("f", "Zg"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("foobar", "Zm9vYmFy")];
        for (plain, coded) in known {
            assert_eq!(base64(plain.as_bytes()), coded);
            assert_eq!(bytes(coded).unwrap(), plain.as_bytes());
        }
        assert_eq!(base64(&[0xff, 0xef]), "_-8");
    }

    #[test]
    fn a_long_step_is_cut_and_ends_where_it_should() {
        let text = write(&drawing(&[vec![(0.0, 0.0), (1.0, 1.0), (0.0, 0.5)]])).unwrap();
        let read = read(&text).unwrap();
        let points = &read.strokes[0].points;
        assert!(points.contains(&Point { x: 1.0, y: 1.0 }));
        assert_eq!(points.last().unwrap().x, 0.0);
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
                let near = |a: &Point, b: &(f32, f32)| (a.x - b.0).abs() < 0.0021 && (a.y - b.1).abs() < 0.0021;
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
