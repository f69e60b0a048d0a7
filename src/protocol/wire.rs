//! Messages as bytes: postcard, which carries no names. All programs of one page are of one build, so both ends know
//! the same types; a struct that travels leaves no field out and has no untagged form.

use serde::{Serialize, de::DeserializeOwned};

/// Bytes that are not a message of this build.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum WireError {
    /// They end too early, or hold what no such message holds.
    #[error("not a message of this version: {0}")]
    Form(#[from] postcard::Error),
    /// The message ended before they did.
    #[error("not a message of this version: {0} bytes too many")]
    TooLong(usize),
}

/// A message as bytes.
///
/// # Errors
/// Fails when a type has no form in postcard, as a list of unknown length; no message of this room has such a one.
pub(crate) fn to_bytes<T: Serialize>(message: &T) -> Result<Vec<u8>, WireError> {
    Ok(postcard::to_allocvec(message)?)
}

/// Reads a message.
///
/// # Errors
/// Fails when the bytes are not exactly a message of this type.
pub(crate) fn from_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, WireError> {
    let (message, rest) = postcard::take_from_bytes(bytes)?;
    if rest.is_empty() { Ok(message) } else { Err(WireError::TooLong(rest.len())) }
}
