//! Every message of the three lines survives its bytes, damaged bytes are refused or harmless, and the bytes that the
//! JavaScript of `bench/peers/ours.js` speaks stay as they are.

use std::fmt::Debug;

use proptest::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

use super::*;
use crate::image::Bitmap;
use crate::measure::{
    Bytes, DeviceKind, Disturbance, Ended, ExecutorKind, LowerBound, Millis, Mode, Pace, Plan, Sample, Stage,
    StageTime, Startup, Verification,
};
use crate::study::{Backbone, Inside, NetworkId, StageMeans};

/// What the messages are filled with.
#[derive(Debug, Clone)]
struct Filling {
    text: String,
    number: f64,
    count: u32,
    bitmap: Bitmap,
    networks: Vec<NetworkId>,
}

fn filling() -> impl Strategy<Value = Filling> {
    let networks =
        prop::collection::vec((0..15_usize).prop_map(|index| NetworkId::all().nth(index).unwrap()), 0..6);
    let bitmap = prop::collection::vec(any::<u8>(), Bitmap::PIXELS);
    let bitmap = bitmap.prop_map(|pixels| Bitmap::try_from(&pixels[..]).unwrap());
    (".{0,40}", -1e300..1e300, any::<u32>(), bitmap, networks)
        .prop_map(|(text, number, count, bitmap, networks)| Filling { text, number, count, bitmap, networks })
}

impl Filling {
    fn network(&self) -> NetworkId {
        self.networks.first().copied().unwrap_or(FIRST)
    }

    fn failures(&self) -> Vec<Failure> {
        let (file, detail) = (self.text.clone(), self.text.clone());
        vec![
            Failure::FileMissing { file: file.clone(), status: self.count as u16 },
            Failure::FileUnreachable { file: file.clone(), detail: detail.clone() },
            Failure::FileSize {
                file: file.clone(),
                expected: Bytes(u64::from(self.count) << 20),
                found: Bytes(u64::MAX),
            },
            Failure::FileAltered { file: file.clone() },
            Failure::FileInvalid { file, detail: detail.clone() },
            Failure::NotPublished { network: self.text.clone() },
            Failure::DeviceUnavailable { detail: detail.clone() },
            Failure::DeviceLost { detail: detail.clone() },
            Failure::Inference { detail: detail.clone() },
            Failure::Incorrect { network: self.text.clone(), difference: self.number },
            Failure::Panicked { detail: detail.clone() },
            Failure::Message { detail },
        ]
    }

    fn failure(&self) -> Failure {
        let all = self.failures();
        all[self.count as usize % all.len()].clone()
    }

    fn device(&self) -> DeviceReport {
        let text = || self.text.clone();
        let fallbacks = [
            Fallback::NoWebGpu,
            Fallback::NoAdapter,
            Fallback::SoftwareAdapter,
            Fallback::LimitTooLow { name: text(), found: 1, needed: u64::from(self.count) },
            Fallback::SlowerThanCpu { gpu: Millis(self.number), cpu: Millis(1.0) },
            Fallback::InitFailed(text()),
            Fallback::LostRepeatedly,
        ];
        let adapter = Adapter {
            vendor: text(),
            architecture: text(),
            device: text(),
            description: text(),
            software: self.count.is_multiple_of(2),
        };
        DeviceReport {
            kind: if self.count.is_multiple_of(2) { DeviceKind::Gpu } else { DeviceKind::Cpu },
            executor: if self.count.is_multiple_of(3) { ExecutorKind::Fused } else { ExecutorKind::Plain },
            adapter: (!self.count.is_multiple_of(5)).then_some(adapter),
            fallback: fallbacks.get(self.count as usize % 8).cloned(),
        }
    }

    fn requests(&self) -> Vec<Request> {
        let avoid_gpu = self.device().fallback;
        vec![
            Request::Start { device: DeviceChoice::Gpu, base_url: self.text.clone(), avoid_gpu },
            Request::Load { networks: self.networks.clone() },
            Request::Classify {
                ticket: Ticket(self.count),
                bitmap: Box::new(self.bitmap),
                networks: self.networks.clone(),
            },
            Request::Visibility(PageVisibility::Hidden),
            Request::Ping,
            Request::LabPort,
            Request::Fail(Fault::OutOfMemory),
        ]
    }

