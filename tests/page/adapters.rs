//! Browsers and graphics cards that will not do: each time the page says why, and the CPU answers.

use serde_json::json;
use share_or_split::study::Digit;

use crate::harness::page::{first_image_of, strokes_of};
use crate::harness::site::Fault;
use crate::harness::stage::{Language, on_the_page};
use crate::harness::webgpu::{QUICK, REAL_GPU, hurried};

/// What the worker finds, and what the page must say among other things.
const CASES: [(&str, &str); 4] = [
    (
        "Object.defineProperty(WorkerNavigator.prototype, 'gpu', { get: () => undefined });\n",
        "offers no WebGPU",
    ),
    ("GPU.prototype.requestAdapter = async () => null;\n", "found no graphics card"),
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

/// F13: ways in which a GPU never answers, and how long it is waited for.
const NEVER: [(&str, u32); 4] = [
    ("GPU.prototype.requestAdapter = () => new Promise(() => {});\n", 10),
    ("GPUAdapter.prototype.requestDevice = () => new Promise(() => {});\n", 10),
    ("GPUBuffer.prototype.mapAsync = () => new Promise(() => {});\n", 20),
    (
        "{ const map = GPUBuffer.prototype.mapAsync;
        let left = 10;
        GPUBuffer.prototype.mapAsync = function (...range) {
            return left-- > 0 ? map.apply(this, range) : new Promise(() => {});
        }; }\n",
        20,
    ),
];

#[test]
fn a_gpu_that_never_answers_gives_way_to_the_cpu_and_to_a_button_where_it_is_insisted_on() {
    for (lines, waited) in NEVER {
        on_the_page(Language::English, move |page| async move {
            let lines: &'static str =
                Box::leak(format!("{REAL_GPU}{QUICK}{}{lines}", hurried(5.0)).into_boxed_str());
            for program in ["cpu_loader.js", "worker_loader.js"] {
                page.site.spoil(program, Fault::Prefixed(lines));
            }
            let said = format!(
                "return document.querySelector(`[data-testid='device']`).innerText.includes('has not answered for {waited} s');"
            );
            page.open("").await;
            page.draw(&strokes_of(Digit::Two)).await;
            page.all_say(Digit::Two).await;
            page.until("the line says that the GPU did not answer", &said).await;
            let cards = page.all_say(Digit::Two).await;
            assert!(cards.iter().all(|card| card.executor == "fused-cpu"), "{cards:?}");
            // Nothing more is awaited.
            page.element("benchmark-start").await;
            page.open("?device=gpu").await;
            page.draw(&strokes_of(Digit::Two)).await;
            page.until("the line says so of a GPU that was insisted on", &said).await;
            page.element("restart").await;
        });
    }
}

#[test]
fn a_graphics_card_is_used_though_its_description_or_a_feature_that_nobody_needs_is_missing() {
    [NO_TIMESTAMPS, NO_DESCRIPTION].into_iter().for_each(the_gpu_answers);
}

#[test]
fn pipelines_that_do_not_come_ahead_are_made_when_they_are_needed() {
    [NOTHING_AHEAD, NEVER_AHEAD].into_iter().for_each(the_gpu_answers);
}

/// The GPU takes over in a browser with these lines, and no worker is lost.
fn the_gpu_answers(lines: &'static str) {
    on_the_page(Language::English, move |page| async move {
        let cpu: &'static str = Box::leak(format!("{REAL_GPU}{lines}").into_boxed_str());
        page.site.spoil("cpu_loader.js", Fault::Prefixed(cpu));
        let gpu: &'static str = Box::leak(format!("{REAL_GPU}{QUICK}{lines}").into_boxed_str());
        page.site.spoil("worker_loader.js", Fault::Prefixed(gpu));
        let digit = Digit::Two;
        page.open(&format!("?digit={}", first_image_of(digit))).await;
        page.cards_when("five answers of the GPU", |cards| {
            cards.iter().all(|card| card.executor == "fused-gpu" && card.verdict == "2")
        })
        .await;
        let workers = page.run("return testWorkers.length;", vec![]).await;
        assert_eq!(workers, json!(2), "the CPU's and the GPU's, and none was lost");
    });
}

/// A browser that compiles nothing ahead.
const NOTHING_AHEAD: &str = "delete GPUDevice.prototype.createComputePipelineAsync;\n";

/// A browser that never comes to the end of it.
const NEVER_AHEAD: &str = "GPUDevice.prototype.createComputePipelineAsync = () => new Promise(() => {});\n";

/// F15: a card whose devices refuse timestamps.
const NO_TIMESTAMPS: &str = "const has = GPUSupportedFeatures.prototype.has;
    GPUSupportedFeatures.prototype.has = function (name) { return name !== 'timestamp-query' && has.call(this, name); };
    const request = GPUAdapter.prototype.requestDevice;
    GPUAdapter.prototype.requestDevice = function (wanted) {
        return [...wanted.requiredFeatures].includes('timestamp-query')
            ? Promise.reject(new TypeError('no timestamps')) : request.call(this, wanted);
    };\n";

/// F14: a browser that does not describe its adapters.
const NO_DESCRIPTION: &str = "delete GPUAdapter.prototype.info; delete GPUDevice.prototype.adapterInfo;\n";

/// A browser that looks for the GPU's answers only ten times a second.
const LATE: &str = "const map = GPUBuffer.prototype.mapAsync;
    GPUBuffer.prototype.mapAsync = async function (...range) {
        await map.apply(this, range);
        await new Promise(resolve => setTimeout(resolve, 100));
    };\n";
