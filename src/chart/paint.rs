//! Draws a figure with plotters, on any of its backends. Refuses the DOM.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::figure::{FOOT, Figure, LABELS, Line, Mark, Tone, Value};
use crate::study::Structure;
use crate::web::palette::{Hue, hue};

/// Size of the text in CSS pixels.
pub(super) const TEXT: f64 = 12.0;
/// One name on the axis for this much room.
pub(super) const TICK_ROOM: f64 = 54.0;

/// Half the size of the ring around a value that is pointed at.
const RING: f64 = 9.0;
/// The golden ratio's fraction: its multiples fill a range evenly, however many there are.
const GOLDEN: f64 = 0.618_033_988_749_895;

/// The family list of the style sheet: the system's own.
pub(super) const FAMILY: &str = "system-ui, sans-serif";

/// What the paper is like.
#[derive(Debug, Clone, Copy)]
pub struct Paper {
    /// Color of text.
    pub ink: [u8; 3],
    /// Device pixels per CSS pixel.
    pub ratio: f64,
}

pub(super) type Area<DB> = DrawingArea<DB, plotters::coord::Shift>;
pub(super) type Done<DB> = Result<(), DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>>;

/// A structure's hue for plotters.
pub(super) const fn color(structure: Structure) -> RGBColor {
    let Hue([red, green, blue]) = hue(structure);
    RGBColor(red, green, blue)
}

/// Draws the figure over the whole area.
///
/// # Errors
/// Passes on what the backend reports.
pub fn paint<DB: DrawingBackend>(area: &Area<DB>, figure: &Figure, paper: Paper) -> Done<DB> {
    let (width, height) = area.dim_in_pixel();
    let [width, height] = [width, height].map(|pixels| f64::from(pixels) / paper.ratio);
    if Figure::room(width) < 1.0 || height <= FOOT {
        return Ok(());
    }
    let pen = Pen { brush: Brush { area, paper }, figure, ends: figure.range(), width, height };
    pen.axis()?;
    for line in figure.lines() {
        match line {
            Line::Title(title, middle) => pen.title(title, middle)?,
            Line::Label(structure, middle) => pen.label(structure, middle)?,
            Line::Value(structure, value, top, bottom) => pen.value(structure, value, top, bottom)?,
        }
    }
    Ok(())
}

/// Draws in CSS pixels.
pub(super) struct Brush<'a, DB: DrawingBackend> {
    pub(super) area: &'a Area<DB>,
    pub(super) paper: Paper,
}

impl<DB: DrawingBackend> Brush<'_, DB> {
    /// Device pixels of a length.
    pub(super) fn px(&self, css: f64) -> i32 {
        (css * self.paper.ratio).round() as i32
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
        let [red, green, blue] = self.paper.ink;
        RGBColor(red, green, blue).mix(strength)
    }

    pub(super) fn text(&self, text: &str, place: (f64, f64), horizontal: HPos, strength: f64) -> Done<DB> {
        let style = (FAMILY, TEXT * self.paper.ratio).into_font().color(&self.ink(strength));
        let style = style.pos(Pos::new(horizontal, VPos::Center));
        self.area.draw(&Text::new(text.to_owned(), self.at(place), style))
    }

    pub(super) fn line(&self, corners: &[(f64, f64)], style: ShapeStyle) -> Done<DB> {
        let corners: Vec<(i32, i32)> = corners.iter().map(|corner| self.at(*corner)).collect();
        self.area.draw(&PathElement::new(corners, style))
    }

    /// A ring around the value that is pointed at.
    pub(super) fn ring(&self, place: (f64, f64)) -> Done<DB> {
        let style = self.ink(1.0).stroke_width(self.wide(1.5));
        self.area.draw(&Circle::new(self.at(place), self.px(RING), style))
    }
}

/// Everything a part of the drawing needs.
struct Pen<'a, DB: DrawingBackend> {
    brush: Brush<'a, DB>,
    figure: &'a Figure,
    ends: (f64, f64),
    width: f64,
    height: f64,
}

