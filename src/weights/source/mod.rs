//! Where weights files come from.

#[cfg(not(target_arch = "wasm32"))]
pub mod disk;
