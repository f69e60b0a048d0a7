//! The article in Korean.

use super::texts::{ArticleTexts, grouped, range};
use crate::lab::article::facts::{Facts, NetworkFacts};
use crate::lab::article::passage::{Chapter, Figure, Passage};
use crate::lab::findings::{AccuracyFinding, CostFinding, IMAGES};
use crate::study::{Grouping, Structure, Sureness};
use crate::weights::OtherDigits;

pub(super) const ARTICLE: ArticleTexts = ArticleTexts {
    heading: "공유할까, 나눌까: 이 페이지에 담긴 이야기",
    contents: "차례",
    chapters: |facts| {
        vec![
            question(),
            wirings(),
            code(),
            training(facts),
            found(facts),
            numbers(facts),
            to_try(facts),
            limits(facts),
        ]
    },
    wiring: |structure| match structure {
        Structure::One => "백본 둘, 그리고 둘을 함께 읽어 숫자를 맞히는 헤드 하나",
        Structure::Two => "백본 하나, 헤드 하나: 모두 공유하는 평범한 분류기",
        Structure::Three => "백본 하나, 그리고 질문마다 헤드 하나",
        Structure::FourOne => "백본 둘, 그리고 둘을 모두 읽는 헤드 둘",
        Structure::FourTwo => "질문마다 하나씩, 서로 독립된 두 네트워크",
    },
    wirings: "그림은 왼쪽에서 들어옵니다. 네모는 백본, 동그라미는 헤드입니다.",
    code: "두 개의 답으로 적은 세 숫자",
    digit: "숫자",
    question: |grouping| match grouping {
        Grouping::ThreeWay => "어떤 숫자인가요?",
        Grouping::IsTwo => "2인가요?",
        Grouping::IsOne => "1인가요?",
    },
    yes: "예",
    no: "아니요",
    contradiction: "없음: 모순",
    misses: |images| {
        format!("이 페이지의 네트워크가 테스트 이미지 {}장 중 틀리는 수(실험 2의 규칙)", grouped(images))
    },
    structure: "구조",
};

fn text(text: impl Into<String>) -> Passage {
    Passage::Paragraph(text.into())
}

fn question() -> Chapter {
    Chapter {
        id: "article-question",
        title: "질문",
        passages: vec![
            text(
                "그림 하나가 여러 질문에 답해야 할 때가 많습니다. 길은 어디이고, 그 위에 누가 서 있을까요? \
                 질문마다 네트워크를 따로 둘 수도 있고, 하나를 함께 쓸 수도 있습니다. 공유하면 메모리와 시간이 \
                 절약됩니다. 그 대신 모든 질문이 같은 네트워크를 빚게 되므로 답이 좋아질 수도, 나빠질 수도 \
                 있습니다.",
            ),
            text(
                "백본은 그림을 특징, 곧 그림에 무엇이 보이는지를 나타내는 수로 바꾸며 일의 거의 전부를 맡습니다. \
                 헤드는 특징을 답으로 바꿉니다. 그러니 공유하거나 나눌 수 있는 것도 둘입니다. [한 \
                 연구](https://github.com/WannaBeSuperteur/AI-study)가 손으로 쓴 숫자로 다섯 가지 방식을 \
                 시험했습니다. 이 페이지는 그 다섯을 모두 여러분의 브라우저에서 실행합니다.",
            ),
        ],
    }
}

fn wirings() -> Chapter {
    Chapter {
        id: "article-wirings",
        title: "다섯 가지 연결 방식",
        passages: vec![
            Passage::Figure(Figure::Wirings),
            text(
                "번호는 연구에서 붙인 것입니다. (4)에서는 아무것도 공유하지 않으며 두 가지 형태가 있습니다. \
                 (4)-1에서는 각 헤드가 여전히 두 백본을 모두 읽고, (4)-2에서는 자기 백본만 읽습니다. 헤드가 \
                 하나면 ‘어떤 숫자인가요?’에 답하고, 둘이면 각자 맡은 질문에 예 또는 아니요로 답합니다. 백본은 \
                 ResNet([He 외 2015](https://arxiv.org/abs/1512.03385))으로, 층이 18개, 34개, 50개인 세 \
                 가지입니다.",
            ),
        ],
    }
}

