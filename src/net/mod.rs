//! Files from the server that the page came from: one fetch for the page, its lab and its worker.

mod attempt;
mod body;
mod judge;
pub(crate) mod stored;
mod tries;

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};

pub(crate) use self::attempt::wait;
use self::body::Body;
pub(crate) use self::tries::Copies;
use self::tries::{Again, Tries, Trouble};
use crate::image::TestSet;
use crate::measure::{Bytes, Millis};
use crate::protocol::Failure;

/// Limit of [`TestSet::FILE`]: more than the 470,185 bytes of the compressed test set.
pub(crate) const TEST_SET_LIMIT: Bytes = Bytes(1 << 20);

/// How long a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Length {
    Exactly(Bytes),
    AtMost(Bytes),
}

impl Length {
    pub(crate) const fn limit(self) -> Bytes {
        match self {
            Self::Exactly(bytes) | Self::AtMost(bytes) => bytes,
        }
    }
}

/// A file to be fetched.
pub(crate) struct Wanted<'a> {
    pub(crate) url: &'a str,
    /// What a failure calls it.
    pub(crate) file: &'a str,
    pub(crate) length: Length,
    /// Which copies of it will do at first.
    pub(crate) copies: Copies,
    /// What is wrong with the whole of it.
    pub(crate) check: &'a dyn Fn(&[u8]) -> Result<(), Failure>,
}

impl<'a> Wanted<'a> {
    /// A file whose address says nothing about its content; its reader judges that.
    pub(crate) fn confirmed(url: &'a str, file: &'a str, limit: Bytes) -> Self {
        Self { url, file, length: Length::AtMost(limit), copies: Copies::Confirmed, check: &|_| Ok(()) }
    }
}

/// How a file comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    /// So many of its bytes are here.
    Received(Bytes),
    /// Little or nothing has come for a while.
    Quiet,
}

/// Fetches a file, in up to three tries; `progress` hears of it after every chunk.
///
/// # Errors
/// Returns what the last try said, [`Failure::FileSize`] as soon as more bytes come than may, and what its check finds.
pub(crate) async fn fetch(wanted: &Wanted<'_>, progress: impl Fn(Progress)) -> Result<Vec<u8>, Failure> {
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
            progress(Progress::Quiet);
            wait(pause).await;
        }
    }
}

/// More bytes than the limit came.
pub(crate) fn too_large(file: &str, limit: Bytes) -> Failure {
    Failure::FileSize { file: file.to_owned(), expected: limit, found: Bytes(limit.0.saturating_add(1)) }
}

/// Reads the file of test images.
///
/// # Errors
/// Returns [`Failure::FileInvalid`] for anything but the test set.
pub(crate) fn read_test_set(bytes: &[u8]) -> Result<TestSet, Failure> {
    TestSet::parse(bytes).map_err(|error| Failure::file_invalid(TestSet::FILE, error))
}

/// The browser's message for an error.
pub(crate) fn error_message(error: &JsValue) -> String {
    let message = error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
    message.or_else(|| error.as_string()).unwrap_or_else(|| "no reason given".to_owned())
}

/// A property, or `undefined` where the object does not have it or is not one.
pub(crate) fn property(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}
