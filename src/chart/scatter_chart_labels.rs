//! Where the structures' labels of a scatter chart stand: near their points, and clear of what is there.

use super::painter::ICON_GAP;
use super::scatter_chart::{Connect, MARKER, PlotArea, ScatterChart, ScatterSeries, WHISKER};
use crate::study::Structure;
use crate::web::icon::ICON;

// In CSS pixels.
const LABEL_HEIGHT: f64 = 15.0;
/// Width of a label for each letter.
const LETTER: f64 = 7.0;
/// Between a point and its label.
const GAP: f64 = 9.0;

/// A rectangle that is taken.
#[derive(Debug, Clone, Copy)]
struct Taken {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Taken {
    fn around(x: f64, y: f64, half: f64) -> Self {
        Self { left: x - half, top: y - half, right: x + half, bottom: y + half }
    }

    /// A label, by the middle of its left end.
    fn label((x, y): (f64, f64), width: f64) -> Self {
        Self { left: x, top: y - LABEL_HEIGHT / 2.0, right: x + width, bottom: y + LABEL_HEIGHT / 2.0 }
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

impl ScatterChart {
    /// Each structure's label with the position of the middle of its left end.
    pub(super) fn labels(&self, width: f64) -> Vec<(Structure, f64, f64)> {
        let plot = PlotArea::new(width);
        match self.connect {
            Connect::Apart => self.labels_of_points(&plot, width),
            Connect::Line => self.labels_of_lines(&plot),
        }
    }

    /// Labels behind the ends of lines, as near to them as they can be without covering each other.
    fn labels_of_lines(&self, plot: &PlotArea) -> Vec<(Structure, f64, f64)> {
        let last = |series: &ScatterSeries| {
            let point = series.points.last()?;
            let (x, y) = self.position(plot, (point.x, point.y));
            Some((series.structure, x + GAP, y))
        };
        let mut labels: Vec<_> = self.series.iter().filter_map(last).collect();
        labels.sort_by(|one, other| one.2.total_cmp(&other.2));
        // Pushed down from the top, and pushed up from the bottom: both keep the distance, and so does their mean.
        let heights: Vec<f64> = labels.iter().map(|label| label.2).collect();
        let mut down = heights.clone();
        let mut up = heights;
        for index in 1..down.len() {
            down[index] = down[index].max(down[index - 1] + LABEL_HEIGHT);
        }
        for index in (1..up.len()).rev() {
            up[index - 1] = up[index - 1].min(up[index] - LABEL_HEIGHT);
        }
        for (label, (down, up)) in labels.iter_mut().zip(down.iter().zip(up)) {
            label.2 = f64::midpoint(*down, up);
        }
        labels
    }

    /// Labels beside points: each at the best of its candidates that overlaps no point, whisker or other label.
    fn labels_of_points(&self, plot: &PlotArea, width: f64) -> Vec<(Structure, f64, f64)> {
        let mut taken: Vec<Taken> = Vec::new();
        for (_, point) in self.points() {
            let (x, y) = self.position(plot, (point.x, point.y));
            taken.push(Taken::around(x, y, MARKER));
            if let Some((low, high)) = point.whisker {
                let [left, right] = [low, high].map(|end| plot.x(&self.x_axis).position(end));
                taken.push(Taken { left, top: y - WHISKER, right, bottom: y + WHISKER });
            }
        }
        let mut labels = Vec::new();
        for (structure, point) in self.points() {
            let label_width = ICON.0 + ICON_GAP + structure.label().len() as f64 * LETTER;
            let free = |candidate: &(f64, f64)| {
                let label = Taken::label(*candidate, label_width);
                label.right <= width && label.left >= 0.0 && taken.iter().all(|other| !label.overlaps(other))
            };
            let (x, y) = self.position(plot, (point.x, point.y));
            let candidates = candidates(x, y, label_width);
            let (x, y) = candidates.iter().copied().find(free).unwrap_or(candidates[0]);
            taken.push(Taken::label((x, y), label_width));
            labels.push((structure, x, y));
        }
        labels
    }
}

/// Positions for a label beside a point, the best first.
fn candidates(x: f64, y: f64, label_width: f64) -> [(f64, f64); 9] {
    let (right, left, middle) = (x + GAP, x - GAP - label_width, x - label_width / 2.0);
    let line = LABEL_HEIGHT + 1.0;
    [
        (right, y),
        (middle, y - line),
        (middle, y + line),
        (left, y),
        (middle, y - 2.0 * line),
        (middle, y + 2.0 * line),
        (middle, y - 3.0 * line),
        (middle, y + 3.0 * line),
        (right, y + line),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::scatter_chart::tests::chart;

    #[test]
    fn labels_of_points_in_one_place_do_not_cover_each_other_nor_a_whisker() {
        for connect in [Connect::Apart, Connect::Line] {
            let labels = chart(&[(5.0, 0.995); 5], connect).labels(400.0);
            for (index, one) in labels.iter().enumerate() {
                for other in &labels[..index] {
                    let apart = (one.1 - other.1).abs() >= 20.0 || (one.2 - other.2).abs() >= LABEL_HEIGHT;
                    assert!(apart, "{labels:?}");
                }
            }
        }
        let one = chart(&[(5.0, 0.995)], Connect::Apart);
        let (label, target) = (one.labels(400.0)[0], &one.hit_targets(400.0)[0]);
        assert!((label.2 - target.y).abs() >= WHISKER + LABEL_HEIGHT / 2.0);
    }
}
