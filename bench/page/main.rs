//! Measurements of the built page, one after another in one browser, as files and as a table: `./scripts/bench`.
//!
//! Arguments: the folder for the files, and the seconds that each run may take. Nothing here fails because of a time.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a measurement that cannot be made ends by panicking, as the tests do"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use serde_json::json;
use share_or_split::measure::{ExecutorKind, Millis, Mode, Run, Startup};
use share_or_split::study::{Backbone, NetworkId, Structure};

#[allow(dead_code, reason = "this program needs only some of what the tests need")]
#[path = "../../tests/page/harness/mod.rs"]
mod harness;

use harness::browser;
use harness::lab::{A_ONE, measured};
use harness::site::dist;
use harness::stage::{Console, Language, on_a_page, on_the_page};
use harness::webgpu::{Counts, counts};

/// A run of the benchmark: device, executor, backbone, structures, mode.
type Case = (&'static str, &'static str, Backbone, &'static str, Mode);

const ALL: &str = "1,2,3,4_1,4_2";
const TWO: &str = "2,4_1";

/// Fresh browsers in which the way from the page's start to its verdicts is timed, on each device.
const STARTS: usize = 5;
/// Notes the milliseconds from the page's start to the first verdict, and to all five.
const WATCH: &str = "
    window.verdicts = [];
    new MutationObserver(() => {
        const told = document.querySelectorAll(`[data-testid^='card-'][data-verdict]:not([data-verdict=''])`).length;
        if (told >= 1) verdicts[0] ??= performance.now();
        if (told === 5) verdicts[1] ??= performance.now();
    }).observe(document, { subtree: true, childList: true, attributeFilter: ['data-verdict'] });";

fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().expect("the first argument is the folder for the files"));
    let budget: u32 = arguments.next().map_or(30, |seconds| seconds.parse().expect("whole seconds"));
    fs::create_dir_all(&folder).unwrap();
    let (sender, receiver) = std::sync::mpsc::channel();
    let files = folder.clone();
    on_the_page(Language::English, move |page| async move {
        for (device, executor, backbone, structures, mode) in cases() {
            let (name, timed) = (backbone.id(), mode.id());
            page.open(&format!(
                "?device={device}&executor={executor}&backbone={name}&structures={structures}&mode={timed}&budget={budget}&run=benchmark"
            ))
            .await;
            // The page's own limits end it; a software GPU takes its time to load.
            let told = "return !!document.querySelector(`[data-testid='benchmark-outcome'] p`);";
            while page.run(told, vec![]).await != json!(true) {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            if !page.shows("benchmark-table").await {
                println!("{device}-{executor}-{name}-{timed}: no sample in {budget} s");
                continue;
            }
            let run = measured(&page).await;
            let file = format!("{device}-{executor}-{name}-{timed}.json");
            fs::write(files.join(&file), run.to_json().unwrap()).unwrap();
            println!("{file}: {} samples, {:?}", run.samples.len(), run.ended);
            sender.send(run).unwrap();
        }
    });
    let runs: Vec<Run> = receiver.try_iter().collect();
    let counted: Vec<(NetworkId, Counts)> = published()
        .flat_map(|backbone| {
            [Structure::Two, Structure::FourOne].map(|structure| NetworkId { backbone, structure })
        })
        .map(|network| (network, count(network)))
        .collect();
    let file = folder.join("performance.md");
    let started = ["cpu", "gpu"].map(|device| (device, (0..STARTS).map(|_| start(device)).collect()));
    fs::write(&file, report(&runs, &counted, &started)).unwrap();
    println!("{}", file.display());
}

/// The published kinds of backbone, or those of them that `BENCH_BACKBONES` names.
fn published() -> impl Iterator<Item = Backbone> {
    let named = std::env::var("BENCH_BACKBONES").unwrap_or_default();
    Backbone::ALL.into_iter().filter(move |backbone| {
        let wanted = named.is_empty() || named.split(',').any(|name| name == backbone.id());
        wanted && dist().join("weights").join(backbone.id()).exists()
    })
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for backbone in published() {
        for device in ["gpu", "cpu"] {
            cases.push((device, "fused", backbone, ALL, Mode::Latency));
            cases.push((device, "plain", backbone, TWO, Mode::Latency));
        }
    }
    for (executor, structures) in [("fused", TWO), ("plain", TWO)] {
        cases.push(("gpu", executor, Backbone::ResNet18, structures, Mode::Batch));
    }
    cases
}

