//! The study's test images: one compact file, read with bounds, from bytes that the caller brings.
//!
//! The file, made by `scripts/make-test-set`, numbers little-endian:
//!
//! | bytes | what |
//! |---|---|
//! | 8 | `MNIST012` |
//! | 4 | version, 1 |
//! | 4 | count, 3147 |
//! | rest | one zlib stream: a label byte (0, 1, 2) per image, then 784 pixel bytes per image, both in MNIST's order |

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags as flags};

use super::Bitmap;
use crate::study::Digit;

/// The 3,147 images of MNIST's test set that show a 0, 1 or 2, in its order, with their labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestSet {
    labels: Vec<Digit>,
    /// 784 bytes per image.
    pixels: Vec<u8>,
}

/// A file that is not the test set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TestSetError {
    /// The first bytes are not this format's.
    #[error("not a file of test digits")]
    Magic,
    /// Another version of the format.
    #[error("version {found} of the file of test digits is not known, only {VERSION}")]
    Version {
        /// Version the file gives.
        found: u32,
    },
    /// Another number of images.
    #[error("the file holds {found} test digits instead of {COUNT}")]
    Count {
        /// Number the file gives.
        found: u32,
    },
    /// The file ends too early.
    #[error("the file of test digits is truncated")]
    Truncated,
    /// Something follows the compressed data.
    #[error("{bytes} bytes follow the test digits")]
    Trailing {
        /// How many bytes.
        bytes: usize,
    },
    /// The data is not a zlib stream.
    #[error("the test digits cannot be decompressed")]
    Corrupt,
    /// The decompressed data is not what was compressed.
    #[error("the test digits do not match their checksum")]
    Checksum,
    /// The decompressed data has another size than the count asks for.
    #[error("the test digits do not decompress to {} bytes", COUNT as usize * BYTES_PER_IMAGE)]
    Size,
    /// A label is none of the study's digits.
    #[error("test digit {index} is labeled {value}")]
    Label {
        /// Index of the image.
        index: usize,
        /// Its label byte.
        value: u8,
    },
}

const MAGIC: &[u8; 8] = b"MNIST012";
const VERSION: u32 = 1;

/// 980 zeros, 1,135 ones and 1,032 twos.
const COUNT: u32 = 3147;

/// A label and the pixels.
const BYTES_PER_IMAGE: usize = 1 + Bitmap::PIXELS;

impl TestSet {
    /// Images on which the published networks on ResNet18 do not agree: each is missed by at least one of the five.
    /// `tests/fused.rs` holds that.
    pub const HARD: [usize; 6] = [947, 1314, 1703, 2060, 212, 2532];

    /// Where the file is, relative to the page.
    pub const FILE: &'static str = "mnist/test_012.bin";

    /// Reads the file. Never allocates more than the 2.5 MB that the set has.
    ///
    /// # Errors
    /// Returns a [`TestSetError`] when the bytes are anything but this set.
    pub fn parse(file: &[u8]) -> Result<Self, TestSetError> {
        let (magic, rest) = file.split_first_chunk().ok_or(TestSetError::Truncated)?;
        let (version, rest) = rest.split_first_chunk().ok_or(TestSetError::Truncated)?;
        let (count, compressed) = rest.split_first_chunk().ok_or(TestSetError::Truncated)?;
        if magic != MAGIC {
            return Err(TestSetError::Magic);
        }
        match (u32::from_le_bytes(*version), u32::from_le_bytes(*count)) {
            (VERSION, COUNT) => {}
            (VERSION, found) => return Err(TestSetError::Count { found }),
            (found, _) => return Err(TestSetError::Version { found }),
        }
        let mut labels = inflate(compressed, COUNT as usize * BYTES_PER_IMAGE)?;
        let pixels = labels.split_off(COUNT as usize);
        let label = |(index, &value): (usize, &u8)| {
            Digit::from_value(value).ok_or(TestSetError::Label { index, value })
        };
        let labels = labels.iter().enumerate().map(label).collect::<Result<_, _>>()?;
        Ok(Self { labels, pixels })
    }

    /// Number of images.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.labels.len()
    }

    /// There are no images; never so for a set that was read.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// An image, if there are as many.
    #[must_use]
    pub fn bitmap(&self, index: usize) -> Option<Bitmap> {
        let pixels = self.pixels.chunks_exact(Bitmap::PIXELS).nth(index)?;
        Bitmap::try_from(pixels).ok()
    }

    /// The image of a digit that looks most like a bitmap, and by how much not: squared differences of the pixels, summed.
    /// The bitmap itself is not meant.
    #[must_use]
    pub(crate) fn most_alike(&self, bitmap: &Bitmap, digit: Digit) -> Option<(usize, u64)> {
        let difference = |pixels: &[u8]| {
            let each = pixels.iter().zip(bitmap.pixels());
            each.map(|(one, other)| u64::from(one.abs_diff(*other)).pow(2)).sum::<u64>()
        };
        let images = self.pixels.chunks_exact(Bitmap::PIXELS).zip(&self.labels).enumerate();
        let of_digit = images.filter(|(_, (_, label))| **label == digit);
        let differences = of_digit.map(|(index, (pixels, _))| (index, difference(pixels)));
        differences.filter(|(_, difference)| *difference > 0).min_by_key(|(_, difference)| *difference)
    }

    /// The digit an image shows, if there are as many.
    #[must_use]
    pub fn label(&self, index: usize) -> Option<Digit> {
        self.labels.get(index).copied()
    }
}

