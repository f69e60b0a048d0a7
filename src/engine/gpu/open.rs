//! Opens WebGPU.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use burn_wgpu::graphics::AutoGraphicsApi;
use burn_wgpu::{RuntimeOptions, WgpuDevice};

use super::super::adapter;
use super::super::polling::Polling;
use super::super::port;
use super::store::Gpu;
use crate::protocol::{Adapter, Failure, Fallback, GpuReport};

/// Dispatches batched into one `queue.submit`. The default of 32 would split a ResNet50's forward into several.
const TASKS_MAX: usize = 256;

/// Opens the GPU, also through a software adapter.
///
/// # Errors
/// Fails with what speaks against it where it cannot be had.
pub(in crate::engine) async fn open() -> Result<(Gpu, Adapter), GpuReport> {
    let adapter = adapter::look().await?;
    let device = WgpuDevice::default();
    let setup = match RuntimeOptions::with_tasks_max(Some(TASKS_MAX)) {
        Ok(options) => burn_wgpu::try_init_setup_async::<AutoGraphicsApi>(&device, options).await,
        Err(error) => Err(error),
    };
    let setup = match setup {
        Ok(setup) => setup,
        Err(error) => {
            let against = Some(Fallback::InitFailed(error.to_string()));
            return Err(GpuReport { adapter: Some(adapter), against });
        }
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
