//! `replicate`: what the trainings over seeds say together. Arguments only; the work is in `train`.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use clap::Parser;
use share_or_split::image::TestSet;
use share_or_split::train::{OverSeeds, report};

/// Writes `README.md` of the folder with the trainings over seeds from its files alone.
#[derive(Parser)]
struct Arguments {
    #[arg(long, default_value = "replications")]
    replications: PathBuf,
    #[arg(long, default_value = "public/mnist/test_012.bin")]
    test: PathBuf,
    /// Writes nothing: fails when what stands there is not what the files say.
    #[arg(long)]
    check: bool,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let test = std::fs::read(&arguments.test).with_context(|| arguments.test.display().to_string())?;
    let text = report(&OverSeeds::read(&arguments.replications, &TestSet::parse(&test)?)?);
    let path = arguments.replications.join("README.md");
    if arguments.check {
        let there = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        ensure!(there == text, "{} is not what the files say: run ./scripts/replicate", path.display());
    } else {
        std::fs::write(&path, &text).with_context(|| path.display().to_string())?;
        print!("{text}");
    }
    Ok(())
}
