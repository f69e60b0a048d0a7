//! Golden logits: what an implementation that shares no code with ours says of a published file.
//!
//! Whoever runs a network (a test, the benchmark's gate) brings its own tolerance.

use serde::{Deserialize, Serialize};

use super::{Digest, WeightsError};
use crate::study::NetworkId;

/// Logits of some test images, made by `scripts/reference/golden.py` from a published file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Golden {
    /// What computed them.
    pub(crate) made_with: String,
    /// SHA-256 of the weights file they were computed from.
    pub(crate) sha256: Digest,
    /// Indices into the 3,147 test images.
    pub images: Vec<usize>,
    /// `logits[image][head]`.
    pub logits: Vec<Vec<Vec<f32>>>,
}

impl Golden {
    /// Reads golden logits and checks that they are those of the listed file and of its structure.
    ///
    /// # Errors
    /// Returns a [`WeightsError`] when the text is not of this form, belongs to another file or structure, or has no
    /// image.
    pub fn parse(json: &str, network: NetworkId, sha256: &Digest) -> Result<Self, WeightsError> {
        let golden: Self = serde_json::from_str(json).map_err(WeightsError::Golden)?;
        let heads = network.structure.heads();
        let fits = |image: &Vec<Vec<f32>>| {
            image.len() == heads.len()
                && image.iter().zip(heads).all(|(logits, head)| logits.len() == head.grouping.classes())
        };
        let whole = golden.images.len() == golden.logits.len() && golden.logits.iter().all(fits);
        if golden.sha256 != *sha256 || !whole {
            return Err(WeightsError::OtherGolden(network.to_string()));
        }
        if golden.images.is_empty() {
            return Err(WeightsError::EmptyGolden(network.to_string()));
        }
        Ok(golden)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Manifest, PublishedNetwork};
    use super::*;

    fn entry() -> PublishedNetwork {
        let manifest = Manifest::parse(include_str!("../../weights/manifest.json")).unwrap();
        manifest.networks.into_iter().find(|entry| entry.structure == crate::study::Structure::Three).unwrap()
    }

    fn golden(sha256: &Digest, logits: &str) -> String {
        format!(r#"{{"made_with":"x","sha256":"{}","images":[0],"logits":[[{logits}]]}}"#, sha256.0)
    }

    #[test]
    fn only_the_logits_of_this_very_file_are_taken() {
        let entry = entry();
        let refusal =
            |json: String| Golden::parse(&json, entry.network(), &entry.sha256).unwrap_err().to_string();
        assert!(
            Golden::parse(&golden(&entry.sha256, "[0.5,1],[1,2]"), entry.network(), &entry.sha256).is_ok()
        );
        assert!(refusal(golden(&super::super::sha256(b"other"), "[0.5,1],[1,2]")).contains("not those of"));
        assert!(
            refusal(golden(&entry.sha256, "[0.5,1,2]")).contains("not those of"),
            "another structure's heads"
        );
        // Measured against an infinite logit, any answer would pass; so it would against no image.
        assert!(refusal(golden(&entry.sha256, "[0.5,1e40],[1,2]")).contains("number out of range"));
        let none = golden(&entry.sha256, "").replace("[0]", "[]").replace("[[]]", "[]");
        assert!(refusal(none).contains("have no image"));
        assert!(refusal("{}".to_owned()).contains("golden"));
    }
}