/// The `size` bytes that a zlib stream holds: not one more, not one less, and nothing behind it.
fn inflate(compressed: &[u8], size: usize) -> Result<Vec<u8>, TestSetError> {
    let mut out = vec![0; size];
    let flags = flags::TINFL_FLAG_PARSE_ZLIB_HEADER | flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    let (status, read, written) = decompress(&mut DecompressorOxide::new(), compressed, &mut out, 0, flags);
    match status {
        TINFLStatus::Done if written != size => Err(TestSetError::Size),
        TINFLStatus::Done if read != compressed.len() => {
            Err(TestSetError::Trailing { bytes: compressed.len() - read })
        }
        TINFLStatus::Done => Ok(out),
        TINFLStatus::HasMoreOutput => Err(TestSetError::Size),
        TINFLStatus::FailedCannotMakeProgress | TINFLStatus::NeedsMoreInput => Err(TestSetError::Truncated),
        TINFLStatus::Adler32Mismatch => Err(TestSetError::Checksum),
        _ => Err(TestSetError::Corrupt),
    }
}

#[cfg(test)]
mod tests {
    use miniz_oxide::deflate::compress_to_vec_zlib;

    use super::*;

    const SIZE: usize = COUNT as usize * BYTES_PER_IMAGE;

    fn file(magic: &[u8], version: u32, count: u32, compressed: &[u8]) -> Vec<u8> {
        [magic, &version.to_le_bytes(), &count.to_le_bytes(), compressed].concat()
    }

    fn file_with(data: &[u8]) -> Vec<u8> {
        file(MAGIC, VERSION, COUNT, &compress_to_vec_zlib(data, 1))
    }

    #[test]
    fn a_written_set_is_read_back() {
        let mut data = vec![0; SIZE];
        data[1] = 2;
        data[COUNT as usize + Bitmap::PIXELS + 5] = 77; // pixel 5 of image 1
        let set = TestSet::parse(&file_with(&data)).unwrap();
        assert_eq!((set.len(), set.is_empty()), (3147, false));
        assert_eq!([set.label(0), set.label(1)], [Some(Digit::Zero), Some(Digit::Two)]);
        assert_eq!(set.bitmap(1).unwrap().pixels()[5], 77);
        assert_eq!((set.bitmap(3146).is_some(), set.bitmap(3147), set.label(3147)), (true, None, None));
        assert_eq!(set.bitmap(usize::MAX), None);
    }

    #[test]
    fn the_image_most_alike_is_of_the_digit_and_not_the_same() {
        let set = TestSet::parse(include_bytes!("../../public/mnist/test_012.bin")).unwrap();
        // How many images look most like one of their own digit, of a hundred.
        let own = |index: &usize| {
            let (bitmap, label) = (set.bitmap(*index).unwrap(), set.label(*index).unwrap());
            let found = Digit::ALL.map(|digit| set.most_alike(&bitmap, digit).unwrap());
            assert!(found.iter().zip(Digit::ALL).all(|(one, digit)| set.label(one.0) == Some(digit)));
            assert!(found.iter().all(|one| one.0 != *index && one.1 > 0));
            let best = (0..3).min_by_key(|&digit| found[digit].1).unwrap();
            best == usize::from(label.value())
        };
        let right = (0..3_000).step_by(30).filter(own).count();
        assert!(right > 95, "{right} of 100");
    }

    #[test]
    fn every_error_can_happen() {
        let error = |file: &[u8]| TestSet::parse(file).unwrap_err();
        let good = file_with(&vec![0; SIZE]);
        assert_eq!(error(&file(b"MNIST789", VERSION, COUNT, &good[16..])), TestSetError::Magic);
        assert_eq!(error(&file(MAGIC, 2, COUNT, &good[16..])), TestSetError::Version { found: 2 });
        let count = TestSetError::Count { found: u32::MAX };
        assert_eq!(error(&file(MAGIC, VERSION, u32::MAX, &good[16..])), count);
        for length in [0, 7, 11, 15, 16, 17, good.len() / 2, good.len() - 1] {
            assert_eq!(error(&good[..length]), TestSetError::Truncated, "at {length}");
        }
        assert_eq!(error(&[&good[..], &[0; 3]].concat()), TestSetError::Trailing { bytes: 3 });
        assert_eq!(error(&file(MAGIC, VERSION, COUNT, b"no zlib stream")), TestSetError::Corrupt);
        let mut altered = good.clone();
        *altered.last_mut().unwrap() ^= 1; // the stream's checksum stands at its end
        assert_eq!(error(&altered), TestSetError::Checksum);
        assert_eq!(error(&file_with(&vec![0; SIZE - 1])), TestSetError::Size);
        assert_eq!(error(&file_with(&vec![0; SIZE + 1])), TestSetError::Size);
        let mut data = vec![0; SIZE];
        data[7] = 3;
        assert_eq!(error(&file_with(&data)), TestSetError::Label { index: 7, value: 3 });
    }
}
