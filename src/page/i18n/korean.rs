//! The Korean texts.

use super::english::{adapter_name, by_verdict};
use super::texts::{CardTexts, DeviceTexts, PadTexts, PageTexts, StageDetail, Texts};
use crate::image::{InkHint, PictureError};
use crate::measure::{DeviceKind, ExecutorKind, Stage};
use crate::page::section::PageSection;
use crate::study::{Grouping, Structure, Sureness, Verdict};
use crate::web::ColorScheme;
use crate::web::format::{counted, digits, megabytes};

/// The Korean texts.
pub(super) const TEXTS: Texts = Texts { page: PAGE, device: DEVICE, pad: PAD, cards: CARDS };

const PAGE: PageTexts = PageTexts {
    document_title: "share-or-split: 네트워크를 공유할까, 나눌까?",
    tagline: "그림 하나, 질문 둘: 네트워크를 공유할까, 나눌까?",
    introduction: "0, 1, 2 중 하나를 그려 보세요. 한 연구에 나온 다섯 가지 연결 방식이 여러분의 기기에서 바로 답합니다.",
    sections: "섹션",
    section: |section| match section {
        PageSection::Draw => "그리기",
        PageSection::Inside => "안을 보기",
        PageSection::Speed => "속도",
        PageSection::Accuracy => "정확도",
        PageSection::Study => "연구",
        PageSection::About => "소개",
    },
    about: "소개",
    who: "연구는 구조마다 한 번씩 학습하고 그 수치를 발표했습니다. 채점 규칙은 두 가지입니다. 실험 1에서는 헤드마다 따로 세고, \
          실험 2에서는 모든 헤드가 맞아야 합니다. 여기서 답하는 열다섯 개 네트워크는 우리가 다른 방법으로 다시 학습한 것입니다.",
    article: "위의 글에서 전체 이야기를 읽어 보세요.",
    skip: "그림판으로 건너뛰기",
    theme: |theme| match theme {
        ColorScheme::System => "화면 색: 시스템 설정에 따름",
        ColorScheme::Light => "화면 색: 밝게",
        ColorScheme::Dark => "화면 색: 어둡게",
    },
    language: "언어",
    backbone: "백본",
    backbone_help: "아래 모든 구조의 바탕이 되는 ResNet입니다.",
    refused: |refused| {
        let start = format!(
            "주소의 {} 값 “{}”을(를) 이해할 수 없습니다 (가능한 값: {}).",
            refused.name, refused.found, refused.expected
        );
        if refused.used.is_empty() {
            start
        } else {
            format!("{start} 대신 {} 값을 사용합니다.", refused.used)
        }
    },
    link_cut: "링크가 중간에 잘렸습니다. 그림은 읽을 수 있는 데까지만 보입니다.",
    link_unreadable: "링크에 담긴 그림을 읽을 수 없습니다. 전달되는 동안 손상된 것 같으니 링크를 다시 받아 주세요.",
    dismiss: "닫기",
    study_source: "연구와 수치의 출처:",
    mnist_source: "테스트 숫자: MNIST (Yann LeCun, Corinna Cortes, Christopher J. C. Burges), CC BY-SA 3.0으로 제공합니다.",
    privacy: "모든 계산은 브라우저 안에서 이루어지며, 그린 그림은 밖으로 나가지 않습니다.",
    lab_loading: "실험실을 불러오는 중입니다: 벤치마크, 정확도, 연구의 수치 …",
    lab_failed: |reason| format!("실험실을 불러오지 못했습니다({reason}). 그리기는 그대로 쓸 수 있습니다."),
    lab_late: "30초 동안 아무것도 오지 않음",
    retry: "다시 시도",
    newer: "이 페이지의 새 버전이 준비되었습니다. 그린 그림은 그대로 남습니다.",
    use_newer: "새 버전 사용",
};

