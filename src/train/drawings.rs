//! Labelled drawings: strokes, taken through the page's own preprocessing, so that all from the pen to the verdict is
//! assessed.

use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::image::{Bitmap, Drawing, Point, Stroke};
use crate::study::{Digit, Structure, Verdict, decide};

/// One drawing and what it is meant to be.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelledDrawing {
    /// The digit that was meant.
    pub digit: Digit,
    /// How it was drawn: plain, looped, ...
    pub(crate) kind: String,
    /// What the networks see.
    pub bitmap: Bitmap,
}

/// As `scripts/make-drawings` writes it.
#[derive(Deserialize)]
struct DrawingRecord {
    digit: u8,
    kind: String,
    strokes: Vec<Vec<[f32; 2]>>,
}

/// Reads a set of drawings.
///
/// # Errors
/// Fails when the file is not of the form `scripts/make-drawings` writes, or a drawing is empty.
pub fn read_drawings(path: &Path) -> Result<Vec<LabelledDrawing>> {
    let json = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let records: Vec<DrawingRecord> =
        serde_json::from_str(&json).with_context(|| path.display().to_string())?;
    let drawing = |(index, record): (usize, DrawingRecord)| {
        let point = |&[x, y]: &[f32; 2]| Point::new(x, y);
        let strokes =
            record.strokes.iter().map(|points| Stroke { points: points.iter().filter_map(point).collect() });
        let bitmap = Drawing { strokes: strokes.collect() }.bitmap();
        let (Some(bitmap), Some(digit)) = (bitmap, Digit::from_value(record.digit)) else {
            bail!("{}: drawing {index} is empty or not a 0, 1 or 2", path.display());
        };
        Ok(LabelledDrawing { digit, kind: record.kind, bitmap })
    };
    records.into_iter().enumerate().map(drawing).collect()
}

/// The indices of the drawings a network reads as something else, with what it says: `outputs[drawing][head]`.
///
/// # Errors
/// Fails when an output is not finite or not of the structure's form.
pub(super) fn misread(
    structure: Structure,
    outputs: &[Vec<Vec<f32>>],
    drawings: &[LabelledDrawing],
) -> Result<Vec<(usize, Verdict)>> {
    let mut misread = Vec::new();
    for (index, (heads, drawing)) in outputs.iter().zip(drawings).enumerate() {
        let verdict = decide(structure, heads)?;
        if verdict != Verdict::Digit(drawing.digit) {
            misread.push((index, verdict));
        }
    }
    Ok(misread)
}
