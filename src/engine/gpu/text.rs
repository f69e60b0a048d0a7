//! The text of a kernel from its template: numbers filled in, rows written out, one of two divisions chosen.
//!
//! A template is WGSL with lines `//#rows`, `//#sliced` or `//#whole`, each up to its `//#end`. Refuses to know what a
//! kernel computes.

/// How the threads of a kernel divide its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Division {
    /// The threads of a workgroup share one output and meet. One image alone gives a real GPU too few outputs to be
    /// busy with, and too long a way through each.
    Sliced,
    /// A thread computes its outputs alone. Software pays dearly for threads that meet (SwiftShader: a coroutine for
    /// each four threads of a kernel with a barrier).
    Whole,
    /// The same for many images, which have enough outputs to be busy with on any adapter: more of them for a thread.
    Many,
}

impl Division {
    /// What suits this many images on a software adapter or on a real one.
    pub(super) const fn of(images: usize, software: bool) -> Self {
        match (images, software) {
            (2.., _) => Self::Many,
            (_, true) => Self::Whole,
            (_, false) => Self::Sliced,
        }
    }
}

/// Fills in a template: each `$NAME` its number, each part between `//#rows` and `//#end` as often as there are rows,
/// with the row's number for `$i`, and the parts for this division.
pub(super) fn fill(template: &str, rows: u32, division: Division, numbers: &[(&str, u32)]) -> String {
    let mut text = part(&mut template.lines(), rows, division);
    for (name, number) in numbers {
        text = text.replace(name, &number.to_string());
    }
    text
}

/// The lines up to the `//#end` of this part, or to the end of all.
fn part<'a>(lines: &mut impl Iterator<Item = &'a str>, rows: u32, division: Division) -> String {
    let mut text = String::new();
    while let Some(line) = lines.next() {
        match line.trim() {
            "//#end" => break,
            "//#rows" => {
                let row = part(lines, rows, division);
                (0..rows).for_each(|index| text.push_str(&row.replace("$i", &index.to_string())));
            }
            name @ ("//#sliced" | "//#whole") => {
                let chosen = part(lines, rows, division);
                if (name == "//#sliced") == (division == Division::Sliced) {
                    text.push_str(&chosen);
                }
            }
            _ => text.extend([line, "\n"]),
        }
    }
    text
}