fn code() -> Chapter {
    Chapter {
        id: "article-code",
        title: "두 개의 질문일까, 둘로 자른 정답 하나일까?",
        passages: vec![
            text(
                "숫자는 0, 1, 2뿐이고 두 질문은 ‘2인가요?’와 ‘1인가요?’입니다. 엄밀히 말해 이것은 두 가지 과제가 \
                 아니라, 숫자라는 정답 하나를 두 개의 답으로 적은 것입니다.",
            ),
            Passage::Figure(Figure::Code),
            text(
                "이런 표를 출력 부호라고 합니다. 각 숫자는 예와 아니요로 된 낱말이고, 헤드마다 그 낱말의 한 \
                 글자를 배웁니다. 종류마다 ‘이것인가요?’를 한 번씩 묻는 방법이 일대다(one-vs-rest, [Rifkin과 \
                 Klautau 2004](https://www.jmlr.org/papers/v5/rifkin04a.html))이고, 낱말을 더 길게 만들어 틀린 \
                 글자가 드러나게 하는 방법이 오류 정정 출력 부호([Dietterich와 Bakiri \
                 1995](https://doi.org/10.1613/jair.105))입니다. 두 글자로는 낱말이 넷 나오는데 숫자는 셋이므로, \
                 예가 둘인 낱말에는 뜻이 없습니다. 이것이 이 페이지에서 말하는 모순이며, 부호가 스스로 알아챌 수 \
                 있는 유일한 실수입니다.",
            ),
            text(
                "여러 네트워크가 함께 답할 때 층을 얼마나 깊이 공유할지는 TreeNets([Lee 외 \
                 2015](https://arxiv.org/abs/1511.06314))가 다룬 문제입니다. 모든 종류를 한꺼번에 묻는 헤드보다 \
                 예/아니요로 묻는 헤드가 낯선 그림을 더 잘 알아챈다는 보고도 있습니다([Padhy 외 \
                 2020](https://arxiv.org/abs/2007.05134)). 정말로 서로 다른 과제라면 어떤 과제끼리 공유하느냐에 \
                 따라 도움이 되기도 하고 해가 되기도 하지만([Standley 외 \
                 2020](https://arxiv.org/abs/1905.07553)), 이 페이지에는 그런 과제가 없습니다.",
            ),
        ],
    }
}

fn training(facts: &Facts) -> Chapter {
    let mut passages = vec![text(
        "연구는 세 가지 ResNet으로 구조마다, 두 실험에서 한 번씩 학습했습니다. 백본은 그 전에 사진(ImageNet)으로 \
         미리 학습한 것입니다. 그 수치는 [연구](#study)에 있습니다.",
    )];
    if let Some(NetworkFacts { count, epochs, batch, learning_rate, .. }) = &facts.networks {
        passages.push(text(format!(
            "여기서 답하는 네트워크 {count}개는 우리가 처음부터 새로 학습했습니다. MNIST에 있는 세 숫자의 학습 \
             이미지를 한 번에 {}장씩 {}번 되풀이해 보았고, 학습률은 {}에서 0까지 내려갑니다. 볼 때마다 이미지를 \
             무작위로 옮기고, 돌리고, 기울이고, 굵거나 가늘게 했습니다. 헤드들의 오차는 그대로 더했습니다. 이미지 \
             열 장 중 한 장은 따로 두었다가 가장 좋은 때의 가중치를 고르는 데 썼습니다. 그 가중치를 8비트 정수로 \
             반올림한 것이 여러분의 브라우저가 내려받는 파일입니다. 이 네트워크들에 대한 수치는 모두 그 형태의 \
             것이며, 어느 네트워크도 본 적이 없는 테스트 이미지 {}장으로 구했습니다.",
            range("~", *batch),
            range("~", *epochs),
            learning_rate.1,
            grouped(IMAGES),
        )));
    }
    Chapter { id: "article-training", title: "어떻게 학습했나", passages }
}

fn found(facts: &Facts) -> Chapter {
    let mut passages = Vec::new();
    if let Some(networks) = &facts.networks {
        let (fewest, most) = networks.fewest_and_most_missed();
        passages.push(text(format!(
            "정확도에는 승자가 없습니다. 우리 네트워크는 테스트 이미지 {}장 중 {fewest}~{most}장을 틀리며, 순서는 \
             백본마다 달라집니다.",
            grouped(IMAGES)
        )));
        passages.push(Passage::Figure(Figure::Misses));
    }
    passages.push(text(format!(
        "우연만으로 얼마나 달라지는지 보려고 ResNet18에서 구조마다 난수를 바꿔 가며 {}번씩 학습했습니다. (2)와의 \
         차이가 우연으로 설명되지 않는 구조는 없습니다.",
        Facts::TRAININGS
    )));
    if let (Some(AccuracyFinding { comparisons, leads, .. }), Some(choice)) = (&facts.accuracy, &facts.choice)
    {
        passages.push(text(format!(
            "연구는 {}을 가장 정확한 구조로, {}을 가장 좋은 절충으로 꼽습니다. 한 번씩 학습한 결과로 한 \
             {comparisons}번의 비교에서 가장 앞선 구조는 그다음보다 {:.0}~{:.0}장 앞섭니다.",
            choice.most_accurate.label(),
            choice.trade_off.label(),
            leads.0,
            leads.1
        )));
    }
    if let (Some(CostFinding { size_ratio, time_ratios: (low, high) }), Some(side)) =
        (facts.cost, facts.side_by_side)
    {
        passages.push(text(format!(
            "크기와 시간: 백본이 둘이면 하나일 때의 {size_ratio:.1}배입니다. 연구처럼 차례로 실행하면 시간은 \
             {low:.1}~{high:.1}배이고, H100에서 나란히 실행하면 {:.2}~{:.2}배입니다. [두 배가 되는 것](#cost)은 \
             실행 방식 때문입니다. 헤드가 하나 더 있는 데는 거의 아무것도 들지 않습니다.",
            side.0, side.1
        )));
    }
    if let Some(networks) = &facts.networks {
        let two = networks.two_headed;
        passages.push(text(format!(
            "모순: 헤드가 둘인 네트워크 {}개는 테스트 이미지를 모두 합해 {}번 틀리는데, 그중 {}번이 모순입니다. \
             모순은 언제나 알아챈 실수이지만, 실수의 대부분은 이렇게 드러나지 않습니다.",
            two.networks, two.misses, two.contradictions
        )));
    }
    Chapter { id: "article-found", title: "무엇을 알게 되었나", passages }
}

