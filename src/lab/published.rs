//! The accuracies of the published networks, and what many trainings say, fetched.

use crate::measure::Trainings;
use crate::protocol::Failure;
use crate::web::browser;
use crate::weights::PublishedAccuracies;

/// The manifest, relative to the lab.
const FILE: &str = "weights/manifest.json";

/// Fetches the manifest and reads the accuracies out of it.
///
/// # Errors
/// Says why it cannot be had or read.
pub(crate) async fn fetch_accuracies() -> Result<PublishedAccuracies, Failure> {
    let manifest = browser::fetch(FILE).await?;
    PublishedAccuracies::parse(&manifest).map_err(|error| Failure::file_invalid(FILE, error))
}

/// Fetches what many trainings say together.
///
/// # Errors
/// Says why it cannot be had or read.
pub(crate) async fn fetch_trainings() -> Result<Trainings, Failure> {
    let file = browser::fetch(Trainings::FILE).await?;
    let text = String::from_utf8(file).map_err(|error| Failure::file_invalid(Trainings::FILE, error))?;
    Trainings::from_json(&text).map_err(|error| Failure::file_invalid(Trainings::FILE, error))
}
