//! What helps whoever is to find out what went wrong, as text: programs, browser, device, the workers' last events. Nothing
//! of the reader's: no drawing, and no address.

use super::client::worker_model::log::Entry;
use super::client::worker_model::{Program, WorkerModel};
use crate::measure::Millis;
use crate::protocol::{DeviceReport, NetworkState};
use crate::study::NetworkId;
use crate::web::{Language, browser, failure_sentence, fallback_reason};

/// The text, in English whatever the page speaks: for those who made it.
pub(super) fn text(model: &WorkerModel) -> String {
    let programs = ["cpu", "worker"].map(|name| browser::meta(name).unwrap_or_default()).join(", ");
    let mut lines = vec![
        format!("share-or-split {}: {programs}", env!("CARGO_PKG_VERSION")),
        format!("{}, {} processors", browser::user_agent(), browser::processors()),
    ];
    lines.extend(of_workers(model));
    lines.join("\n")
}

fn of_workers(model: &WorkerModel) -> Vec<String> {
    let state = |network: NetworkId| {
        let state = model.state(network).map_or("unknown", NetworkState::id);
        format!("{}: {state}", network.structure.id())
    };
    let networks: Vec<String> = NetworkId::on_backbone(model.backbone()).map(state).collect();
    let mut lines = vec![format!("{}: {}", model.backbone().id(), networks.join(", "))];
    lines.extend(model.device().map(device));
    lines.extend(model.log().entries().map(line));
    lines
}

fn line((at, entry): &(Millis, Entry)) -> String {
    let (generation, what) = match entry {
        Entry::Began(generation, program) => (generation, format!("begins: {}", name(*program))),
        Entry::Opened(generation, report) => (generation, device(report)),
        Entry::TookOver(generation) => (generation, "takes over".to_owned()),
        Entry::Failed(generation, failure) => {
            (generation, format!("fails: {}", failure_sentence(Language::English, failure)))
        }
    };
    format!("{:.1} s, worker {}: {what}", at.0 / 1e3, generation.0)
}

const fn name(program: Program) -> &'static str {
    match program {
        Program::Cpu => "cpu",
        Program::Gpu => "worker",
        Program::Plain => "plain",
    }
}

fn device(report: &DeviceReport) -> String {
    let adapter = report.adapter.as_ref().map(|adapter| adapter.name()).unwrap_or_default();
    let words = |fallback: &_| fallback_reason(Language::English, fallback);
    let fallback = report.fallback.as_ref().map(words).unwrap_or_default();
    [report.kind.id(), report.executor.id(), &adapter, &fallback].join(", ")
}
