//! Judges the adapter that WebGPU would give, without opening a device on it.
//!
//! In JavaScript terms, because burn's WebGPU runtime takes a software adapter for a GPU; and because the CPU's program,
//! which knows no burn, looks too: only where there is nothing against the GPU is the GPU's program loaded.

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::clock;
use crate::measure::{Millis, within};
use crate::protocol::{Adapter, Fallback, GpuReport};

/// Before WebGPU is asked for an adapter once more: while Chromium's GPU process starts there is none, for 0.1 to 0.4 s.
const AGAIN: [Millis; 4] = [Millis(100.0), Millis(200.0), Millis(300.0), Millis(400.0)];

/// For an adapter, and for a device on it. Chromium's first adapter takes 0.4 s while its GPU process starts, a graphics
/// card that sleeps 2 to 3 s until it is awake: three times that.
pub(super) const OPENING: Millis = Millis(10_000.0);

/// Limits that the kernels require. All are within WebGPU's guaranteed defaults, but browsers also offer adapters below
/// those (compatibility mode).
const LIMITS: [(&str, u64); 5] = [
    // The features of two ResNet50 backbones on all test images: 3,147 * 2 * 2,048 numbers.
    ("maxBufferSize", 64 << 20),
    // Their largest activation for the images of one submission: 396 * 2 * 12,544 numbers.
    ("maxStorageBufferBindingSize", 64 << 20),
    ("maxStorageBuffersPerShaderStage", 5),
    // Partial sums of conv.wgsl, an image and a map of split_k.wgsl: 6,400 bytes.
    ("maxComputeWorkgroupStorageSize", 16 << 10),
    // Threads of conv.wgsl.
    ("maxComputeInvocationsPerWorkgroup", 64),
];

/// What speaks against the GPU, a software adapter included.
pub(super) async fn judge() -> GpuReport {
    match look().await {
        Ok(adapter) => {
            let against = adapter.software.then_some(Fallback::SoftwareAdapter);
            GpuReport { adapter: Some(adapter), against }
        }
        Err(report) => report,
    }
}

/// The adapter, software or not.
///
/// # Errors
/// Fails with what speaks against it where the kernels could not run on it.
pub(super) async fn look() -> Result<Adapter, GpuReport> {
    let gpu = get(&get(&js_sys::global(), "navigator"), "gpu");
    if gpu.is_falsy() {
        return Err(refused(Fallback::NoWebGpu, None));
    }
    let adapter = match within(OPENING, clock::wait, request(&gpu)).await {
        Some(answer) => answer?,
        None => return Err(refused(Fallback::NoAnswer(OPENING), None)),
    };
    let described = describe(&adapter);
    match too_low(&get(&adapter, "limits")) {
        Some(against) => Err(refused(against, Some(described))),
        None => Ok(described),
    }
}

const fn refused(against: Fallback, adapter: Option<Adapter>) -> GpuReport {
    GpuReport { adapter, against: Some(against) }
}

/// Asks for the adapter that the GPU's program opens, and again where there is none yet.
async fn request(gpu: &JsValue) -> Result<JsValue, GpuReport> {
    let options = Object::new();
    // A plain object takes any property.
    let _ = Reflect::set(&options, &"powerPreference".into(), &"high-performance".into());
    let mut pauses = AGAIN.into_iter();
    loop {
        match call(gpu, "requestAdapter", &options).await {
            Ok(adapter) if adapter.is_truthy() => return Ok(adapter),
            Ok(_) => match pauses.next() {
                Some(pause) => clock::wait(pause).await,
                None => return Err(refused(Fallback::NoAdapter, None)),
            },
            Err(words) => return Err(refused(Fallback::InitFailed(words), None)),
        }
    }
}

/// The first limit that is lower than the kernels need.
fn too_low(limits: &JsValue) -> Option<Fallback> {
    LIMITS.into_iter().find_map(|(name, needed)| {
        let found = get(limits, name).as_f64().unwrap_or_default() as u64;
        (found < needed).then(|| Fallback::LimitTooLow { name: name.to_owned(), found, needed })
    })
}

fn describe(adapter: &JsValue) -> Adapter {
    let info = get(adapter, "info");
    let text = |name: &str| get(&info, name).as_string().unwrap_or_default();
    let [vendor, architecture, device, description] =
        ["vendor", "architecture", "device", "description"].map(text);
    // Chrome marks SwiftShader by `isFallbackAdapter`; the names are for browsers without that flag.
    let flagged =
        get(&info, "isFallbackAdapter").is_truthy() || get(adapter, "isFallbackAdapter").is_truthy();
    let named = [&architecture, &device, &description].iter().any(|text| {
        let text = text.to_lowercase();
        ["swiftshader", "llvmpipe", "lavapipe", "basic render"].iter().any(|name| text.contains(name))
    });
    Adapter { vendor, architecture, device, description, software: flagged || named }
}

/// A property, or `undefined` where the object does not have it or is not one.
pub(super) fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// Calls a method with one argument and awaits the promise it returns.
async fn call(object: &JsValue, name: &str, argument: &JsValue) -> Result<JsValue, String> {
    let words = |error: JsValue| format!("{error:?}");
    let method: Function = get(object, name).dyn_into().map_err(words)?;
    let promise: Promise = method.call1(object, argument).map_err(words)?.dyn_into().map_err(words)?;
    JsFuture::from(promise).await.map_err(words)
}
