//! The English texts.

use super::texts::{CardTexts, DeviceTexts, PadTexts, PageTexts, StageDetail, Texts};
use crate::image::{InkHint, PictureError};
use crate::measure::{DeviceKind, ExecutorKind, Stage};
use crate::page::section::PageSection;
use crate::protocol::Adapter;
use crate::study::{Grouping, Structure, Sureness, Verdict};
use crate::web::ColorScheme;
use crate::web::format::{counted, digits, megabytes};

/// The English texts.
pub(super) const TEXTS: Texts = Texts { page: PAGE, device: DEVICE, pad: PAD, cards: CARDS };

const PAGE: PageTexts = PageTexts {
    document_title: "share-or-split: share a network or split it?",
    tagline: "One picture, two questions: share the network or split it?",
    introduction: "Draw a 0, 1 or 2: five wirings from a Korean study answer live.",
    sections: "Sections",
    section: |section| match section {
        PageSection::Draw => "Draw",
        PageSection::Inside => "Look inside",
        PageSection::Speed => "Speed",
        PageSection::Accuracy => "Accuracy",
        PageSection::Study => "The study",
        PageSection::About => "About",
    },
    about: "About",
    who: "The study trained each structure once and published its figures; it scores an image by two rules: in \
          experiment 1 each head counts for itself, in experiment 2 every head must be right. We trained all fifteen \
          networks again, by a recipe of our own: those answer here.",
    article: "The whole story, in an article above.",
    skip: "Skip to the drawing pad",
    theme: |theme| match theme {
        ColorScheme::System => "Colors: as the system has them",
        ColorScheme::Light => "Colors: light",
        ColorScheme::Dark => "Colors: dark",
    },
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
    link_cut: "The link was cut off on its way: of its drawing, what could be read is shown.",
    link_unreadable: "The drawing in the link cannot be read: it was damaged on its way. Please ask for the link again.",
    dismiss: "Dismiss",
    study_source: "The study and its figures:",
    mnist_source: "Test digits: MNIST by Yann LeCun, Corinna Cortes and Christopher J. C. Burges, offered here under CC BY-SA 3.0.",
    privacy: "Everything runs in your browser. Nothing you draw leaves it.",
    lab_loading: "The lab is being loaded: benchmark, accuracy, the study’s figures …",
    lab_failed: |reason| format!("The lab could not be loaded ({reason}). Drawing works without it."),
    lab_late: "nothing came for 30 s",
    retry: "Try again",
    newer: "A newer version of this page is ready. What you have drawn stays.",
    use_newer: "Use it",
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
    gpu_follows: "until the GPU takes over",
    executor: |executor| match executor {
        ExecutorKind::Fused => "",
        ExecutorKind::Plain => "burn’s own operations",
    },
    replacing: |reason| format!("Restarting the inference program. {reason}"),
    replaced: |reason| format!("{reason} Another program has taken over and answers what you drew."),
    copy_diagnostics: "Copy diagnostics",
    given_up: |reason| format!("The inference program stopped. {reason}"),
    restart: "Restart",
};

