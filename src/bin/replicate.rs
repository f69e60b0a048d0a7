//! `replicate`: what the trainings over seeds say together. Arguments only; the work is in `train`.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use clap::Parser;
use share_or_split::image::TestSet;
use share_or_split::measure::Trainings;
use share_or_split::train::{OverSeeds, report};

/// Writes `README.md` of the folder with the trainings over seeds, and the page's own file, from its files alone.
#[derive(Parser)]
struct Arguments {
    #[arg(long, default_value = "replications")]
    replications: PathBuf,
    #[arg(long, default_value = "public")]
    public: PathBuf,
    /// Writes nothing: fails when what stands there is not what the files say.
    #[arg(long)]
    check: bool,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let test = arguments.public.join(TestSet::FILE);
    let test = std::fs::read(&test).with_context(|| test.display().to_string())?;
    let trainings = OverSeeds::read(&arguments.replications, &TestSet::parse(&test)?)?.trainings()?;
    let text = report(&trainings);
    let written = [
        (arguments.replications.join("README.md"), text.clone()),
        (arguments.public.join(Trainings::FILE), trainings.to_json()?),
    ];
    for (path, text) in written {
        let name = || path.display().to_string();
        if arguments.check {
            let there = std::fs::read_to_string(&path).with_context(name)?;
            ensure!(there == text, "{} is not what the files say: run ./scripts/replicate", path.display());
        } else {
            path.parent().map_or(Ok(()), std::fs::create_dir_all).with_context(name)?;
            std::fs::write(&path, &text).with_context(name)?;
        }
    }
    if !arguments.check {
        print!("{text}");
    }
    Ok(())
}
