//! The Korean texts.

use super::english::adapter_name;
use super::texts::{CardTexts, DeviceTexts, PadTexts, PageTexts, Texts};
use crate::image::InkHint;
use crate::measure::{DeviceKind, ExecutorKind};
use crate::protocol::Fallback;
use crate::study::{Grouping, Structure, Verdict};
use crate::web::format::{digits, latency, megabytes};

/// The Korean texts.
pub(super) const TEXTS: Texts = Texts { page: PAGE, device: DEVICE, pad: PAD, cards: CARDS };

const PAGE: PageTexts = PageTexts {
    document_title: "share-or-split: 네트워크를 공유할까, 나눌까?",
    tagline: "한 장의 그림, 두 가지 질문: 백본을, 헤드를, 둘 다 공유할까요? 아니면 모두 나눌까요?",
    introduction: "0, 1, 2 중 하나를 그려 보세요. 연구에 나온 다섯 가지 네트워크 구조가 여러분의 기기에서 동시에 답하고, \
                   서로의 속도도 비교할 수 있습니다.",
    skip: "그림판으로 건너뛰기",
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
    dismiss: "닫기",
    study_source: "연구와 수치의 출처:",
    mnist_source: "테스트 숫자: MNIST (Yann LeCun, Corinna Cortes, Christopher J. C. Burges), CC BY-SA 3.0으로 제공합니다.",
    privacy: "모든 계산은 브라우저 안에서 이루어지며, 그린 그림은 밖으로 나가지 않습니다.",
    lab_loading: "실험실을 불러오는 중입니다: 벤치마크, 정확도, 연구의 수치 …",
    lab_failed: |reason| format!("실험실을 불러오지 못했습니다({reason}). 그리기는 그대로 쓸 수 있습니다."),
    retry: "다시 시도",
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
    fallback: |fallback| match fallback {
        Fallback::NoWebGpu => "이 브라우저에서는 WebGPU를 쓸 수 없습니다".into(),
        Fallback::NoAdapter => "WebGPU가 사용할 수 있는 그래픽 장치를 찾지 못했습니다".into(),
        Fallback::SoftwareAdapter => "유일한 WebGPU 어댑터가 소프트웨어 방식이라 더 느립니다".into(),
        Fallback::MissingFeature(name) => format!("그래픽 장치에 “{name}” 기능이 없습니다"),
        Fallback::LimitTooLow { name, found, needed } => {
            format!("그래픽 장치의 “{name}” 한도가 {found}인데 {needed}이 필요합니다")
        }
        Fallback::SlowerThanCpu { gpu, cpu } => {
            format!("여기서는 GPU의 답이 오는 데 {}, CPU의 답은 {} 걸립니다", latency(*gpu), latency(*cpu))
        }
        Fallback::InitFailed(detail) => format!("GPU를 시작하지 못했습니다 ({detail})"),
        Fallback::LostRepeatedly => "GPU 연결이 여러 번 끊어졌습니다".into(),
    },
    gpu_follows: "곧 GPU가 이어받습니다",
    executor: |executor| match executor {
        ExecutorKind::Fused => "융합 실행",
        ExecutorKind::Plain => "기본 실행",
    },
    replacing: |reason| format!("추론 프로그램을 다시 시작합니다. {reason}"),
    given_up: |reason| format!("추론 프로그램이 멈췄습니다. {reason}"),
    restart: "다시 시작",
};

const PAD: PadTexts = PadTexts {
    heading: "숫자 그리기",
    label: "그림판: 마우스, 손가락, 펜으로 0, 1, 2 중 하나를 그리세요. 포인터가 없으면 아래에서 테스트 숫자를 고르세요.",
    invitation: "여기에 0, 1, 2 중 하나를 그려 보세요",
    undo: "실행 취소",
    clear: "지우기",
    preview: "네트워크가 보는 그림",
    preview_label: "네트워크가 보는 가로 28, 세로 28 픽셀",
    test_images: "또는 실제 테스트 숫자 고르기",
    test_image: |index, digit| format!("테스트 이미지 {index}번, 숫자 {}", digit.value()),
    more: "다른 숫자",
    test_images_loading: "테스트 숫자를 불러오는 중 …",
    test_images_failed: |reason| format!("테스트 숫자를 보여 줄 수 없습니다. {reason}"),
    showing: |index, digit| format!("테스트 이미지 {index}번, 정답 {}", digit.value()),
    no_such_test_image: |index, count| {
        format!("테스트 이미지 {index}번은 없습니다. 번호는 0부터 {}까지입니다.", count.saturating_sub(1))
    },
    hint: |hint| match hint {
        InkHint::TooLittle => "숫자라고 하기에는 선이 너무 적어서 답이 의미 없을 수 있습니다.",
        InkHint::TooMuch => "어떤 숫자보다도 선이 많아서 답이 의미 없을 수 있습니다.",
    },
    keys: "그림판이 선택된 상태에서 Ctrl+Z 또는 Backspace로 되돌릴 수 있습니다.",
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
    head: |number| format!("헤드 {number}"),
    verdict: |verdict| match verdict {
        Verdict::Digit(digit) => digit.value().to_string(),
        Verdict::Contradiction => "모순".into(),
    },
    contradiction: "두 헤드가 모두 예라고 합니다. 1이면서 동시에 2일 수는 없습니다.",
    nothing: "그림을 그리면 답이 나타납니다.",
    stale: "이전 그림에 대한 답",
    absent: "추론 프로그램을 기다리는 중입니다.",
    loading: |received, total| format!("내려받는 중 {}", megabytes(received, total)),
    warming: "준비 중: 첫 실행 …",
    waiting: "계산 중 …",
    not_published: "아직 학습되지 않은 네트워크라서 불러올 것이 없습니다.",
    retry: "다시 시도",
    latency: |millis, together, executor| match together {
        0 | 1 => format!("{} · {executor}", latency(millis)),
        _ => format!("{together}개 모두 {} · {executor}", latency(millis)),
    },
    summary: |verdicts| {
        let say = |&(structure, verdict): &(Structure, Verdict)| match verdict {
            Verdict::Digit(digit) => format!("{}의 답은 {}", structure.label(), digit.value()),
            Verdict::Contradiction => format!("{}의 답은 모순", structure.label()),
        };
        match verdicts {
            [(_, first), rest @ ..] if !rest.is_empty() && rest.iter().all(|(_, other)| other == first) => {
                format!("{}개 구조가 모두 같은 답: {}.", verdicts.len(), (CARDS.verdict)(*first))
            }
            _ => format!("구조 {}.", verdicts.iter().map(say).collect::<Vec<_>>().join(", ")),
        }
    },
};

fn diagram_head((index, head): (usize, &crate::study::HeadPlan)) -> String {
    let reads: Vec<String> = head.reads.iter().map(|backbone| (backbone + 1).to_string()).collect();
    let question = (CARDS.question)(head.grouping);
    format!("헤드 {}은 백본 {}의 특징을 읽고 “{question}”에 답합니다", index + 1, reads.join(", "))
}
