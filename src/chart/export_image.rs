//! A chart as a picture that stands alone: its heading and its legend above it, on a background of its own.

use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

use super::chart_kind::{Chart, LegendKey};
use super::painter::{Area, Brush, PaintResult, Theme};

// Heights in CSS pixels: the heading, a line of the legend, and the space between those and the chart.
const HEADING: f64 = 30.0;
const ENTRY: f64 = 20.0;
const GAP: f64 = 8.0;
/// Around everything, in CSS pixels.
const MARGIN: f64 = 16.0;
/// Size of the heading's text, relative to the chart's.
const LARGER: f64 = 1.25;

/// A picture of a chart.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ExportImage {
    pub(crate) chart: Chart,
    pub(crate) heading: String,
    pub(crate) background: [u8; 3],
}

impl ExportImage {
    /// Width and height in CSS pixels, around a chart of this width.
    pub(crate) fn size(&self, width: f64) -> (f64, f64) {
        (width + 2.0 * MARGIN, self.chart_top() + self.chart.height() + MARGIN)
    }

    fn chart_top(&self) -> f64 {
        MARGIN + HEADING + ENTRY * self.chart.legend().len() as f64 + GAP
    }

    /// Draws it over the whole area.
    ///
    /// # Errors
    /// Passes on what the backend reports.
    pub(crate) fn paint<DB: DrawingBackend>(&self, area: &Area<DB>, theme: Theme) -> PaintResult<DB> {
        let [red, green, blue] = self.background;
        area.fill(&RGBColor(red, green, blue))?;
        let brush = Brush { area, theme };
        brush.heading(&self.heading, (MARGIN, MARGIN + HEADING / 2.0), LARGER)?;
        for (line, (key, name)) in self.chart.legend().into_iter().enumerate() {
            let middle = MARGIN + HEADING + ENTRY * (line as f64 + 0.5);
            draw_key(&brush, key, middle)?;
            brush.text(&name, (MARGIN + 30.0, middle), HPos::Left, 1.0)?;
        }
        let margin = brush.px(MARGIN);
        let below = area.margin(brush.px(self.chart_top()), margin, margin, margin);
        self.chart.paint(&below, theme, None)
    }
}

fn draw_key<DB: DrawingBackend>(brush: &Brush<'_, DB>, key: LegendKey, middle: f64) -> PaintResult<DB> {
    match key {
        LegendKey::Style(style) => {
            let corners = [(MARGIN, middle - 6.0), (MARGIN + 24.0, middle + 6.0)];
            brush.rectangle(corners, brush.ink(0.7), style.opacity())
        }
        LegendKey::Structure(structure) => brush.marker(structure, (MARGIN + 12.0, middle), 6.0, 1.0),
    }
}
