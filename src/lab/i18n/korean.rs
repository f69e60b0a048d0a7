//! The Korean texts of the lab.

use super::english::ends;
use super::texts::{
    AssessmentTexts, BenchmarkTexts, DiagnosticsTexts, ReferenceTexts, StoredTexts, settled_coverage,
    settled_within, stored_megabytes,
};
use crate::lab::findings::{AccuracyFinding, ChoiceFinding, CostFinding};
use crate::lab::others::Shipped;
use crate::measure::claims::{AccuracyClaim, Agreement, Cost, ParetoStatus, TradeOff};
use crate::measure::{Ended, Mode, Stage};
use crate::protocol::{Fault, Phase};
use crate::study::{Rule, Structure, Verdict};
use crate::web::format::{percent, points};
use crate::web::{Language, failure_sentence};

pub(super) const BENCHMARK: BenchmarkTexts = BenchmarkTexts {
    heading: "여기서 각 구조는 얼마나 빠를까요?",
    introduction: || {
        format!(
            "먼저 각 구조의 답을 독립된 구현의 답과 비교합니다. 그다음 라운드마다 고른 구조를 새로 섞은 순서로 한 번씩 \
             실행하며, 모든 중앙값이 {} 안에서 안정되거나 시간이 다 될 때까지 계속합니다. 그동안 그리기에 대한 답은 \
             멈춥니다.",
            settled_within()
        )
    },
    mode: "측정 대상",
    mode_choice: |mode| match mode {
        Mode::Latency => "지연 시간: 한 장, 답을 기다림",
        Mode::Throughput => "처리량: 이어서 실행",
        Mode::Batch => "연구의 32장 묶음",
    },
    budget: "최대",
    budget_choice: |seconds| match seconds {
        seconds if seconds < 60 => format!("{seconds}초"),
        seconds => format!("{}분", seconds / 60),
    },
    structures: "구조",
    start: "벤치마크 시작",
    cancel: "취소",
    not_ready: "구조를 모두 불러오면 시작할 수 있습니다.",
    no_structure: "구조를 하나 이상 골라 주세요.",
    no_digits: |reason| format!("테스트 숫자가 없으면 직접 그린 그림만 측정할 수 있습니다. {reason}"),
    retry: "다시 시도",
    progress: |phase, rounds| match phase {
        Phase::Checking => "기준 답과 비교하는 중 …".into(),
        Phase::Measuring if rounds == 0 => "준비 실행 중 …".into(),
        Phase::Measuring => format!("측정 중: {rounds}라운드"),
        Phase::LowerBound => "장치의 하한을 측정하는 중 …".into(),
        Phase::Stages => "네트워크의 부분을 측정하는 중 …".into(),
    },
    ending: "이번 실행을 마치고 끝냅니다 …",
    outcome: |ended, samples, device| match ended {
        Ended::Complete => {
            format!(
                "완료: {device}에서 {samples}회 측정했고, 모든 중앙값이 {} 안에서 안정되었습니다.",
                settled_within()
            )
        }
        Ended::TimeUp => format!(
            "완료: {device}에서 {samples}회 측정했습니다. 중앙값이 모두 안정되기 전에 시간이 끝났으니 구간을 확인하세요."
        ),
        Ended::Cancelled => {
            format!("취소됨: {device}에서 측정한 {samples}회는 남겨 둡니다. 일부만 측정한 결과입니다.")
        }
        Ended::Failed(reason) => {
            format!(
                "{device}에서 {samples}회를 측정한 뒤 중단된 일부 결과입니다. {}",
                failure_sentence(Language::Korean, reason)
            )
        }
    },
    checked: |images, largest| {
        format!("측정 전에 이미지 {images}장의 답을 확인했습니다. 확률의 가장 큰 차이는 {largest:.1e}입니다.")
    },
    dropped: |dropped, slow| {
        format!("제외한 측정 {dropped}회(탭이 가려졌거나 브라우저가 늦춤), 느린 라운드의 측정 {slow}회.")
    },
    caption: |mode| match mode {
        Mode::Latency => "이미지 한 장의 시간(답을 읽을 때까지)과 구조 (2) 대비 비율",
        Mode::Throughput => "이어서 실행할 때 한 장당 시간과 구조 (2) 대비 비율",
        Mode::Batch => "32장 묶음의 시간(답을 읽을 때까지)과 구조 (2) 대비 비율",
    },
    structure: "구조",
    samples: "횟수",
    median: "중앙값, ms [95 %]",
    spread: "10~90 백분위, ms",
    lower_bound: "장치의 하한, ms",
    ratio_here: "(2) 대비 비율 [95 %]",
    ratio_study: |rule| format!("연구, 실험 {}", rule.experiment()),
    startups: "네트워크의 첫 답까지 한 번 드는 시간",
    startup_size: "파일, MB",
    startup_download: "내려받기, ms",
    startup_decode: "읽기와 올리기, ms",
    startup_first_run: "첫 답, ms",
    startup_compile: "그중 컴파일, ms",
    latency_chart: "여기서 측정한 시간",
    latency_note: || {
        format!(
            "막대: 중앙값. 가는 선: 중앙값의 95 % 구간. 구간이 안정되어 끝난 측정은 100번 중 약 \
             {}번 참 중앙값을 담습니다.",
            settled_coverage()
        )
    },
    latency_axis: |mode| match mode {
        Mode::Latency | Mode::Throughput => "이미지 한 장당 밀리초",
        Mode::Batch => "32장 묶음당 밀리초",
    },
    stages_chart: "시간이 드는 곳",
    stages_note: "각 부분이 앞 부분들의 시간에 더하는 시간입니다. 스템에는 실행마다 드는 고정 비용이 포함됩니다.",
    stage: |stage| match stage {
        Stage::Stem => "스템",
        other => other.id(),
    },
    claims: "연구에 대해 알 수 있는 것",
    cost: |cost| {
        let Cost { network, here, interval, study, agreement } = cost;
        let words = match agreement {
            Agreement::Agrees => "와 일치합니다",
            Agreement::Lower => "보다 작습니다",
            Agreement::Higher => "보다 큽니다",
        };
        format!(
            "여기서 {}의 시간은 (2)의 {here:.2}× {}로, 연구의 {study:.2}×{words}.",
            network.structure.label(),
            ends(interval)
        )
    },
    accuracy_claim: |accuracy_claim| match accuracy_claim {
        AccuracyClaim::Confirmed => {
            "연구는 (4)-1이 가장 정확하다고 하며, 이 가중치로도 우연을 넘어 그렇습니다.".into()
        }
        AccuracyClaim::Refuted(structure) => format!(
            "연구는 (4)-1이 가장 정확하다고 하지만, 이 가중치로는 우연을 넘어 {} 쪽이 더 정확합니다.",
            structure.label()
        ),
        AccuracyClaim::Undecided(rival) => format!(
            "연구는 (4)-1이 가장 정확하다고 하지만, 이 가중치로는 {}와 비깁니다. 그 차이는 우연일 수 있습니다.",
            rival.structure.label()
        ),
    },
    trade_off: |TradeOff { front, three }| {
        let front: Vec<&str> = front.iter().map(|structure| structure.label()).collect();
        let words = match three {
            ParetoStatus::OnFront => "연구가 가장 좋은 절충이라고 한 (3)도 그중 하나입니다",
            ParetoStatus::Dominated => "연구가 가장 좋은 절충이라고 한 (3)은 여기서는 밀립니다",
            ParetoStatus::Undecided => {
                "연구가 가장 좋은 절충이라고 한 (3)은 측정 오차 안에서 그들과 같습니다"
            }
            ParetoStatus::NotMeasured => "(3)은 측정하지 않았습니다",
        };
        format!("정확도와 시간을 함께 볼 때 밀리지 않는 구조: {}. {words}.", front.join(", "))
    },
    figures: "근거가 되는 수치",
    accuracy_missing: "정확도에 대한 판단을 보려면 아래에서 테스트 이미지를 이 장치로 실행하세요.",
    save: "이 결과 저장",
    copy_link: "이 실행을 여는 링크 복사",
    import: "다른 사람의 결과와 비교 (JSON)",
    import_late: "파일을 20초 안에 읽지 못했습니다. 클라우드나 네트워크에 있는 파일이라면 이 기기에 저장한 뒤 다시 고르세요. 아무것도 바뀌지 않았습니다.",
    import_failed: |reason| format!("벤치마크 결과 파일이 아닙니다: {reason}. 아무것도 바뀌지 않았습니다."),
    beside: "다른 기기의 결과와 나란히 보기:",
    shipped: |shipped| match shipped {
        Shipped::H100 => "H100 (데이터 센터용 그래픽 카드)",
        Shipped::Cpu => "CPU (코어 2개)",
    },
    processors: |count| format!("프로세서 {count}개"),
    timed_otherwise: "측정 대상이 달라 막대를 나란히 그리지 않습니다.",
    remove: "지우기",
};

