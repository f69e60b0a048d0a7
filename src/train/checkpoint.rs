//! A torchvision checkpoint as the start of a training: read from `.safetensors` or `.pth`, checked, put into backbones.
//!
//! For other networks, depths and number types the error says what to give instead.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use burn::tensor::Device;
use pytorch_reader::PytorchReader;
use safetensors::Dtype;

use crate::model::{Network, StateTensor, load_backbones};
use crate::study::Backbone;
use crate::weights::{BackboneLayout, Container, Digest, sha256};

/// Counts batches for batch norms without a momentum; torchvision's have one, so nothing here reads it.
const COUNTER: &str = "num_batches_tracked";

/// A state dict out of a file.
#[derive(Debug, Clone)]
pub struct Checkpoint {
    path: PathBuf,
    digest: Digest,
    tensors: BTreeMap<String, StateTensor>,
}

impl Checkpoint {
    /// Reads a file.
    ///
    /// # Errors
    /// Fails when it cannot be read, is neither form, or holds a number that is not a finite f32.
    pub fn read(path: &Path) -> Result<Self> {
        let name = || path.display().to_string();
        let bytes = std::fs::read(path).with_context(name)?;
        let tensors = match path.extension().and_then(|extension| extension.to_str()) {
            Some("safetensors") => from_safetensors(&bytes),
            Some("pth" | "pt") => from_torch(path),
            _ => bail!("{}: --init takes a .safetensors or a .pth file", name()),
        };
        let tensors = tensors.with_context(name)?;
        if let Some((tensor, _)) =
            tensors.iter().find(|(_, tensor)| tensor.values.iter().any(|value| !value.is_finite()))
        {
            bail!("{}: tensor \"{tensor}\" holds a value that is not a finite number", name());
        }
        Ok(Self { path: path.to_owned(), digest: sha256(&bytes), tensors })
    }

    /// SHA-256 of the file.
    #[must_use]
    pub const fn digest(&self) -> &Digest {
        &self.digest
    }

    /// Puts it into every backbone of a network. The heads stay as they are.
    ///
    /// # Errors
    /// Fails when it is not a checkpoint of the network's backbone, and says of which one it is.
    pub fn start(&self, network: Network, device: &Device) -> Result<Network> {
        let backbone = network.id().backbone;
        let id = backbone.id();
        let started = self
            .check_names(backbone)
            .and_then(|()| Ok(load_backbones(network, device, |name| self.tensors.get(name).cloned())?));
        started.with_context(|| {
            format!(
                "{} cannot start a {id}: --init takes torchvision's checkpoint of {id}",
                self.path.display()
            )
        })
    }

    /// Whether the names are those of a backbone, all and no others: a deeper network has all of a shallower one's.
    fn check_names(&self, backbone: Backbone) -> Result<()> {
        let found = |name: &String| self.tensors.contains_key(name);
        let is_of = |other: &Backbone| {
            let names = names(*other);
            names.len() == self.tensors.len() && names.iter().all(found)
        };
        if is_of(&backbone) {
            return Ok(());
        }
        if let Some(other) = Backbone::ALL.iter().find(|other| is_of(other)) {
            bail!("it is a checkpoint of {}", other.id());
        }
        let names = names(backbone);
        if let Some(missing) = names.iter().find(|name| !found(name)) {
            bail!("tensor \"{missing}\" is missing");
        }
        match self.tensors.keys().find(|name| !names.contains(name)) {
            Some(extra) => bail!("tensor \"{extra}\" does not belong to a {}", backbone.id()),
            None => Ok(()),
        }
    }
}

/// The names of torchvision's state dict, counters left out.
fn names(backbone: Backbone) -> Vec<String> {
    let layout = BackboneLayout::for_backbone(backbone);
    let mut names = vec!["fc.weight".to_owned(), "fc.bias".to_owned()];
    for conv in layout.convs() {
        names.push(format!("{}.weight", conv.path));
        let norm = conv.norm_path();
        let parts = ["weight", "bias", "running_mean", "running_var"];
        names.extend(parts.map(|part| format!("{norm}.{part}")));
    }
    names
}

