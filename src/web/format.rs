//! Numbers as readers see them, the same in every language.

use crate::measure::{Bytes, Millis};
use crate::study::Grouping;

/// A latency with a sensible number of decimals, and its unit.
pub(crate) fn latency(millis: Millis) -> String {
    format!("{} ms", milliseconds(millis))
}

/// Milliseconds without their unit: three significant figures or whole numbers.
pub(crate) fn milliseconds(Millis(value): Millis) -> String {
    match value {
        value if value >= 100.0 => format!("{value:.0}"),
        value if value >= 10.0 => format!("{value:.1}"),
        value => format!("{value:.2}"),
    }
}

/// Whole seconds without their unit.
pub(crate) fn seconds(Millis(value): Millis) -> String {
    format!("{:.0}", value / 1e3)
}

/// A ratio.
pub(crate) fn ratio(value: f64) -> String {
    format!("{value:.2}×")
}

/// A fraction as a percentage with two decimals: one image of 3,147 is 0.03 %.
pub(crate) fn percent(fraction: f64) -> String {
    format!("{:.2} %", fraction * 100.0)
}

/// A difference of two fractions in percentage points, with its sign.
pub(crate) fn points(difference: f64) -> String {
    let text = format!("{:.2}", difference.abs() * 100.0);
    match difference {
        _ if text == "0.00" => "±0.00".to_owned(),
        difference if difference < 0.0 => format!("−{text}"),
        _ => format!("+{text}"),
    }
}

/// A probability that a softmax gave: never a certainty, even where `f32` has no number between it and 1 or 0.
pub(crate) fn probability(value: f32) -> String {
    match value {
        value if value > 0.9995 => ">99.9 %".into(),
        value if value < 0.0005 => "<0.1 %".into(),
        value => format!("{:.1} %", value * 100.0),
    }
}

/// A count with a separator every three digits: a thin space, which reads alike in every language.
pub(crate) fn counted(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

/// Bytes so far and in all, in megabytes.
pub(crate) fn megabytes(received: Bytes, total: Bytes) -> String {
    format!("{:.1} / {:.1} MB", received.megabytes(), total.megabytes())
}

/// The digits of a class of a question, joined.
pub(crate) fn digits(grouping: Grouping, class: usize, joint: &str) -> String {
    grouping.digits_of(class).map(|digit| digit.value().to_string()).collect::<Vec<_>>().join(joint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_do_not_claim_certainty() {
        let texts = [1.0, 0.999_96, 0.999_4, 0.5, 0.000_4, 0.0].map(probability);
        assert_eq!(texts, [">99.9 %", ">99.9 %", "99.9 %", "50.0 %", "<0.1 %", "<0.1 %"]);
    }

    #[test]
    fn numbers_keep_about_three_figures() {
        let texts = [123.456, 12.345, 1.234_5].map(|value| latency(Millis(value)));
        assert_eq!(texts, ["123 ms", "12.3 ms", "1.23 ms"]);
        assert_eq!(megabytes(Bytes(1_250_000), Bytes(4_300_000)), "1.2 / 4.3 MB");
        assert_eq!(percent(0.993), "99.30 %");
        assert_eq!([7, 1_234, 8_440_323].map(counted), ["7", "1\u{202f}234", "8\u{202f}440\u{202f}323"]);
        assert_eq!([0.0127, -0.3, 0.000_04, -0.000_04].map(points), ["+1.27", "−30.00", "±0.00", "±0.00"]);
        assert_eq!(digits(Grouping::IsOne, 0, "+"), "0+2");
    }
}