pub(super) const REFERENCE: ReferenceTexts = ReferenceTexts {
    heading: "연구의 결과",
    accuracy_finding: |finding| {
        let AccuracyFinding { comparisons, leader, firsts, leads, beyond_chance, firsts_here } = finding;
        let verdict = if beyond_chance < comparisons {
            "뚜렷한 승자가 없습니다"
        } else {
            "승자가 뚜렷합니다"
        };
        let here = match firsts_here.as_slice() {
            [] => String::new(),
            all if all.len() == Structure::ALL.len() => {
                " 이 페이지의 가중치로는 다섯 구조 모두 어느 비교에서든 한 번은 1위입니다.".to_owned()
            }
            all => format!(" 이 페이지의 가중치로는 비교에 따라 {} 구조가 1위입니다.", listed(all)),
        };
        format!(
            "정확도에는 {verdict}. ResNet 세 가지와 채점 방식 두 가지로 한 {comparisons}번의 비교 중 {firsts}번은 {}가 \
             1위였지만, 2위와의 차이는 3,147장 중 {:.0}~{:.0}장이고, 우연이 아닐 수 있는 경우는 \
             {comparisons}번 중 {beyond_chance}번뿐입니다.{here}",
            leader.label(),
            leads.0,
            leads.1
        )
    },
    cost_finding: |finding| {
        let CostFinding { size_ratio, time_ratios: (low, high) } = finding;
        format!(
            "백본이 둘이면 크기는 하나일 때의 {size_ratio:.1}배이고, 연구처럼 차례로 실행하면 시간은 \
             {low:.1}~{high:.1}배입니다."
        )
    },
    choice_finding: |finding| {
        let ChoiceFinding { most_accurate, trade_off, time_ratios: (low, high), most_behind } = finding;
        format!(
            "연구는 {}을 가장 정확한 구조로, {}을 가장 좋은 절충으로 꼽았습니다. {}의 시간은 (2)의 {low:.2}~{high:.2}배이고 \
             정확도는 {}보다 많아야 {:.2}%p 낮습니다.",
            most_accurate.label(),
            trade_off.label(),
            trade_off.label(),
            most_accurate.label(),
            most_behind * 100.0
        )
    },
    introduction: "‘연구’는 세 가지 ResNet으로 각 구조를 두 번씩 학습하고 아래 수치를 발표했습니다. 그래프는 여기서 새로 그렸습니다. \
                   실험 1과 2는 두 답의 채점 방식이 다릅니다. 1은 두 헤드 정확도의 평균이고, 2는 모든 헤드가 맞아야 정답으로 \
                   셉니다. 실험마다 새로 학습하고 시간도 새로 쟀으므로 시간도 다릅니다. ‘이 가중치’는 이 페이지를 위해 따로 학습한 \
                   네트워크입니다.",
    ratio_chart: "구조 (2) 대비 시간",
    ratio_note: "같은 백본의 구조 (2)보다 몇 배 걸리는지를 나타냅니다. 비율에는 단위가 없으므로 여기서 측정한 값과 연구의 값을 \
                 나란히 놓을 수 있습니다.",
    ratio_axis: "구조 (2)의 몇 배",
    here: "여기",
    weights: "이 가중치",
    experiment: |rule| format!("연구, 실험 {}", rule.experiment()),
    accuracy_chart: |rule| format!("정확도, 실험 {}", rule.experiment()),
    accuracy_note: |rule, cut| {
        let rule = match rule {
            Rule::HeadMean => "헤드가 분리된 구조: 두 헤드 정확도의 평균.",
            Rule::AllHeads => "헤드가 분리된 구조: 두 헤드가 모두 맞아야 정답.",
        };
        format!("{rule} 축이 잘려 있습니다. 0이 아니라 {}에서 시작합니다.", percent(cut))
    },
    accuracy_axis: "테스트 이미지 3,147장에 대한 정확도",
    time_chart: |rule| format!("연구의 추론 시간, 실험 {}", rule.experiment()),
    time_note: "CUDA GPU에서 32장 묶음 한 번의 호출을 GPU를 기다리지 않고 잰 시간으로, 대부분 호스트가 각 층을 실행시키는 데 든 \
                시간입니다. 답을 기다려서 잰 이 페이지의 지연 시간과 비교할 수 없으므로 축을 따로 둡니다.",
    time_axis: "동기화하지 않은 32장 묶음당 밀리초",
};

