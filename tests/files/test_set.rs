//! The test images that ship with the page.

use std::path::Path;

use share_or_split::image::TestSet;

pub(crate) fn shipped_test_set() -> TestSet {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("public").join(TestSet::FILE);
    TestSet::parse(&std::fs::read(path).unwrap()).unwrap()
}
