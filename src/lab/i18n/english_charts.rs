//! The English texts of charts.

use super::chart_texts::ChartTexts;
use crate::chart::ChartLabels;
use crate::web::format::percent;

/// Labels of every chart.
pub(super) const LABELS: ChartLabels = ChartLabels {
    kind: "chart",
    hint: "Exact values: point at one, or walk through them with the arrow keys.",
    picture: "Save as PNG",
    data: "Data as CSV",
    table: "The same as a table",
    structure: "Structure",
};

pub(super) const CHARTS: ChartTexts = ChartTexts {
    trade_off: "Accuracy against time",
    trade_off_note: |cut| {
        format!(
            "Accuracy of these weights by the rule of experiment 2, and the median time measured here with its 95 % \
             interval. Up and left is better. The line joins what nothing else beats in both; hollow points are beaten. \
             The axis of accuracy is cut: it starts at {}, not at 0.",
            percent(cut)
        )
    },
    trade_off_axis: "accuracy on 3,147 test images",
    on_front: "not beaten",
    beaten: "beaten",
    bytes: "Where the weights are",
    bytes_note: "Weights of each part as this executor reads them. A structure with two backbones has two of each part.",
    bytes_axis: "megabytes",
    further: "The study’s further experiments",
    further_introduction: "On its second page the study trained on other digits, on fewer images and at other learning \
                           rates. Its numbers again, for the backbone that is chosen above.",
    weights_failed: |reason| format!("The accuracies of this page’s weights cannot be shown. {reason}"),
    accuracy_axis: "accuracy",
    digits: "Other digits",
    digits_note: |cut| {
        format!(
            "Networks trained for three other digits each. The axis is cut: it starts at {}, not at 0.",
            percent(cut)
        )
    },
    digits_axis: "digits",
    train_size: "Fewer training images",
    train_size_note: |cut| {
        format!(
            "Digits 6, 8 and 9. Equal ratios are equally far apart across. The axis of accuracy is cut: it starts at {}, \
             not at 0.",
            percent(cut)
        )
    },
    train_size_axis: "training images",
    learning_rate: "Other learning rates",
    learning_rate_note: "Digits 6, 8 and 9. Equal ratios are equally far apart across. About 33 % is what guessing gives: \
                         those networks learned nothing.",
    learning_rate_axis: "learning rate",
};
