//! `Plain`: burn's own operations, one after another, on any device: the honest comparison.

use burn::tensor::{Device, Tensor, TensorData, Transaction};

use super::super::clock;
use super::super::error::EngineError;
use super::{Answer, Logits, Watch, read_network};
use crate::image::{Bitmap, input};
use crate::measure::Millis;
use crate::model::DeployedNetwork;
use crate::study::{NetworkId, decide};
use crate::weights::{WeightsError, dequantize};

/// Images that run together where there are many: burn's activations of a whole test set would not fit.
const TOGETHER: usize = 64;

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
    pub(super) async fn answer(&self, bitmap: &Bitmap) -> Result<Answer, EngineError> {
        let start = clock::now();
        let heads = self.read(self.forward(std::slice::from_ref(bitmap))).await?;
        let latency = Millis(clock::now().0 - start.0);
        // Values that are not finite stop here, not on a card.
        decide(self.network.id().structure, &heads)?;
        Ok(Answer { heads, latency })
    }

    /// Many images, some at a time.
    pub(super) async fn answer_many(
        &self,
        bitmaps: &[Bitmap],
        watch: Watch<'_>,
    ) -> Result<Vec<Logits>, EngineError> {
        let mut all = Vec::with_capacity(bitmaps.len());
        for part in bitmaps.chunks(TOGETHER) {
            let heads = self.read(self.forward(part)).await?;
            let of = |image: usize| {
                let row = |head: &Vec<f32>| {
                    let classes = head.len() / part.len();
                    head[image * classes..][..classes].to_vec()
                };
                heads.iter().map(row).collect()
            };
            all.extend((0..part.len()).map(of));
            if bitmaps.len() > TOGETHER {
                clock::turn().await;
                if watch(all.len()).is_break() {
                    break;
                }
            }
        }
        Ok(all)
    }

    /// One image this many times, and a wait for the last.
    pub(super) async fn queue(&self, bitmap: &Bitmap, times: u32) -> Result<(), EngineError> {
        let mut last = Vec::new();
        for _ in 0..times {
            last = self.forward(std::slice::from_ref(bitmap));
        }
        self.read(last).await.map(drop)
    }

    fn forward(&self, bitmaps: &[Bitmap]) -> Vec<Tensor<2>> {
        let pixels: Vec<f32> = bitmaps.iter().flat_map(input::normalized).collect();
        let images = TensorData::new(pixels, [bitmaps.len(), 1, Bitmap::SIDE, Bitmap::SIDE]);
        self.network.forward(&Tensor::from_data(images, &self.device))
    }

    async fn read(&self, outputs: Vec<Tensor<2>>) -> Result<Vec<Vec<f32>>, EngineError> {
        let outputs = outputs.into_iter();
        let transaction = outputs.fold(Transaction::default(), |reads, output| reads.register(output));
        let failed = |error: String| EngineError::Read(error);
        let read = transaction.execute_async().await.map_err(|error| failed(format!("{error:?}")))?;
        let heads = read.into_iter().map(|head| head.try_to_vec::<f32>());
        heads.collect::<Result<_, _>>().map_err(|error| failed(format!("{error:?}")))
    }
}