    fn replies(&self) -> Vec<Reply> {
        let total = Bytes(u64::from(self.count));
        let states =
            [NetworkState::Loading { received: Bytes(0), total }, NetworkState::Warming, NetworkState::Ready];
        let failed = self.failures().into_iter().map(NetworkState::Failed);
        let states = states.into_iter().chain(failed);
        let logits = vec![vec![self.number as f32, 0.5], vec![f32::MIN_POSITIVE]];
        let shares = vec![vec![vec![self.number as f32, -1.0]]];
        let inside = Inside { shares, stages: vec![StageMeans::default(); 2] };
        let mut all: Vec<Reply> =
            states.map(|state| Reply::Network { network: self.network(), state }).collect();
        all.extend([
            Reply::Listening,
            Reply::Started(self.device()),
            Reply::Answers {
                ticket: Ticket(self.count),
                latency: Millis(self.number),
                answers: self.networks.iter().map(|&network| (network, logits.clone())).collect(),
                inside: self.networks.iter().map(|&network| (network, inside.clone())).collect(),
                pass: Continuation::Last,
            },
            Reply::Alive,
            Reply::Failed(self.failure()),
            Reply::Gpu(GpuReport { adapter: self.device().adapter, against: self.device().fallback }),
            Reply::Ran { network: self.network(), forward: Millis(self.number) },
        ]);
        all
    }

    fn lab_requests(&self) -> Vec<LabRequest> {
        let (networks, seed) = (self.networks.clone(), u64::from(self.count) << 30);
        let plan = Plan { networks, mode: Mode::Throughput, budget: Millis(self.number), seed };
        vec![
            LabRequest::Benchmark { plan, bitmap: Box::new(self.bitmap) },
            LabRequest::Assess { networks: self.networks.clone() },
            LabRequest::Cancel,
        ]
    }

    fn lab_replies(&self) -> Vec<LabReply> {
        let (network, time) = (self.network(), Millis(self.number));
        let bytes = Bytes(u64::from(self.count));
        let sample = |disturbance, pace| Sample {
            network,
            round: self.count,
            iterations: 3,
            began: time,
            elapsed: time,
            disturbance,
            pace,
        };
        let samples = vec![
            sample(None, Pace::Usual),
            sample(Some(Disturbance::Hidden), Pace::Slow),
            sample(Some(Disturbance::Throttled), Pace::Usual),
        ];
        let record = Record {
            verifications: vec![Verification {
                network,
                images: self.count,
                largest_difference: self.number,
            }],
            startups: vec![Startup {
                network,
                bytes,
                download: time,
                decode: time,
                first_run: time,
                second_run: time,
            }],
            lower_bounds: vec![LowerBound { network, launches: time, weight_read: time }],
            stages: vec![StageTime { network, stage: Stage::Layer3, time, bytes }],
            timer_step: time,
            memory: bytes,
            digests: vec![(network, self.text.clone())],
        };
        let logits = ImageLogits::new(&vec![vec![vec![self.number as f32; 3], vec![1.0; 2]]; 5]);
        let ends = [Ended::Complete, Ended::TimeUp, Ended::Cancelled, Ended::Failed(self.failure())];
        let mut all: Vec<LabReply> = ends.into_iter().map(LabReply::AssessmentOver).collect();
        all.extend([
            LabReply::BenchmarkProgress { phase: Phase::Stages, fraction: self.number, rounds: 4, samples },
            LabReply::Benchmarked { record: Box::new(record), ended: Ended::TimeUp },
            LabReply::AssessmentProgress { network, done: self.count, total: 3_147 },
            LabReply::Assessed { network, logits, elapsed: time },
        ]);
        all
    }

