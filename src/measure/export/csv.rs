//! A run's samples for a spreadsheet: one line a sample.

use super::Table;
use crate::measure::{Disturbance, Pace, Run};

const COLUMNS: [&str; 11] = [
    "backbone",
    "structure",
    "mode",
    "images",
    "round",
    "forwards",
    "began_ms",
    "elapsed_ms",
    "ms_per_forward",
    "disturbance",
    "pace",
];

/// The samples as CSV, a header first.
#[must_use]
pub fn csv(run: &Run) -> String {
    let mut table = Table::new(COLUMNS);
    for sample in &run.samples {
        let disturbance = match sample.disturbance {
            None => "",
            Some(Disturbance::Hidden) => "hidden",
            Some(Disturbance::Throttled) => "throttled",
        };
        let pace = match sample.pace {
            Pace::Usual => "usual",
            Pace::Slow => "slow",
        };
        let (network, mode) = (sample.network, run.plan.mode);
        table.push([
            network.backbone.id().to_owned(),
            network.structure.id().to_owned(),
            mode.id().to_owned(),
            mode.images().to_string(),
            sample.round.to_string(),
            sample.iterations.to_string(),
            sample.began.0.to_string(),
            sample.elapsed.0.to_string(),
            sample.per_iteration().0.to_string(),
            disturbance.to_owned(),
            pace.to_owned(),
        ]);
    }
    table.to_csv()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_is_a_line_with_all_its_cells() {
        let run = crate::measure::run::tests::run();
        let text = csv(&run);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 1 + run.samples.len());
        assert!(lines.iter().all(|line| line.split(',').count() == 11), "{text}");
        assert_eq!(lines[1], "resnet18,1,latency,1,0,10,0,30,3,,usual");
        assert!(lines[5].ends_with(",9,hidden,usual"));
    }
}
