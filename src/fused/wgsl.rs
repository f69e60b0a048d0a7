//! WGSL from templates. Blocks between `//#name` and `//#end` are repeated per row, or kept for one work split only.
//!
//! Text only: whoever launches a kernel (`engine::gpu`, the only one who knows CubeCL) takes its source from here.

use std::hash::Hash;

/// A kernel as WGSL, with all that its text depends on: two equal values have the same source.
pub(crate) trait Wgsl:
    std::fmt::Debug + Clone + Copy + PartialEq + Eq + Hash + Send + Sync + 'static
{
    /// The entry point's name.
    const ENTRY: &'static str;

    /// The kernel's text.
    fn source(&self) -> String;
}

/// How the threads of a kernel divide its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum WorkSplit {
    /// A workgroup reduces one output together, with a barrier. Best on real GPUs at batch 1, which have too few outputs
    /// to be busy with; slow on SwiftShader, which makes a coroutine of each four threads at a barrier.
    SplitK,
    /// A thread computes its outputs alone, without a barrier.
    PerThread,
    /// The same for many images, which have outputs enough for any adapter: more of them for a thread.
    Batched,
}

impl WorkSplit {
    /// What suits this many images on a software adapter or on a real one.
    pub(crate) const fn for_images(images: usize, software: bool) -> Self {
        match (images, software) {
            (2.., _) => Self::Batched,
            (_, true) => Self::PerThread,
            (_, false) => Self::SplitK,
        }
    }
}

/// Fills in a template: each `$NAME` its number; each block of `//#rows` once per row, with the row's number for `$i`;
/// of `//#split_k` and `//#per_thread` the one that is asked for.
pub(super) fn fill(template: &str, rows: u32, split: WorkSplit, numbers: &[(&str, u32)]) -> String {
    let mut text = block(&mut template.lines(), rows, split);
    for (name, number) in numbers {
        text = text.replace(name, &number.to_string());
    }
    text
}

/// The lines up to the `//#end` of this block, or to the end of all.
fn block<'a>(lines: &mut impl Iterator<Item = &'a str>, rows: u32, split: WorkSplit) -> String {
    let mut text = String::new();
    while let Some(line) = lines.next() {
        match line.trim() {
            "//#end" => break,
            "//#rows" => {
                let row = block(lines, rows, split);
                (0..rows).for_each(|index| text.push_str(&row.replace("$i", &index.to_string())));
            }
            name @ ("//#split_k" | "//#per_thread") => {
                let chosen = block(lines, rows, split);
                if (name == "//#split_k") == (split == WorkSplit::SplitK) {
                    text.push_str(&chosen);
                }
            }
            _ => text.extend([line, "\n"]),
        }
    }
    text
}
