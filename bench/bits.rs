//! What weights of fewer bits would change: `cargo run --example bits [BACKBONE]` prints a table.
//!
//! The published int8 are rounded once more, per output channel, to 7 to 4 bits, and run on all test images by the CPU
//! path. A verdict counts as changed where it differs from that of the published 8 bits.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a bench that cannot read what ships fails, and says where"
)]

#[path = "../tests/files/test_set.rs"]
mod test_set;

use std::path::Path;

use share_or_split::fused::{CpuNetwork, Scratch};
use share_or_split::image::{Pixels, TestSet, input};
use share_or_split::study::{Verdict, decide};
use share_or_split::weights::source::disk::{read_manifest, read_network};
use share_or_split::weights::{QuantizedConv, QuantizedDeployed};

const BITS: [u32; 4] = [7, 6, 5, 4];
/// Images of one forward.
const BATCH: usize = 64;
/// Largest magnitude of a published weight.
const INT8_LIMIT: f32 = 127.0;

fn main() {
    let backbone = std::env::args().nth(1).unwrap_or_else(|| "resnet18".to_owned());
    let (weights, test) = (Path::new("weights"), test_set::shipped_test_set());
    println!(
        "Verdicts changed, of {}; MB of the convolutions packed; entropy: MB an ideal code of the 8 bits takes\n",
        test.len()
    );
    println!(
        "| network | {} | 8 bits, MB | entropy, MB |",
        BITS.map(|bits| format!("{bits} bits (MB)")).join(" | ")
    );
    println!("|---|{}---|---|", "---|".repeat(BITS.len()));
    for entry in read_manifest(weights).unwrap().networks {
        if entry.network().backbone.id() != backbone {
            continue;
        }
        let published = read_network(weights, &entry).unwrap();
        let before = verdicts(published.clone(), &test);
        let cells = BITS.map(|bits| {
            let after = verdicts(rounded(&published, bits), &test);
            let changed = before.iter().zip(&after).filter(|(before, after)| before != after).count();
            format!("{changed} ({:.2})", megabytes(&published, f64::from(bits)))
        });
        let (all, ideal) = (megabytes(&published, 8.0), megabytes(&published, entropy(&published)));
        println!("| {} | {} | {all:.2} | {ideal:.2} |", entry.network(), cells.join(" | "));
    }
}

/// What a network says of every test image.
fn verdicts(network: QuantizedDeployed, test: &TestSet) -> Vec<Verdict> {
    let structure = network.network.structure;
    let network = CpuNetwork::new(network).expect("a published network has its plan's shapes");
    let images: Vec<Pixels> =
        (0..test.len()).map(|image| input::normalized(&test.bitmap(image).unwrap())).collect();
    let mut scratch = Scratch::default();
    let logits = images.chunks(BATCH).flat_map(|images| network.forward(&mut scratch, images));
    logits.map(|logits| decide(structure, &logits).unwrap()).collect()
}

/// The network with weights of fewer bits: whole numbers of a smaller range, and scales larger by as much.
fn rounded(network: &QuantizedDeployed, bits: u32) -> QuantizedDeployed {
    let shrink = ((1 << (bits - 1)) - 1) as f32 / INT8_LIMIT;
    let conv = |conv: &QuantizedConv| QuantizedConv {
        values: conv.values.iter().map(|&value| (f32::from(value) * shrink).round() as i8).collect(),
        scales: conv.scales.iter().map(|scale| scale / shrink).collect(),
        bias: conv.bias.clone(),
    };
    let backbones = network.backbones.iter().map(|convs| convs.iter().map(conv).collect()).collect();
    QuantizedDeployed { network: network.network, backbones, heads: network.heads.clone() }
}

fn values(network: &QuantizedDeployed) -> impl Iterator<Item = i8> {
    network.backbones.iter().flatten().flat_map(|conv| conv.values.iter().copied())
}

fn megabytes(network: &QuantizedDeployed, bits: f64) -> f64 {
    values(network).count() as f64 * bits / 8e6
}

/// Shannon's entropy of the published weights in bits, each taken by itself.
fn entropy(network: &QuantizedDeployed) -> f64 {
    let mut counts = [0u32; 256];
    values(network).for_each(|value| counts[usize::from(value.cast_unsigned())] += 1);
    let total: f64 = counts.iter().copied().map(f64::from).sum();
    let shares = counts.into_iter().filter(|&count| count > 0).map(|count| f64::from(count) / total);
    -shares.map(|share| share * share.log2()).sum::<f64>()
}
