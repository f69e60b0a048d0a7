//! The texts of charts: what every chart says of itself, the plane of accuracy and time, the study's further
//! experiments. One field each.

/// Charts.
#[derive(Debug)]
pub(crate) struct ChartTexts {
    /// Heading of the plane of accuracy and time.
    pub(crate) trade_off: &'static str,
    /// What is on it, and where its axis is cut.
    pub(crate) trade_off_note: fn(f64) -> String,
    /// Its axis of accuracy.
    pub(crate) trade_off_axis: &'static str,
    /// A point that nothing beats.
    pub(crate) on_front: &'static str,
    /// A point that something beats.
    pub(crate) beaten: &'static str,
    /// Heading of the chart of bytes by part.
    pub(crate) bytes: &'static str,
    /// What those bytes are.
    pub(crate) bytes_note: &'static str,
    /// Its axis.
    pub(crate) bytes_axis: &'static str,
    /// Heading of the study's further experiments.
    pub(crate) further: &'static str,
    /// What they are.
    pub(crate) further_introduction: &'static str,
    /// These weights' accuracies cannot be shown, with the reason.
    pub(crate) weights_failed: fn(&str) -> String,
    /// Axis of accuracies of the further experiments.
    pub(crate) accuracy_axis: &'static str,
    /// Heading of the chart by digits.
    pub(crate) digits: &'static str,
    /// What it shows, and where its axis is cut.
    pub(crate) digits_note: fn(f64) -> String,
    /// Its axis across.
    pub(crate) digits_axis: &'static str,
    /// Heading of the chart by training images.
    pub(crate) train_size: &'static str,
    /// What it shows, and where its axis is cut.
    pub(crate) train_size_note: fn(f64) -> String,
    /// Its axis across.
    pub(crate) train_size_axis: &'static str,
    /// Heading of the chart by learning rate.
    pub(crate) learning_rate: &'static str,
    /// What it shows.
    pub(crate) learning_rate_note: &'static str,
    /// Its axis across.
    pub(crate) learning_rate_axis: &'static str,
}
