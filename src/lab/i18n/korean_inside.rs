//! The Korean texts of the section that looks inside.

use super::inside_texts::InsideTexts;
use crate::lab::ends::Origin;
use crate::lab::mind::{MindPath, MorphFinding, percent_of};
use crate::study::{Structure, Verdict};

pub(super) const INSIDE: InsideTexts = InsideTexts {
    heading: "안을 보기",
    introduction: "백본이나 헤드를 공유하면 파라미터 수만 달라지는 것이 아니라, 네트워크가 망설이는 지점도 달라집니다. \
                   여기서는 다섯 구조가 모두 같은 이미지를 봅니다. 다만 구조마다 한 번 학습한 네트워크이므로, 다시 \
                   학습하면 다른 지점에서 망설일 수 있습니다.",
    morph: "각 구조는 어디에서 답을 바꿀까요?",
    morph_note: "한 숫자가 64단계에 걸쳐 다른 숫자로 바뀝니다. 잉크가 저마다 상대 이미지의 가장 가까운 잉크로 움직이므로, 중간 \
                 이미지도 손으로 그린 것처럼 보입니다. 한 줄이 한 구조이고, 한 칸이 한 단계에 대한 답입니다.",
    from: "시작:",
    origin: |origin| match origin {
        Origin::Drawing => "그림판의 그림".to_owned(),
        Origin::OnPad(index, digit) => {
            format!("그림판의 테스트 이미지 {index}번, 숫자 {}", digit.value())
        }
        Origin::Instead(index, digit) => {
            format!("테스트 이미지 {index}번, 숫자 {} (그림판이 비어 있음)", digit.value())
        }
    },
    alike: "끝: 숫자별로 가장 닮은 이미지",
    others: "또는 다른 이미지",
    test_image: |index, digit| format!("테스트 이미지 {index}번, 숫자 {}", digit.value()),
    slider: "변화 단계",
    at: |percent| format!("{percent} % 지점"),
    image_there: "이 단계의 이미지",
    verdict: |verdict| match verdict {
        Verdict::Digit(digit) => ["0", "1", "2"][usize::from(digit.value())],
        Verdict::Contradiction => "모순",
    },
    path: |MindPath { structure, stretches }| {
        let each = stretches
            .iter()
            .map(|stretch| format!("{} {}", from_to(stretch.columns), (INSIDE.verdict)(stretch.verdict)));
        format!("{}: {}", structure.label(), each.collect::<Vec<_>>().join(", "))
    },
    finding: |MorphFinding { changes, steadfast, contradictions }| {
        let at = |(column, structures): &(usize, Vec<Structure>)| {
            format!("{}: {} %", listed(structures), percent_of(*column))
        };
        let changes: Vec<String> = changes.iter().map(at).collect();
        let changed = match (changes.as_slice(), steadfast.as_slice()) {
            ([], _) => "도중에 답을 바꾸는 구조는 없습니다.".to_owned(),
            (some, []) => format!("답을 바꾸는 지점은 {}입니다.", some.join(", ")),
            (some, rest) => {
                format!("답을 바꾸는 지점은 {}입니다. 끝까지 같은 답: {}.", some.join(", "), listed(rest))
            }
        };
        let contradicts = |(structure, columns): &(Structure, Vec<(usize, usize)>)| {
            let all: Vec<String> = columns.iter().copied().map(from_to).collect();
            format!("{} {}", structure.label(), all.join(", "))
        };
        let contradicting = match contradictions.as_slice() {
            [] => "스스로 모순되는 구조는 없습니다.".to_owned(),
            some => {
                let all: Vec<String> = some.iter().map(contradicts).collect();
                format!("모순이 나오는 구간: {}.", all.join("; "))
            }
        };
        format!("{changed} {contradicting}")
    },
    left_out: "제외: 이 네트워크를 불러오지 않았습니다.",
    failed: |reason| format!("제외: {reason}"),
    computing: "네트워크가 답하는 중 …",
    waits: "아래 실행이 끝날 때까지 기다립니다.",
    cut: "위에서 끊은 연결도 여기서는 이어져 있습니다.",
    no_digits: |reason| format!("테스트 숫자가 없어서 끝 이미지를 고를 수 없습니다. {reason}"),
    table: "표로 보기",
    caption: "각 구조가 도중에 하는 답(전체 구간 중 %)",
    columns: ["구조", "답", "부터", "까지"],
};

/// Where a stretch lies: "38~43 %".
fn from_to((first, last): (usize, usize)) -> String {
    match (percent_of(first), percent_of(last)) {
        (first, last) if first == last => format!("{first} %"),
        (first, last) => format!("{first}~{last} %"),
    }
}

/// Structures in a sentence.
fn listed(structures: &[Structure]) -> String {
    structures.iter().map(|structure| structure.label()).collect::<Vec<_>>().join(", ")
}
