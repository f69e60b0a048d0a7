//! Brings the manifest and the weights files: one at a time, the smallest first, so that one network answers early; what an
//! earlier visit kept is not downloaded again.
//! Golden logits and the test set are fetched on demand. Only files of the manifest are fetched, and each is checked
//! against its size and digest.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::pin::pin;
use std::rc::Rc;

use futures_channel::mpsc::UnboundedSender;
use futures_channel::oneshot;
use futures_util::future::{Either, select};

use super::browser::{fetch, keep, kept, spawn};
use super::clock;
use super::job::Job;
use super::port;
use crate::image::TestSet;
use crate::measure::{Bytes, Millis};
use crate::net::{CachePolicy, TEST_SET_LIMIT, read_test_set};
use crate::protocol::{Failure, NetworkState, Reply};
use crate::study::NetworkId;
use crate::weights::{Golden, Manifest, PublishedFile, PublishedFiles, sha256};

/// Folder of the weights, relative to the page.
const FOLDER: &str = "weights/";
/// Limit of a download, far above any manifest of 15 networks: memory is bounded whatever a server sends.
const MANIFEST_LIMIT: Bytes = Bytes(4 << 20);

/// Sixteen images' logits take a few kilobytes.
const GOLDEN_LIMIT: Bytes = Bytes(1 << 20);

/// The networks being downloaded.
pub(super) struct Downloads {
    base: String,
    url: String,
    jobs: UnboundedSender<Job>,
    /// Queued or in flight: each network is requested once.
    under_way: Rc<RefCell<BTreeSet<NetworkId>>>,
    manifest: Rc<RefCell<Option<PublishedFiles>>>,
    test_set: RefCell<Option<Rc<TestSet>>>,
}

impl Downloads {
    /// `base` is the absolute URL of the page's folder, with its final slash.
    pub(super) fn new(base: String, jobs: UnboundedSender<Job>) -> Self {
        let url = format!("{base}{FOLDER}");
        Self {
            base,
            url,
            jobs,
            under_way: Rc::default(),
            manifest: Rc::default(),
            test_set: RefCell::default(),
        }
    }

    /// Golden logits of a network: what torchvision computes from the same weights.
    pub(super) async fn golden(&self, network: NetworkId) -> Result<Golden, Failure> {
        let listed = fetch_manifest(&self.url, &self.manifest).await?;
        let missing = || Failure::NotPublished { network: format!("{network}, golden logits") };
        let entry = listed.entry(network).ok_or_else(missing)?;
        let name = entry.golden.as_ref().ok_or_else(missing)?;
        let file = format!("{FOLDER}{name}");
        let text = fetch_text(&format!("{}{name}", self.url), &file, GOLDEN_LIMIT).await?;
        Golden::parse(&text, network, &entry.sha256).map_err(|error| Failure::file_invalid(&file, error))
    }

    /// The test images, fetched once.
    pub(super) async fn test_set(&self) -> Result<Rc<TestSet>, Failure> {
        if let Some(set) = self.test_set.borrow().as_ref() {
            return Ok(Rc::clone(set));
        }
        let file = TestSet::FILE;
        let url = format!("{}{file}", self.base);
        let bytes = fetch(&url, file, TEST_SET_LIMIT, CachePolicy::Revalidate, |_| {}).await?;
        let set = Rc::new(read_test_set(&bytes)?);
        *self.test_set.borrow_mut() = Some(Rc::clone(&set));
        Ok(set)
    }

    /// SHA-256 of a network's file, as listed.
    pub(super) fn digest(&self, network: NetworkId) -> Option<String> {
        let listed = self.manifest.borrow();
        Some(listed.as_ref()?.entry(network)?.sha256.0.clone())
    }

    /// Starts the download of these networks, but for those already queued or in flight.
    pub(super) fn request(&self, networks: Vec<NetworkId>) {
        let fresh: Vec<NetworkId> =
            networks.into_iter().filter(|&network| self.under_way.borrow_mut().insert(network)).collect();
        if fresh.is_empty() {
            return;
        }
        let queue =
            Queue { url: self.url.clone(), jobs: self.jobs.clone(), under_way: Rc::clone(&self.under_way) };
        let manifest = Rc::clone(&self.manifest);
        spawn(async move {
            match fetch_manifest(&queue.url, &manifest).await {
                Ok(listed) => queue.run(by_size(fresh, &listed)).await,
                Err(failure) => {
                    for network in fresh {
                        queue.end(network, Err(failure.clone()), Millis(0.0));
                    }
                }
            }
        });
    }

    /// A network's file, relative to the page.
    pub(super) fn file_name(network: NetworkId) -> String {
        format!("{FOLDER}{}", Manifest::file_of(network))
    }
}

/// Downloads one after another, so that the first network answers early; one that hears nothing is overtaken.
#[derive(Clone)]
struct Queue {
    url: String,
    jobs: UnboundedSender<Job>,
    under_way: Rc<RefCell<BTreeSet<NetworkId>>>,
}

impl Queue {
    /// Silence after which the next download begins beside one that has not ended.
    const OVERTAKEN_AFTER: Millis = Millis(2_000.0);
    /// How often is looked.
    const LOOK: Millis = Millis(250.0);

