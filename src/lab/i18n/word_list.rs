//! What the words of the lab's tables and charts mean, one line each, in every language.

use crate::web::Language;

/// A word that needs a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Word {
    Latency,
    Throughput,
    Batch,
    Sample,
    Round,
    Median,
    Settled,
    Percentile,
    Floor,
    Ratio,
    Compiling,
    Fused,
    Stem,
    Rules,
    Contradiction,
    McNemar,
    Weights,
    Mnist,
}

impl Word {
    /// Those of the benchmark.
    pub(crate) const OF_SPEED: &[Self] = &[
        Self::Latency,
        Self::Throughput,
        Self::Batch,
        Self::Sample,
        Self::Round,
        Self::Median,
        Self::Settled,
        Self::Percentile,
        Self::Floor,
        Self::Ratio,
        Self::Compiling,
        Self::Fused,
        Self::Stem,
        Self::McNemar,
    ];
    /// Those of the accuracy on this device.
    pub(crate) const OF_ACCURACY: &[Self] = &[Self::Mnist, Self::Rules, Self::Contradiction];
    /// Those of the study's figures.
    pub(crate) const OF_STUDY: &[Self] = &[Self::Rules, Self::Weights, Self::Ratio, Self::Mnist];
}

/// What a word means.
pub(crate) const fn explained(language: Language, word: Word) -> (&'static str, &'static str) {
    match language {
        Language::English => english(word),
        Language::Korean => korean(word),
    }
}

const fn english(word: Word) -> (&'static str, &'static str) {
    match word {
        Word::Latency => {
            ("Latency", "how long one picture takes, from leaving the program to its answer being read.")
        }
        Word::Throughput => {
            ("Throughput", "pictures handed over without waiting for each answer: the time per picture.")
        }
        Word::Batch => {
            ("Batch of 32", "32 pictures at once, as the study timed them: the time of all together.")
        }
        Word::Sample => {
            ("Sample", "one timing; short runs are repeated within a sample so that the clock can tell.")
        }
        Word::Round => (
            "Round",
            "one sample of every structure, in fresh random order, so that a slow moment hits all alike.",
        ),
        Word::Median => (
            "Median [95 %]",
            "half of the samples are faster. In brackets: where the true median lies, in 95 of 100 cases.",
        ),
        Word::Settled => ("Settled", "that bracket has become narrow enough to stop."),
        Word::Percentile => {
            ("10th – 90th percentile", "the middle 80 % of the samples: what you would usually see.")
        }
        Word::Floor => (
            "Device’s floor",
            "what as many steps cost here that compute nothing: no program can be faster. In brackets, how far we are from it.",
        ),
        Word::Ratio => {
            ("Ratio to (2)", "the time divided by that of structure (2), where everything is shared.")
        }
        Word::Compiling => ("Compiling", "the browser turns our GPU programs into the device’s own, once."),
        Word::Fused => (
            "Fused, plain",
            "fused: our own steps, each one launch. Plain: burn’s operations one by one, to compare with.",
        ),
        Word::Stem => ("Stem, layer 1 to 4", "the parts of a ResNet, from the picture to the features."),
        Word::Rules => (
            "Experiment 1, 2",
            "the study’s two ways to count: the mean of the heads’ accuracies, or right only where every head is.",
        ),
        Word::Contradiction => {
            ("Contradiction", "both heads say yes: “a 2” and “a 1” at once, which no digit is.")
        }
        Word::McNemar => (
            "McNemar",
            "a test that counts only the pictures on which two structures differ: could chance alone have shared them out so?",
        ),
        Word::Weights => (
            "Weights",
            "what a network learned. “These weights” are ours, trained anew by the study’s recipe.",
        ),
        Word::Mnist => (
            "MNIST",
            "the collection of handwritten digits that the study used; 3,147 of its test digits are 0, 1 or 2.",
        ),
    }
}

const fn korean(word: Word) -> (&'static str, &'static str) {
    match word {
        Word::Latency => ("지연 시간", "그림 한 장이 프로그램을 떠나 답이 읽힐 때까지 걸리는 시간."),
        Word::Throughput => ("처리량", "답을 하나씩 기다리지 않고 그림을 이어서 넘길 때, 한 장에 드는 시간."),
        Word::Batch => ("32장 배치", "연구에서 잰 방식대로 32장을 한꺼번에 넘길 때, 모두 합친 시간."),
        Word::Sample => {
            ("표본", "시간을 한 번 잰 것. 짧은 실행은 시계가 구분할 수 있도록 한 표본 안에서 되풀이합니다.")
        }
        Word::Round => (
            "라운드",
            "모든 구조를 매번 새로운 무작위 순서로 한 번씩 잰 것. 느린 순간이 모두에게 고르게 돌아갑니다.",
        ),
        Word::Median => (
            "중앙값 [95 %]",
            "표본의 절반은 이보다 빠릅니다. 괄호는 참 중앙값이 100번 중 95번 들어 있는 범위.",
        ),
        Word::Settled => ("안정됨", "그 범위가 멈춰도 될 만큼 좁아졌다는 뜻."),
        Word::Percentile => ("10~90 백분위", "표본의 가운데 80 %: 평소에 보게 될 값."),
        Word::Floor => (
            "장치의 바닥",
            "같은 수의 단계를 아무 계산 없이 실행할 때 드는 시간. 어떤 프로그램도 이보다 빠를 수 없습니다. 괄호는 바닥의 몇 배인지.",
        ),
        Word::Ratio => ("(2) 대비 비율", "모든 것을 공유하는 구조 (2)의 시간으로 나눈 값."),
        Word::Compiling => ("컴파일", "브라우저가 GPU 프로그램을 장치의 것으로 바꾸는 일. 한 번만 합니다."),
        Word::Fused => (
            "Fused, Plain",
            "Fused: 단계마다 한 번에 실행하는 우리 프로그램. Plain: 비교를 위해 burn의 연산을 하나씩 실행한 것.",
        ),
        Word::Stem => ("스템, 1~4층", "ResNet에서 그림이 특징이 되기까지 거치는 부분들."),
        Word::Rules => {
            ("실험 1, 2", "연구의 두 가지 채점 방식: 헤드별 정확도의 평균, 또는 모든 헤드가 맞아야 정답.")
        }
        Word::Contradiction => ("모순", "두 헤드가 모두 ‘예’라고 답한 것. ‘2이면서 1’인 숫자는 없습니다."),
        Word::McNemar => {
            ("맥니마 검정", "두 구조의 답이 갈린 그림만 세어, 우연만으로 그렇게 나뉠 수 있는지 따지는 검정.")
        }
        Word::Weights => {
            ("가중치", "네트워크가 배운 것. ‘이 가중치’는 연구의 방법대로 우리가 새로 학습한 것입니다.")
        }
        Word::Mnist => ("MNIST", "연구에서 쓴 손글씨 숫자 모음. 테스트 숫자 가운데 3,147개가 0, 1, 2입니다."),
    }
}
