//! The worker's wasm program for WebGPU: burn's runtime, and nothing of the page.

fn main() {
    share_or_split::engine::start_gpu();
}
