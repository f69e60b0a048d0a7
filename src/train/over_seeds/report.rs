//! The trainings over seeds as a text: every sentence and every number comes from the data.

use super::score::CONFIDENT;
use crate::measure::{Compared, SIGNIFICANT, SeedValues, Side, Standing, Table, Trainings, mean};
use crate::study::{Rule, Structure};
use crate::train::calibration::BINS;

/// `replications/README.md`.
#[must_use]
pub fn report(found: &Trainings) -> String {
    let (n, seeds) =
        (found.seeds.len(), found.seeds.iter().map(u64::to_string).collect::<Vec<_>>().join(", "));
    let recipe = &found.recipe;
    let mut text = format!(
        "# ResNet18, each structure trained {n} times\n\nWritten by `./scripts/replicate` from the files of this folder; \
         a test holds that it is what they say. Seeds {seeds}; recipe `{}`, {} epochs, batch {}. Within a seed all \
         structures share {}. Judged: {}.\n",
        recipe.name,
        recipe.epochs,
        recipe.batch,
        "the split, the order, the varied digits and the first weights of their first backbone",
        recipe.evaluated,
    );
    text += &format!(
        "\nWith {n} seeds no two-sided sign-flip test can go below 2/2^{n} = {:.4}{}.\n",
        found.least_p(),
        if 4.0 * found.least_p() > SIGNIFICANT {
            ", which Holm's correction for four comparisons raises above 0.05: none of them can be significant here"
        } else {
            ""
        },
    );
    text += &format!(
        "\n## Accuracy\n\n{} test images; one is {} points. Mean ± standard deviation over seeds, 95 % interval of the mean (Student).\n\n",
        found.images,
        percent(f64::from(found.images).recip()),
    );
    text += &accuracies(found);
    text += &comparisons(found);
    text += &ensembles(found);
    text += &format!(
        "\n## Contradictions, calibration, digits they do not know\n\nMeans over seeds. A contradiction is always a miss \
         (precision 1), so what counts is which share of the misses it gives away (recall, over all misses of all \
         seeds). Brier: squared distance of the joint probabilities of 0, 1, 2 and a contradiction from the truth. ECE: \
         of the verdicts, {BINS} bins. Sure of 3 to 9: share of the {} other digits that are called one digit with \
         {:.0} % or more.\n\n",
        found.others,
        100.0 * CONFIDENT,
    );
    text + &certainty(found)
}

/// Accuracies and comparisons by the rule of experiment 2, a row a structure, for the model card.
#[must_use]
pub(crate) fn summary(found: &Trainings) -> String {
    let titles =
        ["structure", "experiment 2, %", "95 %", "the study, once", "beside (2), points", "95 %", "p (Holm)"];
    let mut table = Table::new(titles);
    let compared = found.compared(Rule::AllHeads);
    for each in &found.structures {
        let mut cells = vec![label(each.structure)];
        cells.extend(spread(&each.experiment_2.accuracy));
        cells.push(
            found.study_accuracy(each.structure, Rule::AllHeads).map_or_else(|| "–".to_owned(), percent),
        );
        match compared.iter().find(|one| one.structure == each.structure) {
            Some(Compared { comparison, .. }) => {
                cells.extend(spread(&comparison.difference));
                cells.push(format!("{:.4}", comparison.p_holm));
            }
            None => cells.extend(["–"; 3].map(str::to_owned)),
        }
        table.push(cells);
    }
    let sentences: String = compared.iter().map(|compared| sentence(compared, found.seeds.len())).collect();
    let (seeds, recipe) = (found.seeds.len(), &found.recipe);
    format!(
        "{} test images, {seeds} trainings of each structure, recipe `{}`, {} epochs, batch {}, burn {}.\n\n{}\n{sentences}",
        found.images,
        recipe.name,
        recipe.epochs,
        recipe.batch,
        recipe.burn,
        table.to_markdown(1),
    )
}

fn label(structure: Structure) -> String {
    structure.label().to_string()
}

fn percent(fraction: f64) -> String {
    format!("{:.3}", 100.0 * fraction)
}

fn spread(values: &SeedValues) -> [String; 2] {
    let SeedValues { mean, deviation, interval, .. } = values;
    [
        format!("{} ± {}", percent(*mean), percent(*deviation)),
        format!("[{}, {}]", percent(interval.low), percent(interval.high)),
    ]
}

fn accuracies(found: &Trainings) -> String {
    let titles = [
        "structure",
        "experiment 1, %",
        "95 %",
        "the study, once",
        "experiment 2, %",
        "95 %",
        "the study, once",
    ];
    let mut table = Table::new(titles);
    for each in &found.structures {
        let mut cells = vec![label(each.structure)];
        for rule in Rule::ALL {
            cells.extend(spread(&each.judged(rule).accuracy));
            cells.push(found.study_accuracy(each.structure, rule).map_or_else(|| "–".to_owned(), percent));
        }
        table.push(cells);
    }
    table.to_markdown(1)
}