impl<DB: DrawingBackend> Pen<'_, DB> {
    /// Where a value on the axis and a height meet.
    fn at(&self, value: f64, top: f64) -> (f64, f64) {
        (Figure::across(self.ends, value, self.width), top)
    }

    fn axis(&self) -> Done<DB> {
        let bottom = self.height - FOOT;
        let hair = self.brush.wide(1.0);
        let names = ((Figure::room(self.width) / TICK_ROOM) as usize).clamp(1, 8);
        for tick in self.figure.ticks(names) {
            let across = self.at(tick, 0.0).0;
            self.brush.line(&[(across, 0.0), (across, bottom)], self.brush.ink(0.14).stroke_width(hair))?;
            let name = self.figure.unit.tick(tick);
            self.brush.text(&name, (across, bottom + 12.0), HPos::Center, 0.8)?;
        }
        if let Some(guide) = self.figure.guide {
            let ends = [self.at(guide, 0.0), self.at(guide, bottom)];
            self.brush.line(&ends, self.brush.ink(0.6).stroke_width(hair))?;
        }
        self.brush.text(&self.figure.axis, (self.width / 2.0, bottom + 34.0), HPos::Center, 0.8)
    }

    fn title(&self, title: &str, middle: f64) -> Done<DB> {
        self.brush.text(title, (0.0, middle), HPos::Left, 1.0)
    }

    fn label(&self, structure: Structure, middle: f64) -> Done<DB> {
        self.brush.text(structure.label(), (LABELS - 8.0, middle), HPos::Right, 1.0)
    }

    fn value(&self, structure: Structure, value: &Value, top: f64, bottom: f64) -> Done<DB> {
        let start = self.ends.0;
        if value.value < start {
            return Ok(());
        }
        let middle = (top + bottom) / 2.0;
        self.mark(structure, value, top, bottom)?;
        self.dots(value, top, bottom)?;
        let farthest = value.dots.iter().copied().fold(value.value, f64::max);
        let mut end = self.at(farthest, middle).0;
        if let Some((low, high)) = value.spread {
            let style = self.brush.ink(0.9).stroke_width(self.brush.wide(1.5));
            self.brush.line(&[self.at(low, middle), self.at(high, middle)], style)?;
            for whisker in [low, high] {
                self.brush.line(&[self.at(whisker, top + 3.0), self.at(whisker, bottom - 3.0)], style)?;
            }
            end = end.max(self.at(high, middle).0);
        }
        self.brush.text(&self.figure.unit.text(value.value), (end + 9.0, middle), HPos::Left, 1.0)
    }

    fn mark(&self, structure: Structure, value: &Value, top: f64, bottom: f64) -> Done<DB> {
        let color = color(structure);
        let fill = match value.tone {
            Tone::Full => color.mix(1.0),
            Tone::Light => color.mix(0.5),
            Tone::Outline => color.mix(0.2),
        };
        let edge = color.stroke_width(self.brush.wide(1.5));
        match self.figure.mark {
            Mark::Bar => {
                let corners = [self.at(self.ends.0, top), self.at(value.value, bottom)];
                let corners = corners.map(|corner| self.brush.at(corner));
                self.brush.area.draw(&Rectangle::new(corners, fill.filled()))?;
                self.brush.area.draw(&Rectangle::new(corners, edge))
            }
            Mark::Dot => {
                let middle = (top + bottom) / 2.0;
                let center = self.at(value.value, middle);
                let thread = color.mix(0.45).stroke_width(self.brush.wide(1.0));
                self.brush.line(&[self.at(self.ends.0, middle), center], thread)?;
                let center = self.brush.at(center);
                self.brush.area.draw(&Circle::new(center, self.brush.px(5.0), fill.filled()))?;
                self.brush.area.draw(&Circle::new(center, self.brush.px(5.0), edge))
            }
        }
    }

    /// The single values, spread over the height of their bar so that they do not cover each other.
    fn dots(&self, value: &Value, top: f64, bottom: f64) -> Done<DB> {
        let size = self.brush.px(1.6).max(1);
        let room = bottom - top - 4.0;
        for (index, &dot) in value.dots.iter().enumerate().filter(|(_, dot)| **dot >= self.ends.0) {
            let place = self.at(dot, top + 2.0 + room * (index as f64 * GOLDEN).fract());
            self.brush.area.draw(&Circle::new(self.brush.at(place), size, self.brush.ink(0.4).filled()))?;
        }
        Ok(())
    }
}
