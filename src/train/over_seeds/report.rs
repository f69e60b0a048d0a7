//! The trainings over seeds as a text: every sentence and every number comes from the data.

use super::score::CONFIDENT;
use super::statistics::{Spread, holm, mean, sign_flip};
use super::{OverSeeds, Score};
use crate::measure::{SIGNIFICANT, Table};
use crate::study::{Backbone, NetworkId, Rule, Structure, reference};
use crate::train::calibration::BINS;

/// `replications/README.md`.
#[must_use]
pub fn report(found: &OverSeeds) -> String {
    let (n, seeds) =
        (found.seeds.len(), found.seeds.iter().map(u64::to_string).collect::<Vec<_>>().join(", "));
    let recipe = &found.recipe;
    let setting =
        |name: &str| recipe.get(name).map(|value| value.to_string().replace('"', "")).unwrap_or_default();
    let mut text = format!(
        "# ResNet18, each structure trained {n} times\n\nWritten by `./scripts/replicate` from the files of this folder; \
         a test holds that it is what they say. Seeds {seeds}; recipe `{}`, {} epochs, batch {}. Within a seed all \
         structures share {}. Judged: {}.\n",
        setting("recipe"),
        setting("epochs"),
        setting("batch"),
        "the split, the order, the varied digits and the first weights of their first backbone",
        setting("evaluated"),
    );
    text += &format!(
        "\nWith {n} seeds no two-sided sign-flip test can go below 2/2^{n} = {:.4}{}.\n",
        least_p(n),
        if 4.0 * least_p(n) > SIGNIFICANT {
            ", which Holm's correction for four comparisons raises above 0.05: none of them can be significant here"
        } else {
            ""
        },
    );
    text += &format!(
        "\n## Accuracy\n\n{} test images; one is {} points. Mean ± standard deviation over seeds, 95 % interval of the mean (Student).\n\n",
        found.images,
        percent((found.images as f64).recip()),
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

fn least_p(n: usize) -> f64 {
    2.0 / 2f64.powi(i32::try_from(n).unwrap_or(i32::MAX))
}

fn label(structure: Structure) -> String {
    structure.label().to_string()
}

fn percent(fraction: f64) -> String {
    format!("{:.3}", 100.0 * fraction)
}

fn spread(values: &[f64]) -> [String; 2] {
    let Some(Spread { mean, deviation, half_width, .. }) = Spread::from_values(values) else {
        return ["–".to_owned(), "–".to_owned()];
    };
    [
        format!("{} ± {}", percent(mean), percent(deviation)),
        format!("[{}, {}]", percent(mean - half_width), percent(mean + half_width)),
    ]
}

fn accuracies(found: &OverSeeds) -> String {
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
    for structure in Structure::ALL {
        let mut cells = vec![label(structure)];
        for rule in Rule::ALL {
            cells.extend(spread(&found.values(structure, |score| score.accuracy(rule))));
            cells.push(study(structure, rule).map_or_else(|| "–".to_owned(), percent));
        }
        table.push(cells);
    }
    table.to_markdown(1)
}

fn study(structure: Structure, rule: Rule) -> Option<f64> {
    let network = NetworkId { backbone: Backbone::ResNet18, structure };
    Some(reference::row(rule, network)?.accuracy)
}

fn comparisons(found: &OverSeeds) -> String {
    let mut text = "\n## Beside (2), with the same seed\n\nDifferences of accuracy in points; p of the exact two-sided sign-flip test, and by Holm over the four comparisons. The study trained once, by another recipe, so its point stands beside the 95 % prediction interval of one training, not beside that of the mean.\n".to_owned();
    for rule in Rule::ALL {
        let others: Vec<Structure> =
            Structure::ALL.into_iter().filter(|&other| other != Structure::BASELINE).collect();
        let differences: Vec<Vec<f64>> = others.iter().map(|&other| found.differences(other, rule)).collect();
        let p: Vec<f64> = differences.iter().map(|values| sign_flip(values)).collect();
        let corrected = holm(&p);
        let mut table =
            Table::new(["structure", "points", "95 %", "p", "p (Holm)", "the study's one training"]);
        let mut sentences = String::new();
        for (index, &structure) in others.iter().enumerate() {
            let theirs = study(structure, rule)
                .zip(study(Structure::BASELINE, rule))
                .map(|(own, baseline)| own - baseline);
            let [points, interval] = spread(&differences[index]);
            let theirs_text = theirs.map_or_else(|| "–".to_owned(), signed);
            table.push([
                label(structure),
                points,
                interval,
                format!("{:.4}", p[index]),
                format!("{:.4}", corrected[index]),
                theirs_text,
            ]);
            if let Some(spread) = Spread::from_values(&differences[index]) {
                sentences += &sentence(structure, spread, corrected[index], theirs, found.seeds.len());
            }
        }
        text += &format!("\n### Experiment {}\n\n{}\n{sentences}", rule.experiment(), table.to_markdown(1));
    }
    text
}

fn signed(points: f64) -> String {
    format!("{:+.3}", 100.0 * points)
}

fn sentence(structure: Structure, found: Spread, p: f64, theirs: Option<f64>, n: usize) -> String {
    let (low, high) = (found.mean - found.half_width, found.mean + found.half_width);
    let separable = if p < SIGNIFICANT { "more than chance explains" } else { "not separable" };
    let beside = theirs.map_or_else(String::new, |theirs| {
        let (from, to) = (found.mean - found.half_width_of_one, found.mean + found.half_width_of_one);
        let inside = if (from..=to).contains(&theirs) { "within" } else { "outside" };
        format!(
            "; the study's {} points are {inside} what one more training would give [{}, {}]",
            signed(theirs),
            signed(from),
            signed(to),
        )
    });
    format!(
        "- Over {n} trainings {} differs from (2) by {} points [{}, {}]: {separable}{beside}.\n",
        label(structure),
        signed(found.mean),
        signed(low),
        signed(high),
    )
}

fn ensembles(found: &OverSeeds) -> String {
    let mut table = Table::new(["", "experiment 1, %", "experiment 2, %"]);
    let row = |name: String, values: [f64; 2]| [vec![name], values.map(percent).to_vec()].concat();
    let means =
        |structure| Rule::ALL.map(|rule| mean(&found.values(structure, |score| score.accuracy(rule))));
    let pairs = Rule::ALL
        .map(|rule| mean(&found.ensembles.iter().map(|tally| tally.accuracy(rule)).collect::<Vec<_>>()));
    table.push(row(format!("two (2)s, the mean of their logits: {} pairs", found.ensembles.len()), pairs));
    table.push(row(label(Structure::BASELINE), means(Structure::BASELINE)));
    let mut sentences = String::new();
    for structure in Structure::ALL.into_iter().filter(|structure| joins_backbones(*structure)) {
        let accuracies = means(structure);
        table.push(row(label(structure), accuracies));
        let more = accuracies[1] - pairs[1];
        sentences += &format!(
            "- {} lies {} points, {:+.1} images, from what two separately trained networks (2) give together by experiment 2.\n",
            label(structure),
            signed(more),
            more * found.images as f64,
        );
    }
    format!(
        "\n## Two backbones, or two networks?\n\nWhat (1) and (4)-1, which read two backbones at once, have to beat. Pairs share networks, so no test is made of them.\n\n{}\n{sentences}",
        table.to_markdown(1)
    )
}

/// Whether a head of it reads two backbones.
fn joins_backbones(structure: Structure) -> bool {
    structure.heads().iter().any(|head| head.reads.len() > 1)
}

fn certainty(found: &OverSeeds) -> String {
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
    for structure in Structure::ALL {
        let average = |value: fn(&Score) -> f64| mean(&found.values(structure, value));
        let (misses, contradictions) =
            (average(|score| score.missed as f64), average(|score| score.contradictions as f64));
        let can = structure.heads().len() > 1;
        let recall =
            if can && misses > 0.0 { format!("{:.2}", contradictions / misses) } else { "–".to_owned() };
        table.push([
            label(structure),
            format!("{misses:.2}"),
            if can { format!("{contradictions:.2}") } else { "–".to_owned() },
            recall,
            format!("{:.5}", average(|score| score.brier)),
            format!("{:.5}", average(|score| score.calibration_error)),
            percent(average(|score| score.confident_on_others)),
        ]);
    }
    table.to_markdown(1)
}
