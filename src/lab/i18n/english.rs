//! The English texts of the lab.

use super::texts::{
    AssessmentTexts, BenchmarkTexts, DiagnosticsTexts, ReferenceTexts, StoredTexts, settled_coverage,
    settled_within, stored_megabytes,
};
use crate::lab::findings::{AccuracyFinding, ChoiceFinding, CostFinding};
use crate::lab::others::Shipped;
use crate::measure::claims::{AccuracyClaim, Agreement, Cost, ParetoStatus, TradeOff};
use crate::measure::{Ended, Interval, Mode, Stage};
use crate::protocol::{Fault, Phase};
use crate::study::{Rule, Structure, Verdict};
use crate::web::format::{percent, points};
use crate::web::{Language, failure_sentence};

pub(super) const BENCHMARK: BenchmarkTexts = BenchmarkTexts {
    heading: "How fast is each structure here?",
    introduction: || {
        format!(
            "First every structure’s answers are compared with those of an independent implementation. Then rounds run \
             each chosen structure once, in fresh random order, until every median is settled within {} or the time is \
             over. Drawing is not answered meanwhile.",
            settled_within()
        )
    },
    mode: "What is timed",
    mode_choice: |mode| match mode {
        Mode::Latency => "latency: one image, answer awaited",
        Mode::Throughput => "throughput: images queued",
        Mode::Batch => "the study’s batch of 32",
    },
    budget: "At most",
    budget_choice: |seconds| match seconds {
        seconds if seconds < 60 => format!("{seconds} s"),
        seconds => format!("{} min", seconds / 60),
    },
    structures: "Structures",
    start: "Start benchmark",
    cancel: "Cancel",
    not_ready: "It can start as soon as the structures are loaded.",
    no_structure: "Choose at least one structure.",
    no_digits: |reason| format!("Without the test digits only what you draw can be measured. {reason}"),
    retry: "Try again",
    progress: |phase, rounds| match phase {
        Phase::Checking => "Comparing answers with the reference …".into(),
        Phase::Measuring if rounds == 0 => "Warming up …".into(),
        Phase::Measuring => format!("Measuring: {}", counted(rounds, "round")),
        Phase::LowerBound => "Measuring the device’s floor …".into(),
        Phase::Stages => "Measuring the parts of the networks …".into(),
    },
    ending: "Ending after this run …",
    outcome: |ended, samples, device| match ended {
        Ended::Complete => {
            format!(
                "Complete: {} on {device}; every median is settled within {}.",
                counted(samples, "sample"),
                settled_within()
            )
        }
        Ended::TimeUp => format!(
            "Complete: {} on {device}. The time was over before every median was settled: look at the intervals.",
            counted(samples, "sample")
        ),
        Ended::Cancelled => {
            format!("Cancelled: {} on {device} kept. The run is partial.", counted(samples, "sample"))
        }
        Ended::Failed(reason) => {
            format!(
                "Stopped early with {} on {device}: the run is partial. {}",
                counted(samples, "sample"),
                failure_sentence(Language::English, reason)
            )
        }
    },
    checked: |images, largest| {
        format!(
            "Answers checked on {images} images before timing; largest difference of a probability {largest:.1e}."
        )
    },
    dropped: |dropped, slow| {
        format!(
            "{} left out (tab hidden or held back by the browser), {slow} in slow rounds.",
            counted(dropped, "sample")
        )
    },
    caption: |mode| match mode {
        Mode::Latency => "Time of one image, answer read back, and ratios to structure (2)",
        Mode::Throughput => "Time per image when images are queued, and ratios to structure (2)",
        Mode::Batch => "Time of a batch of 32 images, answers read back, and ratios to structure (2)",
    },
    structure: "Structure",
    samples: "Samples",
    median: "Median, ms [95 %]",
    spread: "10th – 90th percentile, ms",
    lower_bound: "Device’s floor, ms",
    ratio_here: "Ratio to (2) [95 %]",
    ratio_study: |rule| format!("Study, exp. {}", rule.experiment()),
    startups: "Once, before a network’s first answer",
    startup_size: "File, MB",
    startup_download: "Download, ms",
    startup_decode: "Reading and upload, ms",
    startup_first_run: "First answer, ms",
    startup_compile: "Of that compiling, ms",
    latency_chart: "Measured here",
    latency_note: || {
        format!(
            "Bar: median. Whisker: its 95 % interval. A run that ends because the intervals have settled holds the true \
             median in about {} of 100 runs.",
            settled_coverage()
        )
    },
    latency_axis: |mode| match mode {
        Mode::Latency | Mode::Throughput => "milliseconds per image",
        Mode::Batch => "milliseconds per batch of 32",
    },
    stages_chart: "Where the time goes",
    stages_note: "What each part adds to the time of the parts before it. The stem carries what every forward costs besides.",
    stage: |stage| match stage {
        Stage::Stem => "stem",
        other => other.id(),
    },
    claims: "What this says of the study",
    cost: |cost| {
        let Cost { network, here, interval, study, agreement } = cost;
        let words = match agreement {
            Agreement::Agrees => "which agrees",
            Agreement::Lower => "which is more than was measured here",
            Agreement::Higher => "which is less than was measured here",
        };
        format!(
            "{} takes {here:.2}× {} the time of (2) here; the study says {study:.2}×, {words}.",
            network.structure.label(),
            ends(interval)
        )
    },
    accuracy_claim: |accuracy_claim| match accuracy_claim {
        AccuracyClaim::Confirmed => {
            "The study calls (4)-1 the most accurate; with these weights it is, beyond chance.".into()
        }
        AccuracyClaim::Refuted(structure) => format!(
            "The study calls (4)-1 the most accurate; with these weights {} is more accurate, beyond chance.",
            structure.label()
        ),
        AccuracyClaim::Undecided(rival) => format!(
            "The study calls (4)-1 the most accurate; with these weights it ties with {}: the difference may be chance.",
            rival.structure.label()
        ),
    },
    trade_off: |TradeOff { front, three }| {
        let front: Vec<&str> = front.iter().map(|structure| structure.label()).collect();
        let words = match three {
            ParetoStatus::OnFront => "(3), the study’s best trade-off, is one of them",
            ParetoStatus::Dominated => "(3), the study’s best trade-off, is beaten here",
            ParetoStatus::Undecided => "(3), the study’s best trade-off, is within its noise of them",
            ParetoStatus::NotMeasured => "(3) was not measured",
        };
        format!("Not beaten in accuracy and time together: {}; {words}.", front.join(", "))
    },
    figures: "The figures behind it",
    accuracy_missing: "For the verdict on accuracy, run the test set through this device below.",
    save: "Save this run",
    copy_link: "Copy a link that runs this",
    import: "Compare with someone else’s run (JSON)",
    import_late: "That file was not read within 20 s. If it lies in a cloud or on a network, save it here first, then choose it again. Nothing was changed.",
    import_failed: |reason| format!("That file is not a run: {reason}. Nothing was changed."),
    beside: "Put the run of another machine beside it:",
    shipped: |shipped| match shipped {
        Shipped::H100 => "an H100 (a data centre’s graphics card)",
        Shipped::Cpu => "a CPU (two cores)",
    },
    processors: |count| counted(count, "processor"),
    timed_otherwise: "It timed something else than your run, so it has no bar beside it.",
    remove: "Remove",
};

