//! The article as data: chapters of passages, and the fragments of a paragraph: words and links.

/// A chapter with its heading.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Chapter {
    /// What the address has for it.
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) passages: Vec<Passage>,
}

/// What stands below each other in a chapter.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Passage {
    /// A paragraph, with links as [`fragments`] reads them.
    Paragraph(String),
    /// A list of such.
    List(Vec<String>),
    Figure(Figure),
}

/// A figure that is drawn from data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Figure {
    /// The five wirings.
    Wirings,
    /// Two answers as a code of three digits.
    Code,
    /// The test images that each network misses.
    Misses,
}

/// A fragment of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fragment {
    Words(String),
    Link { label: String, address: String },
}

/// Reads `[label](address)` as a link and all else as words.
pub(super) fn fragments(text: &str) -> Vec<Fragment> {
    let (mut found, mut rest) = (Vec::new(), text);
    while let Some((before, label, address, after)) = next_link(rest) {
        if !before.is_empty() {
            found.push(Fragment::Words(before.to_owned()));
        }
        found.push(Fragment::Link { label: label.to_owned(), address: address.to_owned() });
        rest = after;
    }
    if !rest.is_empty() {
        found.push(Fragment::Words(rest.to_owned()));
    }
    found
}

/// The first link: what stands before it, its label, its address, and what follows.
fn next_link(text: &str) -> Option<(&str, &str, &str, &str)> {
    let (label_and_before, rest) = text.split_once("](")?;
    let (before, label) = label_and_before.rsplit_once('[')?;
    let (address, after) = rest.split_once(')')?;
    Some((before, label, address, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_taken_out_of_the_words() {
        let words = |text: &str| Fragment::Words(text.to_owned());
        let link =
            |label: &str, address: &str| Fragment::Link { label: label.into(), address: address.into() };
        assert_eq!(
            fragments("See [the lab](#speed), [this](https://a.example/b)."),
            [
                words("See "),
                link("the lab", "#speed"),
                words(", "),
                link("this", "https://a.example/b"),
                words(".")
            ]
        );
        assert_eq!(fragments("a [b] (c)"), [words("a [b] (c)")]);
        assert_eq!(fragments("[b](c"), [words("[b](c")]);
        assert_eq!(fragments(""), []);
    }
}