/// Milliseconds from the start of the page, with a drawing in its address, to the first verdict and to all five.
fn start(device: &'static str) -> [f64; 2] {
    let (sender, receiver) = std::sync::mpsc::channel();
    on_the_page(Language::English, move |page| async move {
        let script = json!({ "source": WATCH });
        browser::devtools(&page.client, "Page.addScriptToEvaluateOnNewDocument", script).await;
        page.open(&format!("?device={device}{A_ONE}")).await;
        page.until("five verdicts", "return verdicts.length === 2;").await;
        let told = page.run("return verdicts;", vec![]).await;
        sender.send(serde_json::from_value(told).unwrap()).unwrap();
    });
    receiver.recv().unwrap()
}

fn count(network: NetworkId) -> Counts {
    let (sender, receiver) = std::sync::mpsc::channel();
    on_a_page(Language::English, Console::Only(".safetensors"), move |page| async move {
        sender.send(counts(&page, network.backbone, &[network.structure]).await.1).unwrap();
    });
    receiver.recv().unwrap()
}

/// The table, and what was counted.
fn report(runs: &[Run], counted: &[(NetworkId, Counts)], started: &[(&str, Vec<[f64; 2]>)]) -> String {
    let mut text = String::from(
        "| device | executor | timed | network | median ms [p10, p90] | to Plain | floor ms | first run ms | samples |\n|---|---|---|---|---|---|---|---|---|\n",
    );
    for run in runs {
        let environment = &run.environment;
        for (network, summary) in run.summaries() {
            let same = |other: &&Run| {
                other.environment.executor == ExecutorKind::Plain
                    && other.environment.device == environment.device
                    && other.plan.mode == run.plan.mode
            };
            let plain = runs
                .iter()
                .filter(same)
                .find_map(|other| other.summaries().into_iter().find(|(other, _)| *other == network));
            let ratio = plain
                .map_or_else(String::new, |(_, plain)| format!("{:.2}", summary.median.0 / plain.median.0));
            let lower_bound = run
                .lower_bounds
                .iter()
                .find(|lower_bound| lower_bound.network == network)
                .map(|lower_bound| lower_bound.total());
            let first = run.startups.iter().find(|startup| startup.network == network).map(Startup::prepare);
            let number =
                |value: Option<Millis>| value.map_or_else(String::new, |value| format!("{:.1}", value.0));
            writeln!(
                text,
                "| {} | {} | {} | {network} | {:.2} [{:.2}, {:.2}] | {ratio} | {} | {} | {} |",
                environment.device.id(),
                environment.executor.id(),
                run.plan.mode.id(),
                summary.median.0,
                summary.p10.0,
                summary.p90.0,
                number(lower_bound),
                number(first),
                summary.count
            )
            .unwrap();
        }
    }
    text += &counted_table(counted);
    text += &started_table(started);
    if let Some(run) = runs.first() {
        writeln!(
            text,
            "\n{}, {} logical processors, adapter {}, clock step {} µs, {}",
            run.environment.browser,
            run.environment.processors,
            run.environment.adapter,
            run.environment.timer_step_us,
            run.environment.taken_at
        )
        .unwrap();
    }
    text
}

fn counted_table(counted: &[(NetworkId, Counts)]) -> String {
    let mut text = String::from(
        "\nThree steady forwards of one structure, counted:\n\n| network | dispatches | submits | mapAsync | writeBuffer (bytes) | bind groups, buffers, modules, pipelines made |\n|---|---|---|---|---|---|\n",
    );
    for (network, counts) in counted {
        let made = counts.bind_group
            + counts.create_buffer
            + counts.shader_module
            + counts.pipeline
            + counts.pipeline_async;
        writeln!(
            text,
            "| {network} | {} | {} | {} | {} ({}) | {made} |",
            counts.dispatch, counts.submit, counts.map_async, counts.write_buffer, counts.write_bytes
        )
        .unwrap();
    }
    text
}

fn started_table(started: &[(&str, Vec<[f64; 2]>)]) -> String {
    let mut text = format!(
        "\nFrom the page's start to its verdicts on a drawing in the address, ms, median [lowest, highest] of {STARTS} fresh browsers:\n\n| device | first verdict | all five |\n|---|---|---|\n",
    );
    for (device, starts) in started {
        let cell = |which: usize| {
            let mut times: Vec<f64> = starts.iter().map(|times| times[which]).collect();
            times.sort_by(f64::total_cmp);
            let (lowest, highest) = (times[0], times[times.len() - 1]);
            format!("{:.0} [{lowest:.0}, {highest:.0}]", times[times.len() / 2])
        };
        writeln!(text, "| {device} | {} | {} |", cell(0), cell(1)).unwrap();
    }
    text
}
