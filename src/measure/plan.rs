//! What a benchmark run is to do. Refuses times: `sampler` has them.

use serde::{Deserialize, Serialize};

use super::Millis;
use super::random::Random;
use crate::study::{NetworkId, UnknownId};

/// What is timed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// One image, and its answer read back before the next one starts.
    #[default]
    Latency,
    /// One image at a time, several queued, and only the last answer waited for.
    Throughput,
    /// The study's batch of 32 images, and its answers read back before the next one starts.
    Batch,
}

/// A benchmark run, as asked for.
///
/// One round measures each network once; the order is shuffled anew each round, so that heat, other tabs and the
/// clock's drift fall on all networks alike.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The networks to compare.
    pub networks: Vec<NetworkId>,
    /// What is timed.
    pub mode: Mode,
    /// The run ends after this time even if its medians are not settled.
    pub budget: Millis,
    /// Seed of the shuffles and of the bootstrap: the same seed gives the same.
    pub seed: u64,
}

impl Mode {
    /// All modes.
    pub const ALL: [Self; 3] = [Self::Latency, Self::Throughput, Self::Batch];

    /// The id used in URLs and attributes.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Latency => "latency",
            Self::Throughput => "throughput",
            Self::Batch => "batch",
        }
    }

    /// Images of one forward.
    #[must_use]
    pub const fn images(self) -> usize {
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
        Self::ALL.into_iter().find(|mode| mode.id() == id).ok_or_else(|| UnknownId {
            kind: "mode",
            found: id.to_owned(),
            expected: "latency, throughput, batch",
        })
    }
}

/// The orders of a plan's rounds: see [`Plan::orders`].
#[derive(Debug, Clone)]
pub struct Orders {
    networks: Vec<NetworkId>,
    random: Random,
}

impl Plan {
    /// The order of measurement, one list a round, without end.
    #[must_use]
    pub fn orders(&self) -> Orders {
        Orders { networks: self.networks.clone(), random: Random::new(self.seed) }
    }
}

impl Iterator for Orders {
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
        let networks = NetworkId::of(Backbone::ResNet18).collect();
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
