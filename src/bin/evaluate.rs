//! `evaluate`: judges the published networks on the 3,147 test images, from the shipped files.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use clap::Parser;
use share_or_split::image::TestSet;
use share_or_split::study::{Rule, reference};
use share_or_split::train::{Hardware, judge, misread, read_drawings};
use share_or_split::weights::dequantize;
use share_or_split::weights::source::disk::{read_manifest, read_network};

/// Judges the published networks on the study's test images and prints them beside the study's figures.
#[derive(Parser)]
struct Arguments {
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
    let device = arguments.device.open()?;
    let read = |name: &str| {
        let path = arguments.public.join(name);
        std::fs::read(&path).with_context(|| path.display().to_string())
    };
    let test = TestSet::parse(&read(TestSet::FILE)?)?;
    let study =
        |file: &str| -> Result<_> { Ok(reference::parse_experiment(&String::from_utf8(read(file)?)?)?) };
    let studies = [study("reference/experiment_1.csv")?, study("reference/experiment_2.csv")?];
    let drawings = read_drawings(&arguments.drawings)?;
    println!(
        "| network | experiment 1 | study | experiment 2 | study | contradictions | int8 changed | by at most | drawings | bytes |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    for entry in &read_manifest(&arguments.weights)?.networks {
        let network = entry.network();
        let shipped = read_network(&arguments.weights, entry)?;
        let deployed = dequantize(&shipped);
        let tally = judge(&deployed, &test, &device)?.tally;
        let misread = misread(&deployed, &drawings, &device)?;
        for &(index, verdict) in &misread {
            let drawing = &drawings[index];
            eprintln!(
                "{network}: drawing {index}, {} ({}), read as {}",
                drawing.digit.value(),
                drawing.kind,
                verdict.id()
            );
        }
        let drawn = 1.0 - misread.len() as f64 / drawings.len() as f64;
        let ours = [tally.accuracy(Rule::HeadMean), tally.accuracy(Rule::AllHeads)];
        let theirs = studies.each_ref().map(|rows| {
            let row = rows.iter().find(|row| row.network == network);
            row.map_or_else(|| "-".to_owned(), |row| format!("{:.4}", row.accuracy))
        });
        let [first, second] = ours.map(|accuracy| format!("{accuracy:.4}"));
        let (contradictions, bytes) = (tally.contradictions(), entry.bytes);
        let (changed, most) = entry.quantization.map_or_else(
            || ("-".to_owned(), "-".to_owned()),
            |int8| (int8.verdicts_changed.to_string(), format!("{:.4}", int8.largest_probability_change)),
        );
        println!(
            "| {network} | {first} | {} | {second} | {} | {contradictions} | {changed} | {most} | {drawn:.4} | {bytes} |",
            theirs[0], theirs[1]
        );
        let listed = [entry.accuracy_experiment_1, entry.accuracy_experiment_2];
        // One image: processors with other vector widths sum in another order, which may tip an image on the edge.
        let near =
            ours.iter().zip(listed).all(|(ours, listed)| (ours - listed).abs() * test.len() as f64 <= 1.01);
        ensure!(near, "{network}: the manifest lists {listed:?}, judged {ours:?}");
    }
    Ok(())
}
