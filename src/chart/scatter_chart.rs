//! A scatter chart as data, and where its points are in CSS pixels: points or lines on two axes.

use super::axis::Axis;
use super::bar_chart::ends;
use super::hit_target::HitTarget;
use super::projection::Projection;
use super::unit::Unit;
use crate::measure::Table;
use crate::study::Structure;

/// Whether a line connects the points of a structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Connect {
    /// Points only, each with its structure's label.
    Apart,
    /// A line through the points, with the label at its end.
    Line,
}

/// How a point is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PointFill {
    Full,
    /// An outline only, for a point behind the Pareto front.
    Hollow,
}

/// A point.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ScatterPoint {
    pub(crate) x: f64,
    pub(crate) y: f64,
    /// Ends of the error bar of `x`.
    pub(crate) whisker: Option<(f64, f64)>,
    pub(crate) fill: PointFill,
    /// Said beside the values.
    pub(crate) note: String,
}

/// The points of a structure, from left to right.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ScatterSeries {
    pub(crate) structure: Structure,
    pub(crate) points: Vec<ScatterPoint>,
}

/// A scatter chart.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ScatterChart {
    pub(crate) series: Vec<ScatterSeries>,
    pub(crate) x_axis: Axis,
    pub(crate) y_axis: Axis,
    pub(crate) connect: Connect,
    /// Corners of the Pareto front, drawn behind the points.
    pub(crate) front: Vec<(f64, f64)>,
}

/// Height in CSS pixels.
pub(super) const HEIGHT: f64 = 330.0;
// Margins in CSS pixels: tick labels at the left, structures' labels at the right, the axes' names.
const LEFT: f64 = 58.0;
const RIGHT: f64 = 78.0;
const TOP: f64 = 34.0;
const BOTTOM: f64 = 46.0;
/// Radius of a point's marker.
pub(super) const MARKER: f64 = 6.0;
/// Half the height of a whisker's ends.
pub(super) const WHISKER: f64 = 4.0;

/// The rectangle between the axes, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct PlotArea {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl PlotArea {
    /// In a canvas of this width.
    pub(super) fn new(width: f64) -> Self {
        Self { left: LEFT, top: TOP, right: (width - RIGHT).max(LEFT + 1.0), bottom: HEIGHT - BOTTOM }
    }

    /// From left to right.
    pub(super) const fn x(&self, axis: &Axis) -> Projection {
        axis.projection((self.left, self.right))
    }

    /// From bottom to top.
    pub(super) const fn y(&self, axis: &Axis) -> Projection {
        axis.projection((self.bottom, self.top))
    }
}

impl ScatterChart {
    /// CSS pixels of a pair of values.
    pub(super) fn position(&self, plot: &PlotArea, (x, y): (f64, f64)) -> (f64, f64) {
        (plot.x(&self.x_axis).position(x), plot.y(&self.y_axis).position(y))
    }

    /// All points with their structures.
    pub(super) fn points(&self) -> impl Iterator<Item = (Structure, &ScatterPoint)> {
        self.series.iter().flat_map(|series| series.points.iter().map(|point| (series.structure, point)))
    }

    /// A target at every point.
    pub(crate) fn hit_targets(&self, width: f64) -> Vec<HitTarget> {
        let plot = PlotArea::new(width);
        let target = |(structure, point): (Structure, &ScatterPoint)| {
            let (x, y) = self.position(&plot, (point.x, point.y));
            HitTarget { x, y, text: self.readout(structure, point) }
        };
        self.points().map(target).collect()
    }

    fn readout(&self, structure: Structure, point: &ScatterPoint) -> String {
        let [label, x, y, note] = self.cells(structure, point);
        let note = if note.is_empty() { note } else { format!(" ({note})") };
        format!("{label}: {} {x}, {} {y}{note}", self.x_axis.name, self.y_axis.name)
    }

    /// A point as text: structure, x, y, note.
    pub(super) fn cells(&self, structure: Structure, point: &ScatterPoint) -> [String; 4] {
        let unit = self.x_axis.unit;
        let whisker =
            point.whisker.map(|(low, high)| format!(" [{}, {}]", unit.with_unit(low), unit.with_unit(high)));
        [
            structure.label().to_owned(),
            self.x_axis.value_text(point.x) + &whisker.unwrap_or_default(),
            self.y_axis.value_text(point.y),
            point.note.clone(),
        ]
    }

