//! The worker's wasm program: burn and nothing of the page.

fn main() {
    share_or_split::engine::start();
}