    fn page_to_lab(&self) -> Vec<ToLab> {
        let readiness = Readiness {
            backbone: Backbone::ResNet50,
            ready: self.networks.clone(),
            idle: true,
            device: Some(self.device()),
        };
        let pad = OnPad { bitmap: Some(self.bitmap), test_index: Some(self.count as usize) };
        vec![
            ToLab::Worker(readiness),
            ToLab::WorkerPort,
            ToLab::Pad(Box::new(pad)),
            ToLab::Pad(Box::default()),
            ToLab::Drawing(Some(self.text.clone())),
            ToLab::Diagnostics(self.text.clone()),
            ToLab::Language(self.text.clone()),
            ToLab::Cut("4_1-2-1".parse().into_iter().collect()),
            ToLab::Granted,
            ToLab::Lost(self.failure()),
        ]
    }

    fn lab_to_page(&self) -> Vec<FromLab> {
        vec![
            FromLab::Listening,
            FromLab::Reserve(Quiet::Yes),
            FromLab::Release,
            FromLab::Show(self.count as usize),
            FromLab::Drawing,
            FromLab::Diagnostics,
            FromLab::Fail(Fault::Silence),
            FromLab::MeanShares(vec![(FIRST, vec![vec![vec![0.5, self.count as f32]]])]),
        ]
    }
}

const FIRST: NetworkId = NetworkId { backbone: Backbone::ResNet18, structure: crate::study::Structure::One };

/// Whole they are read back; with a byte too few or too many they are refused.
fn survive<T: Serialize + DeserializeOwned + PartialEq + Debug>(messages: &[T]) {
    for message in messages {
        let mut bytes = to_bytes(message).unwrap();
        assert_eq!(from_bytes::<T>(&bytes).as_ref(), Ok(message));
        for end in [0, bytes.len() / 2, bytes.len() - 1] {
            assert!(from_bytes::<T>(&bytes[..end]).is_err(), "{message:?} cut off at {end}");
        }
        bytes.push(0);
        assert_eq!(from_bytes::<T>(&bytes), Err(WireError::TooLong(1)));
    }
}

