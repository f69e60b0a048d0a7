//! `evaluate`: judges the published networks from the shipped files, and writes the generated parts of the model card.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use clap::Parser;
use share_or_split::image::TestSet;
use share_or_split::study::{Rule, Tally};
use share_or_split::train::{
    Assessment, Evidence, Hardware, LabelledDrawing, Others, accuracy_chart, assess, fill, read_drawings,
    sections,
};
use share_or_split::weights::source::disk::{read_manifest, read_network, write_file};
use share_or_split::weights::{Entry, Manifest, dequantize};

/// Judges the published networks on the study's test images, the drawings and the digits they do not know, notes what
/// was found in the manifest, and writes the generated parts of the model card and its chart from the manifest.
#[derive(Parser)]
struct Arguments {
    /// Folder with the official MNIST .gz files, for the digits 3 to 9; without it what is known of them is kept.
    #[arg(long)]
    mnist: Option<PathBuf>,
    /// Judges nothing: writes the card and its chart from what the manifest says.
    #[arg(long, conflicts_with = "mnist")]
    card_only: bool,
    #[arg(long, value_enum, default_value_t = Hardware::Flex)]
    device: Hardware,
    #[arg(long, default_value = "weights")]
    weights: PathBuf,
    #[arg(long, default_value = "public")]
    public: PathBuf,
    /// Drawings made by scripts/make-drawings.
    #[arg(long, default_value = "tests/fixtures/drawings.json")]
    drawings: PathBuf,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    if !arguments.card_only {
        judge_all(&arguments)?;
    }
    write_card(&arguments.weights)
}

/// Judges every published network and notes in the manifest what was found.
fn judge_all(arguments: &Arguments) -> Result<()> {
    let device = arguments.device.open()?;
    let test = TestSet::parse(&bytes(&arguments.public.join(TestSet::FILE))?)?;
    let drawings = read_drawings(&arguments.drawings)?;
    let others = arguments.mnist.as_deref().map(Others::mnist_test).transpose()?;
    if others.is_none() {
        eprintln!("no --mnist: what the manifest says of the digits 3 to 9 is kept as it is");
    }
    let evidence = Evidence { test: &test, drawings: &drawings, others: others.as_ref() };
    let networks = read_manifest(&arguments.weights)?.networks;
    let count = networks.len();
    for (index, mut entry) in networks.into_iter().enumerate() {
        let (network, begun) = (entry.network(), Instant::now());
        eprintln!("{network}: network {} of {count}", index + 1);
        let deployed = dequantize(&read_network(&arguments.weights, &entry)?);
        let Assessment { tally, misread } = assess(&deployed, &mut entry, evidence, &device)?;
        for (drawing, verdict) in misread {
            let LabelledDrawing { digit, kind, .. } = &drawings[drawing];
            eprintln!("{network}: drawing {drawing}, {} ({kind}), read as {}", digit.value(), verdict.id());
        }
        check(&entry, &tally)?;
        keep(&arguments.weights, entry)?;
        eprintln!("{network}: judged in {:.0} s", begun.elapsed().as_secs_f64());
    }
    Ok(())
}

fn bytes(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| path.display().to_string())
}

/// What was judged must be what the manifest lists.
fn check(entry: &Entry, tally: &Tally) -> Result<()> {
    let ours = Rule::ALL.map(|rule| tally.accuracy(rule));
    let listed = Rule::ALL.map(|rule| entry.accuracy(rule));
    // One image: processors with other vector widths sum in another order, which may tip an image on the edge.
    let near = |(ours, listed): (&f64, f64)| (ours - listed).abs() * tally.images() as f64 <= 1.01;
    let network = entry.network();
    ensure!(ours.iter().zip(listed).all(near), "{network}: the manifest lists {listed:?}, judged {ours:?}");
    Ok(())
}

/// Notes a judged network in the manifest, unless it was trained anew meanwhile.
fn keep(weights: &Path, entry: Entry) -> Result<()> {
    let mut manifest = read_manifest(weights)?;
    if manifest.entry(entry.network()).is_some_and(|listed| listed.sha256 == entry.sha256) {
        manifest.insert(entry);
        let mut json = serde_json::to_string_pretty(&manifest)?;
        json.push('\n');
        write_file(&weights.join(Manifest::FILE), json.as_bytes())?;
    }
    Ok(())
}

/// Writes the card's generated parts and its chart; prints the table of results.
fn write_card(weights: &Path) -> Result<()> {
    let manifest = read_manifest(weights)?;
    let sections = sections(&manifest);
    let path = weights.join("README.md");
    let card = String::from_utf8(bytes(&path)?).with_context(|| path.display().to_string())?;
    let card = fill(&card, &sections).with_context(|| path.display().to_string())?;
    write_file(&path, card.as_bytes())?;
    write_file(&weights.join("accuracy.svg"), accuracy_chart(&manifest)?.as_bytes())?;
    if let Some(results) = sections.first() {
        print!("{}", results.text);
    }
    Ok(())
}