    /// The data, one line a point; categories by their labels.
    pub(super) fn data(&self) -> Table {
        let (x_axis, y_axis) = (&self.x_axis, &self.y_axis);
        let mut table = Table::new(["structure", &x_axis.name, "low", "high", &y_axis.name, "note"]);
        for (structure, point) in self.points() {
            let label = x_axis.category(point.x).filter(|_| x_axis.unit == Unit::Number);
            let x = label.map_or_else(|| point.x.to_string(), str::to_owned);
            let [low, high] = ends(point.whisker);
            table.push([structure.id(), &x, &low, &high, &point.y.to_string(), &point.note]);
        }
        table
    }
}

/// The corners of the step line through the points of a Pareto front: a cost buys what the next cheaper point gives.
pub(crate) fn step_line(front: &[(f64, f64)]) -> Vec<(f64, f64)> {
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
            whisker: Some((x - 0.5, x + 0.5)),
            fill: PointFill::Full,
            note: "on the front".into(),
        };
        let each = Structure::ALL.into_iter().zip(points);
        let series =
            each.map(|(structure, at)| ScatterSeries { structure, points: vec![point(at)] }).collect();
        let x_axis = Axis::linear("time", Unit::Millis, (0.0, 10.0));
        let y_axis = Axis::linear("accuracy", Unit::Fraction, (0.99, 1.0));
        ScatterChart { series, x_axis, y_axis, connect, front: Vec::new() }
    }

    #[test]
    fn the_corners_of_the_plot_are_the_ends_of_the_axes() {
        let (chart, plot) = (chart(&[], Connect::Apart), PlotArea::new(400.0));
        assert_eq!(chart.position(&plot, (0.0, 0.99)), (LEFT, HEIGHT - BOTTOM));
        let (right, top) = chart.position(&plot, (10.0, 1.0));
        assert!((right - (400.0 - RIGHT)).abs() < 1e-9 && (top - TOP).abs() < 1e-9);
    }

    #[test]
    fn a_value_is_said_in_full_and_leaves_as_csv() {
        let chart = chart(&[(5.0, 0.9971)], Connect::Apart);
        let text = &chart.hit_targets(400.0)[0].text;
        assert_eq!(text, "(1): time 5.00 ms [4.50 ms, 5.50 ms], accuracy 99.71 % (on the front)");
        let expected = "structure,time,low,high,accuracy,note\r\n1,5,4.5,5.5,0.9971,on the front\r\n";
        assert_eq!(chart.data().to_csv(), expected);
    }

    #[test]
    fn categories_leave_as_labels_and_numbers_as_numbers() {
        let mut chart = chart(&[(1.0, 0.995)], Connect::Line);
        chart.x_axis = Axis::categories("digits", vec!["0, 3, 4".into(), "0, 3, 8".into()]);
        assert!(chart.data().to_csv().contains("\n1,\"0, 3, 8\",0.5,1.5,0.995,"));
        chart.x_axis = Axis::logarithmic("images", &[1.0, 2.0]);
        assert!(chart.data().to_csv().contains("\n1,1,0.5,1.5,0.995,"));
    }

    #[test]
    fn a_front_rises_in_steps() {
        let corners = step_line(&[(3.0, 0.9), (1.0, 0.5)]);
        assert_eq!(corners, [(1.0, 0.5), (3.0, 0.5), (3.0, 0.9)]);
        assert_eq!(step_line(&[]), []);
    }

    proptest! {
        #[test]
        fn what_is_within_the_axes_is_within_the_plot(
            points in prop::collection::vec((0.0..10.0_f64, 0.99..1.0_f64), 0..5), width in 1.0..2000.0_f64,
        ) {
            let (chart, plot) = (chart(&points, Connect::Apart), PlotArea::new(width));
            for target in chart.hit_targets(width) {
                prop_assert!((plot.left - 1e-6..=plot.right + 1e-6).contains(&target.x));
                prop_assert!((plot.top - 1e-6..=plot.bottom + 1e-6).contains(&target.y));
            }
            prop_assert_eq!(chart.labels(width).len(), points.len());
        }
    }
}
