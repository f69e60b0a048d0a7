//! The worker's kernels against their scalar references, on WebGPU and as wasm, in a browser's worker.
//!
//! `wasm-bindgen-test-runner` runs it: see `./scripts/test`.

mod cpu;
#[path = "../../bench/cpu/made_up.rs"]
mod made_up;

use share_or_split::engine::check_kernels;
use share_or_split::study::Backbone;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen_test]
async fn resnet18_steps_equal_their_references() {
    check_kernels(Backbone::ResNet18).await;
}

#[wasm_bindgen_test]
async fn resnet34_steps_equal_their_references() {
    check_kernels(Backbone::ResNet34).await;
}

#[wasm_bindgen_test]
async fn resnet50_steps_equal_their_references() {
    check_kernels(Backbone::ResNet50).await;
}

fn main() {}
