//! The English texts.

use super::texts::{CardTexts, DeviceTexts, PadTexts, PageTexts, Texts};
use crate::image::InkHint;
use crate::measure::{DeviceKind, ExecutorKind};
use crate::protocol::{Adapter, Fallback};
use crate::study::{Grouping, Structure, Verdict};
use crate::web::format::{digits, latency, megabytes};

/// The English texts.
pub(super) const TEXTS: Texts = Texts { page: PAGE, device: DEVICE, pad: PAD, cards: CARDS };

const PAGE: PageTexts = PageTexts {
    document_title: "share-or-split: share a network or split it?",
    tagline: "Two questions about one picture: share the backbone, the head, both, or neither?",
    introduction: "Draw a 0, a 1 or a 2. Five network structures from a Korean study answer at once, on your own device, \
                   and you can time them against each other.",
    skip: "Skip to the drawing pad",
    language: "Language",
    backbone: "Backbone",
    backbone_help: "The ResNet that every structure below is built on.",
    refused: |refused| {
        let start = format!(
            "The address asks for {} = “{}”, which this page does not know (it knows {}).",
            refused.name, refused.found, refused.expected
        );
        if refused.used.is_empty() { start } else { format!("{start} It uses {} instead.", refused.used) }
    },
    dismiss: "Dismiss",
    study_source: "The study and its figures:",
    mnist_source: "Test digits: MNIST by Yann LeCun, Corinna Cortes and Christopher J. C. Burges, offered here under CC BY-SA 3.0.",
    privacy: "Everything runs in your browser. Nothing you draw leaves it.",
    lab_loading: "The lab is being loaded: benchmark, accuracy, the study’s figures …",
    lab_failed: |reason| format!("The lab could not be loaded ({reason}). Drawing works without it."),
    retry: "Try again",
};

const DEVICE: DeviceTexts = DeviceTexts {
    label: "Runs on",
    booting: "loading the inference program …",
    starting: "opening the device …",
    kind: |kind| match kind {
        DeviceKind::Gpu => "GPU (WebGPU)",
        DeviceKind::Cpu => "CPU (WebAssembly)",
    },
    adapter: |adapter| adapter_name(adapter, "computes in software"),
    fallback: |fallback| match fallback {
        Fallback::NoWebGpu => "this browser offers no WebGPU here".into(),
        Fallback::NoAdapter => "WebGPU found no graphics card it may use".into(),
        Fallback::SoftwareAdapter => "the only WebGPU adapter computes in software, which is slower".into(),
        Fallback::MissingFeature(name) => format!("the graphics card lacks “{name}”"),
        Fallback::LimitTooLow { name, found, needed } => {
            format!("the graphics card allows {found} of “{name}”, and {needed} are needed")
        }
        Fallback::SlowerThanCpu { gpu, cpu } => {
            format!("the GPU’s answers take {} to arrive here, the CPU’s {}", latency(*gpu), latency(*cpu))
        }
        Fallback::InitFailed(detail) => format!("the GPU could not be started ({detail})"),
        Fallback::LostRepeatedly => "the GPU was lost repeatedly".into(),
    },
    gpu_follows: "until the GPU takes over",
    executor: |executor| match executor {
        ExecutorKind::Fused => "fused",
        ExecutorKind::Plain => "plain",
    },
    replacing: |reason| format!("Restarting the inference program. {reason}"),
    given_up: |reason| format!("The inference program stopped. {reason}"),
    restart: "Restart",
};

const PAD: PadTexts = PadTexts {
    heading: "Draw a digit",
    label: "Drawing pad: draw a 0, 1 or 2 with mouse, finger or pen. Without a pointer, choose a test digit below.",
    invitation: "Draw a 0, 1 or 2 here",
    undo: "Undo",
    clear: "Clear",
    preview: "What the networks see",
    preview_label: "The 28 by 28 pixels that the networks see",
    test_images: "Or pick a real test digit",
    test_image: |index, digit| format!("Test image {index}, a {}", digit.value()),
    more: "Other digits",
    test_images_loading: "Loading the test digits …",
    test_images_failed: |reason| format!("The test digits cannot be shown. {reason}"),
    showing: |index, digit| format!("Test image {index}, labelled {}", digit.value()),
    no_such_test_image: |index, count| {
        format!("There is no test image {index}: they are numbered 0 to {}.", count.saturating_sub(1))
    },
    hint: |hint| match hint {
        InkHint::TooLittle => "That is very little ink for a digit: the answers may mean nothing.",
        InkHint::TooMuch => "That is more ink than any digit has: the answers may mean nothing.",
    },
    keys: "Undo with Ctrl+Z or Backspace while the pad has the focus.",
};

