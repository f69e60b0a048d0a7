//! The tables of the model card, written from the manifest, the page's file of trainings over seeds and the study's rows
//! alone: what the card says and what those say cannot differ.

use anyhow::{Context, Result, ensure};

use super::over_seeds::summary;
use crate::measure::{Table, Trainings};
use crate::study::{Familiarity, Rule, reference};
use crate::weights::{FamiliarityFound, Manifest, OtherDigits, PublishedNetwork};

/// A part of the card that is written by a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its name in the card's markers.
    pub(crate) name: &'static str,
    /// Its Markdown.
    pub(crate) text: String,
}

/// What stands where nothing was measured.
const NONE: &str = "-";

/// All parts.
#[must_use]
pub fn sections(manifest: &Manifest, trainings: &Trainings) -> Vec<Section> {
    vec![
        Section { name: "results", text: results(manifest) },
        Section { name: "over seeds", text: summary(trainings) },
        Section { name: "heads", text: heads(manifest) },
        Section { name: "confusion", text: confusion(manifest) },
        Section { name: "other digits", text: other_digits(manifest) },
        Section { name: "scores", text: scores(manifest) },
        Section { name: "familiarity", text: familiarity(manifest) },
    ]
}

/// Puts the parts between their markers: `<!-- generated: NAME -->` and `<!-- end: NAME -->`, each on its own line.
///
/// # Errors
/// Names the part whose markers are missing or in the wrong order.
pub fn fill(card: &str, sections: &[Section]) -> Result<String> {
    let mut card = card.to_owned();
    for Section { name, text } in sections {
        let [begin, end] = [format!("<!-- generated: {name} -->\n"), format!("<!-- end: {name} -->")];
        let (before, rest) =
            card.split_once(&begin).with_context(|| format!("the card has no line {}", begin.trim_end()))?;
        let (_, after) =
            rest.split_once(&end).with_context(|| format!("the card has no line {end} after it"))?;
        ensure!(!after.contains(&begin), "the card has {} twice", begin.trim_end());
        card = format!("{before}{begin}\n{text}\n{end}{after}");
    }
    Ok(card)
}

fn share(value: f64) -> String {
    format!("{value:.4}")
}

fn percent(value: f64) -> String {
    format!("{:.1} %", 100.0 * value)
}

fn or_none<T>(value: Option<T>, text: impl Fn(T) -> String) -> String {
    value.map_or_else(|| NONE.to_owned(), text)
}

