//! The Korean texts about many trainings with other seeds.

use super::seed_texts::{SeedTexts, joined, signed_points};
use crate::measure::{SeedValues, Side, Standing};
use crate::study::{Rule, Structure};
use crate::web::format::percent;

pub(super) const SEEDS: SeedTexts = SeedTexts {
    heading: "여러 번 다시 학습한 결과",
    failed: |reason| format!("여러 번 학습한 결과를 보여 줄 수 없습니다. {reason}"),
    overview: |found| {
        let standing = match (found.better.as_slice(), found.worse.as_slice()) {
            ([], []) => "우연을 넘어 (2)보다 정확하거나 덜 정확한 구조는 없습니다".to_owned(),
            (better, []) => format!("우연을 넘어 (2)보다 정확한 구조: {}", structures_by_rule(better)),
            ([], worse) => format!("우연을 넘어 (2)보다 덜 정확한 구조: {}", structures_by_rule(worse)),
            (better, worse) => {
                format!(
                    "우연을 넘어 (2)보다 정확한 구조: {}, 덜 정확한 구조: {}",
                    structures_by_rule(better),
                    structures_by_rule(worse)
                )
            }
        };
        let study = match found.study_outside {
            0 => {
                "한 번씩만 학습한 연구의 차이는 모두 여기서 한 번 더 학습할 때 나올 만한 범위 안에 있습니다."
                    .to_owned()
            }
            outside => format!(
                "한 번씩만 학습한 연구의 차이는 {}번의 비교 중 {outside}번에서 여기서 한 번 더 학습할 때 나올 만한 범위를 \
                 벗어납니다.",
                found.comparisons
            ),
        };
        format!("구조마다 {}번씩 학습했습니다. {standing}. {study}", found.seeds)
    },
    statistics: "근거가 되는 통계",
    compared: |compared, seeds| {
        let SeedValues { mean, interval, one_more, .. } = &compared.comparison.difference;
        let points = format!("{:.3}%p", mean.abs() * 100.0);
        let difference = match mean.total_cmp(&0.0) {
            std::cmp::Ordering::Greater => format!("(2)보다 {points} 높습니다"),
            std::cmp::Ordering::Less => format!("(2)보다 {points} 낮습니다"),
            std::cmp::Ordering::Equal => "(2)와 같습니다".to_owned(),
        };
        let standing = match compared.standing {
            Standing::Better | Standing::Worse => "우연을 넘는 차이입니다",
            Standing::NotSeparable => "구별되지 않습니다",
        };
        let study = compared.study.map_or_else(String::new, |study| {
            let side = if study.side == Side::Within { "안에 있습니다" } else { "밖에 있습니다" };
            format!(
                " 연구의 차이 {}%p는 한 번 더 학습할 때 나올 만한 범위 [{}, {}] {side}.",
                signed_points(study.difference),
                signed_points(one_more.low),
                signed_points(one_more.high)
            )
        });
        format!(
            "실험 {}: {seeds}번의 학습에서 {} 구조의 정확도는 {difference} [{}, {}]. Holm 보정 p = {:.3}이므로 {standing}.{study}",
            compared.rule.experiment(),
            compared.structure.label(),
            signed_points(interval.low),
            signed_points(interval.high),
            compared.comparison.p_holm
        )
    },
    ensemble: |found| {
        let on = |side| -> Vec<Structure> {
            found.joined.iter().filter(|(_, other)| *other == side).map(|(structure, _)| *structure).collect()
        };
        let sentence = |side, text: fn(&str) -> String| {
            let structures = on(side);
            if structures.is_empty() { String::new() } else { text(&joined(&structures, ", ")) }
        };
        format!(
            "따로 학습한 (2) 두 개의 로짓을 평균하면({}쌍) 정확도는 {}입니다.{}{}{}",
            found.pairs,
            percent(found.accuracy),
            sentence(Side::Within, |names| format!(
                " {names} 구조의 95 % 구간 안에 있으므로, 한 네트워크에 백본을 둘 두는 것은 여기서 네트워크 두 개를 나란히 쓰는 것과 \
                 다르지 않습니다."
            )),
            sentence(Side::Below, |names| format!(
                " {names} 구조의 95 % 구간보다 낮으므로, 그 구조가 더 낫습니다."
            )),
            sentence(Side::Above, |names| format!(
                " {names} 구조의 95 % 구간보다 높으므로, 그 구조가 더 못합니다."
            ))
        )
    },
    signal: |found| {
        let Some(precision) = found.precision else {
            return format!(
                "{}번의 학습에서 스스로 모순된 네트워크가 없었습니다. 모순으로 알아낸 오답도 없습니다.",
                found.seeds
            );
        };
        let each = found.each.iter().map(|(structure, contradictions, missed)| {
            format!("{} 구조는 {missed}장 중 {contradictions}장", structure.label())
        });
        format!(
            "모순은 {:.0} %가 실제로 오답이었습니다. {}번의 학습에서 나온 오답 가운데 모순으로 드러난 것: {}.",
            precision * 100.0,
            found.seeds,
            each.collect::<Vec<_>>().join(", ")
        )
    },
    unknown: |found| {
        let seeds = if found.enough_seeds {
            ""
        } else {
            " 시드가 너무 적어, 보정하면 어떤 비교도 유의할 수 없습니다."
        };
        format!(
            "아직 모르는 것: 시드 {}개로는 드러나지 않는 약 {:.2}%p({:.0}장)보다 작은 차이, {} 이외의 백본, ‘{}’ 이외의 학습 \
             방법(연구의 방법 포함).{seeds}",
            found.seeds,
            found.half_width * 100.0,
            found.images,
            found.backbone,
            found.recipe
        )
    },
    recipe: |trainings| {
        let (recipe, seeds) = (&trainings.recipe, &trainings.seeds);
        format!(
            "{}, 학습 방법 ‘{}’: 에폭 {}회, 배치 {}, 학습 이미지 {}장, 학습률 {}, burn {}. 시드 {}. 시드가 같으면 모든 구조가 \
             데이터 분할, 순서, 변형, 첫 백본의 초기 가중치를 공유합니다. 구간은 Student의 95 % 구간, p는 시드에 대한 정확한 부호 뒤집기 \
             검정이며 규칙마다 비교 수만큼 Holm 방법으로 보정했습니다.",
            trainings.backbone.name(),
            recipe.name,
            recipe.epochs,
            recipe.batch,
            recipe.training_images,
            recipe.learning_rate,
            recipe.burn,
            seeds.iter().map(u64::to_string).collect::<Vec<_>>().join(", ")
        )
    },
    chart: |seeds| format!("구조마다 {seeds}번 학습한 정확도"),
    chart_note: |cut| {
        format!(
            "작은 점: 학습 한 번. 원과 가는 선: 평균과 그 95 % 구간. 그 아래는 연구의 한 번뿐인 학습. 축이 잘려 있어 0이 아니라 {}에서 \
             시작합니다.",
            percent(cut)
        )
    },
    mean: "우리 학습의 평균",
    study: "연구, 한 번",
    tables: "표로 보기",
    accuracies: "정확도(%)와 같은 시드의 (2)에 대한 차이(%p)",
    accuracy_columns: ["실험", "평균 ± 편차", "95 %", "연구", "(2) 대비", "95 %", "p", "p (Holm)"],
    each_seed: "학습마다의 정확도(%)",
    seed: |seed| format!("시드 {seed}"),
    certainty: "모든 학습: 오답, 신호로서의 모순, 보정",
    certainty_columns: ["오답", "모순", "정밀도", "재현율", "Brier", "ECE", "3~9에 대한 확신"],
};

/// Structures with the rules by which they are so.
fn structures_by_rule(found: &[(Structure, Rule)]) -> String {
    let each =
        found.iter().map(|(structure, rule)| format!("{} (실험 {})", structure.label(), rule.experiment()));
    each.collect::<Vec<_>>().join(", ")
}
