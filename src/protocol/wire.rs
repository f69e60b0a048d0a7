//! Messages as text: JSON. Those from and to the worker are in an envelope that carries its generation.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// Number of the worker a message is meant for or comes from. A replaced worker's late replies carry an old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Generation(pub u32);

/// A message with the generation of its worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Envelope<T> {
    /// The worker's generation, given by the page with each request and repeated in each reply.
    pub generation: Generation,
    /// The message.
    pub body: T,
}

/// A text that is not a message.
#[derive(Debug, thiserror::Error)]
#[error("not a message of this version: {0}")]
pub struct WireError(#[from] serde_json::Error);

/// A message as text.
///
/// # Errors
/// Fails when a value has no JSON form; no message of this room has such a value.
pub fn to_text<T: Serialize>(message: &T) -> Result<String, WireError> {
    Ok(serde_json::to_string(message)?)
}

/// Reads a message.
///
/// # Errors
/// Fails when the text is not JSON or not a message of this version.
pub fn from_text<T: DeserializeOwned>(text: &str) -> Result<T, WireError> {
    Ok(serde_json::from_str(text)?)
}