const DEVICE: DeviceTexts = DeviceTexts {
    label: "실행 장치",
    booting: "추론 프로그램을 불러오는 중 …",
    starting: "장치를 여는 중 …",
    kind: |kind| match kind {
        DeviceKind::Gpu => "GPU (WebGPU)",
        DeviceKind::Cpu => "CPU (WebAssembly)",
    },
    adapter: |adapter| adapter_name(adapter, "소프트웨어로 계산함"),
    gpu_follows: "곧 GPU가 이어받습니다",
    executor: |executor| match executor {
        ExecutorKind::Fused => "",
        ExecutorKind::Plain => "burn 기본 연산",
    },
    replacing: |reason| format!("추론 프로그램을 다시 시작합니다. {reason}"),
    replaced: |reason| format!("{reason} 새 프로그램이 이어받아 그린 그림에 답합니다."),
    copy_diagnostics: "진단 정보 복사",
    given_up: |reason| format!("추론 프로그램이 멈췄습니다. {reason}"),
    restart: "다시 시작",
};

const PAD: PadTexts = PadTexts {
    heading: "숫자 그리기",
    label: "그림판: 마우스, 손가락, 펜으로 0, 1, 2 중 하나를 그리세요. 키보드로는 방향키로 펜을 옮기고 스페이스 바로 펜을 대거나 뗍니다.",
    invitation: "여기에 0, 1, 2 중 하나를 그려 보세요",
    undo: "되돌리기",
    redo: "다시 실행",
    clear: "지우기",
    preview: "보이는 그림",
    preview_label: "네트워크가 보는 가로 28, 세로 28 픽셀",
    test_images: "실제 테스트 숫자",
    hard_images: "어려운 숫자: 답이 서로 다릅니다",
    only_three: "이 네트워크들은 0, 1, 2만 압니다. 7이나 별을 그려 보세요.",
    test_image: |index, digit| format!("테스트 이미지 {index}번, 숫자 {}", digit.value()),
    more: "다른 숫자",
    test_images_loading: "테스트 숫자를 불러오는 중 …",
    test_images_failed: |reason| format!("테스트 숫자를 보여 줄 수 없습니다. {reason}"),
    showing: |index, digit| format!("테스트 이미지 {index}번, 정답 {}", digit.value()),
    showing_picture: "그림 파일에서 찾은 숫자를 네트워크가 보는 모습으로 보여 줍니다",
    picture_late: "그림을 20초 안에 읽지 못했습니다. 클라우드나 네트워크에 있는 파일이라면 이 기기에 저장한 뒤 다시 끌어다 놓으세요.",
    picture_refused: |error| match error {
        PictureError::NotAPicture => "PNG, JPEG, GIF 그림 파일이 아닙니다.",
        PictureError::TooLarge => "그림 파일이 너무 큽니다. 20 MB, 4천만 화소까지 읽을 수 있습니다.",
        PictureError::NothingSeen => {
            "그림에서 숫자를 찾지 못했습니다. 밝은 바탕에 짙은 선, 또는 어두운 바탕에 밝은 선으로 쓴 숫자가 좋습니다."
        }
    },
    no_such_test_image: |index, count| {
        format!("테스트 이미지 {index}번은 없습니다. 번호는 0부터 {}까지입니다.", count.saturating_sub(1))
    },
    hint: |hint| match hint {
        InkHint::TooLittle => "숫자라고 하기에는 선이 너무 적어서 답이 의미 없을 수 있습니다.",
        InkHint::TooMuch => "어떤 숫자보다도 선이 많아서 답이 의미 없을 수 있습니다.",
    },
    keys: "키보드로 그리기: 방향키로 펜을 옮기고 스페이스 바로 펜을 대거나 떼며 Ctrl+Z로 되돌립니다. 숫자가 담긴 그림 파일을 끌어다 놓거나 붙여 넣을 수도 있습니다.",
};

