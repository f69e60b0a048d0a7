//! Pipelines compiled ahead: all at once and asynchronously (`createComputePipelineAsync`), while the weights are still on
//! their way.
//!
//! CubeCL has a pipeline made when its kernel is first launched, and wgpu knows only the synchronous call, so they would be
//! compiled one after another between the weights and the first answer. Here the device (`GPUDevice`) is asked for them
//! before; when wgpu asks for the same text then, it gets what is there.

use cubecl::wgpu::wgpu;
use js_sys::{Function, Map, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_futures::future_to_promise;

use super::super::adapter::get;
use super::super::clock;
use super::launches::{KernelText, kernels_of_one};
use super::store::Gpu;
use crate::measure::{Millis, within};

/// How long is waited for pipelines that do not come: wgpu then makes its own. Slow drivers take a second for all.
const PATIENCE: Millis = Millis(10_000.0);

/// Pipelines that are being compiled.
pub(in crate::engine) struct Compiling(Promise);

/// Has the kernels compiled that a forward of one image launches; and, when they are there, those that look inside.
pub(in crate::engine) fn compile_ahead(gpu: &Gpu) -> [Compiling; 2] {
    let ahead = Ahead::of_device(&gpu.device);
    let [forward, inside] = kernels_of_one(gpu.software);
    let forward = future_to_promise(ahead.clone().compile(forward));
    let first = JsFuture::from(forward.clone());
    let inside = future_to_promise(async move {
        let _ = first.await;
        ahead.compile(inside).await
    });
    [Compiling(forward), Compiling(inside)]
}

/// What a device compiles ahead.
#[derive(Clone)]
struct Ahead {
    device: JsValue,
    /// Shader modules by their text.
    modules: Map,
    /// Pipelines by their shader module.
    pipelines: Map,
}

impl Ahead {
    /// From now on this device hands over what it has compiled ahead.
    fn of_device(device: &wgpu::Device) -> Self {
        let device = gpu_device(device);
        let (modules, pipelines) = (Map::new(), Map::new());
        let known = modules.clone();
        replace(&device, "createShaderModule", move |wanted| known.get(&get(wanted, "code")));
        let known = pipelines.clone();
        replace(&device, "createComputePipeline", move |wanted| {
            known.get(&get(&get(wanted, "compute"), "module"))
        });
        Self { device, modules, pipelines }
    }

    /// Has these compiled, all at once.
    async fn compile(self, kernels: Vec<KernelText>) -> Result<JsValue, JsValue> {
        let Self { device, modules, pipelines } = self;
        let begin = |(code, entry): &KernelText| {
            let module = call(&device, "createShaderModule", &object(&[("code", &code.into())]))?;
            modules.set(&code.into(), &module);
            let compute = object(&[("module", &module), ("entryPoint", &(*entry).into())]);
            let wanted = object(&[("layout", &"auto".into()), ("compute", &compute)]);
            let promise: Promise = call(&device, "createComputePipelineAsync", &wanted)?.dyn_into().ok()?;
            Some((module, JsFuture::from(promise)))
        };
        let begun: Vec<_> = kernels.iter().filter_map(begin).collect();
        for (module, pipeline) in begun {
            // What cannot be compiled is told when wgpu asks for it.
            if let Ok(pipeline) = pipeline.await {
                pipelines.set(&module, &pipeline);
            }
        }
        Ok(JsValue::UNDEFINED)
    }
}

impl Compiling {
    /// Waits until they are there.
    pub(in crate::engine) async fn done(&self) {
        // Those that failed are told when wgpu asks for them.
        let _ = within(PATIENCE, clock::wait, JsFuture::from(self.0.clone())).await;
    }
}

/// The browser's object behind wgpu's.
#[cfg(target_arch = "wasm32")]
fn gpu_device(device: &wgpu::Device) -> JsValue {
    device.as_webgpu().map_or(JsValue::UNDEFINED, |device| device.into())
}

/// Natively there is none.
#[cfg(not(target_arch = "wasm32"))]
const fn gpu_device(_: &wgpu::Device) -> JsValue {
    JsValue::UNDEFINED
}

/// Asks `known` before the method of the device is called.
fn replace(device: &JsValue, name: &str, known: impl Fn(&JsValue) -> JsValue + 'static) {
    let Ok(original) = get(device, name).dyn_into::<Function>() else { return };
    let on = device.clone();
    let method = Closure::<dyn Fn(JsValue) -> Result<JsValue, JsValue>>::new(move |wanted: JsValue| {
        let found = known(&wanted);
        if found.is_undefined() { original.call1(&on, &wanted) } else { Ok(found) }
    });
    // Lives as long as the device, which is as long as the worker.
    let _ = Reflect::set(device, &name.into(), &method.into_js_value());
}

fn call(object: &JsValue, name: &str, argument: &JsValue) -> Option<JsValue> {
    get(object, name).dyn_into::<Function>().ok()?.call1(object, argument).ok()
}

fn object(properties: &[(&str, &JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in properties {
        // A plain object takes any property.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}
