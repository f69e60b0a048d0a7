//! Runs of others beside one's own: a reader's files, and those that come with the page.

use crate::measure::{DeviceKind, Mode, Run};
use crate::protocol::Failure;
use crate::web::browser;

/// A machine whose runs come with the page, in `public/runs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shipped {
    /// An NVIDIA H100, through WebGPU.
    H100,
    /// A CPU with two cores.
    Cpu,
}

/// A run that stands beside one's own.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OtherRun {
    pub(crate) run: Run,
    /// `None` for a file of the reader's.
    pub(crate) shipped: Option<Shipped>,
}

/// Why a run could not be put beside one's own.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Refusal {
    /// The file is no run, with the reason.
    File(String),
    /// The file was not read in time.
    Late,
    /// What comes with the page could not be fetched.
    Fetch(Failure),
}

impl Shipped {
    /// All of them.
    pub(crate) const ALL: [Self; 2] = [Self::H100, Self::Cpu];

    /// The id used in attributes.
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::H100 => "h100",
            Self::Cpu => "cpu",
        }
    }

    /// Its run in which this was timed, relative to the page; `None` where there is none.
    pub(crate) fn file(self, mode: Mode) -> Option<String> {
        let here = self == Self::H100 || mode == Mode::Latency;
        here.then(|| format!("runs/resnet18-{}-{}.json", self.id(), mode.id()))
    }

    /// Fetches its run from this file.
    ///
    /// # Errors
    /// Says why it cannot be had or read.
    pub(crate) async fn fetch(self, file: &str) -> Result<OtherRun, Refusal> {
        let bytes = browser::fetch(file).await.map_err(Refusal::Fetch)?;
        let run = Run::from_json(&String::from_utf8_lossy(&bytes));
        let run = run.map_err(|error| Refusal::File(error.to_string()))?;
        Ok(OtherRun { run, shipped: Some(self) })
    }
}

/// What a run says of where and when it was made: machine, browser, date; parts that are not known are left out.
pub(crate) fn made_on(run: &Run, processors: fn(u32) -> String) -> String {
    let environment = &run.environment;
    let device = match environment.device {
        DeviceKind::Gpu => format!("GPU {}", environment.adapter),
        DeviceKind::Cpu => "CPU".to_owned(),
    };
    let date = environment.taken_at.split('T').next().unwrap_or_default().to_owned();
    let parts = [device, processors(environment.processors), browser_name(&environment.browser), date];
    parts.into_iter().filter(|part| !part.trim().is_empty()).collect::<Vec<_>>().join(", ")
}

/// Name and main version of a browser by its user agent, and its system: "Chrome 156, Linux". Others' names are told
/// before Chrome's, which they contain, too.
fn browser_name(user_agent: &str) -> String {
    const BROWSERS: [(&str, &str); 4] =
        [("Firefox/", "Firefox"), ("Edg/", "Edge"), ("Chrome/", "Chrome"), ("Version/", "Safari")];
    const SYSTEMS: [(&str, &str); 5] = [
        ("Android", "Android"),
        ("iPhone", "iOS"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];
    let version = |mark: &str| {
        let (_, behind) = user_agent.split_once(mark)?;
        Some(behind.chars().take_while(char::is_ascii_digit).collect::<String>())
    };
    let named = BROWSERS.iter().find_map(|(mark, name)| Some(format!("{name} {}", version(mark)?)));
    let system =
        SYSTEMS.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| (*name).to_owned());
    named.into_iter().chain(system).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_named_by_what_it_says_of_itself() {
        let chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36";
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0";
        let safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0";
        let names = [chrome, edge, safari, firefox, "something else"].map(browser_name);
        assert_eq!(
            names,
            ["Chrome 156, Linux", "Edge 156, Windows", "Safari 18, iOS", "Firefox 153, Linux", ""]
        );
    }

    #[test]
    fn every_run_that_comes_with_the_page_is_read_and_timed_what_its_name_says() {
        for shipped in Shipped::ALL {
            let files = Mode::ALL.into_iter().filter_map(|mode| Some((mode, shipped.file(mode)?)));
            let read = files.map(|(mode, file)| {
                let path = format!("{}/public/{file}", env!("CARGO_MANIFEST_DIR"));
                let run = Run::from_json(&std::fs::read_to_string(path).unwrap()).unwrap();
                assert_eq!((run.plan.mode, run.summaries().len()), (mode, 5), "{file}");
                let kind = if shipped == Shipped::Cpu { DeviceKind::Cpu } else { DeviceKind::Gpu };
                assert_eq!(run.environment.device, kind, "{file}");
                let about = made_on(&run, |count| format!("{count} processors"));
                assert!(about.contains("Chrome 156, Linux") && about.contains("2026-11-2"), "{about}");
            });
            assert_eq!(read.count(), if shipped == Shipped::H100 { 3 } else { 1 });
        }
    }
}