pub(super) const REFERENCE: ReferenceTexts = ReferenceTexts {
    heading: "What the study found",
    accuracy_finding: |finding| {
        let AccuracyFinding { comparisons, leader, firsts, leads, beyond_chance, firsts_here } = finding;
        let verdict = if beyond_chance < comparisons { "no clear winner" } else { "a clear winner" };
        let here = match firsts_here.as_slice() {
            [] => String::new(),
            all if all.len() == Structure::ALL.len() => {
                " With the weights of this page each of the five comes first in some comparison.".to_owned()
            }
            all => format!(" With the weights of this page {} come first somewhere.", listed(all, "and")),
        };
        format!(
            "Accuracy has {verdict}: {} comes first in {firsts} of {comparisons} comparisons (three ResNets, two scoring \
             rules), but only {:.0} to {:.0} of 3,147 images ahead of the next, and in {beyond_chance} of the \
             {comparisons} could that be more than chance.{here}",
            leader.label(),
            leads.0,
            leads.1
        )
    },
    cost_finding: |finding| {
        let CostFinding { size_ratio, time_ratios: (low, high) } = finding;
        format!(
            "Two backbones are {size_ratio:.1} times the size of one, and {low:.1} to {high:.1} times the time when one \
             runs after the other, as in the study."
        )
    },
    choice_finding: |finding| {
        let ChoiceFinding { most_accurate, trade_off, time_ratios: (low, high), most_behind } = finding;
        format!(
            "The study calls {} the most accurate and chooses {} as the best trade-off: {low:.2} to {high:.2} times the \
             time of (2), and at most {:.2} percentage points less accurate than {}.",
            most_accurate.label(),
            trade_off.label(),
            most_behind * 100.0,
            most_accurate.label()
        )
    },
    introduction: "“The study” trained each structure on three ResNets, twice, and published these numbers; they are drawn anew \
                   here. Its experiments 1 and 2 differ in how two answers are scored: 1 takes the mean of the two heads’ \
                   accuracies, 2 counts an image as right only when every head is right. Each was trained and timed anew, so \
                   the times differ, too. “These weights” are the networks of this page, which we trained ourselves.",
    ratio_chart: "Time relative to structure (2)",
    ratio_note: "How many times as long as structure (2) of the same backbone. A ratio has no unit, so measurements made \
                 here and the study’s may stand side by side.",
    ratio_axis: "times structure (2)",
    here: "Here",
    weights: "These weights",
    experiment: |rule| format!("Study, experiment {}", rule.experiment()),
    accuracy_chart: |rule| format!("Accuracy, experiment {}", rule.experiment()),
    accuracy_note: |rule, cut| {
        let rule = match rule {
            Rule::HeadMean => "Split heads: the mean of the two heads’ accuracies.",
            Rule::AllHeads => "Split heads: right only when both heads are right.",
        };
        format!("{rule} The axis is cut: it starts at {}, not at 0.", percent(cut))
    },
    accuracy_axis: "accuracy on 3,147 test images",
    time_chart: |rule| format!("The study’s inference time, experiment {}", rule.experiment()),
    time_note: "This is the time around one call with a batch of 32 on a CUDA GPU, taken without waiting for the GPU: mostly \
                what the host needs to launch the layers. It cannot be compared with the awaited latency measured here, \
                so it has an axis of its own.",
    time_axis: "milliseconds per unsynchronised batch of 32",
};

