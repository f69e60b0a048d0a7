//! What a benchmark run does: warm up, then rounds in which every network is measured once, in fresh order.

use serde::{Deserialize, Serialize};

use crate::study::NetworkId;

/// A benchmark run, as asked for.
///
/// One round measures each network once; the order is shuffled anew each round, so that heat, other tabs and the
/// clock's drift fall on all networks alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The networks to compare.
    pub networks: Vec<NetworkId>,
    /// Forwards of each network before anything is recorded.
    pub warm_up: u32,
    /// Recorded forwards of each network.
    pub rounds: u32,
    /// Seed of the shuffles: the same seed gives the same order.
    pub seed: u64,
}

impl Plan {
    /// Forwards the whole run will do, warm-up included.
    #[must_use]
    pub fn forwards(&self) -> u64 {
        self.networks.len() as u64 * (u64::from(self.warm_up) + u64::from(self.rounds))
    }

    /// The order of measurement, one list a round.
    pub fn orders(&self) -> impl Iterator<Item = Vec<NetworkId>> + use<> {
        let (networks, mut state) = (self.networks.clone(), self.seed);
        (0..self.rounds).map(move |_| {
            let mut order = networks.clone();
            shuffle(&mut order, &mut state);
            order
        })
    }
}

/// Fisher-Yates; the modulo bias over lists this short is below 1e-17.
fn shuffle<T>(items: &mut [T], state: &mut u64) {
    for last in (1..items.len()).rev() {
        let chosen = usize::try_from(split_mix(state) % (last as u64 + 1)).unwrap_or(last);
        items.swap(last, chosen);
    }
}

/// One step of SplitMix64 (Steele, Lea, Flood 2014), with its published constants.
fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::Backbone;

    fn plan(seed: u64) -> Plan {
        Plan { networks: NetworkId::of(Backbone::ResNet18).collect(), warm_up: 2, rounds: 200, seed }
    }

    #[test]
    fn every_round_measures_every_network_once() {
        let plan = plan(1);
        assert_eq!(plan.forwards(), 5 * 202);
        assert_eq!(plan.orders().count(), 200);
        for mut order in plan.orders() {
            order.sort();
            assert_eq!(order, plan.networks);
        }
    }

    #[test]
    fn every_network_comes_first_about_equally_often() {
        let orders: Vec<_> = plan(7).orders().collect();
        for network in plan(7).networks {
            let first = orders.iter().filter(|order| order[0] == network).count();
            // 200 rounds, p = 1/5: 40 expected, standard deviation 5.7; 4 of them is 23.
            assert!((17..=63).contains(&first), "{network} was first {first} times");
        }
    }

    #[test]
    fn the_seed_decides_the_order() {
        assert!(plan(3).orders().eq(plan(3).orders()));
        assert!(!plan(3).orders().eq(plan(4).orders()));
    }

    #[test]
    fn split_mix_gives_its_published_first_value() {
        assert_eq!(split_mix(&mut 1_234_567), 6_457_827_717_110_365_317);
    }
}
