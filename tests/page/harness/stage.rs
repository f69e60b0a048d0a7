//! One browser at a time, its page, and what must hold after every test: no error in the console.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use super::browser::{self, Browser};
use super::page::Page;
use super::site::Site;

/// Five networks take all the cores there are: tests wait for each other.
static STAGE: Mutex<()> = Mutex::new(());

/// What the browser asks for.
#[derive(Clone, Copy)]
pub(crate) enum Language {
    English,
    Korean,
}

/// What may stand in the console.
#[derive(Clone, Copy)]
pub(crate) enum Console {
    /// No error at all.
    Clean,
    /// Whatever it is: the test provokes errors of many kinds.
    Any,
    /// Errors that contain this, e.g. the name of a file the test has spoilt, and no other.
    Only(&'static str),
}

/// Runs a test on a page that must leave no error in the console.
pub(crate) fn on_the_page<F>(language: Language, test: impl FnOnce(Page) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    on_a_page(language, Console::Clean, test);
}

/// Runs a test in a fresh browser and ends the browser, whatever becomes of the test.
pub(crate) fn on_a_page<F>(language: Language, console: Console, test: impl FnOnce(Page) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let _stage = STAGE.lock().unwrap_or_else(PoisonError::into_inner);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let failure = runtime.block_on(async {
        let browser = Browser::open(match language {
            Language::English => "en-US",
            Language::Korean => "ko-KR",
        })
        .await;
        // Open until the browser is closed: what the page asks for after the test is no failure either.
        let site = Arc::new(Site::open());
        let page =
            Page { client: browser.client.clone(), site: Arc::clone(&site), downloads: browser.downloads() };
        let client = page.client.clone();
        // A separate task, so that a panic in it does not keep the browser from being closed.
        let outcome = tokio::spawn(test(page)).await;
        let outcome = match outcome {
            Ok(()) => tokio::spawn(async move { check_console(&client, console).await }).await,
            failed => failed,
        };
        browser.close().await;
        drop(site);
        outcome.err()
    });
    if let Some(failure) = failure {
        std::panic::resume_unwind(failure.into_panic());
    }
}

async fn check_console(client: &fantoccini::Client, allowed: Console) {
    let entries = browser::console(client).await;
    let errors = entries.into_iter().filter(|(level, text)| {
        let expected = match allowed {
            Console::Clean => false,
            Console::Any => true,
            Console::Only(expected) => text.contains(expected),
        };
        level == "SEVERE" && !expected
    });
    let errors: Vec<String> = errors.map(|(_, text)| text).collect();
    assert!(errors.is_empty(), "errors in the console:\n{}", errors.join("\n"));
}
