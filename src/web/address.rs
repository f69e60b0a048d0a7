//! What is left of an address after its way through mails, chats and texts: encoded once or twice more, its `#` among the
//! parameters, a full stop or a bracket behind it. Only what no value of ours can hold is undone.

use super::settings::DRAWING;

/// An address as it was meant: its parameters, and what stands behind its `#`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Address {
    pub(crate) parameters: Vec<(String, String)>,
    pub(crate) fragment: String,
}

/// How often an address is decoded at most: by the browser that wrote it, the mail that carried it, a redirect.
const ENCODINGS: usize = 3;

impl Address {
    /// Reads a browser's `location.search` and `location.hash`.
    pub(crate) fn read(search: &str, hash: &str) -> Self {
        let mut fragment = decoded(hash.trim_start_matches('#'));
        let mut parameters = Vec::new();
        let query = search.trim_start_matches('?');
        for part in query.split('&').filter(|part| !part.is_empty()) {
            // A part without `=` may be several that were encoded as one.
            let parts = decoded(part);
            let (parts, inside) = without_fragment(&parts);
            if let Some(inside) = inside.filter(|_| fragment.is_empty()) {
                fragment = inside.to_owned();
            }
            let several = !part.contains('=');
            let parts =
                parts.split(|letter| several && letter == '&').filter_map(|part| part.split_once('='));
            parameters.extend(parts.map(|(name, value)| (name_of(name), value_of(value))));
        }
        Self { parameters, fragment }
    }

    /// The parameters as pairs.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The text of a drawing, with whatever stands behind it; a name that was cut off counts, too.
    pub(crate) fn drawing(&self) -> Option<&str> {
        let begins = |at: usize| at == 0 || self.fragment[..at].ends_with(['#', '&', '?', '/', '!']);
        let named = self.fragment.match_indices(DRAWING).find(|(at, _)| begins(*at));
        let cut = || DRAWING.starts_with(&*self.fragment) && !self.fragment.is_empty();
        named.map(|(at, name)| &self.fragment[at + name.len()..]).or_else(|| cut().then_some(""))
    }
}

/// What stands before an encoded `#` with a drawing, and what behind it.
fn without_fragment(part: &str) -> (&str, Option<&str>) {
    let at = part.match_indices('#').map(|(at, _)| at).find(|&at| part[at + 1..].starts_with(DRAWING));
    at.map_or((part, None), |at| (&part[..at], Some(&part[at + 1..])))
}

/// An `&` that was written for HTML leaves `amp;`.
fn name_of(name: &str) -> String {
    name.trim_start_matches("amp;").to_owned()
}

/// Every value of ours ends in a letter or a digit; what a sentence puts behind an address does not.
fn value_of(value: &str) -> String {
    let trimmed = value.trim_end_matches(|last: char| !last.is_alphanumeric());
    if trimmed.is_empty() { value } else { trimmed }.to_owned()
}

/// A text without percent signs before two hexadecimal digits, however often it was encoded.
fn decoded(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..ENCODINGS {
        let once = decoded_once(&text);
        if once == text {
            break;
        }
        text = once;
    }
    text
}

/// A percent sign that stands before something else stays; bytes that are no UTF-8 become `U+FFFD`.
fn decoded_once(text: &str) -> String {
    let (mut rest, mut bytes) = (text.as_bytes(), Vec::with_capacity(text.len()));
    while let Some((&first, after)) = rest.split_first() {
        let byte = if first == b'%' { after.first_chunk().and_then(byte_of) } else { None };
        bytes.push(byte.unwrap_or(first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn byte_of(digits: &[u8; 2]) -> Option<u8> {
    let [high, low] = digits.map(|digit| char::from(digit).to_digit(16));
    u8::try_from(high? * 16 + low?).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(search: &str, hash: &str) -> (Vec<(String, String)>, Option<String>) {
        let address = Address::read(search, hash);
        let drawing = address.drawing().map(str::to_owned);
        (address.parameters, drawing)
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn f27_whatever_happened_on_the_way_the_same_is_read() {
        let meant = pairs(&[("device", "cpu"), ("structures", "2,4_1")]);
        for (search, hash) in [
            ("?device=cpu&structures=2,4_1", "#drawing=AAI-_w"),
            ("?device=cpu&structures=2%2C4_1", "#drawing%3DAAI-_w"),
            ("?device=cpu&structures=2%252C4_1", "#drawing%253DAAI-_w"),
            ("?device%3Dcpu%26structures%3D2,4_1", "#drawing=%41%41I-_w"),
            ("?device=cpu&structures=2,4_1%23drawing=AAI-_w", ""),
            ("?device=cpu&structures=2,4_1%2523drawing%253DAAI-_w", ""),
            ("?device=cpu&amp;structures=2,4_1", "##drawing=AAI-_w"),
            ("?device=cpu&structures=2,4_1).", "#!drawing=AAI-_w"),
            ("?device=cpu&&structures=2,4_1%E2%80%A6", "#/drawing=AAI-_w"),
        ] {
            let expected = (meant.clone(), Some("AAI-_w".to_owned()));
            assert_eq!(read(search, hash), expected, "{search}{hash}");
        }
    }

    #[test]
    fn f27_what_is_foreign_stays_foreign() {
        let (parameters, drawing) =
            read("?to=https%3A%2F%2Fa.b%2F%3Fx%26device%3Dgpu&fbclid=I-_&digit=1", "#cost");
        assert_eq!(
            parameters.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
            ["to", "fbclid", "digit"]
        );
        assert_eq!(drawing, None);
        assert_eq!(read("?a=100%&b=%zz", "#redrawing=AA").1, None);
        assert_eq!(read("", ""), (Vec::new(), None));
    }

    #[test]
    fn f27_a_name_that_was_cut_off_is_no_silence() {
        assert_eq!(read("", "#draw").1.as_deref(), Some(""));
        assert_eq!(read("", "#drawing=").1.as_deref(), Some(""));
        assert_eq!(read("?digit=", "").0, pairs(&[("digit", "")]), "an empty value is refused by its name");
    }

    proptest! {
        #[test]
        fn any_address_is_read_without_harm(search in ".{0,200}", hash in "[%#=&a-f0-9]{0,200}") {
            let address = Address::read(&search, &hash);
            let _ = address.drawing();
        }
    }
}
