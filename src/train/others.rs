//! The digits the networks do not know, out of the official MNIST test files.

use std::path::Path;

use anyhow::{Result, bail};

use super::dataset::idx;
use crate::image::Bitmap;
use crate::study::Digit;

/// Test images of the digits 3 to 9.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Others {
    /// The images.
    pub(crate) bitmaps: Vec<Bitmap>,
    /// The digits they show, 3 to 9.
    pub(crate) digits: Vec<u8>,
}

impl Others {
    /// Reads them from a folder with the official `.gz` files.
    ///
    /// # Errors
    /// Names the file that is missing or is not the official form.
    pub fn mnist_test(folder: &Path) -> Result<Self> {
        let images = idx(&folder.join("t10k-images-idx3-ubyte.gz"), &[Bitmap::SIDE, Bitmap::SIDE])?;
        let labels = idx(&folder.join("t10k-labels-idx1-ubyte.gz"), &[])?;
        if images.len() != labels.len() * Bitmap::PIXELS {
            bail!("{}: test images and labels differ in number", folder.display());
        }
        let mut others = Self::default();
        for (pixels, &label) in images.chunks(Bitmap::PIXELS).zip(&labels) {
            if label > 9 {
                bail!("{}: {label} is no digit", folder.display());
            }
            if Digit::from_value(label).is_none() {
                others.bitmaps.push(Bitmap::try_from(pixels)?);
                others.digits.push(label);
            }
        }
        Ok(others)
    }
}
