//! Downloads the manifest and the weights files: one at a time, the smallest first, so that one network answers early;
//! while nothing comes of one, the next begins. Golden logits and the test set are fetched on demand. Only files of the
//! manifest are fetched, and each is checked against its size and digest.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;

use futures_channel::mpsc::UnboundedSender;

use super::browser::{fetch, keep, read_stored, spawn};
use super::clock;
use super::job::Job;
use super::port;
use crate::image::TestSet;
use crate::measure::{Bytes, Millis, within};
use crate::net::stored::StoredFile;
use crate::net::{Arrival, Copies, FileLength, TEST_SET_LIMIT, Wanted, read_test_set};
use crate::protocol::{Failure, NetworkState, Reply};
use crate::study::NetworkId;
use crate::weights::{Golden, Manifest, PublishedFile, PublishedFiles, sha256};

/// Folder of the weights, relative to the page.
const FOLDER: &str = "weights/";
/// Limit of a download, far above any manifest of 15 networks: memory is bounded whatever a server sends.
const MANIFEST_LIMIT: Bytes = Bytes(4 << 20);

/// Sixteen images' logits take a few kilobytes.
const GOLDEN_LIMIT: Bytes = Bytes(1 << 20);

/// For a kept file, 36 MB at most, to be read; without it by then nothing is asked of the store again. A slow disk reads
/// such a file in 2 s.
const STORE_PATIENCE: Millis = Millis(4_000.0);

/// The networks being downloaded.
pub(super) struct Downloads {
    base: String,
    test_set: RefCell<Option<Rc<TestSet>>>,
    shared: Rc<Shared>,
}

/// What all downloads have in common.
struct Shared {
    /// Of the weights' folder.
    url: String,
    jobs: UnboundedSender<Job>,
    /// Queued or in flight: each network is requested once.
    under_way: RefCell<BTreeSet<NetworkId>>,
    /// Failed when last requested: whatever copy there was is not asked for again.
    failed: RefCell<BTreeSet<NetworkId>>,
    manifest: RefCell<Option<PublishedFiles>>,
    /// Whether the store of kept files has answered so far.
    store_answers: Cell<bool>,
}

impl Downloads {
    /// `base` is the absolute URL of the page's folder, with its final slash.
    pub(super) fn new(base: String, jobs: UnboundedSender<Job>) -> Self {
        let url = format!("{base}{FOLDER}");
        let shared = Shared {
            url,
            jobs,
            under_way: RefCell::default(),
            failed: RefCell::default(),
            manifest: RefCell::default(),
            store_answers: Cell::new(true),
        };
        Self { base, test_set: RefCell::default(), shared: Rc::new(shared) }
    }

    /// Golden logits of a network: what torchvision computes from the same weights.
    pub(super) async fn golden(&self, network: NetworkId) -> Result<Golden, Failure> {
        let listed = self.shared.manifest().await?;
        let missing = || Failure::NotPublished { network: format!("{network}, golden logits") };
        let entry = listed.entry(network).ok_or_else(missing)?;
        let name = entry.golden.as_ref().ok_or_else(missing)?;
        let file = format!("{FOLDER}{name}");
        let text = fetch_text(&format!("{}{name}", self.shared.url), &file, GOLDEN_LIMIT).await?;
        Golden::parse(&text, network, &entry.sha256).map_err(|error| Failure::file_invalid(&file, error))
    }

    /// The test images, fetched once.
    pub(super) async fn test_set(&self) -> Result<Rc<TestSet>, Failure> {
        if let Some(set) = self.test_set.borrow().as_ref() {
            return Ok(Rc::clone(set));
        }
        let file = TestSet::FILE;
        let url = format!("{}{file}", self.base);
        let bytes = fetch(&Wanted::confirmed(&url, file, TEST_SET_LIMIT), |_| {}).await?;
        let set = Rc::new(read_test_set(&bytes)?);
        *self.test_set.borrow_mut() = Some(Rc::clone(&set));
        Ok(set)
    }

    /// SHA-256 of a network's file, as listed.
    pub(super) fn digest(&self, network: NetworkId) -> Option<String> {
        let listed = self.shared.manifest.borrow();
        Some(listed.as_ref()?.entry(network)?.sha256.0.clone())
    }

    /// Starts the download of these networks, but for those already queued or in flight.
    pub(super) fn request(&self, networks: Vec<NetworkId>) {
        let mut under_way = self.shared.under_way.borrow_mut();
        let fresh: Vec<NetworkId> =
            networks.into_iter().filter(|&network| under_way.insert(network)).collect();
        if fresh.is_empty() {
            return;
        }
        let shared = Rc::clone(&self.shared);
        spawn(async move {
            match shared.manifest().await {
                Ok(listed) => {
                    let waiting = RefCell::new(by_size(fresh, &listed).into());
                    Rc::new(Queue { shared, waiting }).advance();
                }
                Err(failure) => {
                    fresh.into_iter().for_each(|network| shared.settle(network, Err(failure.clone())));
                }
            }
        });
    }

    /// A network's file, relative to the page.
    pub(super) fn file_name(network: NetworkId) -> String {
        format!("{FOLDER}{}", Manifest::file_of(network))
    }
}

