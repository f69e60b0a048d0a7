//! Calls to WebGPU, counted in the page and in its workers.

use serde::Deserialize;
use serde_json::json;
use share_or_split::study::{Backbone, Structure};

use super::browser;
use super::page::{Card, Page};
use super::site::Fault;

/// Counts every call to WebGPU, in the page and in workers that start with the same lines.
pub(crate) const COUNTER: &str = concat!(include_str!("webgpu_counter.js"), "\n");
/// Forwards that are counted together.
pub(crate) const FORWARDS: u32 = 3;

/// The software adapter passes for a real graphics card.
pub(crate) const REAL_GPU: &str =
    "Object.defineProperty(GPUAdapterInfo.prototype, 'isFallbackAdapter', { get: () => false });
    for (const name of ['vendor', 'architecture', 'device', 'description'])
        Object.defineProperty(GPUAdapterInfo.prototype, name, { get: () => 'real' });\n";

/// A clock that runs so slowly that the software GPU passes for a quick one.
pub(crate) const QUICK: &str = "const now = performance.now.bind(performance);
    performance.now = () => now() / 1000;\n";

/// Lines of a program or a page whose timers pass so many times as fast.
pub(crate) fn hurried(times: f64) -> String {
    format!(
        "{{ const later = setTimeout;
            globalThis.setTimeout = (call, time, ...given) => later(call, time / {times}, ...given); }}\n"
    )
}

/// Calls to WebGPU.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Counts {
    pub(crate) dispatch: u32,
    pub(crate) submit: u32,
    pub(crate) write_buffer: u32,
    pub(crate) write_bytes: u32,
    pub(crate) map_async: u32,
    pub(crate) bind_group: u32,
    pub(crate) create_buffer: u32,
    pub(crate) shader_module: u32,
    pub(crate) pipeline: u32,
    pub(crate) pipeline_async: u32,
}

/// What a visit with only these structures asks for until they answer, and what some forwards ask for then.
pub(crate) async fn counts(page: &Page, backbone: Backbone, structures: &[Structure]) -> (Counts, Counts) {
    open_counting(page, backbone, structures, "digit=0").await;
    let wanted = "the structures answer, the others fail";
    let all = |cards: &[Card]| {
        cards.iter().zip(Structure::ALL).all(|(card, structure)| {
            if structures.contains(&structure) { !card.verdict.is_empty() } else { card.state == "failed" }
        })
    };
    page.cards_when(wanted, all).await;
    let visit = ask(page, "total").await;
    ask(page, "resetAll").await;
    for sample in 0..FORWARDS {
        let before = page.cards().await;
        page.click(&format!("sample-{sample}")).await;
        let changed = |cards: &[Card]| {
            cards.iter().zip(&before).any(|(now, before)| now.outputs != before.outputs) && all(cards)
        };
        page.cards_when("an answer to another image", changed).await;
    }
    (visit, ask(page, "total").await)
}

/// Opens the page on WebGPU with only these structures, every call counted.
pub(crate) async fn open_counting(page: &Page, backbone: Backbone, structures: &[Structure], query: &str) {
    open_with(page, COUNTER, backbone, structures, query).await;
}

/// The same with other lines before the page's and the worker's own.
pub(crate) async fn open_with(
    page: &Page,
    lines: &'static str,
    backbone: Backbone,
    structures: &[Structure],
    query: &str,
) {
    browser::devtools(&page.client, "Page.addScriptToEvaluateOnNewDocument", json!({ "source": lines }))
        .await;
    page.site.heal();
    page.site.spoil("worker_loader.js", Fault::Prefixed(lines));
    for other in Structure::ALL.into_iter().filter(|other| !structures.contains(other)) {
        page.site.spoil(&format!("weights/{}/{}.safetensors", backbone.id(), other.id()), Fault::Missing);
    }
    page.open(&format!("?device=gpu&{query}&backbone={}", backbone.id())).await;
}

/// Asks the counters of the page and of its workers.
pub(crate) async fn ask(page: &Page, what: &str) -> Counts {
    let script = format!("return __gpuCounter.{what}().then(() => __gpuCounter.total());");
    serde_json::from_value(page.run(&script, vec![]).await).unwrap()
}
