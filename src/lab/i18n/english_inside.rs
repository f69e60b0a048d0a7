//! The English texts of the section that looks inside.

use super::inside_texts::InsideTexts;
use crate::lab::ends::Origin;
use crate::lab::mind::{MindPath, MorphFinding, percent_of};
use crate::study::{Structure, Verdict};

pub(super) const INSIDE: InsideTexts = InsideTexts {
    heading: "Look inside",
    introduction: "Sharing a backbone or a head changes more than a number of parameters: it changes where a network \
                   hesitates. Here all five structures see the same images. Each is one trained network, though: trained \
                   again, it would hesitate elsewhere.",
    morph: "Where does each wiring change its mind?",
    morph_note: "One digit becomes another in 64 steps: every bit of ink moves to the nearest ink of the other image, so that \
                 what is between them looks drawn, too. Each row is one structure, each column its answer to one step.",
    from: "From",
    origin: |origin| match origin {
        Origin::Drawing => "what is on the pad".to_owned(),
        Origin::OnPad(index, digit) => {
            format!("the test image on the pad, number {index}, a {}", digit.value())
        }
        Origin::Instead(index, digit) => {
            format!("test image {index}, a {}, as the pad is empty", digit.value())
        }
    },
    alike: "to the one most like it, of each digit",
    others: "or to another",
    test_image: |index, digit| format!("Test image {index}, a {}", digit.value()),
    slider: "Step of the morph",
    at: |percent| format!("{percent} % of the way"),
    image_there: "The image at this step",
    verdict: |verdict| match verdict {
        Verdict::Digit(digit) => ["0", "1", "2"][usize::from(digit.value())],
        Verdict::Contradiction => "contradiction",
    },
    path: |MindPath { structure, stretches }| {
        let each = stretches
            .iter()
            .map(|stretch| format!("{} {}", (INSIDE.verdict)(stretch.verdict), from_to(stretch.columns)));
        format!("{}: {}", structure.label(), each.collect::<Vec<_>>().join(", "))
    },
    finding: |MorphFinding { changes, steadfast, contradictions }| {
        let at = |(column, structures): &(usize, Vec<Structure>)| {
            format!("{} at {} %", listed(structures), percent_of(*column))
        };
        let changes: Vec<String> = changes.iter().map(at).collect();
        let changed = match (changes.as_slice(), steadfast.as_slice()) {
            ([], _) => "No structure changes its mind on the way.".to_owned(),
            (some, []) => format!("On the way they change their minds: {}.", some.join(", ")),
            (some, [one]) => {
                format!("On the way they change their minds: {}; {} does not.", some.join(", "), one.label())
            }
            (some, more) => {
                format!("On the way they change their minds: {}; {} do not.", some.join(", "), listed(more))
            }
        };
        let contradicts = |(structure, columns): &(Structure, Vec<(usize, usize)>)| {
            let all: Vec<String> = columns.iter().copied().map(from_to).collect();
            format!("{} contradicts itself {}.", structure.label(), all.join(" and "))
        };
        let contradicting = match contradictions.as_slice() {
            [] => "None contradicts itself.".to_owned(),
            some => some.iter().map(contradicts).collect::<Vec<_>>().join(" "),
        };
        format!("{changed} {contradicting}")
    },
    left_out: "Left out: this network is not loaded.",
    failed: |reason| format!("Left out: {reason}"),
    computing: "The networks answer …",
    waits: "Waits until the run below is over.",
    cut: "Wires that are cut above are whole here.",
    no_digits: |reason| format!("Without the test digits there is no image to end with. {reason}"),
    table: "Show as a table",
    caption: "What each structure says on the way, in percent of it",
    columns: ["Structure", "Says", "From", "To"],
};

/// Where a stretch lies: "from 38 % to 43 %".
fn from_to((first, last): (usize, usize)) -> String {
    match (percent_of(first), percent_of(last)) {
        (first, last) if first == last => format!("at {first} %"),
        (first, last) => format!("from {first} % to {last} %"),
    }
}

/// Structures in a sentence.
fn listed(structures: &[Structure]) -> String {
    let labels: Vec<&str> = structures.iter().map(|structure| structure.label()).collect();
    match labels.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => labels.concat(),
    }
}
