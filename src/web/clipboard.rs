//! The clipboard: a text is copied when the browser says so, and not before.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::browser::property;

/// A copy into the clipboard of a text that is known only later.
pub(crate) struct LaterCopy {
    /// What the clipboard waits for; `None` where it takes no promise.
    begun: Option<Begun>,
}

struct Begun {
    /// Gives the clipboard the text.
    resolve: js_sys::Function,
    /// Kept when the text is in the clipboard.
    written: js_sys::Promise,
}

/// What became of a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Copied {
    /// It is in the clipboard.
    Yes,
    /// It is not, and here it is.
    No(String),
}

const PLAIN_TEXT: &str = "text/plain";

/// Milliseconds after which a clipboard that says nothing is given up: a click allows a copy for five seconds in Chromium
/// and for less in the others (HTML, transient activation).
const SILENCE: i32 = 5000;

/// Begins to copy a text, where the browser allows that. Safari writes the clipboard only in the click's own turn of the
/// event loop, but takes a promise there.
pub(crate) fn copy_later() -> LaterCopy {
    let mut resolve = None;
    let text = js_sys::Promise::new(&mut |done, _| resolve = Some(done));
    let begun = resolve.and_then(|resolve| Some(Begun { resolve, written: write_promise(&text)? }));
    if let Some(Begun { written, .. }) = &begun {
        // A refusal may come before the text does: somebody has to hear it.
        wasm_bindgen_futures::spawn_local(await_settled(written.clone()));
    }
    LaterCopy { begun }
}

impl LaterCopy {
    /// The text is known: copies it, and says whether that was done.
    pub(crate) async fn finish(self, text: String) -> Copied {
        if let Some(begun) = self.begun
            && begun.give(&text).await
        {
            return Copied::Yes;
        }
        let done = match write("writeText", &text.as_str().into()) {
            Some(written) => is_kept(&written).await,
            None => false,
        };
        if done { Copied::Yes } else { Copied::No(text) }
    }
}

impl Begun {
    async fn give(self, text: &str) -> bool {
        let options = web_sys::BlobPropertyBag::new();
        options.set_type(PLAIN_TEXT);
        let parts = js_sys::Array::of1(&text.into());
        let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &options);
        let given = blob.and_then(|blob| self.resolve.call1(&JsValue::NULL, &blob));
        given.is_ok() && is_kept(&self.written).await
    }
}

async fn await_settled(promise: js_sys::Promise) {
    let _ = JsFuture::from(promise).await;
}

/// Whether a promise is kept before the clipboard is given up.
async fn is_kept(promise: &js_sys::Promise) -> bool {
    let silence = js_sys::Promise::new(&mut |_, give_up| {
        let window = web_sys::window();
        let wait = |window: web_sys::Window| {
            window.set_timeout_with_callback_and_timeout_and_arguments_0(&give_up, SILENCE).ok()
        };
        if window.and_then(wait).is_none() {
            let _ = give_up.call0(&JsValue::NULL);
        }
    });
    JsFuture::from(js_sys::Promise::race(&js_sys::Array::of2(promise, &silence))).await.is_ok()
}

/// `None` where the clipboard takes no promises.
fn write_promise(text: &js_sys::Promise) -> Option<js_sys::Promise> {
    let window = web_sys::window()?;
    let constructor: js_sys::Function = property(&window, "ClipboardItem").dyn_into().ok()?;
    let entries = js_sys::Object::new();
    js_sys::Reflect::set(&entries, &PLAIN_TEXT.into(), text).ok()?;
    let item = js_sys::Reflect::construct(&constructor, &js_sys::Array::of1(&entries)).ok()?;
    write("write", &js_sys::Array::of1(&item))
}

fn write(method: &str, content: &JsValue) -> Option<js_sys::Promise> {
    let window = web_sys::window()?;
    let clipboard = property(&window.navigator(), "clipboard");
    let write: js_sys::Function = property(&clipboard, method).dyn_into().ok()?;
    write.call1(&clipboard, content).ok().map(|written| js_sys::Promise::resolve(&written))
}
