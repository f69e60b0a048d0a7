//! Every published network of a weights folder assessed, and the folder's model card written.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use burn::tensor::Device;

use super::assess::{AssessmentCounts, assess};
use super::{Evidence, LabelledDrawing, accuracy_chart, fill, sections};
use crate::measure::Trainings;
use crate::study::{Rule, Tally};
use crate::weights::source::disk::{read_manifest, read_network, write_file, write_manifest};
use crate::weights::{PublishedNetwork, dequantize};

/// Assesses every published network and notes in the manifest what was found.
///
/// # Errors
/// Fails when a file is not the one the manifest lists, or its accuracies are not those listed there.
pub fn assess_folder(weights: &Path, evidence: Evidence<'_>, device: &Device) -> Result<()> {
    let networks = read_manifest(weights)?.networks;
    let count = networks.len();
    for (index, mut entry) in networks.into_iter().enumerate() {
        let (network, begun) = (entry.network(), Instant::now());
        eprintln!("{network}: network {} of {count}", index + 1);
        let deployed = dequantize(&read_network(weights, &entry)?);
        let AssessmentCounts { tally, misread } = assess(&deployed, &mut entry, evidence, device)?;
        for (drawing, verdict) in misread {
            let LabelledDrawing { digit, kind, .. } = &evidence.drawings[drawing];
            eprintln!("{network}: drawing {drawing}, {} ({kind}), read as {}", digit.value(), verdict.id());
        }
        verify_accuracies(&entry, &tally)?;
        list(weights, entry)?;
        eprintln!("{network}: assessed in {:.0} s", begun.elapsed().as_secs_f64());
    }
    Ok(())
}

/// The accuracies must be those that the manifest lists.
fn verify_accuracies(entry: &PublishedNetwork, tally: &Tally) -> Result<()> {
    let found = Rule::ALL.map(|rule| tally.accuracy(rule));
    let listed = Rule::ALL.map(|rule| entry.accuracy(rule));
    // One image: processors with other vector widths sum in another order, which may tip an image on the edge.
    let near = |(found, listed): (&f64, f64)| (found - listed).abs() * tally.images() as f64 <= 1.01;
    let network = entry.network();
    ensure!(found.iter().zip(listed).all(near), "{network}: the manifest lists {listed:?}, found {found:?}");
    Ok(())
}

/// Notes an assessed network in the manifest, unless it was trained anew meanwhile.
fn list(weights: &Path, entry: PublishedNetwork) -> Result<()> {
    let mut manifest = read_manifest(weights)?;
    if manifest.entry(entry.network()).is_some_and(|listed| listed.sha256 == entry.sha256) {
        manifest.insert(entry);
        write_manifest(weights, &manifest)?;
    }
    Ok(())
}

/// Writes the card's generated sections and its chart from what the manifest and the page's file of trainings over seeds
/// say. Returns the table of results.
///
/// # Errors
/// Fails when the card cannot be read or written or has not all markers.
pub fn write_card(weights: &Path, public: &Path) -> Result<String> {
    let manifest = read_manifest(weights)?;
    let file = public.join(Trainings::FILE);
    let name = || file.display().to_string();
    let trainings = std::fs::read_to_string(&file).with_context(name)?;
    let sections = sections(&manifest, &Trainings::from_json(&trainings).with_context(name)?);
    let path = weights.join("README.md");
    let name = || path.display().to_string();
    let card = fill(&std::fs::read_to_string(&path).with_context(name)?, &sections).with_context(name)?;
    write_file(&path, card.as_bytes())?;
    write_file(&weights.join("accuracy.svg"), accuracy_chart(&manifest)?.as_bytes())?;
    let results = sections.into_iter().next().context("the card has no section")?;
    Ok(results.text)
}
