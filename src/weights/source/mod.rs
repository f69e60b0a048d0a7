//! Where weights files come from: a folder here, a server in the browser. Refuses to parse them.

#[cfg(feature = "browser")]
pub mod browser;
#[cfg(not(target_arch = "wasm32"))]
pub mod disk;
