//! From a drawing (or a file of digits) to the 28x28 pixels a network sees, exactly as MNIST was made.
//!
//! This room refuses the DOM, tensors, clocks and IO: strokes and bytes come in, pixels and floats go out, so that the
//! page, the worker, the trainer and the tests see the same pixels everywhere. A drawing is never read back from a
//! canvas: browsers that resist fingerprinting alter what they return.

mod bitmap;
mod center;
pub mod input;
mod strokes;
mod testset;

pub use bitmap::{Bitmap, BitmapError, InkHint};
pub use input::Pixels;
pub use strokes::{Drawing, Point, Stroke};
pub use testset::{TestSet, TestSetError};