fn numbers(facts: &Facts) -> Chapter {
    Chapter {
        id: "article-numbers",
        title: "수치의 뜻",
        passages: vec![Passage::List(vec![
            format!(
                "확률은 네트워크가 스스로 주장하는 값일 뿐, 실제로 맞히는 비율이 아닙니다. ‘확실’은 {:.0} % \
                 이상을 주장한다는 뜻입니다.",
                Sureness::SURE * 100.0
            ),
            "두 개의 답을 세는 방법은 두 가지입니다. 연구의 실험 1은 두 헤드의 정확도를 평균하고, 실험 2는 두 \
             헤드가 모두 맞아야 정답으로 셉니다."
                .to_owned(),
            format!(
                "몇 장의 차이는 우연입니다. 5 % 수준의 검정(McNemar)으로 두 네트워크를 구별하려면, 다른 쪽만 맞힌 \
                 이미지가 하나도 없을 때에도 한쪽만 맞힌 이미지가 {}장은 되어야 합니다.",
                facts.least_lead
            ),
            "여기서 잰 시간은 기다려 받은 많은 답의 가운데 값(중앙값)입니다. 연구는 그래픽 카드를 기다리지 않고 \
             쟀으므로 (2)에 대한 비율만 비교합니다."
                .to_owned(),
        ])],
    }
}

fn to_try(facts: &Facts) -> Chapter {
    let mut list = vec![
        "숫자를 [그리면서](#draw) 층을 보세요. 두 백본은 같은 그림을 서로 다르게 봅니다.".to_owned(),
        "그림판 아래의 어려운 숫자를 골라 보세요. 다섯 구조의 답이 서로 다릅니다.".to_owned(),
        "백본과 헤드 사이의 선을 끊어 보세요. 답이 바뀌나요?".to_owned(),
    ];
    if let Some(NetworkFacts { confident_on_others: (low, high), .. }) = facts.networks {
        list.push(format!(
            "7이나 별을 그려 보세요. 네트워크들은 ‘없음’이라고 답할 수 없습니다. 실제 숫자 3~9 가운데 {:.0}~{:.0} \
             %를 0, 1, 2라고 부르며 {:.0} % 이상을 주장합니다.",
            low * 100.0,
            high * 100.0,
            OtherDigits::CONFIDENT * 100.0
        ));
    }
    list.push(
        "여러분 장치의 [속도](#speed)를 재어 다른 기기의 결과와 나란히 놓아 보고, [정확도](#accuracy)를 한 장씩 \
         다시 세어 보세요."
            .to_owned(),
    );
    list.push("[질문을 둘보다 많이](#cost) 두고 공유가 무엇을 아끼는지 보세요.".to_owned());
    Chapter { id: "article-try", title: "해 볼 만한 것", passages: vec![Passage::List(list)] }
}

fn limits(facts: &Facts) -> Chapter {
    let mut list = vec![
        "숫자 셋뿐이며 모든 구조가 거의 다 맞힙니다. 순위를 매기기에는 너무 쉽습니다.".to_owned(),
        "정답 하나로 만든 두 질문입니다. 서로 덜 닮은 질문에 대해서는 아무것도 따라 나오지 않습니다.".to_owned(),
        "가로세로 28 × 28 픽셀의 그림은 너무 작아서 그래픽 카드가 대부분의 시간을 쉽니다. 더 큰 그림에서는 시간이 \
         다를 수 있습니다."
            .to_owned(),
        "ResNet이라는 한 종류의 네트워크와 한 가지 학습 방법뿐입니다.".to_owned(),
    ];
    if let Some(NetworkFacts { count, of_one_seed, .. }) = facts.networks {
        list.push(format!(
            "이 페이지의 네트워크 {count}개 중 {of_one_seed}개는 같은 난수(시드 하나)로 학습했습니다. 첫 번째 \
             백본이 같은 상태에서 출발했으므로 서로 독립이 아닙니다."
        ));
    }
    Chapter { id: "article-limits", title: "한계", passages: vec![Passage::List(list)] }
}
