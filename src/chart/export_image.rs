//! A chart as a picture that stands alone: its heading and its legend above it, on a sheet of its own. Refuses the DOM.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::bar_chart::SeriesStyle;
use super::kinds::{Chart, LegendKey};
use super::painter::{Area, Brush, FAMILY, PaintResult, TEXT, Theme, color};
use crate::web::palette::shape;

/// Heights in CSS pixels: the heading, a line of the legend, and the space between those and the chart.
const HEADING: f64 = 30.0;
const ENTRY: f64 = 20.0;
const GAP: f64 = 8.0;
/// Space around everything.
const MARGIN: f64 = 16.0;
/// Size of the heading's text against the chart's.
const LARGER: f64 = 1.25;

/// A picture of a chart.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ExportImage {
    /// The chart.
    pub chart: Chart,
    /// Its heading.
    pub heading: String,
    /// Color of the sheet.
    pub sheet: [u8; 3],
}

impl ExportImage {
    /// Its size in CSS pixels, around a chart of this width.
    #[must_use]
    pub(super) fn size(&self, width: f64) -> (f64, f64) {
        (width + 2.0 * MARGIN, self.head() + self.chart.height() + MARGIN)
    }

    fn head(&self) -> f64 {
        MARGIN + HEADING + ENTRY * self.chart.legend().len() as f64 + GAP
    }

    /// Draws it over the whole area.
    ///
    /// # Errors
    /// Passes on what the backend reports.
    pub(super) fn paint<DB: DrawingBackend>(&self, area: &Area<DB>, theme: Theme) -> PaintResult<DB> {
        let [red, green, blue] = self.sheet;
        area.fill(&RGBColor(red, green, blue))?;
        let brush = Brush { area, theme };
        let style = (FAMILY, TEXT * LARGER * theme.ratio, FontStyle::Bold).into_font().color(&brush.ink(1.0));
        let style = style.pos(Pos::new(HPos::Left, VPos::Center));
        let place = brush.at((MARGIN, MARGIN + HEADING / 2.0));
        area.draw(&Text::new(self.heading.clone(), place, style))?;
        for (line, (key, name)) in self.chart.legend().into_iter().enumerate() {
            let middle = MARGIN + HEADING + ENTRY * (line as f64 + 0.5);
            draw_key(&brush, key, middle)?;
            brush.text(&name, (MARGIN + 30.0, middle), HPos::Left, 1.0)?;
        }
        let margin = brush.px(MARGIN);
        let below = area.margin(brush.px(self.head()), margin, margin, margin);
        self.chart.paint(&below, theme, None)
    }
}

fn draw_key<DB: DrawingBackend>(brush: &Brush<'_, DB>, key: LegendKey, middle: f64) -> PaintResult<DB> {
    match key {
        LegendKey::Style(style) => {
            let strength = match style {
                SeriesStyle::Full => 1.0,
                SeriesStyle::Light => 0.5,
                SeriesStyle::Outline => 0.2,
            };
            let corners =
                [(MARGIN, middle - 6.0), (MARGIN + 24.0, middle + 6.0)].map(|corner| brush.at(corner));
            brush.area.draw(&Rectangle::new(corners, brush.ink(0.7 * strength).filled()))?;
            brush.area.draw(&Rectangle::new(corners, brush.ink(0.7).stroke_width(brush.wide(1.5))))
        }
        LegendKey::Structure(structure) => {
            let (x, size) = (MARGIN + 12.0, 6.0);
            let corners = shape(structure).corners();
            if corners.is_empty() {
                let circle = Circle::new(brush.at((x, middle)), brush.px(size), color(structure).filled());
                return brush.area.draw(&circle);
            }
            let places: Vec<(i32, i32)> =
                corners.iter().map(|(dx, dy)| brush.at((x + dx * size, middle + dy * size))).collect();
            brush.area.draw(&Polygon::new(places, color(structure).filled()))
        }
    }
}
