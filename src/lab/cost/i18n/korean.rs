//! What sharing costs, in Korean.

use super::texts::{ChosenWiring, CostTexts, Ranges, range};
use crate::lab::cost::estimate::EstimatedTime;
use crate::lab::cost::origin::Origin;
use crate::measure::{Machine, Mode, Schedule, Software};
use crate::study::Structure;
use crate::web::format::{latency, ratio};

pub(super) const COST: CostTexts = CostTexts {
    heading: "공유의 비용은 얼마이고, 어디에서 생길까요?",
    summary: |Ranges { page, pytorch, cpu, study, here }| {
        let here = here.map_or_else(String::new, |(low, high, schedule)| {
            format!(
                " 여러분의 장치에서는 {} {}배 걸립니다.",
                (COST.schedule)(schedule),
                range("~", (low, high), 2)
            )
        });
        format!(
            "같은 H100에서 두 백본의 시간은, 이 페이지가 나란히 실행하면 하나일 때의 {}배이고 PyTorch가 차례로 \
             실행하면 {}배입니다. 연구({}배)와 CPU에서 실행한 이 페이지({}배)도 차례로 실행한 경우입니다. 두 배가 \
             되는 것은 연결 방식이 아니라 실행 방식 때문입니다.{here}",
            range("~", *page, 2),
            range("~", *pytorch, 1),
            range("~", *study, 1),
            range("~", *cpu, 1)
        )
    },
    chart: "구조 (2) 대비 시간과 백본의 실행 방식",
    chart_note: "나란히: 두 백본을 두 묶음으로 된 한 네트워크로 만들어 함께 실행시킵니다. 이렇게 작은 그림으로는 \
                 H100이 거의 놀고 있어 둘을 한꺼번에 처리할 여유가 있습니다. 기록된 시간은 ResNet18의 중앙값이며, \
                 PyTorch 2.11은 같은 네트워크를 컴파일러 없이(eager, TF32 끔) 실행했습니다. 한 장씩 잴 때 \
                 H100에서 이 페이지의 시간은 대부분 브라우저를 기다리는 시간입니다. 네트워크의 시간은 묶음으로 \
                 재거나 이어서 실행해야 드러납니다.",
    axis: "구조 (2)의 몇 배",
    origin: |origin| match origin {
        Origin::Here(mode) => format!("여러분의 장치, 이 페이지, {}", timed(mode)),
        Origin::Recorded(Software::Page, machine, mode) => {
            format!("{}, 이 페이지, {}", named(machine), timed(mode))
        }
        Origin::Recorded(Software::PyTorch, machine, mode) => {
            format!("{}, PyTorch, {}", named(machine), timed(mode))
        }
        Origin::Study(rule) => {
            format!("연구의 GPU, PyTorch, {}, 실험 {}", timed(Mode::Batch), rule.experiment())
        }
    },
    schedule: |schedule| match schedule {
        Schedule::InTurn => "차례로",
        Schedule::SideBySide => "나란히",
    },
    calculator: "나라면 무엇을 고를까요?",
    introduction: "그림 하나에 대한 예/아니요 질문 2~8개를 생각해 봅시다. 질문마다 맡은 숫자가 다릅니다. 공유하는 \
                   것은 하나만 있고, 나누는 것은 질문마다 하나씩 있습니다. 공유하는 헤드는 그 대신 숫자를 바로 \
                   맞힙니다. 질문이 둘일 때 0, 1, 2 셋을 구별하듯이 숫자는 질문보다 하나 많습니다.",
    questions: "질문 수",
    shared: "공유",
    sharing: |structure| match structure {
        Structure::One => "헤드",
        Structure::Two => "둘 다",
        Structure::Three => "백본",
        Structure::FourOne => "없음, 백본은 결합",
        Structure::FourTwo => "없음",
    },
    chosen: |ChosenWiring { chosen, baseline }| {
        let plan = chosen.plan;
        let size = chosen
            .download
            .map_or_else(String::new, |bytes| format!(", 내려받기 {:.1} MB", bytes.megabytes()));
        let [in_turn, side_by_side] = chosen.costs.map(|cost| match cost.time {
            EstimatedTime::Measured(time) => Some(latency(time)),
            EstimatedTime::Relative(..) | EstimatedTime::Unknown => None,
        });
        let times = match (in_turn, side_by_side) {
            (Some(one), _) if plan.backbones() == 1 => format!(", 시간 {one}"),
            (Some(one), Some(other)) => format!(", 차례로 {one}, 나란히 {other}"),
            (Some(one), None) => format!(", 차례로 {one}"),
            (None, _) => String::new(),
        };
        format!(
            "백본 {}개와 헤드 {}개: 파라미터 {:.2}백만 개(둘 다 공유할 때의 {}){size}{times}.",
            plan.backbones(),
            plan.heads(),
            chosen.parameters as f64 / 1e6,
            ratio(chosen.parameters as f64 / baseline.parameters as f64),
        )
    },
    saved: |questions, backbone, head| {
        format!(
            "서로 독립된 네트워크 {questions}개와 비교하면, 백본을 공유할 때 파라미터는 {:+.1} %, 헤드를 공유할 \
             때는 {:+.1} % 달라집니다. 공유할 만한 것은 백본입니다.",
            backbone * 100.0,
            head * 100.0
        )
    },
    caption: |questions| format!("질문이 {questions}개일 때 연결 방식마다 드는 것"),
    structure: "구조",
    column_shared: "공유",
    backbones: "백본",
    heads: "헤드",
    parameters: "파라미터, 백만 개",
    download: "내려받기, MB",
    memory: "메모리, MB",
    time: "시간",
    basis: |measured| {
        match measured {
        None => "아직 여기서 잰 것이 없으므로, 시간은 질문이 둘인 (2)에 대한 곱셈-덧셈 횟수의 비율입니다. 나란히 \
                 실행할 때는 모든 백본을 한꺼번에 처리할 여유가 있는 장치와 여유가 없는 장치 사이의 값이 됩니다. \
                 위에서 벤치마크를 실행하면 여러분 장치의 시간으로 바뀝니다."
            .to_owned(),
        Some(measured) => {
            let order = match measured.schedule {
                Schedule::InTurn => "여러분의 장치에서는 백본을 차례로 실행하므로, 나란히 실행할 때의 시간은 알 \
                                     수 없습니다.",
                Schedule::SideBySide => {
                    "여러분의 장치는 백본을 나란히 실행합니다. ‘차례로’는 (2)를 백본 수만큼 실행하는 시간입니다."
                }
            };
            let bound = measured.lower_bound.filter(|part| *part > 0.5).map_or_else(String::new, |part| {
                format!(
                    " (2)의 시간 중 {:.0} %는 무엇을 계산하든 이 장치에 드는 시간입니다. 위에서 ‘{}’을 고르면 \
                     네트워크의 시간이 드러납니다.",
                    part * 100.0,
                    "처리량"
                )
            });
            format!(
                "마지막 실행의 시간입니다({}). 질문이 둘일 때는 잰 값 그대로입니다. 더 많을 때는 백본이 하나 늘 \
                 때마다 두 번째 백본만큼, 헤드가 늘 때마다 그 곱셈-덧셈만큼 더 든다고 봅니다. 장치가 가득 차면 \
                 실제로는 더 듭니다. {order}{bound}",
                timed(measured.mode)
            )
        }
    }
    },
    accuracy: "정확도는 말하지 않습니다. 질문이 늘면 숫자도 달라지는 다른 과제가 되는데, 그것을 여기서 잰 사람은 \
               없습니다. 질문이 둘일 때조차 우연을 넘어 (2)보다 나은 구조가 없었으므로, 이어서 그려 볼 추세도 \
               없습니다.",
};

fn named(machine: Machine) -> &'static str {
    match machine {
        Machine::H100 => "H100",
        Machine::Cpu => "CPU",
    }
}

fn timed(mode: Mode) -> &'static str {
    match mode {
        Mode::Latency => "한 장씩",
        Mode::Throughput => "이어서 실행",
        Mode::Batch => "32장 묶음",
    }
}
