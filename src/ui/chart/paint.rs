//! Draws a figure with plotters, on any of its backends. Refuses the DOM.

use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::figure::{FOOT, Figure, Line, Mark, Tone, Value};
use super::palette::{Hue, hue};
use crate::study::Structure;

/// Widths in CSS pixels: the structures' labels, and the values' text right of the longest bar.
const LABELS: f64 = 52.0;
const TEXTS: f64 = 64.0;
/// Size of the text in CSS pixels.
const TEXT: f64 = 12.0;
/// One name on the axis for this much room.
const TICK_ROOM: f64 = 54.0;

/// The family list of the style sheet: the system's own.
const FAMILY: &str = "system-ui, sans-serif";

/// What the paper is like.
#[derive(Debug, Clone, Copy)]
pub struct Paper {
    /// Color of text.
    pub ink: [u8; 3],
    /// Device pixels per CSS pixel.
    pub ratio: f64,
}

type Area<DB> = DrawingArea<DB, plotters::coord::Shift>;
type Plane = Cartesian2d<RangedCoordf64, RangedCoordf64>;
type Done<DB> = Result<(), DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>>;

/// Draws the figure over the whole area.
///
/// # Errors
/// Passes on what the backend reports.
pub fn paint<DB: DrawingBackend>(area: &Area<DB>, figure: &Figure, paper: Paper) -> Done<DB> {
    let (width, height) = area.dim_in_pixel();
    let px = |css: f64| (css * paper.ratio).round() as i32;
    let (left, right, bottom) = (px(LABELS), width as i32 - px(TEXTS), height as i32 - px(FOOT));
    if right <= left || bottom <= 0 {
        return Ok(());
    }
    let (start, end) = figure.range();
    let plane = Plane::new(start..end, 0.0..f64::from(bottom) / paper.ratio, (left..right, 0..bottom));
    let pen = Pen { area, plane, figure, paper };
    pen.axis(f64::from(right - left) / paper.ratio)?;
    for line in figure.lines() {
        match line {
            Line::Title(title, middle) => pen.title(title, middle)?,
            Line::Label(structure, middle) => pen.label(structure, middle)?,
            Line::Value(structure, value, top, bottom) => pen.value(structure, value, top, bottom)?,
        }
    }
    Ok(())
}

/// Everything a part of the drawing needs.
struct Pen<'a, DB: DrawingBackend> {
    area: &'a Area<DB>,
    plane: Plane,
    figure: &'a Figure,
    paper: Paper,
}

impl<DB: DrawingBackend> Pen<'_, DB> {
    fn px(&self, css: f64) -> i32 {
        (css * self.paper.ratio).round() as i32
    }

    /// Device pixels of a value on the axis and a height from the top.
    fn at(&self, value: f64, top: f64) -> (i32, i32) {
        (self.plane.translate(&(value, 0.0)).0, self.px(top))
    }

    fn ink(&self, strength: f64) -> RGBAColor {
        let [red, green, blue] = self.paper.ink;
        RGBColor(red, green, blue).mix(strength)
    }

    fn text(&self, text: &str, place: (i32, i32), horizontal: HPos, strength: f64) -> Done<DB> {
        let style = (FAMILY, TEXT * self.paper.ratio).into_font().color(&self.ink(strength));
        let style = style.pos(Pos::new(horizontal, VPos::Center));
        self.area.draw(&Text::new(text.to_owned(), place, style))
    }

    fn line(&self, from: (i32, i32), to: (i32, i32), style: ShapeStyle) -> Done<DB> {
        self.area.draw(&PathElement::new(vec![from, to], style))
    }

    fn axis(&self, room: f64) -> Done<DB> {
        let (width, height) = self.area.dim_in_pixel();
        let bottom = f64::from(height) / self.paper.ratio - FOOT;
        let hair = self.px(1.0).max(1) as u32;
        for tick in self.figure.ticks(((room / TICK_ROOM) as usize).clamp(1, 8)) {
            let (from, to) = (self.at(tick, 0.0), self.at(tick, bottom));
            self.line(from, to, self.ink(0.14).stroke_width(hair))?;
            self.text(&self.figure.unit.tick(tick), self.at(tick, bottom + 12.0), HPos::Center, 0.8)?;
        }
        if let Some(guide) = self.figure.guide {
            self.line(self.at(guide, 0.0), self.at(guide, bottom), self.ink(0.6).stroke_width(hair))?;
        }
        let below = (width as i32 / 2, self.px(bottom + 34.0));
        self.text(&self.figure.axis, below, HPos::Center, 0.8)
    }

    fn title(&self, title: &str, middle: f64) -> Done<DB> {
        self.text(title, (0, self.px(middle)), HPos::Left, 1.0)
    }

    fn label(&self, structure: Structure, middle: f64) -> Done<DB> {
        let right = self.px(LABELS - 8.0);
        self.text(structure.label(), (right, self.px(middle)), HPos::Right, 1.0)
    }

    fn value(&self, structure: Structure, value: &Value, top: f64, bottom: f64) -> Done<DB> {
        let (start, _) = self.figure.range();
        if value.value < start {
            return Ok(());
        }
        let Hue([red, green, blue]) = hue(structure);
        let color = RGBColor(red, green, blue);
        let fill = match value.tone {
            Tone::Full => color.mix(1.0),
            Tone::Light => color.mix(0.5),
            Tone::Outline => color.mix(0.2),
        };
        let middle = (top + bottom) / 2.0;
        let edge = color.stroke_width(self.px(1.5).max(1) as u32);
        match self.figure.mark {
            Mark::Bar => {
                let corners = [self.at(start, top), self.at(value.value, bottom)];
                self.area.draw(&Rectangle::new(corners, fill.filled()))?;
                self.area.draw(&Rectangle::new(corners, edge))?;
            }
            Mark::Dot => {
                let center = self.at(value.value, middle);
                self.line(
                    self.at(start, middle),
                    center,
                    color.mix(0.45).stroke_width(self.px(1.0).max(1) as u32),
                )?;
                self.area.draw(&Circle::new(center, self.px(5.0), fill.filled()))?;
            }
        }
        for &dot in value.dots.iter().filter(|dot| **dot >= start) {
            let place = self.at(dot, middle);
            self.area.draw(&Circle::new(place, self.px(2.0), self.ink(0.35).filled()))?;
        }
        let mut end = self.at(value.value, middle).0;
        if let Some((low, high)) = value.spread {
            let style = self.ink(0.9).stroke_width(self.px(1.5).max(1) as u32);
            self.line(self.at(low, middle), self.at(high, middle), style)?;
            for whisker in [low, high] {
                self.line(self.at(whisker, top + 3.0), self.at(whisker, bottom - 3.0), style)?;
            }
            end = end.max(self.at(high, middle).0);
        }
        let farthest = value.dots.iter().copied().fold(value.value, f64::max);
        end = end.max(self.at(farthest, middle).0);
        let beside = (end + self.px(9.0), self.px(middle));
        self.text(&self.figure.unit.text(value.value), beside, HPos::Left, 1.0)
    }
}
