//! Where the structures' labels stand on a plane: near their points, and clear of what is there. Refuses drawing.

use super::scatter_chart::{Connect, PlotArea, RADIUS, ScatterChart, Series, WHISKER};
use crate::study::Structure;

/// Room of a label: its height, and its width for each letter.
const LABEL_HEIGHT: f64 = 13.0;
const LETTER: f64 = 7.0;
/// Gap between a point and its label.
const GAP: f64 = 9.0;

impl PlotArea {
    fn around(x: f64, y: f64, half: f64) -> Self {
        Self { left: x - half, top: y - half, right: x + half, bottom: y + half }
    }

    fn meets(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

impl ScatterChart {
    /// Each structure's label with the place of its middle left end.
    #[must_use]
    pub fn labels(&self, width: f64) -> Vec<(Structure, f64, f64)> {
        let frame = self.frame(width);
        match self.connect {
            Connect::Apart => self.labels_of_points(&frame, width),
            Connect::Line => self.labels_of_lines(&frame),
        }
    }

    /// Labels behind the ends of lines, as near to them as they can be without covering each other.
    fn labels_of_lines(&self, frame: &PlotArea) -> Vec<(Structure, f64, f64)> {
        let last = |series: &Series| {
            let point = series.points.last()?;
            let (x, y) = self.place(frame, point.x, point.y);
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

    /// Labels beside points, clear of points, whiskers and other labels where there is room.
    fn labels_of_points(&self, frame: &PlotArea, width: f64) -> Vec<(Structure, f64, f64)> {
        let points =
            || self.series.iter().flat_map(|series| series.points.iter().map(move |point| (series, point)));
        let mut taken: Vec<PlotArea> = Vec::new();
        for (_, point) in points() {
            let (x, y) = self.place(frame, point.x, point.y);
            taken.push(PlotArea::around(x, y, RADIUS));
            if let Some((low, high)) = point.spread {
                let [left, right] = [low, high].map(|end| self.place(frame, end, point.y).0);
                taken.push(PlotArea { left, top: y - WHISKER, right, bottom: y + WHISKER });
            }
        }
        let mut labels = Vec::new();
        for (series, point) in points() {
            let room = series.structure.label().len() as f64 * LETTER;
            let at = |(x, y): (f64, f64)| PlotArea {
                left: x,
                top: y - LABEL_HEIGHT / 2.0,
                right: x + room,
                bottom: y + LABEL_HEIGHT / 2.0,
            };
            let free = |place: &(f64, f64)| {
                let label = at(*place);
                label.right <= width && label.left >= 0.0 && taken.iter().all(|other| !label.meets(other))
            };
            let (x, y) = self.place(frame, point.x, point.y);
            let candidates = candidates(x, y, room);
            let place = candidates.iter().copied().find(free).unwrap_or(candidates[0]);
            taken.push(at(place));
            labels.push((series.structure, place.0, place.1));
        }
        labels
    }
}

/// Places for a label beside a point, the best first.
fn candidates(x: f64, y: f64, room: f64) -> [(f64, f64); 9] {
    let (right, left, middle, near) = (x + GAP, x - GAP - room, x - room / 2.0, LABEL_HEIGHT + 1.0);
    [
        (right, y),
        (middle, y - near),
        (middle, y + near),
        (left, y),
        (middle, y - 2.0 * near),
        (middle, y + 2.0 * near),
        (middle, y - 3.0 * near),
        (middle, y + 3.0 * near),
        (right, y + near),
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
