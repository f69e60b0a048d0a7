//! Chooses and opens the device: WebGPU where it is real, the CPU elsewhere, always with the reason.
//!
//! The adapter is judged in JavaScript terms before burn sees it, because burn's WebGPU runtime panics on an adapter
//! without `timestamp-query` and takes a software adapter for a GPU.

use std::sync::Arc;

use burn_wgpu::graphics::AutoGraphicsApi;
use burn_wgpu::{RuntimeOptions, WgpuDevice};
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::super::port;
use super::store::Gpu;
use crate::measure::{DeviceKind, ExecutorKind};
use crate::protocol::{Adapter, DeviceChoice, DeviceReport, Failure, Fallback};

/// Launches collected into one submission. The default of 32 would cut a ResNet50 into several.
const TASKS_MAX: usize = 256;

/// The feature burn's WebGPU runtime cannot start without.
const TIMESTAMPS: &str = "timestamp-query";

/// What the kernels need of an adapter. WebGPU promises all of it, but browsers also offer adapters below its promises.
const LIMITS: [(&str, u64); 5] = [
    // The features of two ResNet50 backbones on all test images: 3,147 * 2 * 2,048 numbers.
    ("maxBufferSize", 64 << 20),
    // Their largest activation for the images of one submission: 396 * 2 * 12,544 numbers.
    ("maxStorageBufferBindingSize", 64 << 20),
    ("maxStorageBuffersPerShaderStage", 5),
    // Partial sums of conv.wgsl, an image and a map of stem_sliced.wgsl: 6,400 bytes.
    ("maxComputeWorkgroupStorageSize", 16 << 10),
    // Threads of conv.wgsl.
    ("maxComputeInvocationsPerWorkgroup", 64),
];

/// A device that is open.
pub(in crate::engine) struct OpenDevice {
    /// `None` on the CPU.
    pub(in crate::engine) gpu: Option<Gpu>,
    pub(in crate::engine) report: DeviceReport,
}

/// Opens the device asked for.
///
/// # Errors
/// Fails only when the GPU is forced and cannot be had; `Auto` falls back to the CPU with the reason.
pub(in crate::engine) async fn open(
    choice: DeviceChoice,
    executor: ExecutorKind,
    avoid_gpu: Option<Fallback>,
) -> Result<OpenDevice, Failure> {
    fill_registries();
    match choice {
        DeviceChoice::Cpu => Ok(cpu(executor, None, None)),
        DeviceChoice::Gpu => gpu(executor).await.map_err(|(fallback, adapter)| Failure::DeviceUnavailable {
            detail: format!("{fallback:?} {adapter:?}"),
        }),
        DeviceChoice::Auto => {
            if let Some(reason) = avoid_gpu {
                return Ok(cpu(executor, Some(reason), None));
            }
            match look().await {
                Ok(adapter) if adapter.software => {
                    Ok(cpu(executor, Some(Fallback::SoftwareAdapter), Some(adapter)))
                }
                Ok(_) => Ok(gpu(executor)
                    .await
                    .unwrap_or_else(|(fallback, adapter)| cpu(executor, Some(fallback), adapter))),
                Err((fallback, adapter)) => Ok(cpu(executor, Some(fallback), adapter)),
            }
        }
    }
}

/// Runs the constructors that burn's libraries fill their registries with, thousands of them, once.
///
/// A program that never calls them has them run by the linker, which puts the call into every function that JavaScript
/// can reach, `malloc` and `free` included: 0.07 ms at each of them.
#[cfg(target_arch = "wasm32")]
#[allow(unsafe_code, reason = "the linker makes this function, of constructors that need nothing but memory")]
fn fill_registries() {
    unsafe extern "C" {
        fn __wasm_call_ctors();
    }
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| unsafe { __wasm_call_ctors() });
}

/// Elsewhere they ran before the program.
#[cfg(not(target_arch = "wasm32"))]
const fn fill_registries() {}

