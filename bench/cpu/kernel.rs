//! The CPU path as a bare wasm module, for `bench/cpu/bench.mjs` to check and to time.

#![allow(
    unsafe_code,
    reason = "what a wasm module exports without wasm-bindgen has a name that is not mangled"
)]

mod made_up;

use std::cell::RefCell;

use made_up::{made_up_images, made_up_network};
use share_or_split::fused::{CpuBackbone, CpuNetwork, PackedBackbone, Scratch, StepPlan, reference_features};
use share_or_split::image::Pixels;
use share_or_split::study::Backbone;
use share_or_split::weights::write;

/// A network of structure 2 with made-up weights in the real shapes: the time does not depend on the values.
struct Bench {
    /// The network as a weights file, for whoever else is to run it.
    file: Vec<u8>,
    plan: StepPlan,
    packed: PackedBackbone,
    network: CpuNetwork,
    /// Its backbone without the last steps.
    shortened: Option<CpuBackbone>,
    scratch: Scratch,
    images: Vec<Pixels>,
    logits: Vec<f32>,
}

thread_local! {
    static BENCH: RefCell<Option<Bench>> = const { RefCell::new(None) };
}

fn open(backbone: Backbone, images: usize) -> Option<Bench> {
    let network = made_up_network(backbone);
    let file = write(&network, "made up").ok()?;
    let plan = StepPlan::for_backbone(backbone);
    let packed = PackedBackbone::pack(&plan, network.backbones.first()?.clone())?;
    let network = CpuNetwork::new(network)?;
    let images = made_up_images(images);
    let (shortened, scratch, logits) = (None, Scratch::default(), Vec::new());
    Some(Bench { file, plan, packed, network, shortened, scratch, images, logits })
}

/// Reads something of the network, or of nothing before `prepare`.
fn with<T>(read: impl FnOnce(&mut Bench) -> T, absent: T) -> T {
    BENCH.with_borrow_mut(|bench| bench.as_mut().map_or(absent, read))
}

/// Makes a network (0: ResNet18, 1: ResNet34, 2: ResNet50) and that many images ready; 1 when it could.
#[unsafe(no_mangle)]
extern "C" fn prepare(backbone: usize, images: usize) -> usize {
    let bench = Backbone::ALL.get(backbone).and_then(|backbone| open(*backbone, images));
    let ready = usize::from(bench.is_some());
    BENCH.set(bench);
    ready
}

/// One forward of all images; returns how many logits it left.
#[unsafe(no_mangle)]
extern "C" fn forward() -> usize {
    let run = |bench: &mut Bench| {
        bench.logits.clear();
        if let Some(backbone) = &bench.shortened {
            std::hint::black_box(backbone.forward(&mut bench.scratch, &bench.images));
        } else {
            let logits = bench.network.forward(&mut bench.scratch, &bench.images);
            bench.logits.extend(logits.iter().flatten().flatten());
        }
        bench.logits.len()
    };
    with(run, 0)
}

/// Leaves out all but the first steps behind the stem, to find out what each costs; how many are left.
#[unsafe(no_mangle)]
extern "C" fn shorten(steps: usize) -> usize {
    let cut = |bench: &mut Bench| {
        let (mut plan, mut packed) = (bench.plan.clone(), bench.packed.clone());
        plan.steps.truncate(steps);
        packed.steps.truncate(steps);
        let left = plan.steps.len();
        bench.shortened = CpuBackbone::new(&plan, packed);
        bench.shortened.as_ref().map_or(0, |_| left)
    };
    with(cut, 0)
}

/// The largest difference between the features of the last image and its scalar reference's, as a part of the largest feature.
#[unsafe(no_mangle)]
extern "C" fn difference_from_reference() -> f32 {
    let run = |bench: &mut Bench| {
        let Some(last) = bench.images.last() else { return f32::NAN };
        let Some(backbone) = CpuBackbone::new(&bench.plan, bench.packed.clone()) else { return f32::NAN };
        let features = backbone.forward(&mut bench.scratch, &bench.images);
        let ours = &features[features.len() - bench.plan.width..];
        let expected = reference_features(&bench.plan, &bench.packed, last);
        let largest = expected.iter().fold(0.0f32, |largest, value| largest.max(value.abs()));
        // Not `f32::max`, which would pass over what is not a number.
        let differences =
            ours.iter().zip(&expected).map(|(ours, expected)| (ours - expected).abs() / largest);
        differences.fold(0.0, |most, one| if one <= most { most } else { one })
    };
    with(run, f32::NAN)
}

/// Where the logits lie: `[images, 3]` floats.
#[unsafe(no_mangle)]
extern "C" fn logits() -> *const f32 {
    with(|bench| bench.logits.as_ptr(), std::ptr::null())
}

/// Where the images lie: `[images, 784]` floats.
#[unsafe(no_mangle)]
extern "C" fn images() -> *const f32 {
    with(|bench| bench.images.as_ptr().cast(), std::ptr::null())
}

/// Where the weights file lies.
#[unsafe(no_mangle)]
extern "C" fn file() -> *const u8 {
    with(|bench| bench.file.as_ptr(), std::ptr::null())
}

/// Bytes of the weights file.
#[unsafe(no_mangle)]
extern "C" fn file_bytes() -> usize {
    with(|bench| bench.file.len(), 0)
}
