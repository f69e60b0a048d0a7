//! Browsers and graphics cards that will not do: each time the page says why, and the CPU answers.

use share_or_split::study::Digit;

use crate::harness::page::first_image_of;
use crate::harness::site::Fault;
use crate::harness::stage::{Language, on_the_page};
use crate::harness::webgpu::REAL_GPU;

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
    // A browser each: they keep the program's script.
    for (lines, sentence) in CASES {
        on_the_page(Language::English, move |page| async move {
            page.site.spoil("cpu_loader.js", Fault::Prefixed(lines));
            let digit = Digit::Zero;
            page.open(&format!("?digit={}", first_image_of(digit))).await;
            let cards = page.all_say(digit).await;
            assert!(cards.iter().all(|card| card.executor == "fused-cpu"));
            let named = format!(
                "return document.querySelector(`[data-testid='device']`).innerText.includes({sentence:?});"
            );
            page.until(sentence, &named).await;
            assert!(!page.site.was_asked_for("worker_loader.js"), "the GPU's program would be of no use");
        });
    }
}

#[test]
fn a_gpu_that_answers_late_gives_way_to_the_cpu() {
    on_the_page(Language::English, |page| async move {
        // The software adapter passes for a real one, and its answers are held back as Firefox does.
        page.site.spoil("cpu_loader.js", Fault::Prefixed(REAL_GPU));
        page.site.spoil("worker_loader.js", Fault::Prefixed(LATE));
        let digit = Digit::Two;
        page.open(&format!("?digit={}", first_image_of(digit))).await;
        let said = "return document.querySelector(`[data-testid='device']`).innerText.includes('the GPU’s answers take');";
        page.until("it is said that the GPU is late", said).await;
        let cards = page.all_say(digit).await;
        assert!(cards.iter().all(|card| card.executor == "fused-cpu"), "{cards:?}");
    });
}

/// A browser that looks for the GPU's answers only ten times a second.
const LATE: &str = "const map = GPUBuffer.prototype.mapAsync;
    GPUBuffer.prototype.mapAsync = async function (...range) {
        await map.apply(this, range);
        await new Promise(resolve => setTimeout(resolve, 100));
    };\n";
