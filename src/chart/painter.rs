//! What charts are drawn with, on any backend of plotters: lines, texts and markers, in CSS pixels.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::bar_chart::SeriesStyle;
use crate::study::Structure;
use crate::web::icon::{ICON, Icon};
use crate::web::palette::{Hue, hue, shape};

/// Size of the text in CSS pixels.
const TEXT: f64 = 12.0;
/// Between a structure's icon and its number, in CSS pixels.
pub(super) const ICON_GAP: f64 = 4.0;
/// Radius of the ring around the selected value, in CSS pixels.
const RING: f64 = 9.0;
/// The font family of the style sheet.
const FAMILY: &str = "system-ui, sans-serif";

/// Colors and resolution of a drawing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Theme {
    /// Color of texts and axes.
    pub(crate) ink: [u8; 3],
    /// Device pixels per CSS pixel.
    pub(crate) ratio: f64,
}

pub(crate) type Area<DB> = DrawingArea<DB, plotters::coord::Shift>;
pub(crate) type PaintResult<DB> = Result<(), DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>>;

/// A structure's hue for plotters.
pub(super) const fn color(structure: Structure) -> RGBColor {
    let Hue([red, green, blue]) = hue(structure);
    RGBColor(red, green, blue)
}

impl SeriesStyle {
    /// How much of a mark's color fills it.
    pub(super) const fn opacity(self) -> f64 {
        match self {
            Self::Full => 1.0,
            Self::Light => 0.5,
            Self::Outline => 0.2,
        }
    }
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

    fn at(&self, (x, y): (f64, f64)) -> (i32, i32) {
        (self.px(x), self.px(y))
    }

    /// Device pixels of a line's width, at least one.
    fn line_width(&self, css: f64) -> u32 {
        self.px(css).max(1) as u32
    }

    /// The color of texts and axes.
    pub(super) fn ink(&self, opacity: f64) -> RGBAColor {
        let [red, green, blue] = self.theme.ink;
        RGBColor(red, green, blue).mix(opacity)
    }

    /// A text beside a point, vertically centered on it.
    pub(super) fn text(&self, text: &str, at: (f64, f64), anchor: HPos, opacity: f64) -> PaintResult<DB> {
        let style = (FAMILY, TEXT * self.theme.ratio).into_font().color(&self.ink(opacity));
        let style = style.pos(Pos::new(anchor, VPos::Center));
        self.area.draw(&Text::new(text.to_owned(), self.at(at), style))
    }

    /// A bold text right of a point, so much larger than others.
    pub(super) fn heading(&self, text: &str, at: (f64, f64), larger: f64) -> PaintResult<DB> {
        let font = (FAMILY, TEXT * larger * self.theme.ratio, FontStyle::Bold).into_font();
        let style = font.color(&self.ink(1.0)).pos(Pos::new(HPos::Left, VPos::Center));
        self.area.draw(&Text::new(text.to_owned(), self.at(at), style))
    }

    pub(super) fn line(&self, points: &[(f64, f64)], color: RGBAColor, width: f64) -> PaintResult<DB> {
        let points: Vec<(i32, i32)> = points.iter().map(|point| self.at(*point)).collect();
        self.area.draw(&PathElement::new(points, color.stroke_width(self.line_width(width))))
    }

    /// A rectangle with an outline in the full color.
    pub(super) fn rectangle(&self, corners: [(f64, f64); 2], color: RGBAColor, fill: f64) -> PaintResult<DB> {
        let corners = corners.map(|corner| self.at(corner));
        self.area.draw(&Rectangle::new(corners, color.mix(fill).filled()))?;
        self.area.draw(&Rectangle::new(corners, color.stroke_width(self.line_width(1.5))))
    }

    /// A circle with an outline in the full color.
    pub(super) fn circle(
        &self,
        center: (f64, f64),
        radius: f64,
        color: RGBAColor,
        fill: f64,
    ) -> PaintResult<DB> {
        let (center, radius) = (self.at(center), self.px(radius));
        self.area.draw(&Circle::new(center, radius, color.mix(fill).filled()))?;
        self.area.draw(&Circle::new(center, radius, color.stroke_width(self.line_width(1.5))))
    }

    /// A small circle without an outline, at least one device pixel.
    pub(super) fn speck(&self, center: (f64, f64), radius: f64, opacity: f64) -> PaintResult<DB> {
        let radius = self.px(radius).max(1);
        self.area.draw(&Circle::new(self.at(center), radius, self.ink(opacity).filled()))
    }

    /// A structure's shape in its hue.
    pub(super) fn marker(
        &self,
        structure: Structure,
        (x, y): (f64, f64),
        size: f64,
        fill: f64,
    ) -> PaintResult<DB> {
        let color = color(structure).to_rgba();
        let corners = shape(structure).corners();
        if corners.is_empty() {
            return self.circle((x, y), size, color, fill);
        }
        let outline: Vec<(f64, f64)> =
            corners.iter().chain(corners.first()).map(|(dx, dy)| (x + dx * size, y + dy * size)).collect();
        let inside: Vec<(i32, i32)> = outline.iter().map(|corner| self.at(*corner)).collect();
        self.area.draw(&Polygon::new(inside, color.mix(fill).filled()))?;
        self.line(&outline, color, 1.5)
    }

    /// A structure's icon and number, from the left and vertically centered.
    pub(super) fn structure_name(&self, structure: Structure, (x, y): (f64, f64)) -> PaintResult<DB> {
        let Icon { backbones, heads, wires } = Icon::for_structure(structure);
        let at = |(dx, dy): (f64, f64)| (x + dx, y + dy - ICON.1 / 2.0);
        let color = color(structure).to_rgba();
        wires.into_iter().try_for_each(|ends| self.line(&ends.map(at), self.ink(0.6), 1.0))?;
        backbones.into_iter().try_for_each(|corners| self.rectangle(corners.map(at), color, 0.5))?;
        heads.into_iter().try_for_each(|middle| self.circle(at(middle), Icon::HEAD_RADIUS, color, 0.5))?;
        self.text(structure.label(), (x + ICON.0 + ICON_GAP, y), HPos::Left, 1.0)
    }

    /// An error bar with ends, `x` being its two ends.
    pub(super) fn whisker(&self, x: [f64; 2], y: f64, half: f64, opacity: f64) -> PaintResult<DB> {
        let ink = self.ink(opacity);
        let [low, high] = x;
        self.line(&[(low, y), (high, y)], ink, 1.5)?;
        x.into_iter().try_for_each(|end| self.line(&[(end, y - half), (end, y + half)], ink, 1.5))
    }

    /// A ring around the selected value.
    pub(super) fn ring(&self, center: (f64, f64)) -> PaintResult<DB> {
        self.circle(center, RING, self.ink(1.0), 0.0)
    }
}
