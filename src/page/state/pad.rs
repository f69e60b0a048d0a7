//! What is on the pad, and the undo history.

use crate::image::{Bitmap, Drawing, Point, Stroke};
use crate::study::Digit;

/// Steps that can be undone.
const MEMORY: usize = 200;

/// What the pad shows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Content {
    /// Strokes, or nothing yet.
    Drawn(Drawing),
    /// An image of the test set, by its index.
    TestImage { index: usize, label: Digit, bitmap: Box<Bitmap> },
    /// The digit of a picture from elsewhere.
    Picture(Box<Bitmap>),
}

/// How a step is undone. A stroke needs no copy of the drawing before it.
#[derive(Debug, Clone, PartialEq)]
enum Undo {
    /// Removes the drawing's last stroke.
    RemoveStroke,
    /// Shows what was there before.
    Restore(Content),
}

/// How a step that was undone is done again.
#[derive(Debug, Clone, PartialEq)]
enum Redo {
    Draw(Stroke),
    Show(Content),
}

/// The pad: its content, and how each step towards it is undone.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pad {
    content: Content,
    /// The latest step last.
    history: Vec<Undo>,
    /// What was undone, the latest last; a new step forgets it.
    undone: Vec<Redo>,
}

impl Default for Pad {
    fn default() -> Self {
        Self { content: Content::Drawn(Drawing::default()), history: Vec::new(), undone: Vec::new() }
    }
}

impl Pad {
    /// What it shows.
    pub(crate) const fn content(&self) -> &Content {
        &self.content
    }

    /// The 28x28 pixels the networks see; `None` when nothing is drawn.
    pub(crate) fn bitmap(&self) -> Option<Bitmap> {
        match &self.content {
            Content::Drawn(drawing) => drawing.bitmap(),
            Content::TestImage { bitmap, .. } | Content::Picture(bitmap) => Some(**bitmap),
        }
    }

    /// Nothing is on it.
    pub(crate) fn is_empty(&self) -> bool {
        matches!(&self.content, Content::Drawn(drawing) if drawing.is_empty())
    }

    /// The pen touches the pad. A test image gives way to a drawing.
    pub(crate) fn begin(&mut self, point: Point) {
        if let Content::Drawn(drawing) = &mut self.content {
            drawing.begin(point);
            self.undone.clear();
            self.remember(Undo::RemoveStroke);
        } else {
            let mut drawing = Drawing::default();
            drawing.begin(point);
            self.show(Content::Drawn(drawing));
        }
    }

    /// The pen moves on the pad.
    pub(crate) fn extend(&mut self, point: Point) {
        if let Content::Drawn(drawing) = &mut self.content {
            drawing.extend(point);
        }
    }

    /// Shows a test image, or a drawing that comes from elsewhere.
    pub(crate) fn show(&mut self, content: Content) {
        if self.content != content {
            self.undone.clear();
            self.replace(content);
        }
    }

    /// Undoes the last step: a stroke, a test image or a clearing.
    pub(crate) fn undo(&mut self) {
        let undone = match (self.history.pop(), &mut self.content) {
            (Some(Undo::Restore(content)), now) => Some(Redo::Show(std::mem::replace(now, content))),
            (Some(Undo::RemoveStroke), Content::Drawn(drawing)) => drawing.strokes.pop().map(Redo::Draw),
            (Some(Undo::RemoveStroke), _) | (None, _) => None,
        };
        self.undone.extend(undone);
    }

    /// Whether something was undone that can be done again.
    pub(crate) const fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }

    /// Does again what was undone last.
    pub(crate) fn redo(&mut self) {
        match (self.undone.pop(), &mut self.content) {
            (Some(Redo::Show(content)), _) => self.replace(content),
            (Some(Redo::Draw(stroke)), Content::Drawn(drawing)) => {
                drawing.strokes.push(stroke);
                self.remember(Undo::RemoveStroke);
            }
            (Some(Redo::Draw(_)), _) | (None, _) => {}
        }
    }

    /// Empties the pad, which can be undone too.
    pub(crate) fn clear(&mut self) {
        if !self.is_empty() {
            self.show(Content::Drawn(Drawing::default()));
        }
    }

    fn replace(&mut self, content: Content) {
        let before = std::mem::replace(&mut self.content, content);
        self.remember(Undo::Restore(before));
    }

    fn remember(&mut self, step: Undo) {
        if self.history.len() == MEMORY {
            self.history.remove(0);
        }
        self.history.push(step);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test_image() -> Content {
        Content::TestImage {
            index: 4,
            label: Digit::Two,
            bitmap: Box::new(Bitmap::from_pixels([9; Bitmap::PIXELS])),
        }
    }

    fn stroke(pad: &mut Pad, x: f32) {
        pad.begin(Point::new(x, 0.2).unwrap());
        pad.extend(Point::new(x, 0.8).unwrap());
    }

    #[test]
    fn undo_takes_back_every_step_in_order() {
        let mut pad = Pad::default();
        let mut seen = Vec::new();
        let steps: [&dyn Fn(&mut Pad); 7] = [
            &|pad| stroke(pad, 0.3),
            &|pad| stroke(pad, 0.6),
            &|pad| pad.show(test_image()),
            &|pad| stroke(pad, 0.9),
            &|pad| stroke(pad, 0.1),
            &Pad::clear,
            &|pad| stroke(pad, 0.5),
        ];
        for step in steps {
            seen.push(pad.content().clone());
            step(&mut pad);
            assert_ne!(pad.content(), &seen[seen.len() - 1]);
        }
        let last = pad.content().clone();
        for expected in seen.iter().rev() {
            pad.undo();
            assert_eq!(pad.content(), expected);
        }
        for expected in seen.iter().skip(1).chain([&last]) {
            pad.redo();
            assert_eq!(pad.content(), expected, "done again in order");
        }
        pad.redo();
        assert_eq!(pad.content(), &last, "there is no more");
        steps.iter().for_each(|_| pad.undo());
        assert!(pad.history.is_empty() && pad.is_empty() && pad.bitmap().is_none());
        pad.undo();
        assert!(pad.is_empty());
    }

    #[test]
    fn a_test_image_is_shown_as_it_is_and_gives_way_to_the_pen() {
        let mut pad = Pad::default();
        pad.show(test_image());
        let shown = pad.bitmap();
        assert!(shown.is_some_and(|bitmap| bitmap.pixels()[0] == 9));
        pad.extend(Point::new(0.5, 0.5).unwrap());
        assert_eq!(pad.bitmap(), shown, "a pen that never touched the pad changes nothing");
        stroke(&mut pad, 0.5);
        assert!(matches!(pad.content(), Content::Drawn(drawing) if drawing.strokes.len() == 1));
    }

    #[test]
    fn doing_nothing_is_not_a_step() {
        let mut pad = Pad::default();
        pad.clear();
        assert!(pad.history.is_empty());
        pad.show(test_image());
        pad.show(test_image());
        pad.undo();
        assert!(pad.is_empty());
    }

    #[test]
    fn a_new_step_forgets_what_was_undone() {
        let mut pad = Pad::default();
        stroke(&mut pad, 0.3);
        pad.undo();
        stroke(&mut pad, 0.7);
        let drawn = pad.content().clone();
        pad.redo();
        assert_eq!(pad.content(), &drawn);
    }

    #[test]
    fn memory_is_bounded() {
        let mut pad = Pad::default();
        for _ in 0..MEMORY + 50 {
            stroke(&mut pad, 0.5);
        }
        assert_eq!(pad.history.len(), MEMORY);
    }
}
