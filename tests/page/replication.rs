//! What many trainings with other seeds say, in the section about the study: as the page's file has it, in both languages.

use serde_json::Value;

use crate::harness::page::Page;
use crate::harness::site::Fault;
use crate::harness::stage::{Console, Language, on_a_page, on_the_page};

const FILE: &str = "replication/resnet18.json";

/// What a test reads of it: texts also where they are folded.
const READ: &str = "const text = testid => document.querySelector(`[data-testid='${testid}']`)?.textContent ?? '';
    const rows = [...document.querySelectorAll(`[data-testid='replication-table'] table`)].map(table =>
        [...table.tBodies[0].rows].map(row => [row.dataset.structure, ...[...row.cells].slice(1).map(cell => cell.textContent)]));
    return { all: text('replication'), chart: document.querySelectorAll(`[data-testid='replication-chart'] canvas`).length,
        rows, sentences: ['1', '3', '4_1', '4_2'].map(id => text('replication-sentence-' + id)) };";

const HERE: &str = "return !!document.querySelector(`[data-testid='replication-sentence-4_2']`);";

async fn opened(page: &Page, query: &str) -> Value {
    page.open(query).await;
    page.until("the trainings are told", HERE).await;
    page.run(READ, vec![]).await
}

/// A fraction of the file in points, as the page writes it.
fn points(value: &Value) -> String {
    format!("{:.3}", value.as_f64().unwrap() * 100.0 + 0.0)
}

/// Sentences and tables say what the file says.
fn compare(told: &Value, file: &Value) {
    let structures = file["structures"].as_array().unwrap();
    let compared = structures.iter().filter(|found| found["structure"] != "2");
    for (found, sentence) in compared.zip(told["sentences"].as_array().unwrap()) {
        let sentence = sentence.as_str().unwrap();
        for experiment in ["experiment_1", "experiment_2"] {
            let difference = &found[experiment]["beside_baseline"]["difference"];
            let mean = points(&difference["mean"]);
            let interval = [&difference["interval"]["low"], &difference["interval"]["high"]];
            let interval =
                interval.map(|end| format!("{:+.3}", end.as_f64().unwrap() * 100.0 + 0.0)).join(", ");
            assert!(sentence.contains(mean.trim_start_matches('-')), "{mean} in {sentence}");
            assert!(sentence.contains(&format!("[{interval}]")), "{interval} in {sentence}");
        }
    }
    let [accuracies, seeds, certainty] = [0, 1, 2].map(|table| told["rows"][table].as_array().unwrap());
    assert_eq!((accuracies.len(), seeds.len(), certainty.len()), (10, 10, 5));
    for (index, found) in structures.iter().enumerate() {
        for (rule, experiment) in ["experiment_1", "experiment_2"].into_iter().enumerate() {
            let (accuracy, row) = (&found[experiment]["accuracy"], 2 * index + rule);
            assert_eq!(accuracies[row][0], found["structure"]);
            let mean = format!("{} ± {}", points(&accuracy["mean"]), points(&accuracy["deviation"]));
            assert_eq!(accuracies[row][2], mean);
            let each: Vec<String> = accuracy["each"].as_array().unwrap().iter().map(points).collect();
            assert_eq!(seeds[row].as_array().unwrap()[2..], each);
        }
        let missed: u64 = found["missed"].as_array().unwrap().iter().filter_map(Value::as_u64).sum();
        assert_eq!(certainty[index][1], missed.to_string());
    }
}

#[test]
fn the_trainings_over_seeds_are_told_in_both_languages_as_the_file_has_them() {
    on_the_page(Language::English, |page| async move {
        let file = std::fs::read_to_string(format!("{}/public/{FILE}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        let file: Value = serde_json::from_str(&file).unwrap();
        let english = opened(&page, "?device=cpu#study").await;
        assert_eq!(english["chart"], 1);
        assert!(english["all"].as_str().unwrap().contains("Trained 8 times each"), "{}", english["all"]);
        compare(&english, &file);
        let korean = opened(&page, "?device=cpu&language=ko#study").await;
        assert!(korean["all"].as_str().unwrap().contains("구조마다 8번씩"), "{}", korean["all"]);
        compare(&korean, &file);
    });
}

#[test]
fn without_the_file_a_sentence_says_so_and_the_studys_charts_stay() {
    on_a_page(Language::English, Console::Only("resnet18.json"), |page| async move {
        // Another query each time: an address that differs in nothing is not opened anew.
        for (query, fault, words) in [
            ("?device=cpu#study", Fault::Missing, "has no replication/resnet18.json"),
            ("?device=cpu&budget=5#study", Fault::Truncated, "cannot be read"),
        ] {
            page.site.spoil(FILE, fault);
            page.open(query).await;
            page.says("replication-failed").await;
            let told = page
                .run("return document.querySelector(`[data-testid='replication-failed']`).innerText;", vec![])
                .await;
            assert!(told.as_str().unwrap().contains(words), "{told}");
            page.until(
                "the study's charts",
                "return document.querySelectorAll(`#study canvas`).length === 5;",
            )
            .await;
        }
    });
}
