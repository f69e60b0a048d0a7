//! `evaluate`: assesses the published networks and writes their model card. Arguments only; the work is in `train`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Parser;
use share_or_split::image::TestSet;
use share_or_split::train::{Evidence, Hardware, Others, assess_folder, read_drawings, write_card};

/// Assesses the published networks on the study's test images, the drawings and the digits they do not know, notes what
/// was found in the manifest, and writes the generated sections of the model card and its chart from the manifest.
#[derive(Parser)]
struct Arguments {
    /// Folder with the official MNIST .gz files, for the digits 3 to 9; without it what is known of them is kept.
    #[arg(long)]
    mnist: Option<PathBuf>,
    /// Assesses nothing: writes the card and its chart from what the manifest says.
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
        let test = TestSet::parse(&bytes(&arguments.public.join(TestSet::FILE))?)?;
        let drawings = read_drawings(&arguments.drawings)?;
        let others = arguments.mnist.as_deref().map(Others::mnist_test).transpose()?;
        if others.is_none() {
            eprintln!("no --mnist: what the manifest says of the digits 3 to 9 is kept as it is");
        }
        let evidence = Evidence { test: &test, drawings: &drawings, others: others.as_ref() };
        assess_folder(&arguments.weights, evidence, &arguments.device.open()?)?;
    }
    print!("{}", write_card(&arguments.weights, &arguments.public)?);
    Ok(())
}

fn bytes(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| path.display().to_string())
}