/// The wanted networks with their entries, the smallest file first; equals in the study's order.
fn by_size(networks: Vec<NetworkId>, manifest: &PublishedFiles) -> Vec<(NetworkId, Option<PublishedFile>)> {
    let mut entries: Vec<_> =
        networks.into_iter().map(|network| (network, manifest.entry(network).cloned())).collect();
    entries.sort_by_key(|(network, entry)| (entry.as_ref().map_or(0, |entry| entry.bytes), *network));
    for (network, entry) in &entries {
        if let Some(entry) = entry {
            report(*network, loading(Bytes(0), entry.bytes));
        }
    }
    entries
}

/// What was requested together and is still to be downloaded.
struct Queue {
    shared: Rc<Shared>,
    waiting: RefCell<VecDeque<(NetworkId, Option<PublishedFile>)>>,
}

impl Queue {
    /// Begins the next download; when that is over, or nothing comes of it for a while, the one after it begins.
    fn advance(self: &Rc<Self>) {
        let Some((network, entry)) = self.waiting.borrow_mut().pop_front() else { return };
        let queue = Rc::clone(self);
        spawn(async move {
            let ahead = Cell::new(true);
            let let_pass = || {
                if ahead.replace(false) {
                    queue.advance();
                }
            };
            let start = clock::now();
            let file = match &entry {
                Some(entry) => queue.shared.download(network, entry, let_pass).await,
                None => Err(Failure::NotPublished { network: network.to_string() }),
            };
            queue.shared.settle(network, file.map(|bytes| (bytes, Millis(clock::now().0 - start.0))));
            let_pass();
        });
    }
}

impl Shared {
    /// The manifest, fetched once.
    async fn manifest(&self) -> Result<PublishedFiles, Failure> {
        if let Some(manifest) = self.manifest.borrow().as_ref() {
            return Ok(manifest.clone());
        }
        let (url, file) = (format!("{}{}", self.url, Manifest::FILE), format!("{FOLDER}{}", Manifest::FILE));
        let bytes = fetch(&Wanted::confirmed(&url, &file, MANIFEST_LIMIT), |_| {}).await?;
        let manifest = PublishedFiles::parse(&bytes).map_err(|error| Failure::file_invalid(&file, error))?;
        *self.manifest.borrow_mut() = Some(manifest.clone());
        Ok(manifest)
    }

    /// A file that an earlier visit kept.
    async fn read_stored(&self, file: &StoredFile) -> Option<Vec<u8>> {
        if !self.store_answers.get() {
            return None;
        }
        let answer = within(STORE_PATIENCE, clock::wait, read_stored(file)).await;
        self.store_answers.set(answer.is_some());
        answer.flatten()
    }

    /// Reads or downloads one file and compares its size and SHA-256 digest with the manifest's.
    async fn download(
        &self,
        network: NetworkId,
        entry: &PublishedFile,
        quiet: impl Fn(),
    ) -> Result<Vec<u8>, Failure> {
        let file = format!("{FOLDER}{}", entry.file);
        // With its digest in the query, a changed file is another one to every cache.
        let url = format!("{}{}?{}", self.url, entry.file, entry.sha256.0.get(..16).unwrap_or_default());
        let altered = || Failure::FileAltered { file: file.clone() };
        let check = |bytes: &[u8]| if sha256(bytes) == entry.sha256 { Ok(()) } else { Err(altered()) };
        let failed = self.failed.borrow().contains(&network);
        let copies = if failed { Copies::Fresh } else { Copies::Any };
        let length = FileLength::Exactly(Bytes(entry.bytes));
        let wanted = Wanted { url: &url, file: &file, length, copies, check: &check };
        let stored = StoredFile {
            digest: entry.sha256.0.clone(),
            bytes: Bytes(entry.bytes),
            name: entry.file.clone(),
        };
        if let Some(bytes) = self.read_stored(&stored).await.filter(|bytes| wanted.judge(bytes).is_ok()) {
            return Ok(bytes);
        }
        let bytes = fetch(&wanted, |progress| match progress {
            Arrival::Received(received) => report(network, loading(received, entry.bytes)),
            Arrival::Quiet => quiet(),
        })
        .await?;
        keep(stored, &bytes);
        Ok(bytes)
    }

    /// A download is over: the session gets the file and the time it took, or the page why there is none.
    fn settle(&self, network: NetworkId, file: Result<(Vec<u8>, Millis), Failure>) {
        self.under_way.borrow_mut().remove(&network);
        match file {
            Ok((bytes, download)) => {
                self.failed.borrow_mut().remove(&network);
                // The session is gone only when the worker is.
                drop(self.jobs.unbounded_send(Job::Arrived { network, bytes, download }));
            }
            Err(failure) => {
                self.failed.borrow_mut().insert(network);
                report(network, NetworkState::Failed(failure));
            }
        }
    }
}

async fn fetch_text(url: &str, file: &str, limit: Bytes) -> Result<String, Failure> {
    let bytes = fetch(&Wanted::confirmed(url, file, limit), |_| {}).await?;
    String::from_utf8(bytes).map_err(|error| Failure::file_invalid(file, error))
}

fn loading(received: Bytes, total: u64) -> NetworkState {
    NetworkState::Loading { received, total: Bytes(total) }
}

fn report(network: NetworkId, state: NetworkState) {
    port::send(Reply::Network { network, state });
}
