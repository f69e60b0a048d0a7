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

/// Launches collected into one submission. The default of 32 would cut a ResNet50 into several.
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
    // The runtime's own handler panics; the page is told instead, and the read that follows fails in its place.
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

/// Runs the constructors that burn's libraries fill their registries with, thousands of them, once.
///
/// A program that never calls them has them run by the linker, which puts the call into every function that JavaScript
/// can reach, `malloc` and `free` included: 0.07 ms at each of them.
#[cfg(target_arch = "wasm32")]
#[allow(unsafe_code, reason = "the linker makes this function, of constructors that need nothing but memory")]
pub(in crate::engine) fn fill_registries() {
    unsafe extern "C" {
        fn __wasm_call_ctors();
    }
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| unsafe { __wasm_call_ctors() });
}

/// Elsewhere they ran before the program.
#[cfg(not(target_arch = "wasm32"))]
pub(in crate::engine) const fn fill_registries() {}