const PAD: PadTexts = PadTexts {
    heading: "Draw a digit",
    label: "Drawing pad: draw a 0, 1 or 2 with mouse, finger or pen. By keyboard, arrows move the pen, and space puts it down or lifts it.",
    invitation: "Draw a 0, 1 or 2 here",
    undo: "Undo",
    redo: "Redo",
    clear: "Clear",
    preview: "what they see",
    preview_label: "The 28 by 28 pixels that the networks see",
    test_images: "Real test digits",
    hard_images: "Hard: on these they disagree",
    only_three: "They know only 0, 1 and 2: try a 7 or a star.",
    test_image: |index, digit| format!("Test image {index}, a {}", digit.value()),
    more: "Other digits",
    test_images_loading: "Loading the test digits …",
    test_images_failed: |reason| format!("The test digits cannot be shown. {reason}"),
    showing: |index, digit| format!("Test image {index}, labelled {}", digit.value()),
    showing_picture: "The digit in your picture, as the networks see it",
    picture_late: "That picture was not read within 20 s. If it lies in a cloud or on a network, save it here first, then drop it again.",
    picture_refused: |error| match error {
        PictureError::NotAPicture => "That is no PNG, JPEG or GIF picture.",
        PictureError::TooLarge => "That picture is too large: at most 20 MB and 40 megapixels.",
        PictureError::NothingSeen => {
            "No digit stands out in that picture: dark strokes on a plain light ground work best, or light ones on dark."
        }
    },
    no_such_test_image: |index, count| {
        format!("There is no test image {index}: they are numbered 0 to {}.", count.saturating_sub(1))
    },
    hint: |hint| match hint {
        InkHint::TooLittle => "That is very little ink for a digit: the answers may mean nothing.",
        InkHint::TooMuch => "That is more ink than any digit has: the answers may mean nothing.",
    },
    keys: "By keyboard: arrows move a pen on the pad, the space bar puts it down and lifts it; Ctrl+Z undoes. Drop or paste a picture of a digit.",
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
    class_short: |grouping, class| match (grouping, class) {
        (Grouping::ThreeWay, class) => ["0", "1", "2"].get(class).copied().unwrap_or_default(),
        (Grouping::IsTwo | Grouping::IsOne, 0) => "no",
        (Grouping::IsTwo | Grouping::IsOne, _) => "yes",
    },
    lead: [
        ("Backbone B:", "picture in, features out; nearly all the work."),
        ("Head H:", "features in, answer out."),
        ("Two questions:", "a 2? a 1? Twice no is 0, twice yes a contradiction."),
    ],
    no_summary: "Five structures, one drawing",
    sureness: |sureness| match sureness {
        Sureness::Sure => "sure",
        Sureness::Leaning => "leaning",
        Sureness::Unsure => "unsure",
    },
    sureness_help: "Sure: a joint probability of 99 % or more. Leaning: 80 % or more.",
    judged: |right| if right { "right" } else { "wrong" },
    layers: "Layers",
    who_for: "for it",
    who_against: "against",
    who_cut: "cut",
    wires: "Wires from backbones to heads: press one to cut it",
    wire: |structure, backbone, head| {
        format!("{}: wire from backbone {backbone} to head {head}", structure.label())
    },
    wire_help: "a click cuts it; the head then hears what this backbone says on average over the test digits",
    cut: |count| if count == 1 { "1 wire cut".to_owned() } else { format!("{count} wires cut") },
    cuts: |count| {
        let wires = (CARDS.cut)(count);
        format!(
            "{wires}. Instead of a cut backbone a head hears what that backbone says on average over the 3,147 test digits."
        )
    },
    cut_test: "Run the test set with these wires cut",
    ood: |probability| {
        format!(
            "Probably none of 0, 1, 2 ({:.0} %), and these networks know nothing else.",
            probability * 100.0
        )
    },
    ood_help: "The median over the structures: how often a test digit that they answer this unsurely is a 3 to 9, were those \
               as frequent as 0, 1 and 2 together.",
    plane: |structure| {
        let axes = if structure.heads().len() > 1 {
            "to the right head 1 leans to “a 2”, upwards head 2 leans to “a 1”"
        } else {
            "a sector for each digit, as the one head chooses among three"
        };
        format!(
            "{}: where the answer lies, {axes}; at a border it is undecided. Gray: the 3,147 test digits.",
            structure.label()
        )
    },
    planes: "The squares show where each answer lies: in the middle nothing is decided, at the rim it is clear. Two heads \
             answer along two axes (right: “a 2”, up: “a 1”), so a corner for the contradiction remains; one head has none. \
             Gray: all test digits. The line: the way your drawing took.",
    summary_cut: "Wires are cut.",
    mend: "Join the wires (Esc)",
    who_help: "How much of the lead of this head’s answer comes from each backbone, or which one speaks against it.",
    size: "size",
    time: "time",
    time_help: "The lower quartile of the last 40 answers, beside that of (2).",
    one_pass: "one pass",
    stage: |stage| match stage {
        Stage::Stem => "stem",
        Stage::Layer1 => "layer 1",
        Stage::Layer2 => "layer 2",
        Stage::Layer3 => "layer 3",
        Stage::Layer4 => "layer 4",
    },
    stage_detail: |StageDetail { stage, side, cost, once, twice }| {
        let labels =
            |all: &[Structure]| all.iter().map(|structure| structure.label()).collect::<Vec<_>>().join(", ");
        let (parameters, multiply_adds) = (counted(cost.parameters), counted(cost.multiply_adds));
        format!(
            "{}: the picture as {side}×{side} places; {parameters} parameters (a byte each) and {multiply_adds} \
             multiply-adds. {} have it once; {} twice, so as much again on top of (2). The deeper the color, the stronger \
             it answers there.",
            (CARDS.stage)(stage),
            labels(once),
            labels(twice)
        )
    },
    stage_box: |structure, backbone, stage| {
        format!("{}: backbone {backbone}, {}", structure.label(), (CARDS.stage)(stage))
    },
    stage_hint: "The boxes show what each layer makes of your drawing, from fine to coarse. Point at one, or walk with the arrow keys, to see it in all five.",
    head: |number| format!("Head {number}"),
    verdict: |verdict| match verdict {
        Verdict::Digit(digit) => digit.value().to_string(),
        Verdict::Contradiction => "Contradiction".into(),
    },
    contradiction: "both heads say yes",
    nothing: "",
    stale: "to the drawing before",
    absent: "Waiting for the inference program.",
    left_out: "Not loaded: your browser asks to save data.",
    load: "Load it",
    loading: |received, total| format!("Downloading {}", megabytes(received, total)),
    warming: "Warming up: the first run …",
    waiting: "Computing …",
    not_published: "This network is not trained yet, so there is nothing to load.",
    retry: "Try again",
    summary: |verdicts| {
        let say = |(verdict, structures): (Verdict, Vec<&str>)| {
            let (who, one) = (structures.join(", "), structures.len() == 1);
            match (verdict, one) {
                (Verdict::Digit(digit), true) => format!("{who} says {}", digit.value()),
                (Verdict::Digit(digit), false) => format!("{who} say {}", digit.value()),
                (Verdict::Contradiction, true) => format!("{who} contradicts itself"),
                (Verdict::Contradiction, false) => format!("{who} contradict themselves"),
            }
        };
        match verdicts {
            [(_, first), rest @ ..] if !rest.is_empty() && rest.iter().all(|(_, other)| other == first) => {
                format!("All {} structures say {}.", verdicts.len(), first.id())
            }
            _ => format!("{}.", by_verdict(verdicts).into_iter().map(say).collect::<Vec<_>>().join("; ")),
        }
    },
};

fn diagram_head((index, head): (usize, &crate::study::HeadPlan)) -> String {
    let reads: Vec<String> = head.reads.iter().map(|backbone| (backbone + 1).to_string()).collect();
    let question = (CARDS.question)(head.grouping);
    format!("head {} reads backbone {} and answers “{question}”", index + 1, reads.join(" and "))
}

/// Who says what, what most say first; shared by both languages.
pub(super) fn by_verdict(verdicts: &[(Structure, Verdict)]) -> Vec<(Verdict, Vec<&'static str>)> {
    let mut groups: Vec<(Verdict, Vec<&'static str>)> = Vec::new();
    for &(structure, verdict) in verdicts {
        match groups.iter_mut().find(|(of_group, _)| *of_group == verdict) {
            Some((_, structures)) => structures.push(structure.label()),
            None => groups.push((verdict, vec![structure.label()])),
        }
    }
    groups.sort_by_key(|(_, structures)| std::cmp::Reverse(structures.len()));
    groups
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
