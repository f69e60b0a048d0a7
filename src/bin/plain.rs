//! The worker's wasm program with burn's own operations, for `?executor=plain`.

fn main() {
    share_or_split::engine::start_plain();
}