pub(super) const ASSESSMENT: AssessmentTexts = AssessmentTexts {
    heading: "여기서 각 구조는 얼마나 정확할까요?",
    introduction: "테스트 이미지 3,147장을 모두 여러분의 장치로 실행하고, 연구의 두 가지 기준으로 답을 셉니다. 결과는 공개된 값과 \
                   한 장도 다르지 않아야 합니다.",
    start: "테스트 이미지 실행",
    progress: |network, done, total| format!("{network}: {total}장 중 {done}장"),
    outcome: |ended| match ended {
        Ended::Complete | Ended::TimeUp => String::new(),
        Ended::Cancelled => "취소됨. 끝난 것은 남겨 둡니다.".into(),
        Ended::Failed(reason) => {
            format!("중단되었습니다. 끝난 것은 남겨 둡니다. {}", failure_sentence(Language::Korean, reason))
        }
    },
    caption: "이 장치에서 테스트 이미지 3,147장에 대한 정답",
    accuracy: |rule| match rule {
        Rule::HeadMean => "실험 1: 헤드 평균",
        Rule::AllHeads => "실험 2: 모든 헤드 정답",
    },
    heads: "헤드별",
    contradictions: "모순",
    rate: "초당 이미지",
    published: "공개된 값",
    same: "같음",
    differs: |images| format!("{images}장 다름"),
    cut: "선을 끊은 상태",
    cut_accuracy: |accuracy, difference, contradictions| {
        format!("{} ({}%p, 모순 {contradictions}장)", percent(accuracy), points(difference))
    },
    cut_note: "마지막 열은 더 엄격한 기준(모든 헤드 정답)입니다. 끊긴 선 뒤의 헤드는 그 백본이 이 이미지들에서 평균적으로 하는 말을 \
               대신 듣습니다. 위에서 선을 끊거나 이으면 이 열도 바로 따라갑니다.",
    confusion: |structure| format!("{} 혼동 행렬: 행은 정답, 열은 답 0, 1, 2, 모순", structure.label()),
    misses: "틀린 이미지 (누르면 그림판에 올립니다)",
    miss: |index, digit, said| {
        let say = |&(structure, verdict): &(Structure, Verdict)| match verdict {
            Verdict::Digit(digit) => format!("{}의 답은 {}", structure.label(), digit.value()),
            Verdict::Contradiction => format!("{}의 답은 모순", structure.label()),
        };
        let said: Vec<String> = said.iter().map(say).collect();
        format!("테스트 이미지 {index}, 정답 {}: {}", digit.value(), said.join(", "))
    },
    no_misses: "틀린 이미지가 없습니다.",
};

