//! share-or-split: when one image must answer two questions, should they share a backbone, a head, both or neither?
//!
//! # The house
//!
//! One way through: **strokes → [`image`] → [`protocol`] → `engine` → [`fused`] (`model` in the program `plain`) →
//! [`protocol`] → [`study::decide`] → `page`**. The engine returns logits only; the page and the evaluator apply the same
//! decision. Training enters by its own door, [`train`], and leaves files in `weights/`; the page never sees burn.
//!
//! Programs, each a wasm file of its own: `app` (room [`page`]) paints at once; `cpu` (room [`engine`] without burn) loads
//! beside it and answers first; `worker` (the same room on WebGPU) follows behind it where there is a GPU, and takes over
//! when it is ready. Each runs in a worker, so that a panic or a lost device costs only that. `lab` (room [`lab`]: benchmark,
//! accuracy, the study's figures, an article) follows when all work. `plain` is the worker's program with burn's own operations, on
//! when it is ready. Each runs in a worker, so that a panic or a lost device costs only that. `lab` (room [`lab`]: a look inside,
//! benchmark, accuracy, the study's figures) follows when all work. `plain` is the worker's program with burn's own operations, on
//! either device, loaded when asked for. Native: `train`, `evaluate` and `replicate`.
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
//! | `engine` | all above | `session` on the CPU; `engine` for burn and WebGPU | leptos, text for readers |
//! | `web` | study, image, measure, protocol, net | `ui`; `train` has formats and colors | burn, engine, model, weights |
//! | `chart` | study, measure, web | `ui`, `train` | burn, engine, model, weights |
//! | `page` | study, image, measure, protocol, web | `ui` | burn, engine, model, weights |
//! | `lab` | study, image, measure, weights, protocol, web, chart | `ui` | burn, engine, model |
//! | `train` | study, image, measure, weights, model, chart | `train` | web-sys, leptos |
//!
//! `tests/house` checks the table above against every path in every file, and that no files and no folders use each other
//! in a circle. Building with `--features ui` has no burn in its dependency graph: that is the wall.
//!
//! # Where a change begins
//!
//! - a structure, a backbone, a head's question: [`study::Structure`], [`study::Backbone`], [`study::Grouping`]: all else follows from them
//! - what two answers amount to; the study's two rules: [`study::decide`], [`study::Rule`]
//! - how strokes become 28x28 pixels; centering: [`image::Drawing`], `image/center.rs`
//! - the pad: pointer and test images: [`page::pad`]; what is on it, undo: `page/state/pad.rs`
//! - what is shown of a stage: [`study::StageMeans`], made in `fused/stage_means/`, drawn in `page/structures/wiring.rs`
//! - what a cut wire changes: `study/wire.rs`; which are cut: `page/state/cuts.rs`; their handles: `page/structures/crossings.rs`
//! - where an answer lies on the decision plane: `study/plane.rs`, drawn in `page/structures/plane.rs`
//! - when a drawing is none of 0, 1, 2: `study/familiarity.rs`; the probability is fitted in `train/separation.rs`
//! - what is called sure: [`study::Sureness`] in `study/joint.rs`, and again in the texts
//! - a section in the bar: `page/section.rs`
//! - the morph from one image to another: `image/morph.rs`; between which images: `lab/ends.rs`; its strips: `lab/inside/strips.rs`;
//!   what they amount to: `lab/mind.rs`
//! - what the lab asks the networks between two drawings: `lab/inquiry.rs`
//! - a dropped or pasted picture: `page/pad/dropped.rs`; its limits, and how the digit is found: `image/picture.rs`
//! - how a read-back waits: `engine/polling.rs`
//! - a card: its values `page/structures/card.rs`, its looks `card_view.rs` and `heads.rs` beside it
//! - the address: a URL parameter, a drawing in a link: [`web::settings`], `page/state/link.rs`
//!   and what is made of a damaged one: `web/address.rs`; a copy into the clipboard: `web/clipboard.rs`
//! - the page's policy: `index.html`, `public/start.js`, `tests/page/policy.rs`; what a host sends: `docs/hosting.md`
//! - why it is the CPU, in words: `web/fallbacks.rs`
//! - a text: `page/i18n`, `lab/i18n`; what a failure is called: `web/failures.rs`
//! - times of other machines and programs: `measure/recorded/sharing.csv`; what sharing costs, for how many questions:
//!   `lab/cost`, from [`study::ManyQuestions`], `weights/backbone_size.rs` and `measure/estimate.rs`
//! - the article: its words in `lab/article/i18n`, its numbers in `lab/article/facts.rs`
//! - a language: [`web::Language`]; then the compiler asks for a constant beside `english` in `page/i18n/mod.rs` and
//!   `lab/i18n/mod.rs`, an article in `lab/article/i18n` and an arm in `web/failures.rs`; by hand its sentences in
//!   `public/start.js` and `index.html`, its tag in README
//! - a structure's icon: `web/icon.rs`; its color: [`web::palette`]; all others: `public/style.css`; a number's format: [`web::format`]
//! - what a reader sees of each fault, and the test that makes it happen: `docs/reliability.md`; what a page may still hold
//!   after twenty: `tests/page/harness/memory.rs`
//! - a fault to be tried out: `protocol/page_worker.rs` (`Fault`), done in `engine/fault.rs`; what is told of one:
//!   `page/mishap.rs`, `page/diagnostics.rs`; after how much silence a worker is dead: `page/client/watchdog.rs`
//! - when and with what a dead worker is replaced: `page/client/restarts.rs`; when the GPU's worker takes over from the CPU's:
//!   `page/client/worker_model/takeover.rs`
//! - what the programs say to each other: `protocol/{page_worker,lab_worker,page_lab}.rs`
//! - what is kept for a visit without a network, and how a newer version is taken: `public/sw.js`, whose list `scripts/stamp`
//!   writes; `page/offline.rs`
//! - a word that the lab explains: `lab/i18n/word_list.rs`
//! - a kernel: WGSL, workgroups and bindings (`launch.rs`), scalar reference, CPU path: `fused/{stem,conv}/`; the seam to
//!   CubeCL: `engine/gpu/kernel.rs`
//! - what runs a network; a new executor: `engine/executor`
//! - how long anything is waited for: `measure/deadline.rs`; an answer of the GPU: `engine/deadline.rs`, its opening:
//!   `engine/adapter.rs`
//! - what speaks against a GPU: `engine/adapter.rs`; how it is opened: `engine/gpu/open.rs`;
//!   which of its pipelines are compiled before they are needed: `engine/gpu/ahead.rs`
//! - which answers are compared before anything is timed: `engine/verify.rs`, [`measure::Verification`]
//! - how long is measured, and what counts as settled: [`measure::Sampler`]
//! - a median's interval, a ratio, a test: [`measure::Summary`], [`measure::Ratio`], [`measure::McNemar`]
//! - what is concluded from a run: [`measure::claims`]; from the study's rows: `lab/findings.rs`
//! - a saved run: JSON, CSV, Markdown: [`measure::Run`], `measure/export`
//! - a chart: [`chart`]: data, then painting, then the component
//! - a weights file, the manifest: [`weights::Manifest`], `weights/format.rs`
//! - how a file is fetched: how long a silence may last `net/attempt.rs`, which failures are tried again `net/tries.rs`, what
//!   came in a file's place `net/judge.rs`; which weights come first: `engine/downloads.rs`;
//!   what the browser keeps of them: `net/stored.rs`, shown by `lab/stored_panel.rs`
//! - how a network is trained, and kept: [`train::Recipe`], `train/run.rs`
//! - what many trainings say together, over seeds: `train/over_seeds/`; the file that the page and the card have of it, and
//!   what a comparison amounts to: [`measure::Trainings`]; its sentences: `lab/seed_findings.rs`
//! - what the model card says: `train/assess.rs`, `train/card.rs`
//!
//! # Glossary
//!
//! - **structure**: which of backbone and head the two questions share: (1) to (4)-2. **network**: a structure on a
//!   backbone, `resnet18/4_1`; there are 15.
//! - **backbone**: a ResNet up to its features. **slot**: which of a structure's backbones, or of a launch's.
//! - **head**: a linear layer and its question ([`study::Grouping`]); `fc` is multiplied into it.
//! - **wire**: from a backbone to a head that reads it. **cut**: its head hears the backbone's **mean share**, what it
//!   adds to each logit on average over the test images.
//! - **bitmap**: the 28x28 gray pixels a network sees. **drawing**: the strokes they come from. **test image**: one of the
//!   3,147 of MNIST's test set that show 0, 1 or 2; **digit** is what it shows.
//! - **logits**: a head's outputs; **probabilities**: their softmax; **verdict**: the digit they amount to, or a
//!   **contradiction** (both heads say yes).
//! - **stage**: stem, layer1 to layer4. **step**: one fused convolution of the plan ([`fused::StepPlan`]).
//! - **reference**: the scalar implementation that a kernel is compared with. **golden**: torchvision's logits of a file.
//! - **schedule**: whether the backbones of a structure run in turn or side by side, as one network with groups.
//! - **executor**: what runs networks: fused on the GPU, fused on the CPU, or plain (burn's operations). One a program.
//! - **successor**: the GPU's worker while the CPU's answers; **takeover**: it follows.
//! - **generation**: number of a worker; what an earlier one still says is dropped. **ticket**: number of a classification.
//! - **lease**: the lab's sole use of the worker. **phase**: what a benchmark does now.
//! - **iteration**: one forward. **sample**: one timing of some iterations. **round**: one sample of every network.
//! - **settled**: a median whose 95 % interval is narrow enough. **lower bound**: what no executor on this device can go
//!   below. **startup**: what a network costs before its first answer.
//! - **assess**: run the whole test set. **verify**: compare numbers with a reference.

// `pub` is what a program, a test or a bench uses; all else is `pub(crate)`, so that the compiler finds what is dead. A program uses
// only some of the rooms, so it can tell in the build with all of them, which ./scripts/test makes.
#![cfg_attr(not(all(feature = "ui", feature = "plain", feature = "train")), allow(dead_code, unused_imports))]

pub mod fused;
pub mod image;
pub mod measure;
pub mod protocol;
pub mod study;
pub mod weights;

#[cfg(any(feature = "ui", feature = "train"))]
pub(crate) mod chart;
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
pub(crate) mod web;
