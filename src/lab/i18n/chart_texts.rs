//! The texts of charts: what every chart says of itself, the plane of accuracy and time, the study's further
//! experiments. One field each.

/// Charts.
#[derive(Debug)]
pub struct ChartTexts {
    /// Heading of the plane of accuracy and time.
    pub trade_off: &'static str,
    /// What is on it, and where its axis is cut.
    pub trade_off_note: fn(f64) -> String,
    /// Its axis of accuracy.
    pub trade_off_axis: &'static str,
    /// A point that nothing beats.
    pub on_front: &'static str,
    /// A point that something beats.
    pub beaten: &'static str,
    /// Heading of the chart of bytes by part.
    pub bytes: &'static str,
    /// What those bytes are.
    pub bytes_note: &'static str,
    /// Its axis.
    pub bytes_axis: &'static str,
    /// Heading of the study's further experiments.
    pub further: &'static str,
    /// What they are.
    pub further_introduction: &'static str,
    /// These weights' accuracies cannot be shown, with the reason.
    pub weights_failed: fn(&str) -> String,
    /// Axis of accuracies of the further experiments.
    pub accuracy_axis: &'static str,
    /// Heading of the chart by digits.
    pub digits: &'static str,
    /// What it shows, and where its axis is cut.
    pub digits_note: fn(f64) -> String,
    /// Its axis across.
    pub digits_axis: &'static str,
    /// Heading of the chart by training images.
    pub train_size: &'static str,
    /// What it shows, and where its axis is cut.
    pub train_size_note: fn(f64) -> String,
    /// Its axis across.
    pub train_size_axis: &'static str,
    /// Heading of the chart by learning rate.
    pub learning_rate: &'static str,
    /// What it shows.
    pub learning_rate_note: &'static str,
    /// Its axis across.
    pub learning_rate_axis: &'static str,
}
