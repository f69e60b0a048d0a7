//! Which wires between backbones and heads are cut, and what an answer becomes then.

use std::collections::{BTreeMap, BTreeSet};

use crate::page::client::worker_model::Answer;
use crate::study::{
    Inside, MeanShares, NetworkId, Structure, TestRecord, Wire, cut_shares, decide, logits_of, softmax,
};

/// The cut wires, and what the cut backbones say on average over the test images.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Cuts {
    wires: BTreeSet<Wire>,
    /// `None` until the lab, which reads the manifest, has sent them.
    means: Option<BTreeMap<NetworkId, MeanShares>>,
}

impl Cuts {
    /// With these wires cut.
    pub(crate) fn new(wires: impl IntoIterator<Item = Wire>) -> Self {
        Self { wires: wires.into_iter().collect(), means: None }
    }

    /// Cuts a wire, or joins it again.
    pub(crate) fn toggle(&mut self, wire: Wire) {
        if !self.wires.remove(&wire) {
            self.wires.insert(wire);
        }
    }

    /// Joins all wires again.
    pub(crate) fn mend(&mut self) {
        self.wires.clear();
    }

    /// Takes in what the backbones say on average.
    pub(crate) fn learn(&mut self, records: &[(NetworkId, TestRecord)]) {
        let means =
            |(network, record): &(NetworkId, TestRecord)| Some((*network, record.mean_shares.clone()?));
        self.means = Some(records.iter().filter_map(means).collect());
    }

    /// The cut wires, in the study's order.
    pub(crate) const fn wires(&self) -> &BTreeSet<Wire> {
        &self.wires
    }

    /// Whether a wire is cut.
    pub(crate) fn is_cut(&self, wire: Wire) -> bool {
        self.wires.contains(&wire)
    }

    /// How many wires of a structure are cut.
    pub(crate) fn count(&self, structure: Structure) -> usize {
        self.wires.iter().filter(|wire| wire.structure == structure).count()
    }

    /// Whether this network's answers can be had with cut wires; not where its averages are not published, or where the
    /// executor does not tell the backbones' shares apart.
    pub(crate) fn can_apply(&self, network: NetworkId, answer: &Answer) -> bool {
        let published = self.means.as_ref().is_none_or(|means| means.contains_key(&network));
        published && answer.inside.is_some()
    }

    /// A network's answer with its cut wires; `None` while what comes in their place is on its way.
    pub(crate) fn apply(&self, network: NetworkId, answer: &Answer) -> Option<Answer> {
        if self.count(network.structure) == 0 || !self.can_apply(network, answer) {
            return Some(answer.clone());
        }
        let means = self.means.as_ref()?.get(&network)?;
        let inside = answer.inside.as_ref()?;
        let shares = cut_shares(network.structure, &inside.shares, means, &self.wires);
        let logits = logits_of(&shares);
        let verdict = decide(network.structure, &logits).ok()?;
        let probabilities = logits.iter().map(|head| softmax(head)).collect();
        let inside = Some(Inside { shares, stages: inside.stages.clone() });
        Some(Answer { probabilities, verdict, inside, ..answer.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{DeviceKind, ExecutorKind, Millis};
    use crate::page::client::latest_only::ImageId;
    use crate::study::{Backbone, Digit, Verdict};

    const NETWORK: NetworkId = NetworkId { backbone: Backbone::ResNet18, structure: Structure::FourTwo };

    /// A 2: head 1 says yes, head 2 says no.
    fn answer(inside: bool) -> Answer {
        let shares = vec![vec![vec![0.0, 0.0], vec![4.0, 0.0]], vec![vec![3.0, 0.0], vec![0.0, 0.0]]];
        Answer {
            image: ImageId(1),
            probabilities: vec![vec![0.02, 0.98], vec![0.95, 0.05]],
            verdict: Verdict::Digit(Digit::Two),
            inside: inside.then(|| Inside { shares, stages: Vec::new() }),
            latency: Millis(1.0),
            together: 1,
            executor: ExecutorKind::Fused,
            device: DeviceKind::Cpu,
        }
    }

    fn wire(id: &str) -> Wire {
        id.parse().unwrap()
    }

    #[test]
    fn a_cut_changes_shares_probabilities_and_verdict_together_and_mending_brings_them_back() {
        let mut cuts = Cuts::new([wire("4_2-1-1")]);
        assert_eq!(cuts.apply(NETWORK, &answer(true)), None, "the averages are on their way");
        let mean_shares = Some(vec![vec![vec![2.0], vec![1.0]], vec![vec![0.0], vec![5.0]]]);
        cuts.learn(&[(NETWORK, TestRecord { mean_shares, ..TestRecord::default() })]);
        let cut = cuts.apply(NETWORK, &answer(true)).unwrap();
        assert_eq!(cut.verdict, Verdict::Digit(Digit::Zero));
        assert_eq!(cut.inside.unwrap().shares[0], [[2.0, 0.0], [1.0, 0.0]]);
        // e / (1 + e)
        assert!((cut.probabilities[0][0] - 0.731_058_6).abs() < 1e-6, "{:?}", cut.probabilities);
        cuts.toggle(wire("4_2-2-2"));
        assert_eq!(cuts.apply(NETWORK, &answer(true)).unwrap().verdict, Verdict::Digit(Digit::One));
        cuts.toggle(wire("4_2-1-1"));
        assert_eq!(cuts.apply(NETWORK, &answer(true)).unwrap().verdict, Verdict::Contradiction);
        cuts.mend();
        assert_eq!(cuts.apply(NETWORK, &answer(true)), Some(answer(true)));
    }

    #[test]
    fn what_cannot_be_cut_stays_whole_and_says_so() {
        let mut cuts = Cuts::new([wire("4_2-1-1")]);
        assert!(!cuts.can_apply(NETWORK, &answer(false)));
        assert_eq!(cuts.apply(NETWORK, &answer(false)), Some(answer(false)), "no shares are told apart");
        cuts.learn(&[]);
        assert!(!cuts.can_apply(NETWORK, &answer(true)));
        assert_eq!(cuts.apply(NETWORK, &answer(true)), Some(answer(true)), "no averages are published");
    }
}