pub(super) const ASSESSMENT: AssessmentTexts = AssessmentTexts {
    heading: "How accurate is each structure here?",
    introduction: "All 3,147 test images run through your own device, and every answer is counted by both of the study’s \
                   rules. The result should be the published one, to the image.",
    start: "Run the test set",
    progress: |network, done, total| format!("{network}: {done} of {total} images"),
    outcome: |ended| match ended {
        Ended::Complete | Ended::TimeUp => String::new(),
        Ended::Cancelled => "Cancelled. What was finished is kept.".into(),
        Ended::Failed(reason) => format!(
            "Stopped early; what was finished is kept. {}",
            failure_sentence(Language::English, reason)
        ),
    },
    caption: "Right answers on 3,147 test images, on this device",
    accuracy: |rule| match rule {
        Rule::HeadMean => "Experiment 1: mean of heads",
        Rule::AllHeads => "Experiment 2: every head right",
    },
    heads: "Each head",
    contradictions: "Contradictions",
    rate: "Images per second",
    published: "Published",
    same: "the same",
    differs: |images| format!("differs by {}", counted(images, "image")),
    cut: "With the cut wires",
    cut_accuracy: |accuracy, difference, contradictions| {
        let of_them = counted(contradictions, "contradiction");
        format!("{} ({} points, {of_them})", percent(accuracy), points(difference))
    },
    cut_note: "The last column is by the stricter rule, every head right. A head behind a cut wire hears what that \
               backbone says on average over these images; cut or join wires above and the column follows at once.",
    confusion: |structure| {
        format!("Confusion of {}: rows are labels, columns answers 0, 1, 2, contradiction", structure.label())
    },
    misses: "Missed images (click to put one on the pad)",
    miss: |index, digit, said| {
        let say = |&(structure, verdict): &(Structure, Verdict)| {
            format!("{} says {}", structure.label(), verdict.id())
        };
        let said: Vec<String> = said.iter().map(say).collect();
        format!("Test image {index}, a {}: {}", digit.value(), said.join(", "))
    },
    no_misses: "No image was missed.",
};

pub(super) const DIAGNOSTICS: DiagnosticsTexts = DiagnosticsTexts {
    heading: "Diagnostics",
    introduction: "Each button brings the inference program down for real. Another one starts and answers what is drawn; \
                   for the last three the page waits 20 to 30 seconds for a sign of life.",
    fault: |fault| match fault {
        Fault::DeviceLost => "Lose the GPU",
        Fault::OutOfMemory => "Run out of memory",
        Fault::Panic => "Panic",
        Fault::Silence => "Fall silent",
        Fault::Terminated => "End it unnoticed",
        Fault::DeviceSilent => "Hang the GPU",
    },
    copy: "Copy diagnostics",
};

pub(super) const STORED: StoredTexts = StoredTexts {
    heading: "Stored networks",
    introduction: "This browser keeps the networks that were used, so that a later visit downloads none of them. Before use \
                   each is compared with its digest.",
    summary: |files| match files.len() {
        0 => "Nothing is stored.".to_owned(),
        count => format!("{}, {} MB.", counted(count, "network"), stored_megabytes(files)),
    },
    delete: "Delete them",
};

/// A number with its noun.
fn counted(number: impl std::fmt::Display, noun: &str) -> String {
    let number = number.to_string();
    let plural = if number.trim_start_matches('-') == "1" { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

pub(super) fn ends(interval: &Interval) -> String {
    format!("[{:.2}, {:.2}]", interval.low, interval.high)
}

/// Structures in a sentence.
fn listed(structures: &[Structure], joint: &str) -> String {
    let labels: Vec<&str> = structures.iter().map(|structure| structure.label()).collect();
    match labels.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} {joint} {last}", others.join(", ")),
        _ => labels.concat(),
    }
}
