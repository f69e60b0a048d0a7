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
use crate::study::{
    Backbone, HeadShares, Inside, NetworkId, StageMeans, Structure, TestRecord, decide, logits_of,
};

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
            Failure::FileStopped { file: file.clone(), received: Bytes(1), total: Some(Bytes(u64::MAX)) },
            Failure::FileReplaced { file: file.clone(), by: Substitute::Pointer },
            Failure::FileAltered { file: file.clone() },
            Failure::FileInvalid { file, detail: detail.clone() },
            Failure::NotPublished { network: self.text.clone() },
            Failure::DeviceUnavailable { against: Fallback::InitFailed(detail.clone()) },
            Failure::DeviceLost { detail: detail.clone() },
            Failure::DeviceSilent { waited: Millis(self.number) },
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
            Fallback::NoAnswer(Millis(self.number)),
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
            fallback: fallbacks.get(self.count as usize % 9).cloned(),
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
            LabRequest::Answer {
                ticket: Ticket(self.count),
                network: self.network(),
                bitmaps: vec![self.bitmap; 3],
            },
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
        let mut shares = ImageShares::per_backbone(Structure::FourOne);
        shares.row().extend([self.number as f32; 60]);
        let ends = [Ended::Complete, Ended::TimeUp, Ended::Cancelled, Ended::Failed(self.failure())];
        let mut all: Vec<LabReply> = ends.into_iter().map(LabReply::AssessmentOver).collect();
        all.extend([
            LabReply::BenchmarkProgress { phase: Phase::Stages, fraction: self.number, rounds: 4, samples },
            LabReply::Benchmarked { record: Box::new(record), ended: Ended::TimeUp },
            LabReply::AssessmentProgress { network, done: self.count, total: 3_147 },
            LabReply::Assessed { network, shares: shares.clone(), elapsed: time },
            LabReply::Answered { ticket: Ticket(self.count), answered: Ok(shares) },
            LabReply::Answered { ticket: Ticket(self.count), answered: Err(self.failure()) },
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
            ToLab::Assess,
            ToLab::Granted,
            ToLab::Lost(self.failure()),
        ]
    }

    fn lab_to_page(&self) -> Vec<FromLab> {
        let record = TestRecord {
            mean_shares: Some(vec![vec![vec![0.5, self.count as f32]]]),
            density: vec![(3, self.count), (575, 7)],
            ood_curve: vec![(-0.5, self.number as f32)],
        };
        vec![
            FromLab::Listening,
            FromLab::Reserve(Quiet::Yes),
            FromLab::Release,
            FromLab::Show(self.count as usize),
            FromLab::Drawing,
            FromLab::Diagnostics,
            FromLab::Fail(Fault::Silence),
            FromLab::TestRecords(vec![(FIRST, record)]),
        ]
    }
}

const FIRST: NetworkId = NetworkId { backbone: Backbone::ResNet18, structure: Structure::One };

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
        if let Ok(shares) = from_bytes::<ImageShares>(&bytes) {
            prop_assert_eq!(shares.len(), shares.images().count());
        }
    }

    #[test]
    fn the_shares_of_many_images_come_back_as_they_were(
        structure in prop::sample::select(&Structure::ALL[..]),
        images in 0..20_usize,
        missing in 1..4_usize,
    ) {
        let mut number = 0.0;
        let mut count = || { number += 1.0; number };
        let heads = structure.heads();
        let image = |_| -> HeadShares {
            heads.iter().map(|plan| {
                (0..plan.grouping.classes()).map(|_| (0..=plan.reads.len()).map(|_| count()).collect()).collect()
            }).collect()
        };
        let all: Vec<HeadShares> = (0..images).map(image).collect();
        let mut shares = ImageShares::per_backbone(structure);
        shares.row().extend(all.iter().flatten().flatten().flatten());
        prop_assert_eq!(shares.images().collect::<Vec<_>>(), all);
        let mut whole = ImageShares::whole(structure);
        let classes = heads.iter().map(|plan| plan.grouping.classes()).sum::<usize>();
        whole.row().extend((0..classes * images).map(|number| number as f32));
        prop_assert_eq!(whole.len(), images);
        // A row that ends within an image: the last is of a form that is refused.
        whole.row().extend((0..missing.min(classes - 1)).map(|number| number as f32));
        prop_assert_eq!(whole.len(), images + 1);
        let last = whole.images().last().map(|shares| decide(structure, &logits_of(&shares)).is_err());
        prop_assert_eq!(last, Some(true));
    }
}
