//! A run as a table for a forum: figures with their spread, and what they were measured on.

use super::Table;
use crate::measure::{Ended, Interval, Run, SETTLED_WITHIN, Summary};

const COLUMNS: [&str; 9] = [
    "backbone",
    "structure",
    "median ms [95 %]",
    "p10",
    "p90",
    "to structure 2 [95 %]",
    "floor ms",
    "samples",
    "dropped",
];

/// The run as Markdown.
#[must_use]
pub fn markdown(run: &Run) -> String {
    let ratios = run.ratios();
    let mut table = Table::new(COLUMNS);
    for (network, summary) in run.summaries() {
        let ratio = ratios.iter().find(|ratio| ratio.network == network);
        let ratio = ratio.map_or_else(String::new, |ratio| {
            let Interval { low, high } = ratio.interval;
            format!("{:.2} [{low:.2}, {high:.2}]", ratio.value)
        });
        let lower_bound = run.lower_bounds.iter().find(|lower_bound| lower_bound.network == network);
        let lower_bound =
            lower_bound.map_or_else(String::new, |lower_bound| format!("{:.3}", lower_bound.total().0));
        let Summary { median, interval, p10, p90, count, dropped, .. } = summary;
        table.push([
            network.backbone.name().to_owned(),
            network.structure.label().to_owned(),
            format!("{:.3} [{:.3}, {:.3}]", median.0, interval.low, interval.high),
            format!("{:.3}", p10.0),
            format!("{:.3}", p90.0),
            ratio,
            lower_bound,
            count.to_string(),
            dropped.to_string(),
        ]);
    }
    let environment = &run.environment;
    let ended = match &run.ended {
        Ended::Complete => format!("every median settled within {:.0} %", SETTLED_WITHIN * 100.0),
        Ended::TimeUp => "the time was spent".to_owned(),
        Ended::Cancelled => "partial: cancelled".to_owned(),
        Ended::Failed(words) => format!("partial: {}", cell(words)),
    };
    let mut text = format!(
        "share-or-split, {} (batch {}), {}\n\n",
        run.plan.mode.id(),
        run.plan.mode.images(),
        cell(&run.device_name()),
    );
    text += &table.to_markdown(2);
    text += &format!(
        "\n{}; {}; clock step {} µs; version {} {}; {ended}\n",
        cell(&environment.browser),
        cell(&environment.taken_at),
        environment.timer_step_us,
        cell(&environment.app_version),
        cell(&environment.commit),
    );
    text
}

/// Text that cannot break a table or the page that it is pasted into.
fn cell(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control() && !"|<>`[]\\".contains(*letter)).take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_the_figures_and_nothing_breaks_it() {
        let text = markdown(&crate::measure::run::tests::run());
        assert!(text.contains("| ResNet18 | (1) | 3.150 ["), "{text}");
        assert!(text.contains("| 1.50 ["));
        assert!(text.contains("some adapter, fused") && text.contains("Browser  1"));
        let table: Vec<&str> = text.lines().filter(|line| line.starts_with('|')).collect();
        assert_eq!(table.len(), 2 + 2);
        assert!(table.iter().all(|line| line.matches('|').count() == 10));
    }
}
