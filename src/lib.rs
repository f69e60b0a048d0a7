//! share-or-split: when one image must answer two questions, should they share a backbone, a head, both or neither?
//!
//! # The house
//!
//! One way through: **pixels → [`image`] → [`protocol`] → `engine` → `model` → [`protocol`] → [`study`] (decision) → `page`**.
//! The engine returns head outputs only; the page and the evaluator apply the same [`study::decide`]. Training enters
//! by its own door and leaves files in `weights/`.
//!
//! There are three wasm programs at a time. `app` (Leptos) is small and paints at once. `worker` loads beside it, so that
//! the page never freezes, a panic or a lost device costs only the worker, and benchmarks are not disturbed by
//! rendering. `lab` (Leptos, too) follows when both work: benchmark, accuracy and the study's figures, in a place that
//! the app leaves it. Each two of them have a line of their own, and [`protocol`] holds all messages; whose turn it is at
//! the worker, the page decides. The worker runs the steps of [`fused`], on burn's WebGPU device or on the CPU; `plain`
//! is the same worker with burn's own operations in it, several times as large, loaded when asked for.
//!
//! | room | may use | feature | never contains |
//! |---|---|---|---|
//! | [`study`] | nothing | | tensors, DOM, clocks, IO |
//! | [`image`] | study | | DOM, burn |
//! | [`measure`] | study | | a clock, a GPU |
//! | [`weights`] | study | | burn |
//! | [`fused`] | study, image, weights | | burn, DOM, a clock, a GPU |
//! | `model` | study, weights | `model` | wgpu or CubeCL types, async, web-sys |
//! | [`protocol`] | study, image, measure | `browser` for `transfer` only | burn, leptos |
//! | `net` | study, image, measure, protocol | `browser` | burn, leptos, engine, model, weights |
//! | `engine` | all above | `session`; `engine` for burn and WebGPU | leptos, text for readers |
//! | `web` | study, image, measure, protocol, net | `ui`; `train` has formats and colors | burn, engine, model, weights |
//! | `chart` | study, measure, web | `ui`, `train` | burn, engine, model, weights |
//! | `page` | study, image, measure, protocol, web | `ui` | burn, engine, model, weights |
//! | `lab` | study, image, measure, weights, protocol, web, chart | `ui` | burn, engine, model |
//! | `train` | study, image, measure, weights, model, chart | `train` | web-sys, leptos |
//!
//! `tests/house` checks the table above against every path in every file, and that no files and no folders use each other
//! in a circle. Building with `--features ui` has no burn in its dependency graph: that is the wall.

pub mod fused;
pub mod image;
pub mod measure;
pub mod protocol;
pub mod study;
pub mod weights;

#[cfg(any(feature = "ui", feature = "train"))]
pub mod chart;
#[cfg(any(feature = "session", all(test, feature = "ui")))]
pub mod engine;
#[cfg(feature = "ui")]
pub mod lab;
#[cfg(feature = "model")]
pub mod model;
#[cfg(feature = "browser")]
pub mod net;
#[cfg(feature = "ui")]
pub mod page;
#[cfg(feature = "train")]
pub mod train;
#[cfg(any(feature = "ui", feature = "train"))]
pub mod web;
