//! What the study found, in three sentences above its charts; each structure's icon beside its number.

use crate::harness::stage::{Language, on_the_page};

const SENTENCES: &str =
    "return [...document.querySelectorAll(`[data-testid='findings'] li`)].map(item => item.innerText);";

/// Waits until the sizes and accuracies of this page's networks are part of the sentences.
const THREE: &str = "const all = document.querySelectorAll(`[data-testid='findings'] li`);
    return all.length === 3 && [...all].every(item => item.checkVisibility()) && /of this page|이 페이지/.test(all[0].innerText);";

#[test]
fn the_study_is_told_in_three_sentences_of_the_languages_with_the_same_numbers() {
    on_the_page(Language::English, |page| async move {
        page.open("?device=cpu#study").await;
        page.until("three sentences", THREE).await;
        let english: Vec<String> = serde_json::from_value(page.run(SENTENCES, vec![]).await).unwrap();
        assert!(english[0].contains("no clear winner"), "{english:?}");
        assert!(english[1].contains("2.0 times the size"), "{english:?}");
        let icons = "return [...document.querySelectorAll(`[data-testid^='benchmark-structure-']`)]
            .map(box => box.parentElement.querySelector('svg.icon').innerHTML);";
        let mut icons: Vec<String> = serde_json::from_value(page.run(icons, vec![]).await).unwrap();
        icons.sort();
        icons.dedup();
        assert_eq!(icons.len(), 5, "an icon for each, and no two alike: {icons:?}");
        page.open("?device=cpu&language=ko#study").await;
        page.until("three sentences", THREE).await;
        let korean: Vec<String> = serde_json::from_value(page.run(SENTENCES, vec![]).await).unwrap();
        assert!(korean[0].contains("이 페이지"), "{korean:?}");
        for (english, korean) in english.iter().zip(&korean).skip(1) {
            assert_eq!(decimals(english), decimals(korean), "{english} / {korean}");
            assert!(!decimals(english).is_empty(), "{english}");
        }
    });
}

/// The decimal numbers of a sentence, in order of size.
fn decimals(sentence: &str) -> Vec<String> {
    let parts = sentence.split(|letter: char| !letter.is_ascii_digit() && letter != '.');
    let mut found: Vec<String> =
        parts.map(|part| part.trim_matches('.').to_owned()).filter(|part| part.contains('.')).collect();
    found.sort();
    found
}
