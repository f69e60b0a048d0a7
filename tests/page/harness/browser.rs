//! One headless Chromium per test, through its own chromedriver on a free port.
//!
//! `CHROME` and `CHROMEDRIVER` name the programs (`./scripts/test` sets both); else `chromium` and `chromedriver`.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

/// Chromium with WebGPU on SwiftShader: right, and slow. It must not reach for the network.
const FLAGS: [&str; 12] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--enable-unsafe-webgpu",
    "--use-webgpu-adapter=swiftshader",
    "--window-size=1440,1000",
];

/// Run before any script of the page: keeps every worker, so that a test can end one.
const KEEP_WORKERS: &str = "
    window.testWorkers = [];
    window.Worker = class extends Worker {
        constructor(...options) { super(...options); window.testWorkers.push(this); }
    };";

/// A running chromedriver; it ends when dropped.
struct Driver(Child);

/// A running browser. [`Browser::close`] ends it; dropping it ends at least the driver.
pub(crate) struct Browser {
    /// The WebDriver session.
    pub(crate) client: Client,
    driver: Driver,
    profile: PathBuf,
}

/// A command WebDriver itself does not have.
#[derive(Debug)]
struct Chromium {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Chromium {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}

impl Browser {
    /// Opens a browser that prefers a language, e.g. `en-US`.
    pub(crate) async fn open(language: &str) -> Self {
        let (driver, port) = start_driver();
        let profile = std::env::temp_dir().join(format!("share-or-split-{}-{port}", std::process::id()));
        let session = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities(&profile, language))
            .connect(&format!("http://127.0.0.1:{port}"))
            .await;
        let client = session.unwrap_or_else(|error| panic!("chromedriver opens no browser: {error}"));
        let browser = Self { client, driver, profile };
        browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": KEEP_WORKERS })).await;
        browser
    }

    pub(crate) async fn devtools(&self, command: &str, parameters: Value) -> Value {
        devtools(&self.client, command, parameters).await
    }

    /// The folder for the files that the page saves.
    pub(crate) fn downloads(&self) -> PathBuf {
        downloads(&self.profile)
    }

    pub(crate) async fn close(self) {
        let _ = self.client.close().await;
        drop(self.driver);
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Sends a command of the DevTools protocol.
pub(crate) async fn devtools(client: &Client, command: &str, parameters: Value) -> Value {
    let body = json!({ "cmd": command, "params": parameters });
    let sent = client.issue_cmd(Chromium { path: "goog/cdp/execute", body }).await;
    sent.unwrap_or_else(|error| panic!("{command}: {error}"))
}

/// Kills the browser's GPU process.
pub(crate) async fn crash_gpu(client: &Client) {
    // Its answer may die with it.
    let body = json!({ "cmd": "Browser.crashGpuProcess", "params": {} });
    let _ = client.issue_cmd(Chromium { path: "goog/cdp/execute", body }).await;
}

/// What the browser has written to the console since the last call: (level, text).
pub(crate) async fn console(client: &Client) -> Vec<(String, String)> {
    let command = Chromium { path: "se/log", body: json!({ "type": "browser" }) };
    let entries = client.issue_cmd(command).await.unwrap_or_else(|error| panic!("the console: {error}"));
    let text = |entry: &Value, key: &str| entry[key].as_str().unwrap_or_default().to_owned();
    let entries = entries.as_array().into_iter().flatten();
    entries.map(|entry| (text(entry, "level"), text(entry, "message"))).collect()
}

/// Where a browser with this profile saves files.
fn downloads(profile: &Path) -> PathBuf {
    profile.join("downloads")
}

fn capabilities(profile: &Path, language: &str) -> Capabilities {
    let mut flags: Vec<String> = FLAGS.map(str::to_owned).to_vec();
    flags.push(format!("--user-data-dir={}", profile.display()));
    flags.push(format!("--lang={language}"));
    let prefs = json!({
        "intl.accept_languages": language,
        "download.default_directory": downloads(profile),
        "download.prompt_for_download": false,
        // More than one file without asking.
        "profile.default_content_setting_values.automatic_downloads": 1,
    });
    let mut options = json!({ "args": flags, "prefs": prefs });
    if let Ok(chrome) = std::env::var("CHROME") {
        options["binary"] = Value::String(chrome);
    }
    let logs = json!({ "browser": "ALL" });
    [("goog:chromeOptions".to_owned(), options), ("goog:loggingPrefs".to_owned(), logs)].into_iter().collect()
}

/// Starts chromedriver and reads from its output which port it took.
fn start_driver() -> (Driver, u16) {
    let program = std::env::var("CHROMEDRIVER").unwrap_or_else(|_| "chromedriver".to_owned());
    let mut command = Command::new(&program);
    command.arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null());
    let started = command.spawn().unwrap_or_else(|error| panic!("{program} does not start: {error}"));
    let mut driver = Driver(started);
    let mut lines = BufReader::new(driver.0.stdout.take().unwrap()).lines();
    while let Some(Ok(line)) = lines.next() {
        if let Some(port) = line.split("started successfully on port ").nth(1) {
            let port = port.trim_end_matches('.').parse().unwrap();
            // Its pipe must stay open and be emptied, or it would stop at its next word.
            std::thread::spawn(move || lines.for_each(drop));
            return (driver, port);
        }
    }
    panic!("{program} ended without naming its port");
}
