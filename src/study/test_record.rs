//! What evaluation on the test images, and on digits that the networks do not know, found of a network: for whoever shows its
//! answers. It stands in the manifest.

use serde::{Deserialize, Serialize};

use super::{Density, MeanShares, OodCurve};

/// Of one network.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(crate) struct TestRecord {
    /// What each backbone adds to each logit on average; `None` where it was not evaluated.
    pub(crate) mean_shares: Option<MeanShares>,
    /// Where its answers lie on the decision plane.
    pub(crate) density: Density,
    pub(crate) ood_curve: OodCurve,
}
