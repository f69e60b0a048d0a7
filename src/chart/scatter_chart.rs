//! A chart of two axes as data: a point is a structure's, in its hue and its shape. Refuses pixels of a screen and words.

use super::axis::Axis;
use super::hit_target::HitTarget;
use super::unit::Unit;
use crate::study::Structure;

/// Whether the points of a structure are joined by a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Connect {
    /// They stand alone, each with its structure's label.
    Apart,
    /// A line joins them, with the label at its end.
    Line,
}

/// How strongly a point is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PointFill {
    /// Filled.
    Full,
    /// Only its edge, as with what is beaten.
    Hollow,
}

/// A point.
#[derive(Debug, Clone, PartialEq)]
pub struct ScatterPoint {
    /// Value on the x axis.
    pub x: f64,
    /// Value on the y axis.
    pub y: f64,
    /// Interval of `x`, drawn as a whisker.
    pub spread: Option<(f64, f64)>,
    /// How it is drawn.
    pub fill: PointFill,
    /// What is to be said of it beside its values.
    pub note: String,
}

/// The points of a structure.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The structure.
    pub structure: Structure,
    /// Its points, from left to right.
    pub points: Vec<ScatterPoint>,
}

/// A chart of two axes.
#[derive(Debug, Clone, PartialEq)]
pub struct ScatterChart {
    /// What is shown.
    pub series: Vec<Series>,
    /// The axis from left to right.
    pub x_axis: Axis,
    /// The axis from bottom to top.
    pub y_axis: Axis,
    /// Whether points are joined.
    pub connect: Connect,
    /// Corners of a line to be drawn behind the points, such as a front.
    pub front: Vec<(f64, f64)>,
}

/// Height in CSS pixels.
pub(super) const HEIGHT: f64 = 330.0;
/// Room around the plane in CSS pixels: names of places at the left, labels at the right, the axes' names.
const LEFT: f64 = 58.0;
const RIGHT: f64 = 52.0;
const TOP: f64 = 34.0;
const BOTTOM: f64 = 46.0;
/// Half the size of a point.
pub(super) const RADIUS: f64 = 6.0;
/// Half the height of a whisker's ends.
pub(super) const WHISKER: f64 = 4.0;
/// A rectangle in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlotArea {
    /// Its left edge.
    pub left: f64,
    /// Its upper edge.
    pub top: f64,
    /// Its right edge.
    pub right: f64,
    /// Its lower edge.
    pub bottom: f64,
}

impl ScatterChart {
    /// Where the two axes cross and end, in a canvas of this width.
    #[must_use]
    pub fn frame(&self, width: f64) -> PlotArea {
        PlotArea { left: LEFT, top: TOP, right: (width - RIGHT).max(LEFT + 1.0), bottom: HEIGHT - BOTTOM }
    }

    /// Where two values meet, in CSS pixels.
    #[must_use]
    pub fn place(&self, frame: &PlotArea, x: f64, y: f64) -> (f64, f64) {
        let across = frame.left + self.x_axis.part(x) * (frame.right - frame.left);
        (across, frame.bottom - self.y_axis.part(y) * (frame.bottom - frame.top))
    }

    /// Every value, to be pointed at.
    #[must_use]
    pub fn hit_targets(&self, width: f64) -> Vec<HitTarget> {
        let frame = self.frame(width);
        let target = |structure: Structure, point: &ScatterPoint| {
            let (x, y) = self.place(&frame, point.x, point.y);
            HitTarget { x, y, text: self.readout(structure, point) }
        };
        self.series
            .iter()
            .flat_map(|series| series.points.iter().map(move |point| target(series.structure, point)))
            .collect()
    }

    fn readout(&self, structure: Structure, point: &ScatterPoint) -> String {
        let [label, x, y, note] = self.cells(structure, point);
        let note = if note.is_empty() { note } else { format!(" ({note})") };
        format!("{label}: {} {x}, {} {y}{note}", self.x_axis.name, self.y_axis.name)
    }

    /// A point as text: structure, x, y, note.
    #[must_use]
    pub fn cells(&self, structure: Structure, point: &ScatterPoint) -> [String; 4] {
        let unit = self.x_axis.unit;
        let spread =
            point.spread.map(|(low, high)| format!(" [{}, {}]", unit.with_unit(low), unit.with_unit(high)));
        [
            structure.label().to_owned(),
            self.x_axis.label(point.x) + &spread.unwrap_or_default(),
            self.y_axis.label(point.y),
            point.note.clone(),
        ]
    }

