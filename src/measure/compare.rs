//! Ratios to structure 2 of the same backbone: the only way the study's times and ours may stand side by side.

use crate::study::{NetworkId, Structure};

/// How long a network takes relative to structure 2 of its backbone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ratio {
    /// The network.
    pub network: NetworkId,
    /// Its time over the baseline's: 1 for the baseline itself.
    pub value: f64,
}

/// Divides each time by that of structure 2 of the same backbone. Unit-free, so any unit may come in.
///
/// Networks whose baseline is missing or not positive are left out.
#[must_use]
pub fn ratios(times: &[(NetworkId, f64)]) -> Vec<Ratio> {
    let baseline = |network: NetworkId| {
        let wanted = NetworkId { structure: Structure::BASELINE, ..network };
        times.iter().find(|(candidate, time)| *candidate == wanted && *time > 0.0).map(|(_, time)| *time)
    };
    let ratio = |&(network, time): &(NetworkId, f64)| {
        baseline(network).map(|base| Ratio { network, value: time / base })
    };
    times.iter().filter_map(ratio).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::Backbone;

    #[test]
    fn ratios_are_taken_within_a_backbone() {
        let id = |backbone, structure| NetworkId { backbone, structure };
        let times = [
            (id(Backbone::ResNet18, Structure::One), 3.0),
            (id(Backbone::ResNet18, Structure::Two), 2.0),
            (id(Backbone::ResNet34, Structure::Two), 4.0),
            (id(Backbone::ResNet50, Structure::One), 9.0),
        ];
        let values: Vec<f64> = ratios(&times).iter().map(|ratio| ratio.value).collect();
        assert_eq!(values, [1.5, 1.0, 1.0], "ResNet50 has no baseline here");
    }
}