const CARDS: CardTexts = CardTexts {
    heading: "Five structures answer",
    name: |structure| match structure {
        Structure::One => "Split backbones, shared head",
        Structure::Two => "Everything shared",
        Structure::Three => "Shared backbone, split heads",
        Structure::FourOne => "Split backbones, joined, split heads",
        Structure::FourTwo => "Two separate networks",
    },
    explanation: |structure| match structure {
        Structure::One => "Two backbones see the picture; one head reads both and names the digit.",
        Structure::Two => "One backbone, one head: an ordinary three-way classifier.",
        Structure::Three => "One backbone feeds two heads, each with its own yes-or-no question.",
        Structure::FourOne => "Two backbones are joined, and two heads both read the joined features.",
        Structure::FourTwo => "Each question has a backbone and a head of its own; nothing is shared.",
    },
    diagram: |structure| {
        let heads: Vec<String> = structure.heads().iter().enumerate().map(diagram_head).collect();
        format!("Diagram: the image goes into {} backbone(s); {}.", structure.backbones(), heads.join("; "))
    },
    question: |grouping| match grouping {
        Grouping::ThreeWay => "Which digit?",
        Grouping::IsTwo => "Is it a 2?",
        Grouping::IsOne => "Is it a 1?",
    },
    class: |grouping, class| match (grouping, class) {
        (Grouping::ThreeWay, class) => class.to_string(),
        (Grouping::IsTwo | Grouping::IsOne, 0) => format!("no ({})", digits(grouping, 0, " or ")),
        (Grouping::IsTwo | Grouping::IsOne, _) => format!("yes ({})", digits(grouping, 1, " or ")),
    },
    head: |number| format!("Head {number}"),
    verdict: |verdict| match verdict {
        Verdict::Digit(digit) => digit.value().to_string(),
        Verdict::Contradiction => "Contradiction".into(),
    },
    contradiction: "Both heads say yes: it would have to be a 1 and a 2.",
    nothing: "Draw something to get an answer.",
    stale: "Answer to the drawing before",
    absent: "Waiting for the inference program.",
    loading: |received, total| format!("Downloading {}", megabytes(received, total)),
    warming: "Warming up: the first run …",
    waiting: "Computing …",
    not_published: "This network is not trained yet, so there is nothing to load.",
    retry: "Try again",
    latency: |millis, together, executor| match together {
        0 | 1 => format!("{} · {executor}", latency(millis)),
        _ => format!("{} for all {together} · {executor}", latency(millis)),
    },
    summary: |verdicts| {
        let say = |&(structure, verdict): &(Structure, Verdict)| match verdict {
            Verdict::Digit(digit) => format!("{} says {}", structure.label(), digit.value()),
            Verdict::Contradiction => format!("{} contradicts itself", structure.label()),
        };
        match verdicts {
            [(_, first), rest @ ..] if !rest.is_empty() && rest.iter().all(|(_, other)| other == first) => {
                format!("All {} structures say {}.", verdicts.len(), first.id())
            }
            _ => format!("Structure {}.", verdicts.iter().map(say).collect::<Vec<_>>().join(", ")),
        }
    },
};

fn diagram_head((index, head): (usize, &crate::study::HeadPlan)) -> String {
    let reads: Vec<String> = head.reads.iter().map(|backbone| (backbone + 1).to_string()).collect();
    let question = (CARDS.question)(head.grouping);
    format!("head {} reads backbone {} and answers “{question}”", index + 1, reads.join(" and "))
}

/// What an adapter is called; shared by both languages but for one remark.
pub(super) fn adapter_name(adapter: &Adapter, software: &str) -> String {
    let name = adapter.name();
    match (name.is_empty(), adapter.software) {
        (_, false) => name,
        (true, true) => software.to_owned(),
        (false, true) => format!("{name}, {software}"),
    }
}
