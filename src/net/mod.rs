//! Files from the server that the page came from: one fetch for the page, its lab and its worker.

mod attempt;
mod body;
mod judge;
pub(crate) mod stored;
mod tries;
mod value;
mod wanted;

pub(crate) use self::attempt::wait;
use self::body::Body;
pub(crate) use self::tries::Copies;
use self::tries::{Again, Tries, Trouble};
pub(crate) use self::value::{error_message, property};
pub(crate) use self::wanted::{Arrival, FileLength, Wanted};
use crate::image::TestSet;
use crate::measure::{Bytes, Millis};
use crate::protocol::Failure;

/// Limit of [`TestSet::FILE`]: more than the 470,185 bytes of the compressed test set.
pub(crate) const TEST_SET_LIMIT: Bytes = Bytes(1 << 20);

/// Fetches a file, in up to three tries; `progress` hears of it after every chunk.
///
/// # Errors
/// Returns what the last try said, [`Failure::FileSize`] as soon as more bytes come than may, and what its check finds.
pub(crate) async fn fetch(wanted: &Wanted<'_>, progress: impl Fn(Arrival)) -> Result<Vec<u8>, Failure> {
    let (mut body, mut tries) = (Body::new(wanted.length.limit()), Tries::new(wanted.copies));
    loop {
        let tried = attempt::attempt(wanted, tries.copies(), &mut body, &progress).await;
        let judged = tried.and_then(|()| wanted.judge(body.bytes()).map_err(Trouble::from));
        let Err(trouble) = judged else { return Ok(body.into_bytes()) };
        let Some(Again { pause, from_start }) = tries.after(&trouble) else { return Err(trouble.failure) };
        if from_start {
            body.clear();
        }
        if pause > Millis(0.0) {
            progress(Arrival::Quiet);
            wait(pause).await;
        }
    }
}

/// Reads the file of test images.
///
/// # Errors
/// Returns [`Failure::FileInvalid`] for anything but the test set.
pub(crate) fn read_test_set(bytes: &[u8]) -> Result<TestSet, Failure> {
    TestSet::parse(bytes).map_err(|error| Failure::file_invalid(TestSet::FILE, error))
}
