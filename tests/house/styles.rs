//! Styles that a component sets: property by property, by script. The page's policy stops a `style` attribute.

use crate::{read, root, rust_files};

/// The lines that set a `style` attribute as text. A pair, `style=("--hue", …)`, sets one property.
fn as_text(text: &str) -> Vec<&str> {
    let is_text = |line: &&str| {
        line.split(" style=").skip(1).any(|value| !value.starts_with("(\"")) || line.contains("\"style\"")
    };
    text.lines().filter(is_text).collect()
}

#[test]
fn no_component_sets_a_style_as_text() {
    let mut wrong = Vec::new();
    for file in rust_files(&root().join("src")) {
        let text = read(&file);
        wrong.extend(as_text(&text).iter().map(|line| format!("{}: {}", file.display(), line.trim())));
    }
    assert!(wrong.is_empty(), "a policy without 'unsafe-inline' stops these:\n{}", wrong.join("\n"));
}

#[test]
fn a_style_as_text_is_found() {
    let text = "<p style=width>\n<p style=(\"--n\", n)>\n<p style:color=c>\n<p style=\"color:red\">\nset(\"style\", s)";
    assert_eq!(as_text(text), ["<p style=width>", "<p style=\"color:red\">", "set(\"style\", s)"]);
}
