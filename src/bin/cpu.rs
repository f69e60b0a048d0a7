//! The worker's wasm program for the CPU: no burn, no WebGPU. It starts at once.

fn main() {
    share_or_split::engine::start_cpu();
}