/// Mean of what there is.
fn mean(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let values: Vec<f64> = values.into_iter().collect();
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

fn results(manifest: &Manifest) -> String {
    let mut table = Table::new([
        "network",
        "experiment 1",
        "study",
        "experiment 2",
        "study",
        "contradictions",
        "int8 changed",
        "by at most",
        "drawings",
        "bytes",
    ]);
    let theirs =
        |entry: &PublishedNetwork, rule| reference::row(rule, entry.network()).map(|row| row.accuracy);
    for entry in &manifest.networks {
        let drawn =
            entry.findings.as_ref().map(|found| found.drawings_right as f64 / found.drawings.max(1) as f64);
        table.push([
            entry.network().to_string(),
            share(entry.accuracy(Rule::HeadMean)),
            or_none(theirs(entry, Rule::HeadMean), share),
            share(entry.accuracy(Rule::AllHeads)),
            or_none(theirs(entry, Rule::AllHeads), share),
            entry.contradictions.to_string(),
            or_none(entry.quantization, |int8| int8.verdicts_changed.to_string()),
            or_none(entry.quantization, |int8| share(int8.largest_probability_change)),
            or_none(drawn, share),
            entry.bytes.to_string(),
        ]);
    }
    let networks = &manifest.networks;
    let mut cells = vec![format!("**mean of {}**", networks.len())];
    for rule in Rule::ALL {
        cells.push(or_none(mean(networks.iter().map(|entry| entry.accuracy(rule))), share));
        cells.push(or_none(mean(networks.iter().filter_map(|entry| theirs(entry, rule))), share));
    }
    cells.resize(10, String::new());
    table.push(cells);
    table.to_markdown(1)
}

fn heads(manifest: &Manifest) -> String {
    let titles = ["network", "accuracy, head 1", "accuracy, head 2", "ECE, head 1", "ECE, head 2"];
    let mut table = Table::new(titles);
    for entry in &manifest.networks {
        let errors =
            entry.findings.as_ref().map(|found| found.calibration_error.as_slice()).unwrap_or_default();
        let mut cells = vec![entry.network().to_string()];
        for values in [entry.head_accuracy.as_slice(), errors] {
            cells.extend((0..2).map(|head| or_none(values.get(head).copied(), share)));
        }
        table.push(cells);
    }
    table.to_markdown(1)
}

fn confusion(manifest: &Manifest) -> String {
    let mut table = Table::new(["network", "a 0 is called", "a 1 is called", "a 2 is called"]);
    for entry in &manifest.networks {
        let rows = entry.findings.as_ref().map(|found| found.confusion);
        let mut cells = vec![entry.network().to_string()];
        cells.extend(
            (0..3).map(|digit| or_none(rows, |rows| rows[digit].map(|count| count.to_string()).join(" / "))),
        );
        table.push(cells);
    }
    table.to_markdown(1)
}

fn other_digits(manifest: &Manifest) -> String {
    let digits: Vec<String> =
        (0..OtherDigits::COUNT).map(|index| (usize::from(OtherDigits::FIRST) + index).to_string()).collect();
    let mut titles = vec!["network", "3 to 9"];
    titles.extend(digits.iter().map(String::as_str));
    let mut table = Table::new(titles);
    let confident = |found: &OtherDigits, digit: usize| {
        found.confident[digit] as f64 / (found.images[digit].max(1)) as f64
    };
    for entry in &manifest.networks {
        let found = entry.other_digits.as_ref();
        let mut cells = vec![entry.network().to_string(), or_none(found, |found| percent(found.share()))];
        cells.extend(
            (0..OtherDigits::COUNT).map(|digit| or_none(found, |found| percent(confident(found, digit)))),
        );
        table.push(cells);
    }
    let found = || manifest.networks.iter().filter_map(|entry| entry.other_digits.as_ref());
    let mut cells = vec![format!("**mean of {}**", found().count())];
    cells.push(or_none(mean(found().map(OtherDigits::share)), percent));
    cells.extend(
        (0..OtherDigits::COUNT)
            .map(|digit| or_none(mean(found().map(|found| confident(found, digit))), percent)),
    );
    table.push(cells);
    table.to_markdown(1)
}

/// The definitions that were compared, the best first, and a sentence about the one in use.
fn scores(manifest: &Manifest) -> String {
    let found = || manifest.networks.iter().filter_map(|entry| entry.familiarity.as_ref());
    let auroc = |way: &Familiarity| {
        let auroc_found = |found: &FamiliarityFound| found.compared.get(way.id()).copied();
        mean(found().filter_map(auroc_found)).map(|mean| (*way, mean))
    };
    let mut ranked: Vec<(Familiarity, f64)> = Familiarity::all().filter_map(|way| auroc(&way)).collect();
    // Stable: those alike stay in the order of `Familiarity::all`.
    ranked.sort_by(|one, other| other.1.total_cmp(&one.1));
    let mut table = Table::new(["score", "mean AUROC"]);
    for (way, auroc) in &ranked {
        let name = if *way == Familiarity::CHOSEN {
            format!("**`{}`**", way.id())
        } else {
            format!("`{}`", way.id())
        };
        table.push([name, share(*auroc)]);
    }
    let mut text = table.to_markdown(1);
    let chosen = ranked.iter().find(|(way, _)| *way == Familiarity::CHOSEN);
    if let (Some((best, most)), Some((chosen, auroc))) = (ranked.first(), chosen) {
        let count = found().count();
        text += &if best == chosen {
            format!("\n`{}` is in use: the best on average over {count} networks.\n", chosen.id())
        } else {
            let (best, by) = (best.id(), most - auroc);
            format!(
                "\n`{}` is in use; `{best}` is better by {by:.4} on average over {count} networks.\n",
                chosen.id()
            )
        };
    }
    text
}

fn familiarity(manifest: &Manifest) -> String {
    let rates = FamiliarityFound::FALSE_POSITIVES.map(|rate| format!("at {:.0} %", 100.0 * rate));
    let mut titles = vec!["network", "threshold", "AUROC"];
    titles.extend(rates.iter().map(String::as_str));
    titles.extend(["3 to 9 not below", "drawings below"]);
    let mut table = Table::new(titles);
    for entry in &manifest.networks {
        let found = entry.familiarity.as_ref();
        let mut cells = vec![
            entry.network().to_string(),
            or_none(found, |found| format!("{:.3}", found.threshold)),
            or_none(found, |found| share(found.auroc)),
        ];
        cells.extend((0..4).map(|rate| or_none(found, |found| percent(found.passing_at[rate]))));
        cells.push(or_none(found, |found| percent(found.others_passing)));
        cells.push(or_none(found, |found| found.drawings_below.to_string()));
        table.push(cells);
    }
    table.to_markdown(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(name: &'static str, text: &str) -> Section {
        Section { name, text: text.to_owned() }
    }

    #[test]
    fn only_what_is_between_the_markers_changes_and_filling_twice_is_filling_once() {
        let card = "# A\n<!-- generated: b -->\nold\n<!-- end: b -->\nkept\n";
        let filled = fill(card, &[section("b", "| new |\n")]).unwrap();
        assert_eq!(filled, "# A\n<!-- generated: b -->\n\n| new |\n\n<!-- end: b -->\nkept\n");
        assert_eq!(fill(&filled, &[section("b", "| new |\n")]).unwrap(), filled);
    }

    #[test]
    fn missing_markers_are_named() {
        let error = |card: &str| fill(card, &[section("b", "")]).unwrap_err().to_string();
        assert!(error("").contains("<!-- generated: b -->"));
        assert!(error("<!-- end: b -->\n<!-- generated: b -->\n").contains("<!-- end: b -->"));
        assert!(error(&"<!-- generated: b -->\n<!-- end: b -->\n".repeat(2)).contains("twice"));
    }

    #[test]
    fn a_network_without_findings_and_no_network_at_all_leave_dashes() {
        let json = include_str!("../../weights/manifest.json");
        let trainings = Trainings::from_json(include_str!("../../public/replication/resnet18.json")).unwrap();
        let mut manifest = Manifest::parse(json).unwrap();
        manifest.networks.truncate(1);
        let entry = &mut manifest.networks[0];
        (entry.findings, entry.other_digits, entry.familiarity, entry.quantization) =
            (None, None, None, None);
        let results = &sections(&manifest, &trainings)[0].text;
        assert!(results.contains("| - | - | - |") && results.contains("**mean of 1**"), "{results}");
        assert!(
            sections(&Manifest::empty(), &trainings)[0].text.contains("| **mean of 0** | - | - | - | - |")
        );
    }
}
