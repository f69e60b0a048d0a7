//! A run's samples for a spreadsheet: one line a sample. Refuses summaries: a spreadsheet makes its own.

use crate::measure::{Disturbance, Pace, Run};

/// The samples as CSV (RFC 4180), a header first. No cell needs quotes.
#[must_use]
pub fn csv(run: &Run) -> String {
    let head =
        "backbone,structure,mode,images,round,forwards,began_ms,elapsed_ms,ms_per_forward,disturbance,pace";
    let lines = run.samples.iter().map(|sample| {
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
        format!(
            "{},{},{},{},{},{},{},{},{},{disturbance},{pace}",
            network.backbone.id(),
            network.structure.id(),
            mode.id(),
            mode.images(),
            sample.round,
            sample.iterations,
            sample.began.0,
            sample.elapsed.0,
            sample.per_iteration().0,
        )
    });
    std::iter::once(head.to_owned()).chain(lines).map(|line| line + "\r\n").collect()
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