fn from_safetensors(bytes: &[u8]) -> Result<BTreeMap<String, StateTensor>> {
    let file = Container::open(bytes).context("not a complete safetensors file")?;
    let mut tensors = BTreeMap::new();
    for (name, tensor) in file.tensors {
        if name.ends_with(COUNTER) {
            continue;
        }
        if tensor.dtype != Dtype::F32 {
            bail!("tensor \"{name}\" is {:?} instead of F32: save the checkpoint as f32", tensor.dtype);
        }
        let (words, _) = tensor.data.as_chunks::<4>();
        let values = words.iter().map(|&word| f32::from_le_bytes(word)).collect();
        tensors.insert(name, StateTensor { shape: tensor.shape, values });
    }
    Ok(tensors)
}

fn from_torch(path: &Path) -> Result<BTreeMap<String, StateTensor>> {
    let file = PytorchReader::new(path).context("not a checkpoint that torch.save wrote")?;
    let mut tensors = BTreeMap::new();
    for (name, tensor) in file.into_tensors() {
        if name.ends_with(COUNTER) {
            continue;
        }
        if tensor.dtype() != pytorch_reader::DType::F32 {
            bail!("tensor \"{name}\" is {:?} instead of F32: save the checkpoint as f32", tensor.dtype());
        }
        let bytes = tensor.read()?;
        let (words, _) = bytes.as_chunks::<4>();
        let values = words.iter().map(|&word| f32::from_ne_bytes(word)).collect();
        tensors.insert(name, StateTensor { shape: tensor.shape().to_vec(), values });
    }
    Ok(tensors)
}

#[cfg(test)]
mod tests {
    use super::*;
    use safetensors::tensor::TensorView;

    fn fixture(name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
    }

    #[test]
    fn both_forms_of_torch_are_read() {
        let eighths =
            |places: &[u8]| places.iter().map(|&place| f32::from(place) / 8.0).collect::<Vec<f32>>();
        let tensor = |name: &str, shape: &[usize], values: Vec<f32>| {
            (name.to_owned(), StateTensor { shape: shape.to_vec(), values })
        };
        let expected = BTreeMap::from([
            tensor("conv1.weight", &[2, 3, 2, 2], eighths(&(0..24).collect::<Vec<u8>>())),
            tensor("bn1.weight", &[2], eighths(&[0, 1])),
            tensor("bn1.bias", &[2], eighths(&[2, 3])),
            // Written transposed: [2, 3] over the storage of [3, 2].
            tensor("fc.weight", &[2, 3], eighths(&[0, 2, 4, 1, 3, 5])),
        ]);
        for file in ["tiny.pth", "tiny-legacy.pth"] {
            assert_eq!(Checkpoint::read(&fixture(file)).unwrap().tensors, expected, "{file}");
        }
    }

    /// What reading a file of these bytes is refused with.
    fn refusal(name: &str, bytes: &[u8]) -> String {
        let path = std::env::temp_dir().join(format!("share-or-split-{}-{name}", std::process::id()));
        std::fs::write(&path, bytes).unwrap();
        let refused = Checkpoint::read(&path);
        std::fs::remove_file(&path).unwrap();
        format!("{:#}", refused.unwrap_err())
    }

    #[test]
    fn other_files_are_refused_with_what_to_give() {
        let one = |dtype: Dtype, bytes: &[u8]| {
            let view = TensorView::new(dtype, vec![1], bytes).unwrap();
            safetensors::serialize([("fc.bias", view)], None).unwrap()
        };
        let torch = std::fs::read(fixture("tiny.pth")).unwrap();
        let cases: [(&str, &[u8], &str); 7] = [
            ("a.onnx", b"x", "--init takes a .safetensors or a .pth file"),
            ("a.safetensors", b"no such form", "not a complete safetensors file"),
            ("b.safetensors", &one(Dtype::F32, &[0; 4])[..20], "not a complete safetensors file"),
            ("c.safetensors", &one(Dtype::F16, &[0; 2]), "\"fc.bias\" is F16 instead of F32"),
            ("d.safetensors", &one(Dtype::F32, &f32::NAN.to_le_bytes()), "not a finite number"),
            ("a.pth", b"no such form", "not a checkpoint that torch.save wrote"),
            ("b.pth", &torch[..torch.len() / 2], "not a checkpoint that torch.save wrote"),
        ];
        for (name, bytes, expected) in cases {
            let refused = refusal(name, bytes);
            assert!(refused.contains(expected) && refused.contains(name), "{name}: {refused}");
        }
        let missing = format!("{:#}", Checkpoint::read(Path::new("no/such.pth")).unwrap_err());
        assert!(missing.starts_with("no/such.pth"), "{missing}");
    }
}
