//! What sharing costs, in English.

use super::texts::{ChosenWiring, CostTexts, Ranges, range};
use crate::lab::cost::estimate::EstimatedTime;
use crate::lab::cost::origin::Origin;
use crate::measure::{Machine, Mode, Schedule, Software};
use crate::study::Structure;
use crate::web::format::{latency, ratio};

pub(super) const COST: CostTexts = CostTexts {
    heading: "What does sharing cost, and where?",
    summary: |Ranges { page, pytorch, cpu, study, here }| {
        let here = here.map_or_else(String::new, |(low, high, schedule)| {
            format!(
                " On your device it takes {} times as long, {}.",
                range(" to ", (low, high), 2),
                (COST.schedule)(schedule)
            )
        });
        format!(
            "On one and the same H100, two backbones take {} times the time of one when this page runs them side \
             by side, and {} times when PyTorch runs one after another, as in the study ({} times) and as this \
             page on a CPU ({} times). So the doubling belongs to the way of running, not to the wiring.{here}",
            range(" to ", *page, 2),
            range(" to ", *pytorch, 1),
            range(" to ", *study, 1),
            range(" to ", *cpu, 1)
        )
    },
    chart: "Time relative to structure (2), and how the backbones ran",
    chart_note: "Side by side: both backbones are one network with two groups, so they are launched together. The \
                 H100 is nearly idle with pictures this small and has room for both. The recorded times are of \
                 ResNet18, medians; PyTorch 2.11 ran the same networks without a compiler (eager, TF32 off). With \
                 single images the page’s time on the H100 is mostly waiting for the browser; batches and queued \
                 images show the networks.",
    axis: "times structure (2)",
    origin: |origin| match origin {
        Origin::Here(mode) => format!("Your device, this page, {}", timed(mode)),
        Origin::Recorded(Software::Page, machine, mode) => {
            format!("{}, this page, {}", named(machine), timed(mode))
        }
        Origin::Recorded(Software::PyTorch, machine, mode) => {
            format!("{}, PyTorch, {}", named(machine), timed(mode))
        }
        Origin::Study(rule) => {
            format!("The study’s GPU, PyTorch, {}, experiment {}", timed(Mode::Batch), rule.experiment())
        }
    },
    schedule: |schedule| match schedule {
        Schedule::InTurn => "one after another",
        Schedule::SideBySide => "side by side",
    },
    calculator: "Which would I choose?",
    introduction: "For 2 to 8 yes-or-no questions about one picture, each about a digit of its own. What is \
                   shared exists once, what is split exists once for each question. A shared head names the digit \
                   instead; there is one digit more than there are questions, as 0, 1 and 2 are three for two \
                   questions.",
    questions: "Questions",
    shared: "Shared",
    sharing: |structure| match structure {
        Structure::One => "the head",
        Structure::Two => "both",
        Structure::Three => "the backbone",
        Structure::FourOne => "neither, backbones joined",
        Structure::FourTwo => "neither",
    },
    chosen: |ChosenWiring { chosen, baseline }| {
        let plan = chosen.plan;
        let size = chosen
            .download
            .map_or_else(String::new, |bytes| format!(", {:.1} MB to download", bytes.megabytes()));
        let [in_turn, side_by_side] = chosen.costs.map(|cost| match cost.time {
            EstimatedTime::Measured(time) => Some(latency(time)),
            EstimatedTime::Relative(..) | EstimatedTime::Unknown => None,
        });
        let times = match (in_turn, side_by_side) {
            (Some(one), _) if plan.backbones() == 1 => format!("; {one}"),
            (Some(one), Some(other)) => format!("; {one} one after another, {other} side by side"),
            (Some(one), None) => format!("; {one} one after another"),
            (None, _) => String::new(),
        };
        format!(
            "{} and {}: {:.2} million parameters, {} those of sharing both{size}{times}.",
            counted(plan.backbones(), "backbone"),
            counted(plan.heads(), "head"),
            chosen.parameters as f64 / 1e6,
            ratio(chosen.parameters as f64 / baseline.parameters as f64),
        )
    },
    saved: |questions, backbone, head| {
        format!(
            "Beside {questions} separate networks, a shared backbone changes the parameters by {:+.1} %, a shared \
             head by {:+.1} %: what is worth sharing is the backbone.",
            backbone * 100.0,
            head * 100.0
        )
    },
    caption: |questions| format!("What each wiring takes for {questions} questions"),
    structure: "Structure",
    column_shared: "Shared",
    backbones: "Backbones",
    heads: "Heads",
    parameters: "Parameters, millions",
    download: "Download, MB",
    memory: "Memory, MB",
    time: "Time",
    basis: |measured| {
        match measured {
        None => "Nothing was measured here yet, so the times are multiply-adds relative to (2) with two \
                 questions. Side by side lies between a device with room for all backbones at once and a full \
                 one. Run the benchmark above to see times of your device."
            .to_owned(),
        Some(measured) => {
            let order = match measured.schedule {
                Schedule::InTurn => "Your device’s program runs backbones one after another, so nothing tells its \
                                     time side by side.",
                Schedule::SideBySide => {
                    "Your device runs them side by side; one after another is as many passes of (2) as there are \
                     backbones."
                }
            };
            let bound = measured.lower_bound.filter(|part| *part > 0.5).map_or_else(String::new, |part| {
                format!(
                    " {:.0} % of the time of (2) is what your device takes whatever is computed: choose “{}” \
                     above to see the networks.",
                    part * 100.0,
                    "throughput"
                )
            });
            format!(
                "Times of your last run, {}; with two questions they are the measured ones. For more it is \
                 assumed that every further backbone adds what the second one did, which is too little once the \
                 device is full, and every further head its multiply-adds. {order}{bound}",
                timed(measured.mode)
            )
        }
    }
    },
    accuracy: "It says nothing about accuracy. More questions are another task with other digits, and nobody has \
               measured that here. Even with two questions no structure was better than (2) beyond chance, so \
               there is no trend that could be carried on.",
};

fn named(machine: Machine) -> &'static str {
    match machine {
        Machine::H100 => "An H100",
        Machine::Cpu => "A CPU",
    }
}

fn timed(mode: Mode) -> &'static str {
    match mode {
        Mode::Latency => "single images",
        Mode::Throughput => "images queued",
        Mode::Batch => "batches of 32",
    }
}

fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
