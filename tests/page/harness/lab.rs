//! Page object of the lab: when a benchmark is over, what it saved, what was assessed.

use share_or_split::measure::Run;

use super::page::Page;

/// One stroke straight down, as `page::state::link` writes it: eight points, the first at (128, 40), then 25 down each.
pub(crate) const A_ONE: &str = "#drawing=AAiAKAAZABkAGQAZABkAGQAZ";

/// The benchmark may be started (again).
pub(crate) const OVER: &str = "const start = document.querySelector(`[data-testid='benchmark-start']`);
    return !!start && !start.disabled && start.checkVisibility()
        && !document.querySelector(`[data-testid='benchmark-cancel']:not([disabled])`)?.checkVisibility();";

/// The last column of the table of what was assessed.
pub(crate) const ASSESSED: &str =
    "[...document.querySelectorAll(`[data-testid='assessment-table'] tbody tr`)]
    .map(row => row.cells[row.cells.length - 1].innerText)";

/// Clicks a button as soon as it can be clicked.
pub(crate) async fn press(page: &Page, testid: &str) {
    let script = format!("return document.querySelector(`[data-testid='{testid}']`)?.disabled === false;");
    page.until(&format!("{testid} is enabled"), &script).await;
    page.click(testid).await;
}

/// Waits for the benchmark that the address started, and reads the file that it saves.
pub(crate) async fn measured(page: &Page) -> Run {
    let outcome = "return !!document.querySelector(`[data-testid='benchmark-outcome'] p`);";
    page.until("the benchmark is over", outcome).await;
    page.until("another can be started", OVER).await;
    page.click("save-json").await;
    let file = page.saved("share-or-split-benchmark.json").await;
    Run::from_json(&String::from_utf8(file).unwrap()).unwrap()
}
