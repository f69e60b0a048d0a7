//! The article in English.

use super::texts::{ArticleTexts, grouped, range};
use crate::lab::article::facts::{Facts, NetworkFacts};
use crate::lab::article::passage::{Chapter, Figure, Passage};
use crate::lab::findings::{AccuracyFinding, CostFinding, IMAGES};
use crate::study::{Grouping, Structure, Sureness};
use crate::weights::OtherDigits;

pub(super) const ARTICLE: ArticleTexts = ArticleTexts {
    heading: "Share or split: the story behind this page",
    contents: "Contents",
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
        Structure::One => "two backbones, and one head that reads both and names the digit",
        Structure::Two => "one backbone, one head: everything is shared, an ordinary classifier",
        Structure::Three => "one backbone, and a head for each question",
        Structure::FourOne => "two backbones, and two heads that both read both of them",
        Structure::FourTwo => "two separate networks, one for each question",
    },
    wirings: "The picture comes from the left. Blocks are backbones, circles are heads.",
    code: "Three digits written as two answers",
    digit: "Digit",
    question: |grouping| match grouping {
        Grouping::ThreeWay => "Which digit?",
        Grouping::IsTwo => "Is it a 2?",
        Grouping::IsOne => "Is it a 1?",
    },
    yes: "yes",
    no: "no",
    contradiction: "none: a contradiction",
    misses: |images| {
        format!(
            "Test images, of {}, that each network of this page gets wrong (experiment 2’s rule)",
            grouped(images)
        )
    },
    structure: "Structure",
};

fn text(text: impl Into<String>) -> Passage {
    Passage::Paragraph(text.into())
}

fn question() -> Chapter {
    Chapter {
        id: "article-question",
        title: "The question",
        passages: vec![
            text(
                "Often one picture must answer several questions: where is the road, and who is standing on it? \
                 Each question could have a network of its own, or they could share one. Sharing saves memory and \
                 time, and it may help the answers or harm them, since all questions then shape the same network.",
            ),
            text(
                "A backbone turns the picture into features, numbers that say what can be seen in it; that is \
                 nearly all of the work. A head turns features into an answer. So there are two things to share \
                 or to split. [A Korean study](https://github.com/WannaBeSuperteur/AI-study) tried five ways on \
                 handwritten digits. This page runs all five in your browser.",
            ),
        ],
    }
}

fn wirings() -> Chapter {
    Chapter {
        id: "article-wirings",
        title: "The five wirings",
        passages: vec![
            Passage::Figure(Figure::Wirings),
            text(
                "The numbers are the study’s. In (4) nothing is shared, in two forms: in (4)-1 each head still \
                 hears both backbones, in (4)-2 only its own. A single head answers “which digit?”; of two heads \
                 each answers its own question with yes or no. The backbones are ResNets ([He et al. \
                 2015](https://arxiv.org/abs/1512.03385)) with 18, 34 or 50 layers.",
            ),
        ],
    }
}

fn code() -> Chapter {
    Chapter {
        id: "article-code",
        title: "Two questions, or one label cut in two?",
        passages: vec![
            text(
                "Only the digits 0, 1 and 2 occur, and the questions are “is it a 2?” and “is it a 1?”. Strictly \
                 these are not two tasks but one, the digit, written as two answers:",
            ),
            Passage::Figure(Figure::Code),
            text(
                "Such a table is an output code: every class is a word of yes and no, and each head learns one \
                 letter of it. To ask “is it this class?” once for each class is called one-vs-rest ([Rifkin and \
                 Klautau 2004](https://www.jmlr.org/papers/v5/rifkin04a.html)). Longer words, in which a wrong \
                 letter shows, are error-correcting output codes ([Dietterich and Bakiri \
                 1995](https://doi.org/10.1613/jair.105)). Two letters make four words for three digits, so one \
                 word means nothing: twice yes. That is the contradiction on this page, the one mistake that the \
                 code notices by itself.",
            ),
            text(
                "How many layers several networks should share when they answer together is the question of \
                 TreeNets ([Lee et al. 2015](https://arxiv.org/abs/1511.06314)). That heads with yes-or-no \
                 questions notice strange pictures better than one head for all classes was reported by [Padhy et \
                 al. 2020](https://arxiv.org/abs/2007.05134). For tasks that really differ, sharing can help or \
                 harm, depending on which share ([Standley et al. 2020](https://arxiv.org/abs/1905.07553)); this \
                 page has no such tasks.",
            ),
        ],
    }
}

fn training(facts: &Facts) -> Chapter {
    let mut passages = vec![text(
        "The study trained every structure on three ResNets, once for each of two experiments, starting from \
         backbones that had learnt from photographs (ImageNet). Its figures stand in [The study](#study).",
    )];
    if let Some(NetworkFacts { count, epochs, batch, learning_rate, .. }) = &facts.networks {
        passages.push(text(format!(
            "The {count} networks that answer here we trained anew, from nothing: {} passes over the training \
             images of the three digits in MNIST, {} images at a time, with a learning rate that falls from {} to \
             0. Every image was shifted, turned, slanted, thickened or thinned at random each time; the errors of \
             the heads were added. One image in ten was kept aside to choose the best pass. The weights, rounded \
             to integers of 8 bits, are what your browser downloads, and what was tested on {} images that no \
             network had seen.",
            range(" to ", *epochs),
            range(" to ", *batch),
            learning_rate.1,
            grouped(IMAGES),
        )));
    }
    Chapter { id: "article-training", title: "How they were trained", passages }
}

