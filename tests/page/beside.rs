//! The runs of other machines that come with the page, put beside one's own.

use serde_json::json;

use crate::harness::lab::measured;
use crate::harness::stage::{Language, on_the_page};

#[test]
fn an_h100_and_a_cpu_stand_beside_ones_own_run_at_a_click_each() {
    on_the_page(Language::English, |page| async move {
        page.open("?device=cpu&run=benchmark&budget=1&structures=2,4_1").await;
        measured(&page).await;
        for (testid, count, words) in
            [("beside-h100", 1, "nvidia, 16 processors"), ("beside-cpu", 2, "CPU, 2 processors")]
        {
            page.click(testid).await;
            let there = format!("const other = document.querySelectorAll(`[data-testid='theirs'] li`);
                return other.length === {count} && other[{count} - 1].innerText.includes('{words}, Chrome 156, Linux, 2026-11-2');");
            page.until("what it is stands beside its name", &there).await;
            let disabled = format!("return document.querySelector(`[data-testid='{testid}']`).disabled;");
            assert_eq!(page.run(&disabled, vec![]).await, json!(true), "once is enough");
        }
        // One's own run has two structures, the others five.
        let series = "return [...document.querySelectorAll(`[data-chart='times'] tbody tr`)].map(row => row.cells[2].textContent);";
        let series: Vec<String> = serde_json::from_value(page.run(series, vec![]).await).unwrap();
        for (name, bars) in [("Here", 2), ("an H100", 5), ("a CPU", 5)] {
            assert_eq!(
                series.iter().filter(|one| one.starts_with(name)).count(),
                bars,
                "{name} in {series:?}"
            );
        }
        // Of images queued there is a run of the H100, and none of the CPU.
        page.run(
            "const mode = document.querySelector(`[data-testid='benchmark-mode']`);
            mode.value = 'throughput'; mode.dispatchEvent(new Event('change', { bubbles: true }));
            document.querySelector(`[data-testid='benchmark-start']`).click();",
            vec![],
        )
        .await;
        page.until(
            "the CPU's has no bars",
            "const other = document.querySelectorAll(`[data-testid='theirs'] li`);
            return other[1].innerText.includes('something else than your run');",
        )
        .await;
        page.until(
            "the H100's can be fetched anew",
            "return !document.querySelector(`[data-testid='beside-h100']`).disabled
            && document.querySelector(`[data-testid='beside-cpu']`).disabled;",
        )
        .await;
        page.click("beside-h100").await;
        page.until(
            "three runs of others",
            "return document.querySelectorAll(`[data-testid='theirs'] li`).length === 3;",
        )
        .await;
    });
}
