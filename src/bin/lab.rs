//! The lab's program. Everything it does is in [`share_or_split::lab`].

use share_or_split::lab::{Build, mount};

fn main() {
    // Here rather than in the library: another commit is another link, and nothing more.
    let commit = option_env!("SHARE_OR_SPLIT_COMMIT").unwrap_or_default();
    mount(Build { version: env!("CARGO_PKG_VERSION"), commit });
}
