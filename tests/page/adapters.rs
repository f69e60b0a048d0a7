//! Browsers and graphics cards that will not do: each time the page says why, and the CPU answers.

use share_or_split::study::Digit;

use crate::harness::page::first_image_of;
use crate::harness::site::Fault;
use crate::harness::stage::{Language, on_the_page};

/// What the worker finds, and what the page must say among other things.
const CASES: [(&str, &str); 5] = [
    (
        "Object.defineProperty(WorkerNavigator.prototype, 'gpu', { get: () => undefined });\n",
        "offers no WebGPU",
    ),
    ("GPU.prototype.requestAdapter = async () => null;\n", "found no graphics card"),
    ("GPUSupportedFeatures.prototype.has = () => false;\n", "timestamp-query"),
    (
        "Object.defineProperty(GPUSupportedLimits.prototype, 'maxStorageBufferBindingSize', { get: () => 1000 });\n",
        "allows 1000 of “maxStorageBufferBindingSize”",
    ),
    ("", "computes in software"),
];

#[test]
fn what_cannot_run_the_kernels_is_named_and_the_cpu_answers() {
    // A browser each: they keep the worker's script.
    for (lines, sentence) in CASES {
        on_the_page(Language::English, move |page| async move {
            page.site.spoil("worker_loader.js", Fault::Prefixed(lines));
            let digit = Digit::Zero;
            page.open(&format!("?digit={}", first_image_of(digit))).await;
            let cards = page.all_say(digit).await;
            assert!(cards.iter().all(|card| card.executor == "fused-cpu"));
            let device = page.element("device").await.text().await.unwrap();
            assert!(device.contains(sentence), "{device} does not contain {sentence}");
        });
    }
}

#[test]
fn a_gpu_that_answers_late_gives_way_to_the_cpu() {
    on_the_page(Language::English, |page| async move {
        // The software adapter passes for a real one, and its answers are held back as Firefox does.
        page.site.spoil("worker_loader.js", Fault::Prefixed(LATE));
        let digit = Digit::Two;
        page.open(&format!("?digit={}", first_image_of(digit))).await;
        let cards = page.all_say(digit).await;
        assert!(cards.iter().all(|card| card.executor == "fused-cpu"), "{cards:?}");
        let device = page.element("device").await.text().await.unwrap();
        assert!(device.contains("the GPU’s answers take"), "{device}");
    });
}

/// A graphics card that passes for real, in a browser that looks for its answers only ten times a second.
const LATE: &str =
    "Object.defineProperty(GPUAdapterInfo.prototype, 'isFallbackAdapter', { get: () => false });
    for (const name of ['vendor', 'architecture', 'device', 'description'])
        Object.defineProperty(GPUAdapterInfo.prototype, name, { get: () => 'real' });
    const map = GPUBuffer.prototype.mapAsync;
    GPUBuffer.prototype.mapAsync = async function (...range) {
        await map.apply(this, range);
        await new Promise(resolve => setTimeout(resolve, 100));
    };\n";