fn found(facts: &Facts) -> Chapter {
    let mut passages = Vec::new();
    if let Some(networks) = &facts.networks {
        let (fewest, most) = networks.fewest_and_most_missed();
        passages.push(text(format!(
            "Accuracy: nobody wins. Our networks miss {fewest} to {most} of the {} test images, and the order \
             changes with the backbone:",
            grouped(IMAGES)
        )));
        passages.push(Passage::Figure(Figure::Misses));
    }
    passages.push(text(format!(
        "To see what chance does, we trained every structure {} times on ResNet18, with other random numbers each \
         time. None differs from (2) by more than chance explains.",
        Facts::TRAININGS
    )));
    if let (Some(AccuracyFinding { comparisons, leads, .. }), Some(choice)) = (&facts.accuracy, &facts.choice)
    {
        passages.push(text(format!(
            "The study calls {} the most accurate and {} the best trade-off. In its {comparisons} comparisons the \
             first is {:.0} to {:.0} images ahead of the second, from one training each.",
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
            "Size and time: two backbones are {size_ratio:.1} times as large as one. When one runs after the \
             other they take {low:.1} to {high:.1} times as long in the study; side by side on an H100 they take \
             {:.2} to {:.2} times. So [the doubling](#cost) belongs to the way of running. A second head costs \
             next to nothing.",
            side.0, side.1
        )));
    }
    if let Some(networks) = &facts.networks {
        let two = networks.two_headed;
        passages.push(text(format!(
            "Contradictions: the {} networks with two heads miss {} test images together, and {} of these misses \
             are contradictions. A contradiction is always a mistake noticed; most mistakes are not noticed in \
             this way.",
            two.networks, two.misses, two.contradictions
        )));
    }
    Chapter { id: "article-found", title: "What was found", passages }
}

fn numbers(facts: &Facts) -> Chapter {
    Chapter {
        id: "article-numbers",
        title: "What the numbers mean",
        passages: vec![Passage::List(vec![
            format!(
                "A probability is what a network claims, not how often it is right. “Sure” means that it claims \
                 {:.0} % or more.",
                Sureness::SURE * 100.0
            ),
            "Two answers are counted in two ways: the study’s experiment 1 takes the mean of the heads’ \
             accuracies, experiment 2 counts an image as right only when both heads are."
                .to_owned(),
            format!(
                "A few images are chance. A test at 5 % (McNemar’s) can tell two networks apart from {} images on \
                 that only one of them gets right, if there is none that only the other does.",
                facts.least_lead
            ),
            "A time measured here is the middle one (the median) of many answers that were waited for. The study \
             did not wait for its graphics card, so only ratios to (2) are compared."
                .to_owned(),
        ])],
    }
}

fn to_try(facts: &Facts) -> Chapter {
    let mut list = vec![
        "[Draw](#draw) a digit and watch the layers: two backbones see the same picture differently."
            .to_owned(),
        "Pick one of the hard digits below the pad: on these the five disagree.".to_owned(),
        "Cut a wire between a backbone and a head. Does the answer change?".to_owned(),
    ];
    if let Some(NetworkFacts { confident_on_others: (low, high), .. }) = facts.networks {
        list.push(format!(
            "Draw a 7 or a star. The networks cannot say “none of them”: they call {:.0} to {:.0} % of the real \
             digits 3 to 9 a 0, a 1 or a 2, and claim {:.0} % or more for it.",
            low * 100.0,
            high * 100.0,
            OtherDigits::CONFIDENT * 100.0
        ));
    }
    list.push(
        "Measure the [speed](#speed) of your device beside another machine’s; count the [accuracy](#accuracy) \
         again, image by image."
            .to_owned(),
    );
    list.push("Have [more than two questions](#cost) and see what sharing saves.".to_owned());
    Chapter { id: "article-try", title: "What to try", passages: vec![Passage::List(list)] }
}

fn limits(facts: &Facts) -> Chapter {
    let mut list = vec![
        "Three digits on which every structure is nearly perfect: too easy to rank them.".to_owned(),
        "Two questions made from one label: nothing follows for questions that have less in common.".to_owned(),
        "Pictures of 28 × 28 pixels, so small that a graphics card is mostly idle; larger ones may give other \
         times."
            .to_owned(),
        "One family of networks, ResNets, and one way of training.".to_owned(),
    ];
    if let Some(NetworkFacts { count, of_one_seed, .. }) = facts.networks {
        list.push(format!(
            "Of the {count} networks on this page {of_one_seed} were trained from the same random numbers (one \
             seed): their first backbones began alike, so they are not independent."
        ));
    }
    Chapter { id: "article-limits", title: "Limits", passages: vec![Passage::List(list)] }
}
