//! What both kinds of chart are drawn with: plotters' drawing area, in CSS pixels instead of device pixels.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::study::Structure;
use crate::web::palette::{Hue, hue};

/// Size of the text in CSS pixels.
pub(super) const TEXT: f64 = 12.0;
/// One name on the axis for this much room.
pub(super) const TICK_ROOM: f64 = 54.0;

/// Half the size of the ring around a value that is pointed at.
const RING: f64 = 9.0;
/// The family list of the style sheet: the system's own.
pub(super) const FAMILY: &str = "system-ui, sans-serif";

/// Colors and resolution of a drawing.
#[derive(Debug, Clone, Copy)]
pub struct Theme {
    /// Color of text.
    pub ink: [u8; 3],
    /// Device pixels per CSS pixel.
    pub ratio: f64,
}

pub(super) type Area<DB> = DrawingArea<DB, plotters::coord::Shift>;
pub(super) type PaintResult<DB> = Result<(), DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>>;

/// A structure's hue for plotters.
pub(super) const fn color(structure: Structure) -> RGBColor {
    let Hue([red, green, blue]) = hue(structure);
    RGBColor(red, green, blue)
}

/// Draws in CSS pixels.
pub(super) struct Brush<'a, DB: DrawingBackend> {
    pub(super) area: &'a Area<DB>,
    pub(super) theme: Theme,
}

impl<DB: DrawingBackend> Brush<'_, DB> {
    /// Device pixels of a length.
    pub(super) fn px(&self, css: f64) -> i32 {
        (css * self.theme.ratio).round() as i32
    }

    /// Device pixels of a place.
    pub(super) fn at(&self, (x, y): (f64, f64)) -> (i32, i32) {
        (self.px(x), self.px(y))
    }

    /// Device pixels of the width of a line: never nothing.
    pub(super) fn wide(&self, css: f64) -> u32 {
        self.px(css).max(1) as u32
    }

    pub(super) fn ink(&self, strength: f64) -> RGBAColor {
        let [red, green, blue] = self.theme.ink;
        RGBColor(red, green, blue).mix(strength)
    }

    pub(super) fn text(
        &self,
        text: &str,
        place: (f64, f64),
        horizontal: HPos,
        strength: f64,
    ) -> PaintResult<DB> {
        let style = (FAMILY, TEXT * self.theme.ratio).into_font().color(&self.ink(strength));
        let style = style.pos(Pos::new(horizontal, VPos::Center));
        self.area.draw(&Text::new(text.to_owned(), self.at(place), style))
    }

    pub(super) fn line(&self, corners: &[(f64, f64)], style: ShapeStyle) -> PaintResult<DB> {
        let corners: Vec<(i32, i32)> = corners.iter().map(|corner| self.at(*corner)).collect();
        self.area.draw(&PathElement::new(corners, style))
    }

    /// A ring around the value that is pointed at.
    pub(super) fn ring(&self, place: (f64, f64)) -> PaintResult<DB> {
        let style = self.ink(1.0).stroke_width(self.wide(1.5));
        self.area.draw(&Circle::new(self.at(place), self.px(RING), style))
    }
}
