//! From a drawing, or the file of test images, to the 28x28 pixels a network sees, exactly as MNIST was made.
//!
//! Strokes and bytes come in, pixels and floats go out: the page, the worker, the trainer and the tests see the same
//! pixels. A drawing is never read back from a canvas, because browsers that resist fingerprinting alter what they
//! return.

mod bitmap;
mod center;
mod drawing;
pub mod input;
mod morph;
mod picture;
mod test_set;

pub use bitmap::{Bitmap, BitmapError, InkHint};
pub use drawing::{Drawing, Point, Stroke};
pub use input::Pixels;
pub(crate) use morph::Morph;
pub(crate) use picture::{LARGEST_PICTURE, PictureError, check_picture, digit_in};
pub use test_set::{TestSet, TestSetError};