    async fn run(&self, queue: Vec<(NetworkId, Option<PublishedFile>)>) {
        for (network, entry) in queue {
            let heard = Rc::new(Cell::new(clock::now()));
            let (ended, end) = oneshot::channel();
            spawn(self.clone().download(network, entry, Rc::clone(&heard), ended));
            until_ended_or_silent(end, &heard).await;
        }
    }

    async fn download(
        self,
        network: NetworkId,
        entry: Option<PublishedFile>,
        heard: Rc<Cell<Millis>>,
        ended: oneshot::Sender<()>,
    ) {
        let start = clock::now();
        let file = match entry {
            Some(entry) => download(&self.url, network, &entry, &heard).await,
            None => Err(Failure::NotPublished { network: network.to_string() }),
        };
        self.end(network, file, Millis(clock::now().0 - start.0));
        // The queue may have gone on without it.
        let _ = ended.send(());
    }

    /// A network's file is here, after this time, or will not be.
    fn end(&self, network: NetworkId, file: Result<Vec<u8>, Failure>, download: Millis) {
        self.under_way.borrow_mut().remove(&network);
        match file {
            // The session is gone only when the worker is.
            Ok(bytes) => drop(self.jobs.unbounded_send(Job::Arrived { network, bytes, download })),
            Err(failure) => report(network, NetworkState::Failed(failure)),
        }
    }
}

/// Waits for the end of a download, or for the silence after which it is overtaken.
async fn until_ended_or_silent(mut end: oneshot::Receiver<()>, heard: &Cell<Millis>) {
    loop {
        match select(end, pin!(clock::wait(Queue::LOOK))).await {
            Either::Left(_) => return,
            Either::Right(_) if clock::now().0 - heard.get().0 > Queue::OVERTAKEN_AFTER.0 => return,
            Either::Right((_, pending)) => end = pending,
        }
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

/// The manifest, fetched once.
async fn fetch_manifest(
    url: &str,
    known: &RefCell<Option<PublishedFiles>>,
) -> Result<PublishedFiles, Failure> {
    if let Some(manifest) = known.borrow().as_ref() {
        return Ok(manifest.clone());
    }
    let file = format!("{FOLDER}{}", Manifest::FILE);
    let address = format!("{url}{}", Manifest::FILE);
    let bytes = fetch(&address, &file, MANIFEST_LIMIT, CachePolicy::Revalidate, |_| {}).await?;
    let manifest = PublishedFiles::parse(&bytes).map_err(|error| Failure::file_invalid(&file, error))?;
    *known.borrow_mut() = Some(manifest.clone());
    Ok(manifest)
}

async fn fetch_text(url: &str, file: &str, limit: Bytes) -> Result<String, Failure> {
    let bytes = fetch(url, file, limit, CachePolicy::Revalidate, |_| {}).await?;
    String::from_utf8(bytes).map_err(|error| Failure::file_invalid(file, error))
}

/// A network's file: what is kept of an earlier visit, else downloaded, and then kept.
async fn download(
    url: &str,
    network: NetworkId,
    entry: &PublishedFile,
    heard: &Cell<Millis>,
) -> Result<Vec<u8>, Failure> {
    let digest = &entry.sha256.0;
    if let Some(bytes) = kept(url, digest).await
        && bytes.len() as u64 == entry.bytes
        && sha256(&bytes) == entry.sha256
    {
        report(network, loading(Bytes(entry.bytes), entry.bytes));
        return Ok(bytes);
    }
    let first = downloaded(url, network, entry, CachePolicy::Reuse, heard).await;
    let file = match first {
        // It may be the copy in the browser's cache that is broken.
        Err(Failure::FileAltered { .. } | Failure::FileSize { .. }) => {
            downloaded(url, network, entry, CachePolicy::Reload, heard).await
        }
        other => other,
    }?;
    spawn(keep(url, digest, &file));
    Ok(file)
}

/// Downloads one file and compares its size and SHA-256 digest with the manifest's.
async fn downloaded(
    url: &str,
    network: NetworkId,
    entry: &PublishedFile,
    policy: CachePolicy,
    heard: &Cell<Millis>,
) -> Result<Vec<u8>, Failure> {
    let file = format!("{FOLDER}{}", entry.file);
    // With its digest in the query, a changed file is another one to every HTTP cache.
    let address = format!("{url}{}?{}", entry.file, entry.sha256.0.get(..16).unwrap_or_default());
    let progress = |received| {
        heard.set(clock::now());
        report(network, loading(received, entry.bytes));
    };
    let bytes = fetch(&address, &file, Bytes(entry.bytes), policy, progress).await?;
    if bytes.len() as u64 != entry.bytes {
        return Err(Failure::FileSize {
            file,
            expected: Bytes(entry.bytes),
            found: Bytes(bytes.len() as u64),
        });
    }
    if sha256(&bytes) != entry.sha256 {
        return Err(Failure::FileAltered { file });
    }
    Ok(bytes)
}

fn loading(received: Bytes, total: u64) -> NetworkState {
    NetworkState::Loading { received, total: Bytes(total) }
}

fn report(network: NetworkId, state: NetworkState) {
    port::send(Reply::Network { network, state });
}
