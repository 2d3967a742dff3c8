//! The recordings: what each official SDK sent and returned when it was called, one case a line in each SDK's file.

mod call;

pub use call::{Args, Call, Client, ContentType, Message};

use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fmt, fs};

/// A moment of the recording, in seconds since 1970; for this library every call begins then.
pub const NOW: u64 = 1_795_487_200;

/// The token that the recorder's credential returned.
pub const TOKEN: &str = "aad-token-1";

/// The recorded SDKs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(clippy::exhaustive_enums)] // The table names all of them.
pub enum Sdk {
    /// `azure-messaging-webpubsubservice` 1.0.1
    Python101,
    /// `azure-messaging-webpubsubservice` 1.3.0
    PythonLatest,
    /// `@azure/web-pubsub` 1.2.0
    JsLatest,
}

impl Sdk {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Python101, Self::PythonLatest, Self::JsLatest];

    /// For readers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Python101 => "Python 1.0.1",
            Self::PythonLatest => "Python 1.3.0",
            Self::JsLatest => "JavaScript 1.2.0",
        }
    }

    /// The `api-version` that it sends unless the caller sets another.
    pub fn api_version(self) -> &'static str {
        match self {
            Self::Python101 => "2021-10-01",
            Self::PythonLatest | Self::JsLatest => "2024-12-01",
        }
    }
}

/// The file's name without `.jsonl`.
impl fmt::Display for Sdk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Python101 => "python-1.0.1",
            Self::PythonLatest => "python-latest",
            Self::JsLatest => "js-latest",
        })
    }
}

/// One call, and what each SDK did when it was made.
#[derive(Clone, Debug)]
pub struct Case {
    /// `family/name`
    pub name: String,
    /// The call, the same for all SDKs.
    pub call: Call,
    /// One recording for each SDK.
    pub recordings: Vec<(Sdk, Recording)>,
}

impl Case {
    /// The recorder's responses in order; the longest list that any SDK received, because one that sent nothing received
    /// none.
    pub fn responses(&self) -> Vec<Response> {
        let all = self.recordings.iter().map(|(_, recording)| {
            let further = recording.more_exchanges.iter().map(|exchange| exchange.response_given.clone());
            std::iter::once(recording.response_given.clone()).chain(further).flatten().collect::<Vec<_>>()
        });
        all.max_by_key(Vec::len).unwrap_or_default()
    }

    /// No request arrived, and at least one SDK says that it could not send any.
    pub fn is_unreachable(&self) -> bool {
        let unsent = self.recordings.iter().all(|(_, recording)| recording.request.is_none());
        unsent && self.recordings.iter().any(|(_, recording)| recording.could_not_send())
    }
}

/// The recordings that come with this package.
pub fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data")
}

/// Reads a directory with one file for each SDK; the cases in recorded order.
pub fn load(directory: &Path) -> Result<Vec<Case>, String> {
    let mut cases: Vec<Case> = Vec::new();
    let mut places = BTreeMap::new();
    for sdk in Sdk::ALL {
        let path = directory.join(format!("{sdk}.jsonl"));
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        for (index, line) in text.lines().enumerate() {
            let at = |error: &dyn fmt::Display| format!("{} line {}: {error}", path.display(), index + 1);
            let recording: Recording = serde_json::from_str(line).map_err(|error| at(&error))?;
            let name = recording.case.clone();
            let place = *places.entry(name.clone()).or_insert_with(|| {
                let call = recording.call.clone();
                cases.push(Case { name, call, recordings: Vec::new() });
                cases.len() - 1
            });
            let case = &mut cases[place];
            if case.call != recording.call {
                return Err(at(&"the call is not the one that the other SDKs made"));
            }
            case.recordings.push((sdk, recording));
        }
    }
    Ok(cases)
}

/// One line of a file: what one SDK did in one case.
#[derive(Clone, Debug, Deserialize)]
pub struct Recording {
    /// `family/name`, the same for all SDKs.
    pub case: String,
    /// The call in words that belong to no SDK.
    pub call: Call,
    /// The first request, if one was sent.
    pub request: Option<Request>,
    /// What the recorder responded to it.
    pub response_given: Option<Response>,
    /// Further requests and responses.
    #[serde(default)]
    pub more_exchanges: Vec<Exchange>,
    /// What the SDK returned to its caller, and what was observed beside it.
    pub result: Value,
}

impl Recording {
    /// All requests in order.
    pub fn requests(&self) -> impl Iterator<Item = &Request> {
        self.request.iter().chain(self.more_exchanges.iter().map(|exchange| &exchange.request))
    }

    /// The SDK raised an error of the network. Python names that error within its own, JavaScript has a code of the
    /// system's.
    pub fn could_not_send(&self) -> bool {
        let raised = &self.result["raised"];
        let python = raised["type"] == "ServiceRequestError" && raised["inner"].is_string();
        python || raised["code"].is_string() && raised["code"] != "PARSE_ERROR" && raised["statusCode"].is_null()
    }
}

/// A request and its response, after the first.
#[derive(Clone, Debug, Deserialize)]
pub struct Exchange {
    /// What was sent.
    pub request: Request,
    /// What the recorder responded.
    pub response_given: Option<Response>,
}

/// A request as it arrived.
#[derive(Clone, Debug, Deserialize)]
pub struct Request {
    /// Scheme and port of the socket: `http:28471`, `https:28472`, `http-proxy:28473`.
    pub listener: String,
    /// The method.
    pub method: String,
    /// The path, still percent-encoded.
    pub path: String,
    /// The query, still percent-encoded.
    pub query: String,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// The body in base64.
    pub body_b64: String,
}

/// A response as the recorder gave it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Response {
    /// The HTTP status; none where the connection was closed instead.
    pub status: Option<u16>,
    /// Names and values.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The body; a HEAD request does not receive it.
    #[serde(default)]
    pub body: String,
    /// The connection was closed instead of a response.
    #[serde(default)]
    pub drop: bool,
    /// The connection was closed before the body's end.
    #[serde(default)]
    pub truncate: bool,
    /// What else the recorder did, which this package does not know.
    #[serde(flatten)]
    pub unknown: BTreeMap<String, Value>,
}

impl Response {
    /// A status below 300, and all of the response.
    pub fn is_success(&self) -> bool {
        !self.drop && !self.truncate && self.status.is_some_and(|status| status < 300)
    }

    /// The value of a header, whatever its case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}