pub(super) const DIAGNOSTICS: DiagnosticsTexts = DiagnosticsTexts {
    heading: "진단",
    introduction: "단추를 누르면 추론 프로그램이 실제로 멈춥니다. 새 프로그램이 시작되어 그려 둔 그림에 다시 답합니다. \
                   마지막 세 가지는 페이지가 응답을 20~30초 기다린 뒤에야 알아챕니다.",
    fault: |fault| match fault {
        Fault::DeviceLost => "GPU 연결 끊기",
        Fault::OutOfMemory => "메모리 소진",
        Fault::Panic => "패닉",
        Fault::Silence => "응답 멈춤",
        Fault::Terminated => "몰래 종료",
        Fault::DeviceSilent => "GPU 멈춤",
    },
    copy: "진단 정보 복사",
};

pub(super) const STORED: StoredTexts = StoredTexts {
    heading: "저장된 네트워크",
    introduction: "사용한 네트워크를 이 브라우저에 보관해 두므로 다음에 방문할 때 다시 내려받지 않습니다. 사용하기 전에 매번 \
                   해시를 확인합니다.",
    summary: |files| match files.len() {
        0 => "저장된 것이 없습니다.".to_owned(),
        count => format!("네트워크 {count}개, {} MB.", stored_megabytes(files)),
    },
    delete: "삭제하기",
};

/// Structures in a sentence.
fn listed(structures: &[Structure]) -> String {
    structures.iter().map(|structure| structure.label()).collect::<Vec<_>>().join(", ")
}
