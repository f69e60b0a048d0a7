//! What sharing costs: the chart of the places where it was measured, and the calculator. With two questions its numbers
//! are those of the study's structures, as they are published and were measured.

use fantoccini::key::Key;
use serde_json::{Value, json};
use share_or_split::measure::Mode;
use share_or_split::study::{Backbone, Structure};

use crate::harness::lab::measured;
use crate::harness::stage::{Language, on_the_page};

/// The cells of the calculator's rows by structure.
const TABLE: &str =
    "return Object.fromEntries([...document.querySelectorAll(`[data-testid='calculator-table'] tbody tr`)]
    .map(row => [row.dataset.structure, [...row.cells].map(cell => cell.innerText.trim())]));";

/// The sizes of the published files have come.
const SIZES: &str =
    "const cells = document.querySelectorAll(`[data-testid='calculator-table'] tbody td:nth-child(6)`);
    return cells.length === 5 && [...cells].every(cell => cell.innerText !== '–');";

/// Cells of a row: structure, what is shared, backbones, heads, parameters, download, memory, time in turn and side by side.
const PARAMETERS: usize = 4;
const DOWNLOAD: usize = 5;
const IN_TURN: usize = 7;
const SIDE_BY_SIDE: usize = 8;

/// The entry of a ResNet18 in the manifest that ships.
fn published(structure: Structure) -> Value {
    let manifest: Value = serde_json::from_str(include_str!("../../weights/manifest.json")).unwrap();
    let entries = manifest["networks"].as_array().unwrap();
    let own =
        |entry: &&Value| entry["backbone"] == Backbone::ResNet18.id() && entry["structure"] == structure.id();
    entries.iter().find(own).unwrap().clone()
}

#[test]
fn before_anything_ran_two_questions_take_what_is_published_in_both_languages() {
    for (language, unit, backbones) in
        [(Language::English, "multiply-adds", "8 backbones"), (Language::Korean, "곱셈-덧셈", "백본 8개")]
    {
        on_the_page(language, move |page| async move {
            page.open("?device=cpu#cost").await;
            page.until("the calculator knows the sizes", SIZES).await;
            let table = page.run(TABLE, vec![]).await;
            for structure in Structure::ALL {
                let (row, entry) = (&table[structure.id()], published(structure));
                let millions = |field: &str| entry[field].as_f64().unwrap() / 1e6;
                assert_eq!(row[PARAMETERS], format!("{:.2}", millions("parameters")), "{row}");
                assert_eq!(row[DOWNLOAD], format!("{:.1}", millions("bytes")), "{row}");
                let (in_turn, side_by_side) = match structure.backbones() {
                    1 => ("1.00×", "1.00×"),
                    _ => ("2.00×", "1.00× – 2.00×"),
                };
                assert_eq!(
                    (&row[IN_TURN], &row[SIDE_BY_SIDE]),
                    (&json!(in_turn), &json!(side_by_side)),
                    "{row}"
                );
            }
            let basis = "return document.querySelector(`[data-testid='calculator-basis']`).innerText;";
            let basis = page.run(basis, vec![]).await;
            assert!(basis.as_str().unwrap().contains(unit), "{basis}");
            // By keyboard: the slider to its end, then the choice.
            let slider = page.element("calculator-questions").await;
            slider.send_keys(&char::from(Key::End).to_string()).await.unwrap();
            page.click("calculator-1").await;
            let chosen = format!(
                "return document.querySelector(`[data-testid='calculator-chosen']`).innerText.includes('{backbones}');"
            );
            page.until("eight questions, the head shared", &chosen).await;
            let table = page.run(TABLE, vec![]).await;
            assert_eq!(table["1"][IN_TURN], "8.00×");
            let groups = "return document.querySelectorAll(`[data-chart='sharing'] tbody tr`).length;";
            assert_eq!(page.run(groups, vec![]).await, json!(20), "four places with five structures");
        });
    }
}

#[test]
fn after_a_run_its_times_are_those_of_two_questions() {
    on_the_page(Language::English, |page| async move {
        page.open("?device=cpu&run=benchmark&budget=1&structures=2,3,4_1").await;
        let run = measured(&page).await;
        assert_eq!(run.plan.mode, Mode::Latency);
        let table = page.run(TABLE, vec![]).await;
        for (network, summary) in run.summaries() {
            let median = summary.median.0;
            let shown = match median {
                median if median >= 100.0 => format!("{median:.0} ms"),
                median if median >= 10.0 => format!("{median:.1} ms"),
                median => format!("{median:.2} ms"),
            };
            assert_eq!(table[network.structure.id()][IN_TURN], shown, "{network}");
        }
        assert_eq!(table["4_1"][SIDE_BY_SIDE], "–", "the CPU's program has no such order");
        let groups = "return document.querySelectorAll(`[data-chart='sharing'] tbody tr`).length;";
        assert_eq!(page.run(groups, vec![]).await, json!(23), "the run's three structures stand there, too");
    });
}
