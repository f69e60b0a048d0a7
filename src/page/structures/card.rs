//! What a card shows, from the page's picture of the worker. Knows no texts and no views.

use std::collections::BTreeMap;

use crate::measure::Bytes;
use crate::page::client::worker_model::{Answer, WorkerModel};
use crate::page::state::Cuts;
use crate::protocol::NetworkState;
use crate::study::{
    Inside, Joint, NetworkId, Structure, TestRecord, Verdict, familiarity, log_probabilities, ood_probability,
};

/// What answer a card shows to the drawing.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum CardAnswer {
    /// Nothing is drawn.
    Nothing,
    /// No answer yet.
    Waiting,
    /// The answer to an older drawing, until the new one comes.
    Stale(Answer),
    /// The answer to what is drawn.
    Current(Answer),
}

/// Everything a card shows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Card {
    /// `None` while the worker has not spoken of the network.
    pub(crate) state: Option<NetworkState>,
    /// The answer to what is drawn, or why there is none.
    pub(crate) answer: CardAnswer,
    /// Of its file.
    pub(crate) size: Option<Bytes>,
    /// Its recent latency over that of the structure everything is compared with; `None` where it does not run alone.
    pub(crate) time_ratio: Option<f64>,
    /// How many of its wires the answer is without.
    pub(crate) cut: usize,
    /// Whether its wires can be cut.
    pub(crate) can_cut: bool,
    /// Not loaded unless the reader asks, as the browser is to save data.
    pub(crate) left_out: bool,
    structure: Structure,
}

impl Card {
    /// The card of a network.
    pub(crate) fn new(model: &WorkerModel, network: NetworkId, cuts: &Cuts) -> Self {
        let said = model.answer(network);
        let can_cut = said.is_none_or(|answer| cuts.can_apply(network, answer));
        let cut = if can_cut { cuts.count(network.structure) } else { 0 };
        let answer = match (model.image(), said.and_then(|answer| cuts.apply(network, answer))) {
            (None, _) => CardAnswer::Nothing,
            (Some(_), None) => CardAnswer::Waiting,
            (Some(image), Some(answer)) if answer.image == image => CardAnswer::Current(answer),
            (Some(_), Some(answer)) => CardAnswer::Stale(answer),
        };
        let baseline = NetworkId { structure: Structure::BASELINE, ..network };
        let time_ratio = model
            .recent_latency(network)
            .zip(model.recent_latency(baseline))
            .map(|(own, baseline)| own.0 / baseline.0);
        let (state, size) = (model.state(network).cloned(), model.size(network));
        Self {
            state,
            answer,
            size,
            time_ratio,
            cut,
            can_cut,
            left_out: model.is_left_out(network),
            structure: network.structure,
        }
    }

    /// The answer to what is drawn: what attributes and the summary speak of.
    pub(crate) const fn current(&self) -> Option<&Answer> {
        match &self.answer {
            CardAnswer::Current(answer) => Some(answer),
            CardAnswer::Nothing | CardAnswer::Waiting | CardAnswer::Stale(_) => None,
        }
    }

    /// The answer to show, be it stale.
    pub(crate) const fn shown(&self) -> Option<&Answer> {
        match &self.answer {
            CardAnswer::Current(answer) | CardAnswer::Stale(answer) => Some(answer),
            CardAnswer::Nothing | CardAnswer::Waiting => None,
        }
    }

    /// What the heads say together, be it about an older drawing.
    pub(crate) fn joint(&self) -> Option<Joint> {
        self.shown().map(|answer| Joint::new(self.structure, &answer.probabilities))
    }

    /// What was seen inside.
    pub(crate) fn inside(&self) -> Option<&Inside> {
        self.shown()?.inside.as_ref()
    }

    /// Whether the networks of the answer ran in one pass.
    pub(crate) fn ran_together(&self) -> bool {
        self.shown().is_some_and(|answer| answer.together > 1)
    }

    /// The value of `data-state`.
    pub(crate) fn state_id(&self) -> &'static str {
        self.state.as_ref().map_or("absent", NetworkState::id)
    }

    /// The value of `data-verdict`.
    pub(crate) fn verdict_id(&self) -> &'static str {
        self.current().map_or("", |answer| answer.verdict.id())
    }

    /// The value of `data-outputs`: probabilities, one array per head.
    pub(crate) fn outputs_json(&self) -> String {
        let probabilities = self.current().map_or(&[][..], |answer| &answer.probabilities);
        serde_json::to_string(probabilities).unwrap_or_default()
    }

    /// The value of `data-joint`: the joint probabilities of 0, 1, 2 and a contradiction.
    pub(crate) fn joint_json(&self) -> String {
        let joint = self.current().and_then(|_| self.joint());
        joint.map_or_else(String::new, |Joint { digits: [zero, one, two], contradiction }| {
            format!(r#"{{"0":{zero},"1":{one},"2":{two},"contradiction":{contradiction}}}"#)
        })
    }

    /// The value of `data-shares`: per head and class, what each backbone that the head reads adds, then the bias.
    pub(crate) fn shares_json(&self) -> String {
        let inside = self.current().and_then(|answer| answer.inside.as_ref());
        inside.and_then(|inside| serde_json::to_string(&inside.shares).ok()).unwrap_or_default()
    }

    /// The value of `data-executor`: `<executor>-<device>`.
    pub(crate) fn executor(&self) -> String {
        let text = |answer: &Answer| format!("{}-{}", answer.executor.id(), answer.device.id());
        self.current().map_or_else(String::new, text)
    }
}

/// The probability that the drawing is none of 0, 1, 2: the median of what the networks that answered it say; `None` where
/// nothing is known of that. Networks with cut wires are not asked.
pub(crate) fn ood(
    model: &WorkerModel,
    cuts: &Cuts,
    records: &BTreeMap<NetworkId, TestRecord>,
) -> Option<f32> {
    let of_network = |network: NetworkId| {
        let card = Card::new(model, network, cuts);
        let answer = card.current().filter(|_| card.cut == 0)?;
        let familiarity = familiarity(network.structure, &log_probabilities(&answer.probabilities)).ok()?;
        ood_probability(&records.get(&network)?.ood_curve, familiarity)
    };
    let mut all: Vec<f32> = model.ready().into_iter().filter_map(of_network).collect();
    all.sort_by(f32::total_cmp);
    all.get(all.len() / 2).copied()
}

/// What every structure of the chosen backbone says, once all that are ready have answered; empty before.
pub(crate) fn verdicts(model: &WorkerModel, cuts: &Cuts) -> Vec<(Structure, Verdict)> {
    let current = |network| {
        let card = Card::new(model, network, cuts);
        card.current().map(|answer| (network.structure, answer.verdict))
    };
    model.ready().into_iter().map(current).collect::<Option<Vec<_>>>().unwrap_or_default()
}