fn comparisons(found: &Trainings) -> String {
    let mut text = "\n## Beside (2), with the same seed\n\nDifferences of accuracy in points; p of the exact two-sided sign-flip test, and by Holm over the four comparisons. The study trained once, by another recipe, so its point stands beside the 95 % prediction interval of one training, not beside that of the mean.\n".to_owned();
    for rule in Rule::ALL {
        let mut table =
            Table::new(["structure", "points", "95 %", "p", "p (Holm)", "the study's one training"]);
        let mut sentences = String::new();
        for compared in found.compared(rule) {
            let comparison = compared.comparison;
            let [points, interval] = spread(&comparison.difference);
            table.push([
                label(compared.structure),
                points,
                interval,
                format!("{:.4}", comparison.p),
                format!("{:.4}", comparison.p_holm),
                compared.study.map_or_else(|| "–".to_owned(), |study| signed(study.difference)),
            ]);
            sentences += &sentence(&compared, found.seeds.len());
        }
        text += &format!("\n### Experiment {}\n\n{}\n{sentences}", rule.experiment(), table.to_markdown(1));
    }
    text
}

fn signed(points: f64) -> String {
    format!("{:+.3}", 100.0 * points)
}

fn sentence(compared: &Compared<'_>, n: usize) -> String {
    let SeedValues { mean, interval, one_more, .. } = &compared.comparison.difference;
    let separable = match compared.standing {
        Standing::Better | Standing::Worse => "more than chance explains",
        Standing::NotSeparable => "not separable",
    };
    let beside = compared.study.map_or_else(String::new, |study| {
        let inside = if study.side == Side::Within { "within" } else { "outside" };
        format!(
            "; the study's {} points are {inside} what one more training would give [{}, {}]",
            signed(study.difference),
            signed(one_more.low),
            signed(one_more.high),
        )
    });
    format!(
        "- Over {n} trainings {} differs from (2) by {} points [{}, {}]: {separable}{beside}.\n",
        label(compared.structure),
        signed(*mean),
        signed(interval.low),
        signed(interval.high),
    )
}

fn ensembles(found: &Trainings) -> String {
    let mut table = Table::new(["", "experiment 1, %", "experiment 2, %"]);
    let row = |name: String, values: [f64; 2]| [vec![name], values.map(percent).to_vec()].concat();
    let pairs = found.ensembles.accuracy;
    table.push(row(
        format!("two (2)s, the mean of their logits: {} pairs", found.ensembles.pairs),
        [pairs; 2],
    ));
    let mut sentences = String::new();
    let joined = |structure: Structure| structure == Structure::BASELINE || structure.joins_backbones();
    let mut rows: Vec<_> = found.structures.iter().filter(|each| joined(each.structure)).collect();
    rows.sort_by_key(|each| each.structure != Structure::BASELINE);
    for each in rows {
        let accuracies = Rule::ALL.map(|rule| each.judged(rule).accuracy.mean);
        table.push(row(label(each.structure), accuracies));
        if each.structure.joins_backbones() {
            let more = accuracies[1] - pairs;
            sentences += &format!(
                "- {} lies {} points, {:+.1} images, from what two separately trained networks (2) give together by experiment 2.\n",
                label(each.structure),
                signed(more),
                more * f64::from(found.images),
            );
        }
    }
    format!(
        "\n## Two backbones, or two networks?\n\nWhat (1) and (4)-1, which read two backbones at once, have to beat. Pairs share networks, so no test is made of them.\n\n{}\n{sentences}",
        table.to_markdown(1)
    )
}

fn certainty(found: &Trainings) -> String {
    let titles = [
        "structure",
        "misses a training",
        "contradictions a training",
        "recall",
        "Brier",
        "ECE",
        "sure of 3 to 9, %",
    ];
    let mut table = Table::new(titles);
    for each in &found.structures {
        let average = |counts: &[u32]| {
            format!("{:.2}", mean(&counts.iter().map(|count| f64::from(*count)).collect::<Vec<_>>()))
        };
        let signal = each.contradictions.as_ref();
        let recall = signal.and_then(|signal| signal.recall);
        table.push([
            label(each.structure),
            average(&each.missed),
            signal.map_or_else(|| "–".to_owned(), |signal| average(&signal.each)),
            recall.map_or_else(|| "–".to_owned(), |recall| format!("{recall:.2}")),
            format!("{:.5}", each.brier.mean),
            format!("{:.5}", each.calibration_error.mean),
            percent(each.sure_of_others.mean),
        ]);
    }
    table.to_markdown(1)
}