fn cpu(executor: ExecutorKind, fallback: Option<Fallback>, adapter: Option<Adapter>) -> OpenDevice {
    let report = DeviceReport { kind: DeviceKind::Cpu, executor, adapter, fallback };
    OpenDevice { gpu: None, report }
}

async fn gpu(executor: ExecutorKind) -> Result<OpenDevice, (Fallback, Option<Adapter>)> {
    let adapter = look().await?;
    let device = WgpuDevice::default();
    let setup = match RuntimeOptions::with_tasks_max(Some(TASKS_MAX)) {
        Ok(options) => burn_wgpu::try_init_setup_async::<AutoGraphicsApi>(&device, options).await,
        Err(error) => Err(error),
    };
    let setup = match setup {
        Ok(setup) => setup,
        Err(error) => return Err((Fallback::InitFailed(error.to_string()), Some(adapter))),
    };
    // The runtime's own handler panics; the page is told instead, and the read that follows fails in its place.
    setup.device.on_uncaptured_error(Arc::new(|error| {
        port::fail(Failure::Inference { detail: format!("WebGPU: {error}") });
    }));
    setup.device.set_device_lost_callback(|reason, message| {
        port::fail(Failure::DeviceLost { detail: format!("{reason:?}: {message}") });
    });
    let software = adapter.software;
    let report = DeviceReport { kind: DeviceKind::Gpu, executor, adapter: Some(adapter), fallback: None };
    let client = cubecl::Device::Wgpu(device.clone()).client();
    let gpu = Gpu {
        client,
        #[cfg(feature = "plain")]
        runtime: device,
        device: setup.device,
        queue: setup.queue,
        software,
    };
    Ok(OpenDevice { gpu: Some(gpu), report })
}

/// Looks at the adapter WebGPU would give, without opening a device on it.
async fn look() -> Result<Adapter, (Fallback, Option<Adapter>)> {
    let gpu = get(&get(&js_sys::global(), "navigator"), "gpu");
    if gpu.is_falsy() {
        return Err((Fallback::NoWebGpu, None));
    }
    let adapter = match call(&gpu, "requestAdapter").await {
        Ok(adapter) if adapter.is_truthy() => adapter,
        Ok(_) => return Err((Fallback::NoAdapter, None)),
        Err(words) => return Err((Fallback::InitFailed(words), None)),
    };
    let described = describe(&adapter);
    let features = get(&adapter, "features");
    let has: Option<Function> = get(&features, "has").dyn_into().ok();
    let timestamps = has.and_then(|has| has.call1(&features, &TIMESTAMPS.into()).ok());
    if !timestamps.is_some_and(|answer| answer.is_truthy()) {
        return Err((Fallback::MissingFeature(TIMESTAMPS.to_owned()), Some(described)));
    }
    match too_low(&get(&adapter, "limits")) {
        Some(fallback) => Err((fallback, Some(described))),
        None => Ok(described),
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
    // Chrome's SwiftShader is a fallback adapter by the standard's flag; the name is for browsers without the flag.
    let flagged =
        get(&info, "isFallbackAdapter").is_truthy() || get(adapter, "isFallbackAdapter").is_truthy();
    let named = [&architecture, &device, &description].iter().any(|text| {
        let text = text.to_lowercase();
        ["swiftshader", "llvmpipe", "lavapipe", "basic render"].iter().any(|name| text.contains(name))
    });
    Adapter { vendor, architecture, device, description, software: flagged || named }
}

/// A property, or `undefined` where the object does not have it or is not one.
fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// Calls a method without arguments and awaits the promise it returns.
async fn call(object: &JsValue, name: &str) -> Result<JsValue, String> {
    let words = |error: JsValue| format!("{error:?}");
    let method: Function = get(object, name).dyn_into().map_err(words)?;
    let promise: Promise = method.call0(object).map_err(words)?.dyn_into().map_err(words)?;
    JsFuture::from(promise).await.map_err(words)
}
