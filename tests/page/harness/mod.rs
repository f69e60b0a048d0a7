//! What the tests of the built page and the programs of `bench/` share: a site, a browser, the page in it.

pub(crate) mod browser;
pub(crate) mod downloads;
pub(crate) mod lab;
pub(crate) mod memory;
pub(crate) mod page;
pub(crate) mod site;
pub(crate) mod stage;
pub(crate) mod webgpu;
