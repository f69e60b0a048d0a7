//! Light or dark: as the system has it, or as the reader chose. The style sheet reads the root's `data-theme`.

use wasm_bindgen::JsValue;

use super::browser;

/// Key of the choice in the browser's storage.
const KEY: &str = "share-or-split.theme";

/// The colors of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum ColorScheme {
    /// As the system has it.
    #[default]
    System,
    Light,
    Dark,
}

impl ColorScheme {
    /// All of them, each followed by what a click brings; the last by the first.
    const ORDER: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The value of the attribute, and of what is remembered.
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// What a click brings.
    pub(crate) fn next(self) -> Self {
        let position = Self::ORDER.iter().position(|&theme| theme == self).unwrap_or(0);
        Self::ORDER[(position + 1) % Self::ORDER.len()]
    }

    /// The one that was chosen on an earlier visit, already in use.
    pub(crate) fn remembered() -> Self {
        let id = browser::remembered(KEY);
        let theme =
            Self::ORDER.into_iter().find(|theme| Some(theme.id()) == id.as_deref()).unwrap_or_default();
        theme.show();
        theme
    }

    /// Uses it from now on, and on the next visit.
    pub(crate) fn choose(self) {
        browser::remember(KEY, self.id());
        self.show();
    }

    fn show(self) {
        let Some(window) = web_sys::window() else { return };
        if let Some(root) = window.document().and_then(|document| document.document_element()) {
            let _ = root.set_attribute("data-theme", self.id());
        }
        // Canvases, the lab's too, hold painted colors: they paint anew when the window's size changes.
        if let Ok(resize) = web_sys::Event::new("resize") {
            let _: Result<bool, JsValue> = window.dispatch_event(&resize);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_clicks_come_back_by_three_different_themes() {
        let first = ColorScheme::default();
        let [second, third] = [first.next(), first.next().next()];
        assert!(first != second && second != third && third != first);
        assert_eq!(third.next(), first);
    }
}
