//! The study's images out of the official MNIST files: digits 0, 1, 2, split 90/10.

use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use flate2::read::GzDecoder;
use rand::{SeedableRng, rngs::StdRng, seq::SliceRandom};

use crate::image::Bitmap;
use crate::study::Digit;

/// Labelled images.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Images {
    /// The images.
    pub bitmaps: Vec<Bitmap>,
    /// Their labels.
    pub labels: Vec<Digit>,
}

/// The training images in two parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Split {
    /// 90 %: what the network learns from.
    pub(crate) training: Images,
    /// 10 %: what decides which epoch is kept.
    pub(crate) validation: Images,
}

impl Images {
    /// Reads the training images of digits 0, 1, 2 from a folder with the official `.gz` files.
    ///
    /// # Errors
    /// Names the file that is missing or is not the official form.
    pub fn mnist_training(folder: &Path) -> Result<Self> {
        let images = idx(&folder.join("train-images-idx3-ubyte.gz"), &[Bitmap::SIDE, Bitmap::SIDE])?;
        let labels = idx(&folder.join("train-labels-idx1-ubyte.gz"), &[])?;
        if images.len() != labels.len() * Bitmap::PIXELS {
            bail!("{}: images and labels differ in number", folder.display());
        }
        let mut chosen = Self::default();
        for (pixels, &label) in images.chunks(Bitmap::PIXELS).zip(&labels) {
            if let Some(digit) = Digit::from_value(label) {
                chosen.bitmaps.push(Bitmap::try_from(pixels)?);
                chosen.labels.push(digit);
            }
        }
        Ok(chosen)
    }

    /// Shuffles and splits 90/10.
    #[must_use]
    pub(crate) fn split(self, seed: u64) -> Split {
        let mut order: Vec<usize> = (0..self.bitmaps.len()).collect();
        order.shuffle(&mut StdRng::seed_from_u64(seed));
        let (training, validation) = order.split_at(order.len() * 9 / 10);
        Split { training: self.chosen(training), validation: self.chosen(validation) }
    }

    fn chosen(&self, indices: &[usize]) -> Self {
        Self {
            bitmaps: indices.iter().map(|&index| self.bitmaps[index]).collect(),
            labels: indices.iter().map(|&index| self.labels[index]).collect(),
        }
    }
}

impl Split {
    /// Its first so many training images. The validation part shrinks alike: whoever has few labels has few of both.
    ///
    /// # Errors
    /// Fails when there are not so many.
    pub(crate) fn first(mut self, training: usize) -> Result<Self> {
        let there = self.training.bitmaps.len();
        ensure!((2..=there).contains(&training), "there are 2 to {there} training images, not {training}");
        for (part, count) in [(&mut self.training, training), (&mut self.validation, training.div_ceil(9))] {
            part.bitmaps.truncate(count);
            part.labels.truncate(count);
        }
        Ok(self)
    }
}

/// Reads an idx file of bytes: magic 0, 0, 8, rank; then one big-endian u32 per dimension; then the bytes.
pub(super) fn idx(path: &Path, item: &[usize]) -> Result<Vec<u8>> {
    let name = path.display();
    let file = std::fs::File::open(path).with_context(|| {
        format!("{name}: cannot be opened; --mnist takes a folder with the four official MNIST .gz files")
    })?;
    let mut bytes = Vec::new();
    GzDecoder::new(file).read_to_end(&mut bytes).with_context(|| format!("{name}: not a whole gzip file"))?;
    let header = 4 + 4 * (1 + item.len());
    let rank = u8::try_from(1 + item.len())?;
    if bytes.len() < header || bytes[..4] != [0, 0, 8, rank] {
        bail!("{name}: not an idx file of bytes with {rank} dimension(s)");
    }
    let (words, _) = bytes[4..header].as_chunks::<4>();
    let sizes: Vec<usize> = words.iter().map(|&word| u32::from_be_bytes(word) as usize).collect();
    let expected = sizes.iter().try_fold(1usize, |product, &size| product.checked_mul(size));
    if sizes[1..] != *item || expected != Some(bytes.len() - header) {
        bail!("{name}: its sizes {sizes:?} do not fit its {} bytes", bytes.len());
    }
    Ok(bytes.split_off(header))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn gz(path: &Path, bytes: &[u8]) {
        let file = std::fs::File::create(path).unwrap();
        flate2::write::GzEncoder::new(file, flate2::Compression::fast()).write_all(bytes).unwrap();
    }

    #[test]
    fn only_the_three_digits_are_taken_and_broken_files_are_named() {
        let folder = std::env::temp_dir().join(format!("share-or-split-idx-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let mut images = vec![0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 28, 0, 0, 0, 28];
        images.extend((0..3).flat_map(|image| vec![image; Bitmap::PIXELS]));
        gz(&folder.join("train-images-idx3-ubyte.gz"), &images);
        gz(&folder.join("train-labels-idx1-ubyte.gz"), &[0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 0]);
        let read = Images::mnist_training(&folder).unwrap();
        assert_eq!(read.labels, [Digit::Two, Digit::Zero]);
        assert_eq!(read.bitmaps[0].pixels()[0], 1);

        gz(&folder.join("train-images-idx3-ubyte.gz"), &images[..1000]);
        let error = Images::mnist_training(&folder).unwrap_err().to_string();
        assert!(error.contains("train-images") && error.contains("do not fit"), "{error}");
        std::fs::remove_dir_all(&folder).unwrap();
        assert!(Images::mnist_training(&folder).unwrap_err().to_string().contains("--mnist"));
    }

    #[test]
    fn the_split_is_ninety_to_ten_without_overlap_and_decided_by_the_seed() {
        let bitmap = |index: usize| Bitmap::from_pixels([index as u8; Bitmap::PIXELS]);
        let images = Images { bitmaps: (0..200).map(bitmap).collect(), labels: vec![Digit::One; 200] };
        let split = images.clone().split(5);
        assert_eq!((split.training.bitmaps.len(), split.validation.bitmaps.len()), (180, 20));
        let all = split.training.bitmaps.iter().chain(&split.validation.bitmaps);
        let mut values: Vec<u8> = all.map(|bitmap| bitmap.pixels()[0]).collect();
        values.sort_unstable();
        assert!(values.into_iter().eq(0..200));
        assert_eq!(split, images.clone().split(5));
        assert_ne!(split, images.split(6));

        let few = split.clone().first(10).unwrap();
        assert_eq!((few.training.labels.len(), few.validation.labels.len()), (10, 2));
        assert_eq!(few.training.bitmaps, split.training.bitmaps[..10]);
        assert_eq!(few.validation.bitmaps, split.validation.bitmaps[..2]);
        assert_eq!(split.clone().first(180).unwrap(), split);
        assert!(split.clone().first(181).is_err() && split.first(1).is_err());
    }
}
