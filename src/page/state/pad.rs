//! What is on the pad, and how it got there. Refuses the DOM.

use crate::image::{Bitmap, Drawing, Point};
use crate::study::Digit;

/// Steps that can be undone.
const MEMORY: usize = 200;

/// What the pad shows.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Strokes, or nothing yet.
    Drawn(Drawing),
    /// An image of the test set.
    Sample {
        /// Its index in the test set.
        index: usize,
        /// What it shows.
        label: Digit,
        /// Its pixels.
        bitmap: Box<Bitmap>,
    },
}

/// The pad: its content and everything it showed before, so that nothing is ever lost.
#[derive(Debug, Clone, PartialEq)]
pub struct Pad {
    content: Content,
    past: Vec<Content>,
}

impl Default for Pad {
    fn default() -> Self {
        Self { content: Content::Drawn(Drawing::default()), past: Vec::new() }
    }
}

impl Pad {
    /// What it shows.
    #[must_use]
    pub const fn content(&self) -> &Content {
        &self.content
    }

    /// The 28x28 pixels the networks see; `None` when nothing is drawn.
    #[must_use]
    pub fn bitmap(&self) -> Option<Bitmap> {
        match &self.content {
            Content::Drawn(drawing) => drawing.bitmap(),
            Content::Sample { bitmap, .. } => Some(**bitmap),
        }
    }

    /// Nothing is on it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(&self.content, Content::Drawn(drawing) if drawing.is_empty())
    }

    /// There is a step to take back.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// The pen touches the pad. A sample gives way to a drawing.
    pub fn begin(&mut self, point: Point) {
        let mut drawing = match &self.content {
            Content::Drawn(drawing) => drawing.clone(),
            Content::Sample { .. } => Drawing::default(),
        };
        drawing.begin(point);
        self.replace(Content::Drawn(drawing));
    }

    /// The pen moves on the pad.
    pub fn extend(&mut self, point: Point) {
        if let Content::Drawn(drawing) = &mut self.content {
            drawing.extend(point);
        }
    }

    /// Shows an image of the test set.
    pub fn load(&mut self, index: usize, label: Digit, bitmap: Bitmap) {
        let sample = Content::Sample { index, label, bitmap: Box::new(bitmap) };
        if self.content != sample {
            self.replace(sample);
        }
    }

    /// Shows a drawing that comes from elsewhere.
    pub fn show(&mut self, drawing: Drawing) {
        self.replace(Content::Drawn(drawing));
    }

    /// Takes the last step back: a stroke, a sample or a clearing.
    pub fn undo(&mut self) {
        if let Some(content) = self.past.pop() {
            self.content = content;
        }
    }

    /// Empties the pad, which can be undone too.
    pub fn clear(&mut self) {
        if !self.is_empty() {
            self.replace(Content::Drawn(Drawing::default()));
        }
    }

    fn replace(&mut self, content: Content) {
        if self.past.len() == MEMORY {
            self.past.remove(0);
        }
        self.past.push(std::mem::replace(&mut self.content, content));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: Bitmap = Bitmap::from_pixels([9; Bitmap::PIXELS]);

    fn stroke(pad: &mut Pad, x: f32) {
        pad.begin(Point { x, y: 0.2 });
        pad.extend(Point { x, y: 0.8 });
    }

    #[test]
    fn undo_takes_back_strokes_samples_and_clearings_in_order() {
        let mut pad = Pad::default();
        let mut seen = vec![pad.content().clone()];
        stroke(&mut pad, 0.3);
        seen.push(pad.content().clone());
        stroke(&mut pad, 0.6);
        seen.push(pad.content().clone());
        pad.load(4, Digit::Two, SAMPLE);
        seen.push(pad.content().clone());
        pad.clear();
        assert!(pad.is_empty() && pad.bitmap().is_none());
        while let Some(expected) = seen.pop() {
            pad.undo();
            assert_eq!(pad.content(), &expected);
        }
        assert!(!pad.can_undo());
        pad.undo();
        assert!(pad.is_empty());
    }

    #[test]
    fn a_sample_is_shown_as_it_is_and_gives_way_to_the_pen() {
        let mut pad = Pad::default();
        pad.load(4, Digit::Two, SAMPLE);
        assert_eq!(pad.bitmap(), Some(SAMPLE));
        pad.extend(Point { x: 0.5, y: 0.5 });
        assert_eq!(pad.bitmap(), Some(SAMPLE), "a pen that never touched the pad changes nothing");
        stroke(&mut pad, 0.5);
        assert!(matches!(pad.content(), Content::Drawn(drawing) if drawing.strokes.len() == 1));
    }

    #[test]
    fn doing_nothing_is_not_a_step() {
        let mut pad = Pad::default();
        pad.clear();
        assert!(!pad.can_undo());
        pad.load(4, Digit::Two, SAMPLE);
        pad.load(4, Digit::Two, SAMPLE);
        pad.undo();
        assert!(pad.is_empty());
    }

    #[test]
    fn memory_is_bounded() {
        let mut pad = Pad::default();
        for _ in 0..MEMORY + 50 {
            stroke(&mut pad, 0.5);
        }
        assert_eq!(pad.past.len(), MEMORY);
    }
}
