//! A pen for the keyboard: a cursor on the pad that arrow keys move, drawing while it is down.

use crate::image::Point;
use crate::page::state::Pad;

/// How far a key moves the pen: the pad is 28 pixels to the networks, and a digit fills 20 of them.
const STEP: f32 = 1.0 / 20.0;

/// The pen's position, and whether it draws.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct KeyPen {
    /// From left to right and from top to bottom, in 0..=1.
    pub(super) at: (f32, f32),
    /// It draws while it moves.
    pub(super) down: bool,
}

impl Default for KeyPen {
    fn default() -> Self {
        Self { at: (0.5, 0.25), down: false }
    }
}

impl KeyPen {
    /// Takes in a key; whether it meant something to the pen.
    pub(super) fn press(&mut self, key: &str, pad: &mut Pad) -> bool {
        let (right, below) = match key {
            "ArrowLeft" => (-STEP, 0.0),
            "ArrowRight" => (STEP, 0.0),
            "ArrowUp" => (0.0, -STEP),
            "ArrowDown" => (0.0, STEP),
            " " | "Enter" => {
                self.down = !self.down;
                if let (true, Some(point)) = (self.down, self.point()) {
                    pad.begin(point);
                }
                return true;
            }
            _ => return false,
        };
        self.at = ((self.at.0 + right).clamp(0.0, 1.0), (self.at.1 + below).clamp(0.0, 1.0));
        if let (true, Some(point)) = (self.down, self.point()) {
            pad.extend(point);
        }
        true
    }

    fn point(&self) -> Option<Point> {
        Point::new(self.at.0, self.at.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::state::Content;

    #[test]
    fn keys_draw_while_the_pen_is_down_and_move_it_where_it_is_up() {
        let (mut pen, mut pad) = (KeyPen::default(), Pad::default());
        let mut press = |key, times| (0..times).for_each(|_| assert!(pen.press(key, &mut pad)));
        press("ArrowLeft", 2);
        press(" ", 1);
        press("ArrowDown", 6);
        press("Enter", 1);
        press("ArrowRight", 30);
        assert!(!pen.press("a", &mut pad));
        assert_eq!(pen.at.0, 1.0, "it stays on the pad");
        let Content::Drawn(drawing) = pad.content() else { panic!("{pad:?}") };
        assert_eq!(drawing.strokes.len(), 1);
        assert_eq!(drawing.strokes[0].points.len(), 7);
        pad.undo();
        assert!(pad.is_empty(), "a stroke of the keyboard is one step");
    }
}
