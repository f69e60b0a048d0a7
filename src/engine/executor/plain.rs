//! `Plain`: burn's own operations, one after another, on any device: the honest comparison.

use burn::tensor::{Device, Tensor, TensorData, Transaction};

use super::super::clock;
use super::super::error::EngineError;
use super::{Answer, read_network};
use crate::image::{Glyph, input};
use crate::measure::Millis;
use crate::model::DeployedNetwork;
use crate::study::{NetworkId, decide};
use crate::weights::{WeightsError, dequantize};

/// A network on the device.
pub(in crate::engine) struct Plain {
    network: DeployedNetwork,
    device: Device,
}

impl Plain {
    /// Puts a weights file on the device.
    pub(super) fn load(bytes: &[u8], expected: NetworkId, device: &Device) -> Result<Self, EngineError> {
        let quantized = read_network(bytes, expected)?;
        let network = DeployedNetwork::new(&dequantize(&quantized), device);
        let network = network.ok_or_else(|| WeightsError::Incomplete(expected.to_string()))?;
        Ok(Self { network, device: device.clone() })
    }

    /// One forward with its read-back: all heads in one transaction, so one submission and one wait.
    pub(super) async fn answer(&self, glyph: &Glyph) -> Result<Answer, EngineError> {
        let pixels = input::normalized(glyph).to_vec();
        let start = clock::now();
        let image = TensorData::new(pixels, [1, 1, Glyph::SIDE, Glyph::SIDE]);
        let image: Tensor<4> = Tensor::from_data(image, &self.device);
        let outputs = self.network.forward(&image).into_iter();
        let transaction = outputs.fold(Transaction::default(), |reads, output| reads.register(output));
        let read =
            transaction.execute_async().await.map_err(|error| EngineError::Read(format!("{error:?}")))?;
        let latency = Millis(clock::now().0 - start.0);
        let heads = read.into_iter().map(|head| head.try_to_vec::<f32>());
        let heads =
            heads.collect::<Result<Vec<_>, _>>().map_err(|error| EngineError::Read(format!("{error:?}")))?;
        // Values that are not finite stop here, not on a card.
        decide(self.network.id().structure, &heads)?;
        Ok(Answer { heads, latency })
    }
}
