//! Every word of the article, in every language; a number in it is a fact of `facts`.

mod english;
mod korean;
mod texts;

pub(super) use texts::ArticleTexts;

use crate::web::Language;

/// The article in a language.
pub(super) const fn texts(language: Language) -> &'static ArticleTexts {
    match language {
        Language::English => &english::ARTICLE,
        Language::Korean => &korean::ARTICLE,
    }
}
