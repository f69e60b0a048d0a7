//! The Korean texts of charts.

use super::chart_texts::ChartTexts;
use crate::chart::ChartLabels;
use crate::web::format::percent;

/// Labels of every chart.
pub(super) const LABELS: ChartLabels = ChartLabels {
    kind: "그래프",
    hint: "정확한 값: 값을 가리키거나 화살표 키로 하나씩 옮겨 보세요.",
    picture: "PNG로 저장",
    data: "데이터(CSV)",
    table: "표로 보기",
    structure: "구조",
};

pub(super) const CHARTS: ChartTexts = ChartTexts {
    trade_off: "정확도와 시간",
    trade_off_note: |cut| {
        format!(
            "이 페이지 가중치의 정확도(실험 2의 규칙)와 여기서 측정한 시간의 중앙값, 95 % 구간입니다. 왼쪽 위일수록 좋습니다. \
             선은 두 면에서 모두 앞서는 것이 없는 구조를 이으며, 속이 빈 점은 다른 구조에 뒤진 것입니다. 정확도 축은 잘려 있어 \
             0이 아니라 {}에서 시작합니다.",
            percent(cut)
        )
    },
    trade_off_axis: "테스트 이미지 3,147장에 대한 정확도",
    on_front: "앞서는 구조 없음",
    beaten: "다른 구조에 뒤짐",
    bytes: "가중치가 있는 곳",
    bytes_note: "이 실행기가 읽는 형태로 센 부분별 가중치입니다. 백본이 두 개인 구조는 각 부분도 두 개입니다.",
    bytes_axis: "메가바이트",
    further: "연구의 추가 실험",
    further_introduction: "연구의 두 번째 페이지에서는 다른 숫자, 더 적은 학습 이미지, 다른 학습률로도 학습했습니다. 위에서 고른 \
                           백본에 대한 연구의 수치입니다.",
    weights_failed: |reason| format!("이 페이지 가중치의 정확도를 보여 줄 수 없습니다. {reason}"),
    accuracy_axis: "정확도",
    digits: "다른 숫자",
    digits_note: |cut| {
        format!(
            "서로 다른 세 숫자로 학습한 네트워크입니다. 축이 잘려 있습니다. 0이 아니라 {}에서 시작합니다.",
            percent(cut)
        )
    },
    digits_axis: "숫자",
    train_size: "더 적은 학습 이미지",
    train_size_note: |cut| {
        format!(
            "숫자 6, 8, 9. 가로축에서는 같은 비율이 같은 간격입니다. 정확도 축은 잘려 있어 0이 아니라 {}에서 시작합니다.",
            percent(cut)
        )
    },
    train_size_axis: "학습 이미지 수",
    learning_rate: "다른 학습률",
    learning_rate_note: "숫자 6, 8, 9. 가로축에서는 같은 비율이 같은 간격입니다. 약 33 %는 찍어서 맞히는 수준으로, 학습에 실패한 \
                         네트워크입니다.",
    learning_rate_axis: "학습률",
};
