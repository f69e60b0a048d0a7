//! What a benchmark run is to measure: networks, mode, time budget, and the shuffled order of each round.

use serde::{Deserialize, Serialize};

use super::Millis;
use super::random::Random;
use crate::study::{NetworkId, UnknownId, find_by_id};

/// What is timed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Batch 1, read back before the next one starts.
    #[default]
    Latency,
    /// Batch 1, several queued, and only the last read back.
    Throughput,
    /// The study's batch of 32, read back before the next one starts.
    Batch,
}

/// A benchmark run as requested.
///
/// Each round measures every network once, in a freshly shuffled order, so that heat, other tabs and the clock's drift
/// fall on all networks alike.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    pub networks: Vec<NetworkId>,
    pub mode: Mode,
    /// The run ends after this time even if its medians are not settled.
    pub(crate) budget: Millis,
    /// Of the shuffles and of the ratios' bootstrap.
    pub(crate) seed: u64,
}

impl Mode {
    /// All modes.
    pub(crate) const ALL: [Self; 3] = [Self::Latency, Self::Throughput, Self::Batch];

    /// The id used in URLs and attributes.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Latency => "latency",
            Self::Throughput => "throughput",
            Self::Batch => "batch",
        }
    }

    /// Images of one iteration.
    #[must_use]
    pub(crate) const fn images(self) -> usize {
        match self {
            Self::Latency | Self::Throughput => 1,
            // The study's TEST_BATCH_SIZE.
            Self::Batch => 32,
        }
    }
}

impl std::str::FromStr for Mode {
    type Err = UnknownId;

    fn from_str(id: &str) -> Result<Self, UnknownId> {
        find_by_id("mode", &Self::ALL, Self::id, id)
    }
}

/// See [`Plan::orders`].
#[derive(Debug, Clone)]
pub(crate) struct RoundOrders {
    networks: Vec<NetworkId>,
    random: Random,
}

impl Plan {
    /// The order of the networks in each round, without end.
    #[must_use]
    pub(crate) fn orders(&self) -> RoundOrders {
        RoundOrders { networks: self.networks.clone(), random: Random::new(self.seed) }
    }
}

impl Iterator for RoundOrders {
    type Item = Vec<NetworkId>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut order = self.networks.clone();
        self.random.shuffle(&mut order);
        Some(order)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::Backbone;

    fn plan(seed: u64) -> Plan {
        let networks = NetworkId::on_backbone(Backbone::ResNet18).collect();
        Plan { networks, mode: Mode::Latency, budget: Millis(1e3), seed }
    }

    #[test]
    fn every_round_measures_every_network_once() {
        for mut order in plan(1).orders().take(200) {
            order.sort();
            assert_eq!(order, plan(1).networks);
        }
    }

    #[test]
    fn every_network_comes_first_about_equally_often() {
        let orders: Vec<_> = plan(7).orders().take(200).collect();
        for network in plan(7).networks {
            let first = orders.iter().filter(|order| order[0] == network).count();
            // 200 rounds, p = 1/5: 40 expected, standard deviation 5.7; 4 of them is 23.
            assert!((17..=63).contains(&first), "{network} was first {first} times");
        }
    }

    #[test]
    fn the_seed_decides_the_order() {
        assert!(plan(3).orders().take(9).eq(plan(3).orders().take(9)));
        assert!(!plan(3).orders().take(9).eq(plan(4).orders().take(9)));
    }

    #[test]
    fn modes_are_found_by_their_ids() {
        for mode in Mode::ALL {
            assert_eq!(mode.id().parse(), Ok(mode));
            assert_eq!(serde_json::to_string(&mode).unwrap(), format!("\"{}\"", mode.id()));
        }
        assert!("fast".parse::<Mode>().is_err());
    }
}
