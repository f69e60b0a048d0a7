//! The English texts about many trainings with other seeds.

use super::seed_texts::{SeedTexts, joined, signed_points};
use crate::measure::{SeedValues, Side, Standing};
use crate::study::{Rule, Structure};
use crate::web::format::percent;

pub(super) const SEEDS: SeedTexts = SeedTexts {
    heading: "Trained again and again",
    failed: |reason| format!("What many trainings say together cannot be shown. {reason}"),
    overview: |found| {
        let seeds = found.seeds;
        let standing = match (found.better.as_slice(), found.worse.as_slice()) {
            ([], []) => "no structure is more or less accurate than (2) beyond chance".to_owned(),
            (better, []) => format!("beyond chance is {} more accurate than (2)", structures_by_rule(better)),
            ([], worse) => format!("beyond chance is {} less accurate than (2)", structures_by_rule(worse)),
            (better, worse) => format!(
                "beyond chance is {} more accurate than (2), {} less accurate",
                structures_by_rule(better),
                structures_by_rule(worse)
            ),
        };
        let study = match found.study_outside {
            0 => "The study trained each once; its differences are all within what one more training would give \
                  here."
                .to_owned(),
            outside => format!(
                "The study trained each once; in {outside} of {} comparisons its difference is outside what one more \
                 training would give here.",
                found.comparisons
            ),
        };
        format!("Trained {seeds} times each, {standing}. {study}")
    },
    statistics: "The statistics behind it",
    compared: |compared, seeds| {
        let SeedValues { mean, interval, one_more, .. } = &compared.comparison.difference;
        let points = format!("{:.3} points", mean.abs() * 100.0);
        let difference = match mean.total_cmp(&0.0) {
            std::cmp::Ordering::Greater => format!("{points} better than (2)"),
            std::cmp::Ordering::Less => format!("{points} worse than (2)"),
            std::cmp::Ordering::Equal => "as accurate as (2)".to_owned(),
        };
        let standing = match compared.standing {
            Standing::Better | Standing::Worse => "more than chance explains",
            Standing::NotSeparable => "not separable",
        };
        let study = compared.study.map_or_else(String::new, |study| {
            let side = if study.side == Side::Within { "within" } else { "outside" };
            format!(
                "; the study’s {} points are {side} what one more training would give [{}, {}]",
                signed_points(study.difference),
                signed_points(one_more.low),
                signed_points(one_more.high)
            )
        });
        format!(
            "Experiment {}: over {seeds} trainings {} is {difference} [{}, {}], p = {:.3} by Holm: {standing}{study}.",
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
            if structures.is_empty() { String::new() } else { text(&joined(&structures, " and ")) }
        };
        format!(
            "Two separately trained (2)s, their logits averaged ({} pairs), are right on {}.{}{}{}",
            found.pairs,
            percent(found.accuracy),
            sentence(Side::Within, |names| format!(
                " That is within the 95 % interval of {names}: two backbones in one network show nothing here that two \
                 networks side by side do not."
            )),
            sentence(Side::Below, |names| format!(
                " That is below the 95 % interval of {names}, which do better."
            )),
            sentence(Side::Above, |names| format!(
                " That is above the 95 % interval of {names}, which do worse."
            ))
        )
    },
    signal: |found| {
        let Some(precision) = found.precision else {
            return format!(
                "In {} trainings no network contradicted itself: contradictions gave no error away.",
                found.seeds
            );
        };
        let each = found.each.iter().map(|(structure, contradictions, missed)| {
            format!("{} {contradictions} of {missed}", structure.label())
        });
        format!(
            "A contradiction was an error in {:.0} % of cases. Of the misses of {} trainings it gave away: {}.",
            precision * 100.0,
            found.seeds,
            each.collect::<Vec<_>>().join(", ")
        )
    },
    unknown: |found| {
        let seeds = if found.enough_seeds {
            ""
        } else {
            " So many seeds are too few: after the correction no comparison could be significant."
        };
        format!(
            "Not known: differences below some {:.2} points ({:.0} images), which {} seeds do not show; other backbones \
             than {}; other recipes than “{}”, the study’s own among them.{seeds}",
            found.half_width * 100.0,
            found.images,
            found.seeds,
            found.backbone,
            found.recipe
        )
    },
    recipe: |trainings| {
        let (recipe, seeds) = (&trainings.recipe, &trainings.seeds);
        format!(
            "{}, recipe “{}”: {} epochs, batches of {}, {} training images, learning rate {}, burn {}. Seeds {}; with the \
             same seed all structures share split, order, variations and the first backbone’s first weights. Intervals: \
             Student’s, 95 %; p: exact sign-flip test over the seeds, corrected by Holm for the comparisons of a rule.",
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
    chart: |seeds| format!("Accuracy of {seeds} trainings of each structure"),
    chart_note: |cut| {
        format!(
            "Small dots: one training each. Circle with whisker: their mean and its 95 % interval. Below it the study’s one \
             training. The axis is cut: it starts at {}, not at 0.",
            percent(cut)
        )
    },
    mean: "Mean of our trainings",
    study: "The study, once",
    tables: "The same as tables",
    accuracies: "Accuracy in %, and the difference to (2) with the same seed in points",
    accuracy_columns: ["Exp.", "Mean ± deviation", "95 %", "Study", "To (2)", "95 %", "p", "p (Holm)"],
    each_seed: "Accuracy of each training, %",
    seed: |seed| format!("Seed {seed}"),
    certainty: "Over all trainings: errors, contradictions as their signal, calibration",
    certainty_columns: ["Misses", "Contradictions", "Precision", "Recall", "Brier", "ECE", "Sure of 3 to 9"],
};

/// Structures with the rules by which they are so.
fn structures_by_rule(found: &[(Structure, Rule)]) -> String {
    let each = found
        .iter()
        .map(|(structure, rule)| format!("{} (experiment {})", structure.label(), rule.experiment()));
    each.collect::<Vec<_>>().join(", ")
}
