//! What a card shows, from the page's picture of the worker. Refuses words and views.

use crate::page::client::worker_model::{Answer, WorkerModel};
use crate::protocol::NetworkState;
use crate::study::{NetworkId, Structure, Verdict};

/// What a card says about the drawing.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Saying {
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
    /// What it says.
    pub(crate) saying: Saying,
}

impl Card {
    /// The card of a network.
    pub(crate) fn of(model: &WorkerModel, network: NetworkId) -> Self {
        let saying = match (model.image(), model.answer(network)) {
            (None, _) => Saying::Nothing,
            (Some(_), None) => Saying::Waiting,
            (Some(image), Some(answer)) if answer.image == image => Saying::Current(answer.clone()),
            (Some(_), Some(answer)) => Saying::Stale(answer.clone()),
        };
        Self { state: model.state(network).cloned(), saying }
    }

    /// The answer to what is drawn: what attributes and the summary speak of.
    pub(crate) const fn current(&self) -> Option<&Answer> {
        match &self.saying {
            Saying::Current(answer) => Some(answer),
            Saying::Nothing | Saying::Waiting | Saying::Stale(_) => None,
        }
    }

    /// The answer to show, be it stale.
    pub(crate) const fn shown(&self) -> Option<&Answer> {
        match &self.saying {
            Saying::Current(answer) | Saying::Stale(answer) => Some(answer),
            Saying::Nothing | Saying::Waiting => None,
        }
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

    /// The value of `data-executor`: `<executor>-<device>`.
    pub(crate) fn executor(&self) -> String {
        let text = |answer: &Answer| format!("{}-{}", answer.executor.id(), answer.device.id());
        self.current().map_or_else(String::new, text)
    }
}

/// What every structure of the chosen backbone says, once all that are ready have answered; empty before.
pub(crate) fn verdicts(model: &WorkerModel) -> Vec<(Structure, Verdict)> {
    let current = |network| {
        let card = Card::of(model, network);
        card.current().map(|answer| (network.structure, answer.verdict))
    };
    model.ready().into_iter().map(current).collect::<Option<Vec<_>>>().unwrap_or_default()
}
