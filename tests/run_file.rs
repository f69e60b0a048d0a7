//! The form of a saved run: the file of a CPU in `public/runs/` can still be read, and is written again as it was.

#![allow(clippy::unwrap_used, reason = "clippy knows test functions, but not the functions they call")]

use serde_json::Value;
use share_or_split::measure::{Ended, Run};
use share_or_split::study::Structure;

const FILE: &str = include_str!("../public/runs/resnet18-cpu-latency.json");

#[test]
fn the_published_run_is_read_and_written_as_it_was() {
    let run = Run::from_json(FILE).unwrap();
    assert_eq!(run.ended, Ended::Complete);
    assert_eq!(run.plan.networks.len(), Structure::ALL.len());
    let written: Value = serde_json::from_str(&run.to_json().unwrap()).unwrap();
    let published: Value = serde_json::from_str(FILE).unwrap();
    for (field, value) in published.as_object().unwrap() {
        assert_eq!(&written[field], value, "{field}");
    }
    assert_eq!(written.as_object().unwrap().len(), published.as_object().unwrap().len());
}

#[test]
fn its_times_are_those_that_docs_performance_prints() {
    let table = include_str!("../docs/performance.md");
    for (network, times) in Run::from_json(FILE).unwrap().summaries() {
        let (median, p10, p90) = (times.median.0, times.p10.0, times.p90.0);
        let cells = format!("| cpu | fused | latency | {network} | {median:.2} [{p10:.2}, {p90:.2}] |");
        assert!(table.contains(&cells), "{cells}");
    }
}