    /// The data as CSV (RFC 4180), a header first.
    #[must_use]
    pub fn csv(&self) -> String {
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let end = |end: Option<f64>| end.map_or_else(String::new, |end| end.to_string());
        let mut text = format!(
            "structure,{},low,high,{},note\r\n",
            quoted(&self.x_axis.name),
            quoted(&self.y_axis.name)
        );
        for series in &self.series {
            for point in &series.points {
                // A place may have a name instead of a number.
                let named = self.x_axis.ticks.iter().find(|(place, _)| *place == point.x);
                let named =
                    named.filter(|(_, name)| self.x_axis.unit == Unit::Number && name.parse() != Ok(point.x));
                let x = named.map_or_else(|| point.x.to_string(), |(_, name)| quoted(name));
                let (low, high) = (point.spread.map(|ends| ends.0), point.spread.map(|ends| ends.1));
                text += &format!(
                    "{},{x},{},{},{},{}\r\n",
                    series.structure.id(),
                    end(low),
                    end(high),
                    point.y,
                    quoted(&point.note)
                );
            }
        }
        text
    }
}

/// The corners of a front from its points, cheap to dear: what can be had for a cost is what the last point gave.
#[must_use]
pub fn step_line(front: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut sorted = front.to_vec();
    sorted.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1)));
    let mut corners: Vec<(f64, f64)> = Vec::new();
    for (cost, worth) in sorted {
        if let Some(&(_, before)) = corners.last() {
            corners.push((cost, before));
        }
        corners.push((cost, worth));
    }
    corners
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::chart::Unit;
    use proptest::prelude::*;

    pub(in crate::chart) fn chart(points: &[(f64, f64)], connect: Connect) -> ScatterChart {
        let point = |&(x, y): &(f64, f64)| ScatterPoint {
            x,
            y,
            spread: Some((x - 0.5, x + 0.5)),
            fill: PointFill::Full,
            note: "on the front".into(),
        };
        let each = Structure::ALL.into_iter().zip(points);
        let series = each.map(|(structure, at)| Series { structure, points: vec![point(at)] }).collect();
        let x_axis = Axis::linear("time", Unit::Millis, (0.0, 10.0));
        let y_axis = Axis::linear("accuracy", Unit::Fraction, (0.99, 1.0));
        ScatterChart { series, x_axis, y_axis, connect, front: Vec::new() }
    }

    #[test]
    fn the_corners_of_the_frame_are_the_ends_of_the_axes() {
        let chart = chart(&[], Connect::Apart);
        let frame = chart.frame(400.0);
        assert_eq!(chart.place(&frame, 0.0, 0.99), (LEFT, HEIGHT - BOTTOM));
        let (right, top) = chart.place(&frame, 10.0, 1.0);
        assert!((right - (400.0 - RIGHT)).abs() < 1e-9 && (top - TOP).abs() < 1e-9);
    }

    #[test]
    fn a_value_is_said_in_full_and_leaves_as_csv() {
        let chart = chart(&[(5.0, 0.9971)], Connect::Apart);
        let hit_targets = chart.hit_targets(400.0);
        assert_eq!(
            hit_targets[0].text,
            "(1): time 5.00 ms [4.50 ms, 5.50 ms], accuracy 99.71 % (on the front)"
        );
        let expected =
            "structure,\"time\",low,high,\"accuracy\",note\r\n1,5,4.5,5.5,0.9971,\"on the front\"\r\n";
        assert_eq!(chart.csv(), expected);
    }

    #[test]
    fn names_leave_as_names_and_numbers_as_numbers() {
        let mut chart = chart(&[(1.0, 0.995)], Connect::Line);
        chart.x_axis = Axis::categories("digits", vec!["0, 3, 4".into(), "0, 3, 8".into()]);
        assert!(chart.csv().contains("\n1,\"0, 3, 8\",0.5,1.5,0.995,"));
        chart.x_axis = Axis::logarithmic("images", &[1.0, 2.0]);
        assert!(chart.csv().contains("\n1,1,0.5,1.5,0.995,"));
    }

    #[test]
    fn a_front_rises_in_steps() {
        let corners = step_line(&[(3.0, 0.9), (1.0, 0.5)]);
        assert_eq!(corners, [(1.0, 0.5), (3.0, 0.5), (3.0, 0.9)]);
        assert_eq!(step_line(&[]), []);
    }

    proptest! {
        #[test]
        fn what_is_within_the_axes_is_within_the_canvas(
            points in prop::collection::vec((0.0..10.0_f64, 0.99..1.0_f64), 0..5), width in 1.0..2000.0_f64,
        ) {
            let chart = chart(&points, Connect::Apart);
            let frame = chart.frame(width);
            for target in chart.hit_targets(width) {
                prop_assert!((frame.left - 1e-6..=frame.right + 1e-6).contains(&target.x));
                prop_assert!((frame.top - 1e-6..=frame.bottom + 1e-6).contains(&target.y));
            }
            prop_assert_eq!(chart.labels(width).len(), points.len());
        }
    }
}
