//! Downloads the manifest and the weights files: one at a time, the smallest first, so that one network answers early.
//! Golden logits and the test set are fetched on demand. Only files of the manifest are fetched, and each is checked
//! against its size and digest.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use futures_channel::mpsc::UnboundedSender;

use super::browser::{fetch, spawn};
use super::clock;
use super::job::Job;
use super::port;
use crate::image::TestSet;
use crate::measure::{Bytes, Millis};
use crate::net::{TEST_SET_LIMIT, read_test_set};
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
        let bytes = fetch(&format!("{}{file}", self.base), file, TEST_SET_LIMIT, |_| {}).await?;
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
        let (url, jobs) = (self.url.clone(), self.jobs.clone());
        let (under_way, manifest) = (Rc::clone(&self.under_way), Rc::clone(&self.manifest));
        spawn(async move {
            let done = |network: NetworkId| under_way.borrow_mut().remove(&network);
            let listed = match fetch_manifest(&url, &manifest).await {
                Ok(listed) => listed,
                Err(failure) => {
                    for network in fresh {
                        done(network);
                        report(network, NetworkState::Failed(failure.clone()));
                    }
                    return;
                }
            };
            for (network, entry) in by_size(fresh, &listed) {
                let start = clock::now();
                let file = match entry {
                    Some(entry) => download(&url, network, &entry).await,
                    None => Err(Failure::NotPublished { network: network.to_string() }),
                };
                done(network);
                match file {
                    // The session is gone only when the worker is.
                    Ok(bytes) => {
                        let download = Millis(clock::now().0 - start.0);
                        drop(jobs.unbounded_send(Job::Arrived { network, bytes, download }));
                    }
                    Err(failure) => report(network, NetworkState::Failed(failure)),
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

/// The manifest, fetched once.
async fn fetch_manifest(
    url: &str,
    known: &RefCell<Option<PublishedFiles>>,
) -> Result<PublishedFiles, Failure> {
    if let Some(manifest) = known.borrow().as_ref() {
        return Ok(manifest.clone());
    }
    let file = format!("{FOLDER}{}", Manifest::FILE);
    let bytes = fetch(&format!("{url}{}", Manifest::FILE), &file, MANIFEST_LIMIT, |_| {}).await?;
    let manifest = PublishedFiles::parse(&bytes).map_err(|error| Failure::file_invalid(&file, error))?;
    *known.borrow_mut() = Some(manifest.clone());
    Ok(manifest)
}

async fn fetch_text(url: &str, file: &str, limit: Bytes) -> Result<String, Failure> {
    let bytes = fetch(url, file, limit, |_| {}).await?;
    String::from_utf8(bytes).map_err(|error| Failure::file_invalid(file, error))
}

/// Downloads one file and compares its size and SHA-256 digest with the manifest's.
async fn download(url: &str, network: NetworkId, entry: &PublishedFile) -> Result<Vec<u8>, Failure> {
    let file = format!("{FOLDER}{}", entry.file);
    // Cache busting: with its digest in the query, a changed file is another one to every HTTP cache.
    let address = format!("{url}{}?{}", entry.file, entry.sha256.0.get(..16).unwrap_or_default());
    let progress = |received| report(network, loading(received, entry.bytes));
    let bytes = fetch(&address, &file, Bytes(entry.bytes), progress).await?;
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
