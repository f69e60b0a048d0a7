//! Opens WebGPU.
//!
//! The device is asked for here and not by burn's runtime, which would ask for every feature and cannot start without
//! `timestamp-query`, though nothing here is timed on the GPU.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use burn_wgpu::{RuntimeOptions, WgpuDevice, WgpuSetup, try_init_device};
use cubecl::wgpu::wgpu;

use super::super::adapter::{self, OPENING};
use super::super::clock;
use super::super::polling::Polling;
use super::super::port;
use super::polyfill;
use super::store::Gpu;
use crate::measure::within;
use crate::protocol::{Adapter, Failure, Fallback, GpuReport};

/// Dispatches batched into one `queue.submit`. The default of 32 would split a ResNet50's forward into several.
const TASKS_MAX: usize = 256;

/// Opens the GPU, also through a software adapter.
///
/// # Errors
/// Fails with what speaks against it where it cannot be had.
pub(in crate::engine) async fn open() -> Result<(Gpu, Adapter), GpuReport> {
    let adapter = adapter::look().await?;
    let set_up = within(OPENING, clock::wait, set_up()).await;
    let set_up =
        set_up.map_or(Err(Fallback::NoAnswer(OPENING)), |set_up| set_up.map_err(Fallback::InitFailed));
    let (setup, device) = match set_up {
        Ok(open) => open,
        Err(against) => return Err(GpuReport { adapter: Some(adapter), against: Some(against) }),
    };
    // `uncapturederror`: burn's own handler panics. Here the page gets the failure, and the next read-back returns it.
    setup.device.on_uncaptured_error(Arc::new(|error| {
        port::fail(Failure::Inference { detail: format!("WebGPU: {error}") });
    }));
    setup.device.set_device_lost_callback(|reason, message| {
        port::fail(Failure::DeviceLost { detail: format!("{reason:?}: {message}") });
    });
    let software = adapter.software;
    let client = cubecl::Device::Wgpu(device.clone()).client();
    let gpu = Gpu {
        client,
        #[cfg(feature = "plain")]
        runtime: device,
        device: setup.device,
        queue: setup.queue,
        software,
        polling: Rc::new(RefCell::new(Polling::new(software))),
    };
    Ok((gpu, adapter))
}

/// A device on the adapter that is best at computing, and the same as burn's runtime knows it.
async fn set_up() -> Result<(WgpuSetup, WgpuDevice), String> {
    polyfill::describe_adapters();
    let backend = wgpu::Backend::BrowserWebGpu;
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor {
        backends: backend.into(),
        ..wgpu::InstanceDescriptor::new_without_display_handle()
    });
    let best = wgpu::RequestAdapterOptions {
        power_preference: wgpu::PowerPreference::HighPerformance,
        ..Default::default()
    };
    let adapter = instance.request_adapter(&best).await.map_err(|error| error.to_string())?;
    let wanted = wgpu::DeviceDescriptor { required_limits: adapter.limits(), ..Default::default() };
    let (device, queue) = adapter.request_device(&wanted).await.map_err(|error| error.to_string())?;
    polyfill::claim_timestamps();
    let setup = WgpuSetup { instance, adapter, device, queue, backend };
    let options = RuntimeOptions::with_tasks_max(Some(TASKS_MAX)).map_err(|error| error.to_string())?;
    let runtime = try_init_device(setup.clone(), options).map_err(|error| error.to_string())?;
    Ok((setup, runtime))
}

/// Runs the static constructors (`__wasm_call_ctors`) that register burn's types, thousands of them, once.
///
/// Where a program does not call them, wasm-ld wraps every export in a function that does ("command" modules), `malloc`
/// and `free` included: 0.07 ms at each call from JavaScript.
#[cfg(target_arch = "wasm32")]
#[allow(unsafe_code, reason = "the linker makes this function, of constructors that need nothing but memory")]
pub(in crate::engine) fn fill_registries() {
    unsafe extern "C" {
        fn __wasm_call_ctors();
    }
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| unsafe { __wasm_call_ctors() });
}

/// Natively the loader has run them before `main`.
#[cfg(not(target_arch = "wasm32"))]
pub(in crate::engine) const fn fill_registries() {}
