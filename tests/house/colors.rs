//! Colors: each is a custom property of `public/style.css` with a value for light and one for dark, or a structure's hue
//! in `web/palette.rs`; and texts stand out from what they are on (WCAG 2.2, 1.4.3).

use std::collections::BTreeMap;

use crate::{read, root, rust_files};

/// The blocks of the scheme's values, as the sheet opens them.
const LIGHT: &str = "\n:root {";
const DARK: [&str; 2] = [":root:not([data-theme=\"light\"]) {", ":root[data-theme=\"dark\"] {"];
/// Black behind a test image, which is white on black in MNIST.
const NOT_A_PROPERTY: [&str; 1] = ["background: #000"];

/// Text and what it is on.
const TEXTS: [(&str, &str); 10] = [
    ("ink", "paper"),
    ("ink", "panel"),
    ("ink", "track"),
    ("soft", "paper"),
    ("soft", "panel"),
    ("strong", "paper"),
    ("strong", "panel"),
    ("strong-ink", "strong"),
    ("alert", "panel"),
    ("ink", "alert-paper"),
];
/// The least contrast of text, and of what shows where the focus is.
const TEXT: f64 = 4.5;
const CONTROL: f64 = 3.0;

type Scheme = BTreeMap<String, String>;

/// The properties that a block sets, shadows left out: no color alone.
fn scheme(sheet: &str, opening: &str) -> Scheme {
    let (_, block) = sheet.split_once(opening).unwrap_or_else(|| panic!("no block {opening}"));
    let (block, _) = block.split_once('}').unwrap();
    let properties = block.split(';').filter_map(|line| line.trim().strip_prefix("--")?.split_once(':'));
    let owned = properties.map(|(name, value)| (name.to_owned(), value.trim().to_owned()));
    owned.filter(|(name, _)| name != "shadow").collect()
}

/// Relative luminance of `#rrggbb`.
fn luminance(color: &str) -> f64 {
    let digits = color.strip_prefix('#').filter(|digits| digits.len() == 6);
    let digits = digits.unwrap_or_else(|| panic!("{color} is not #rrggbb"));
    let channel = |index: usize| {
        let value = f64::from(u8::from_str_radix(&digits[2 * index..][..2], 16).unwrap()) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(0) + 0.7152 * channel(1) + 0.0722 * channel(2)
}

fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Whether a line writes a color out.
fn writes_a_color(line: &str) -> bool {
    let hex = line.match_indices('#').any(|(at, _)| {
        let digits = line[at + 1..].chars().take_while(char::is_ascii_hexdigit).count();
        let ends = line[at + 1 + digits..].chars().next().is_none_or(|next| !next.is_alphanumeric());
        matches!(digits, 3 | 4 | 6 | 8) && ends
    });
    hex || ["rgb(", "rgba(", "hsl(", "oklch("].iter().any(|function| {
        let values = line.match_indices(function).map(|(at, _)| &line[at + function.len()..]);
        values.into_iter().any(|values| values.starts_with(|c: char| c.is_ascii_digit()))
    })
}

/// `Hue([230, 159, 0])`; a pattern names its parts.
fn writes_a_hue(line: &str) -> bool {
    line.split_once("Hue([").is_some_and(|(_, values)| values.starts_with(|c: char| c.is_ascii_digit()))
}

#[test]
fn every_color_has_a_value_for_light_and_one_for_dark() {
    let sheet = read(&root().join("public/style.css"));
    let light = scheme(&sheet, LIGHT);
    assert!(light.len() > 8, "{light:?}");
    let [by_system, by_choice] = DARK.map(|opening| scheme(&sheet, opening));
    assert_eq!(by_system, by_choice, "dark is the same, whoever asks for it");
    assert!(light.keys().eq(by_system.keys()), "{light:?} and {by_system:?}");
}

#[test]
fn texts_stand_out_in_light_and_dark() {
    let sheet = read(&root().join("public/style.css"));
    for scheme in [LIGHT, DARK[1]].map(|opening| scheme(&sheet, opening)) {
        let focus = ["paper", "panel"].map(|behind| ("focus", behind, CONTROL));
        for (front, behind, least) in
            TEXTS.map(|(front, behind)| (front, behind, TEXT)).into_iter().chain(focus)
        {
            let found = contrast(&scheme[front], &scheme[behind]);
            assert!(found >= least, "{front} {} on {behind} {}: {found:.2}", scheme[front], scheme[behind]);
        }
    }
}

#[test]
fn no_color_is_written_where_it_is_used() {
    let sheet = root().join("public/style.css");
    let text = read(&sheet);
    let used = text.lines().filter(|line| !line.trim_start().starts_with("--"));
    let mut wrong: Vec<String> = used
        .filter(|line| !NOT_A_PROPERTY.iter().any(|known| line.contains(known)) && writes_a_color(line))
        .map(str::to_owned)
        .collect();
    for file in rust_files(&root().join("src")) {
        // Tests of what reads a color may write one.
        let text = read(&file);
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        let found = lines.filter(|line| writes_a_color(line) || writes_a_hue(line));
        let palette = file.ends_with("web/palette.rs");
        wrong.extend(found.filter(|_| !palette).map(|line| format!("{}: {line}", file.display())));
    }
    assert!(wrong.is_empty(), "{} colors:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn contrast_is_wcags() {
    assert!((contrast("#ffffff", "#000000") - 21.0).abs() < 1e-9);
    assert!((contrast("#767676", "#ffffff") - 4.54).abs() < 0.01);
    assert!(writes_a_color("color: #d35400;") && writes_a_color("0 1px rgb(20 30 40 / 6%)"));
    assert!(!writes_a_color("<a href=\"#lab-heading\">") && !writes_a_color("rgb({red},{green},{blue})"));
}