/// Whatever is read from damaged bytes can be written again.
fn endure<T: Serialize + DeserializeOwned>(messages: &[T], damage: &[(usize, u8)]) {
    for message in messages {
        let mut bytes = to_bytes(message).unwrap();
        for &(index, byte) in damage {
            let index = index % bytes.len();
            bytes[index] = byte;
        }
        if let Ok(message) = from_bytes::<T>(&bytes) {
            to_bytes(&message).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_message_survives_its_bytes(filling in filling()) {
        survive(&filling.requests());
        survive(&filling.replies());
        survive(&filling.lab_requests());
        survive(&filling.lab_replies());
        survive(&filling.page_to_lab());
        survive(&filling.lab_to_page());
    }

    #[test]
    fn damaged_bytes_are_refused_or_harmless(
        filling in filling(),
        damage in prop::collection::vec((0..2_000_usize, any::<u8>()), 1..5),
    ) {
        endure(&filling.requests(), &damage);
        endure(&filling.replies(), &damage);
        endure(&filling.lab_requests(), &damage);
        endure(&filling.lab_replies(), &damage);
        endure(&filling.page_to_lab(), &damage);
        endure(&filling.lab_to_page(), &damage);
    }

    #[test]
    fn any_bytes_are_read_without_harm(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = (from_bytes::<Request>(&bytes), from_bytes::<Reply>(&bytes));
        let _ = (from_bytes::<LabRequest>(&bytes), from_bytes::<LabReply>(&bytes));
        let _ = (from_bytes::<ToLab>(&bytes), from_bytes::<FromLab>(&bytes));
        if let Ok(logits) = from_bytes::<ImageLogits>(&bytes) {
            prop_assert_eq!(logits.images().len(), logits.images().count());
        }
    }

    #[test]
    fn logits_of_many_images_come_back_as_they_were(
        heads in prop::collection::vec(1..4_usize, 1..3),
        images in 0..20_usize,
    ) {
        let image = |image: usize| {
            heads.iter().enumerate().map(|(head, &classes)| vec![(image * 10 + head) as f32; classes]).collect()
        };
        let all: Vec<HeadLogits> = (0..images).map(image).collect();
        prop_assert_eq!(ImageLogits::new(&all).images().collect::<Vec<_>>(), all);
    }
}

/// `bench/peers/ours.js` writes and reads these bytes by hand.
#[test]
fn the_bytes_that_ours_js_speaks() {
    let text = "http://x/".to_owned();
    let start = |device| {
        let base_url = text.clone();
        to_bytes(&Request::Start { device, base_url, avoid_gpu: None }).unwrap()
    };
    let bytes = |head: &[u8], text: &str, tail: &[u8]| [head, text.as_bytes(), tail].concat();
    assert_eq!(start(DeviceChoice::Auto), bytes(&[0, 0, 9], &text, &[0]));
    assert_eq!(start(DeviceChoice::Gpu), bytes(&[0, 1, 9], &text, &[0]));
    assert_eq!(start(DeviceChoice::Cpu), bytes(&[0, 2, 9], &text, &[0]));
    let all: Vec<NetworkId> = NetworkId::all().collect();
    let numbers = (0..3).flat_map(|backbone| (0..5).flat_map(move |structure| [backbone, structure]));
    let expected: Vec<u8> = [1, 15].into_iter().chain(numbers).collect();
    assert_eq!(to_bytes(&Request::Load { networks: all }).unwrap(), expected);
    let classify = Request::Classify {
        ticket: Ticket(300),
        bitmap: Box::new(Bitmap::from_pixels([7; 784])),
        networks: vec![FIRST],
    };
    let expected = [&[2, 0xac, 0x02, 0x90, 0x06][..], &[7; 784], &[1, 0, 0]].concat();
    assert_eq!(to_bytes(&classify).unwrap(), expected);

    let reply = |reply: &Reply| to_bytes(reply).unwrap();
    assert_eq!(reply(&Reply::Listening), [0]);
    let device =
        DeviceReport { kind: DeviceKind::Cpu, executor: ExecutorKind::Fused, adapter: None, fallback: None };
    assert_eq!(reply(&Reply::Started(device)), [1, 1, 0, 0, 0]);
    let state = |state| reply(&Reply::Network { network: FIRST, state });
    assert_eq!(
        state(NetworkState::Loading { received: Bytes(1), total: Bytes(300) }),
        [2, 0, 0, 0, 1, 0xac, 0x02]
    );
    assert_eq!(state(NetworkState::Warming), [2, 0, 0, 1]);
    assert_eq!(state(NetworkState::Ready), [2, 0, 0, 2]);
    let failure = Failure::Inference { detail: "no".into() };
    assert_eq!(state(NetworkState::Failed(failure.clone())), [2, 0, 0, 3, 8, 2, b'n', b'o']);
    let answers = vec![(FIRST, vec![vec![1.0, -2.0, 0.5]])];
    let inside = vec![(FIRST, Inside { shares: vec![vec![vec![2.0, 0.25]]], stages: Vec::new() })];
    let (ticket, latency) = (Ticket(300), Millis(1.5));
    let answers = Reply::Answers { ticket, latency, answers, inside, pass: Continuation::Last };
    let expected = [
        &[3, 0xac, 0x02][..],
        &1.5_f64.to_le_bytes(),
        &[1, 0, 0, 1, 3],
        &1.0_f32.to_le_bytes(),
        &(-2.0_f32).to_le_bytes(),
        &0.5_f32.to_le_bytes(),
        &[1, 0, 0, 1, 1, 2],
        &2.0_f32.to_le_bytes(),
        &0.25_f32.to_le_bytes(),
        &[0],
        &[1],
    ];
    assert_eq!(reply(&answers), expected.concat());
    assert_eq!(reply(&Reply::Alive), [4]);
    assert_eq!(reply(&Reply::Failed(failure)), [5, 8, 2, b'n', b'o']);
    assert_eq!(reply(&Reply::Gpu(GpuReport::default())), [6, 0, 0]);
    assert_eq!(reply(&Reply::Ran { network: FIRST, forward: Millis(1.5) })[..3], [7, 0, 0]);
}
