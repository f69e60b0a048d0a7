//! What the page holds: wasm memory of its programs, its workers' included, and nodes of the document.

use serde_json::json;

use super::browser::devtools;
use super::page::Page;
use super::site::Fault;

/// Lines for the page and its workers: each tells the others, when asked, how much memory its programs have.
pub(crate) const TOLD: &str = "{
    const memories = [];
    for (const name of ['instantiate', 'instantiateStreaming']) {
        const original = WebAssembly[name];
        WebAssembly[name] = async (...given) => {
            const made = await original.apply(WebAssembly, given);
            const { memory } = (made.instance ?? made).exports;
            if (memory) memories.push(memory);
            return made;
        };
    }
    const channel = new BroadcastChannel('test-memory');
    channel.onmessage = ({ data }) => {
        if (data === 'ask') channel.postMessage(memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0));
    };
}\n";

/// Of the page and of each worker that lives.
const ASK: &str = "return (async () => {
    const channel = new BroadcastChannel('test-memory'), told = [];
    channel.onmessage = ({ data }) => { if (typeof data === 'number') told.push(data); };
    channel.postMessage('ask');
    await new Promise(resolve => setTimeout(resolve, 1000));
    channel.close();
    return told;
})();";

/// What the page holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Held {
    /// Bytes of wasm memory: the page's, and each living worker's.
    pub(crate) wasm: Vec<f64>,
    /// Nodes that are in the document or held by a script.
    pub(crate) nodes: f64,
}

/// Has the page and its workers tell, from the next visit on; the workers' programs start with `lines`, too.
pub(crate) async fn listen(page: &Page, lines: &str) {
    devtools(&page.client, "Page.addScriptToEvaluateOnNewDocument", json!({ "source": TOLD })).await;
    let lines: &'static str = Box::leak(format!("{TOLD}{lines}").into_boxed_str());
    for program in ["cpu_loader.js", "worker_loader.js"] {
        page.site.spoil(program, Fault::Prefixed(lines));
    }
}

/// What is held when what nobody needs is gone.
pub(crate) async fn held(page: &Page) -> Held {
    devtools(&page.client, "HeapProfiler.collectGarbage", json!({})).await;
    let counters = devtools(&page.client, "Memory.getDOMCounters", json!({})).await;
    let wasm = serde_json::from_value(page.run(ASK, vec![]).await).unwrap();
    Held { wasm, nodes: counters["nodes"].as_f64().unwrap() }
}

impl Held {
    /// Holds no more than a tenth more than before, and as many programs.
    pub(crate) fn is_like(&self, before: &Self) -> bool {
        let sum = |held: &Self| held.wasm.iter().sum::<f64>();
        self.wasm.len() == before.wasm.len()
            && sum(self) <= 1.1 * sum(before)
            && self.nodes <= 1.1 * before.nodes
    }
}