const CARDS: CardTexts = CardTexts {
    heading: "다섯 가지 구조의 답",
    name: |structure| match structure {
        Structure::One => "백본 분리, 헤드 공유",
        Structure::Two => "모두 공유",
        Structure::Three => "백본 공유, 헤드 분리",
        Structure::FourOne => "백본 분리 후 결합, 헤드 분리",
        Structure::FourTwo => "서로 독립된 두 네트워크",
    },
    explanation: |structure| match structure {
        Structure::One => "두 백본이 그림을 보고, 하나의 헤드가 둘을 함께 읽어 숫자를 맞힙니다.",
        Structure::Two => "백본 하나, 헤드 하나로 된 평범한 세 갈래 분류기입니다.",
        Structure::Three => "하나의 백본이 두 헤드로 이어지고, 각 헤드는 예/아니요 질문에 답합니다.",
        Structure::FourOne => "두 백본의 특징을 합친 뒤, 두 헤드가 모두 합쳐진 특징을 읽습니다.",
        Structure::FourTwo => "질문마다 백본과 헤드가 따로 있고, 아무것도 공유하지 않습니다.",
    },
    diagram: |structure| {
        let heads: Vec<String> = structure.heads().iter().enumerate().map(diagram_head).collect();
        format!("구조도: 그림이 백본 {}개로 들어갑니다. {}.", structure.backbones(), heads.join(", "))
    },
    question: |grouping| match grouping {
        Grouping::ThreeWay => "어떤 숫자인가요?",
        Grouping::IsTwo => "2인가요?",
        Grouping::IsOne => "1인가요?",
    },
    class: |grouping, class| match (grouping, class) {
        (Grouping::ThreeWay, class) => class.to_string(),
        (Grouping::IsTwo | Grouping::IsOne, 0) => format!("아니요 ({})", digits(grouping, 0, ", ")),
        (Grouping::IsTwo | Grouping::IsOne, _) => format!("예 ({})", digits(grouping, 1, ", ")),
    },
    class_short: |grouping, class| match (grouping, class) {
        (Grouping::ThreeWay, class) => ["0", "1", "2"].get(class).copied().unwrap_or_default(),
        (Grouping::IsTwo | Grouping::IsOne, 0) => "아니요",
        (Grouping::IsTwo | Grouping::IsOne, _) => "예",
    },
    lead: [
        ("백본 B:", "그림을 받아 특징을 냅니다. 크기와 시간의 거의 전부입니다."),
        ("헤드 H:", "특징을 받아 답을 냅니다."),
        ("두 질문:", "2인가요? 1인가요? 둘 다 아니면 0, 둘 다 예면 모순입니다."),
    ],
    no_summary: "다섯 가지 구조, 하나의 그림",
    sureness: |sureness| match sureness {
        Sureness::Sure => "확실",
        Sureness::Leaning => "아마도",
        Sureness::Unsure => "불확실",
    },
    sureness_help: "확실: 결합 확률 99 % 이상. 아마도: 80 % 이상.",
    judged: |right| if right { "정답" } else { "오답" },
    layers: "층 보기",
    who_for: "찬성",
    who_against: "반대",
    who_cut: "끊김",
    wires: "백본에서 헤드로 가는 선: 누르면 끊깁니다",
    wire: |structure, backbone, head| {
        format!("{}: 백본 {backbone}에서 헤드 {head}(으)로 가는 선", structure.label())
    },
    wire_help: "누르면 끊깁니다. 그러면 헤드는 이 백본이 테스트 숫자 전체에서 평균적으로 하는 말을 대신 듣습니다",
    cut: |count| format!("선 {count}개 끊김"),
    cuts: |count| {
        let wires = (CARDS.cut)(count);
        format!("{wires}. 헤드는 끊긴 백본이 테스트 숫자 3,147개에서 평균적으로 하는 말을 대신 듣습니다.")
    },
    cut_test: "선을 끊은 채로 테스트 이미지 실행",
    ood: |probability| {
        format!(
            "0, 1, 2가 아닐 가능성이 높습니다({:.0} %). 이 네트워크들은 다른 숫자를 모릅니다.",
            probability * 100.0
        )
    },
    ood_help: "구조들의 중앙값: 이만큼 자신 없이 답하는 테스트 숫자가 3~9일 확률. 3~9가 0, 1, 2를 합친 만큼 자주 나온다고 가정합니다.",
    plane: |structure| {
        let axes = if structure.heads().len() > 1 {
            "오른쪽일수록 헤드 1이 ‘2이다’, 위쪽일수록 헤드 2가 ‘1이다’ 쪽"
        } else {
            "하나뿐인 헤드가 셋 중에서 고르므로 숫자마다 한 구역"
        };
        format!(
            "{}: 답의 위치. {axes}이며, 경계에서는 결정되지 않은 상태입니다. 회색: 테스트 숫자 3,147개.",
            structure.label()
        )
    },
    planes: "네모는 답이 놓인 자리를 보여 줍니다. 가운데는 아직 결정되지 않은 곳, 가장자리는 분명한 곳입니다. 헤드가 둘이면 두 축(오른쪽 ‘2이다’, \
             위 ‘1이다’)으로 답하므로 모순의 구석이 남고, 헤드가 하나면 그런 구석이 없습니다. 회색은 테스트 숫자 전체, 선은 그리는 동안 답이 \
             지나온 길입니다.",
    summary_cut: "(선이 끊긴 상태)",
    mend: "선 다시 잇기 (Esc)",
    who_help: "이 헤드의 답이 앞선 만큼에서 각 백본이 보탠 몫, 또는 어느 백본이 그 답에 반대하는지를 나타냅니다.",
    size: "크기",
    time: "시간",
    time_help: "최근 답 40개의 하위 사분위수를 (2)와 비교한 값입니다.",
    one_pass: "한 번에",
    stage: |stage| match stage {
        Stage::Stem => "스템",
        Stage::Layer1 => "1층",
        Stage::Layer2 => "2층",
        Stage::Layer3 => "3층",
        Stage::Layer4 => "4층",
    },
    stage_detail: |StageDetail { stage, side, cost, once, twice }| {
        let labels =
            |all: &[Structure]| all.iter().map(|structure| structure.label()).collect::<Vec<_>>().join(", ");
        let (parameters, multiply_adds) = (counted(cost.parameters), counted(cost.multiply_adds));
        format!(
            "{}: 그림을 {side}×{side} 칸으로 봅니다. 매개변수 {parameters}개(각 1바이트), 곱셈-덧셈 {multiply_adds}번. {}에는 하나, \
             {}에는 둘 있어 (2)보다 그만큼 더 듭니다. 진할수록 그 자리에서 강하게 반응합니다.",
            (CARDS.stage)(stage),
            labels(once),
            labels(twice)
        )
    },
    stage_box: |structure, backbone, stage| {
        format!("{}: 백본 {backbone}, {}", structure.label(), (CARDS.stage)(stage))
    },
    stage_hint: "상자는 각 층이 그림에서 무엇을 보는지를 세밀한 것부터 거친 것까지 보여 줍니다. 하나를 가리키거나 화살표 키로 옮겨 다니면 다섯 구조에서 함께 표시됩니다.",
    head: |number| format!("헤드 {number}"),
    verdict: |verdict| match verdict {
        Verdict::Digit(digit) => digit.value().to_string(),
        Verdict::Contradiction => "모순".into(),
    },
    contradiction: "두 헤드가 모두 예",
    nothing: "",
    stale: "이전 그림에 대한 답",
    absent: "추론 프로그램을 기다리는 중입니다.",
    left_out: "브라우저가 데이터 절약을 요청하여 불러오지 않았습니다.",
    load: "불러오기",
    loading: |received, total| format!("내려받는 중 {}", megabytes(received, total)),
    warming: "준비 중: 첫 실행 …",
    waiting: "계산 중 …",
    not_published: "아직 학습되지 않은 네트워크라서 불러올 것이 없습니다.",
    retry: "다시 시도",
    summary: |verdicts| {
        let say = |(verdict, structures): (Verdict, Vec<&str>)| {
            format!("{}: {}", structures.join(", "), (CARDS.verdict)(verdict))
        };
        match verdicts {
            [(_, first), rest @ ..] if !rest.is_empty() && rest.iter().all(|(_, other)| other == first) => {
                format!("{}개 구조가 모두 같은 답: {}.", verdicts.len(), (CARDS.verdict)(*first))
            }
            _ => by_verdict(verdicts).into_iter().map(say).collect::<Vec<_>>().join("; "),
        }
    },
};

fn diagram_head((index, head): (usize, &crate::study::HeadPlan)) -> String {
    let reads: Vec<String> = head.reads.iter().map(|backbone| (backbone + 1).to_string()).collect();
    let question = (CARDS.question)(head.grouping);
    format!("헤드 {}은 백본 {}의 특징을 읽고 “{question}”에 답합니다", index + 1, reads.join(", "))
}
