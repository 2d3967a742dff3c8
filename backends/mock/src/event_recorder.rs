//! Events of a run, written to a file and read again.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{BufRead, BufReader, Error, ErrorKind, Result, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use webpubsub_core::AccessKey;
use webpubsub_core::events::signature;

/// Left out of the file: whoever reads it could use them.
const SECRET_HEADERS: [&str; 4] = ["ce-signature", "authorization", "cookie", "set-cookie"];

/// Writes the requests of a run and the responses to them into a file, one JSON object a line, as they come.
///
/// Signatures, bearer tokens, cookies and the query of the URL are left out. What clients sent is in the file: treat it like
/// the data itself.
///
/// ```
/// # use webpubsub_mock::{AccessKey, EventRecorder, EventRecording, UpstreamEvent, ACCESS_KEY};
/// # use webpubsub_mock::events::{Event, Upstream, UpstreamResponse};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = std::env::temp_dir().join(format!("webpubsub-recorder-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder)?;
/// # let path = folder.join("events.jsonl");
/// # let key = AccessKey::new(ACCESS_KEY)?;
/// # let upstream = Upstream::new("chat").keys([key.clone()])?;
/// let handler = |request: &http::Request<bytes::Bytes>| -> http::Response<bytes::Bytes> {
///     upstream.read(request).map_or_else(UpstreamResponse::from, Event::accept).into()
/// };
/// // In the running server:
/// let recorder = EventRecorder::create(&path)?;
/// # let request = UpstreamEvent::connect().signed(&key);
/// let response = handler(&request);
/// recorder.record(&request, &response)?;
///
/// // In a test, later:
/// for event in EventRecording::open(&path)? {
///     let response = handler(&event.request(&key));
///     assert_eq!(response.status(), event.response().status());
/// }
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct EventRecorder(Mutex<File>);

impl EventRecorder {
    /// Creates the file; one that exists is emptied.
    pub fn create(path: impl AsRef<Path>) -> Result<Self> {
        File::create(path).map(|file| Self(Mutex::new(file)))
    }

    /// Adds a line.
    pub fn record(&self, request: &Request<Bytes>, response: &Response<Bytes>) -> Result<()> {
        let line = Line {
            method: request.method().to_string(),
            path: request.uri().path().to_owned(),
            request: Part::of(request.headers(), request.body()),
            status: response.status().as_u16(),
            response: Part::of(response.headers(), response.body()),
        };
        let mut line = serde_json::to_vec(&line)?;
        line.push(b'\n');
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write_all(&line)
    }
}

/// The events of a file, in order.
#[derive(Debug)]
pub struct EventRecording(std::vec::IntoIter<RecordedEvent>);

impl EventRecording {
    /// Reads the whole file. A line that is not an event is an error that names its number.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let invalid = |number, error| Error::new(ErrorKind::InvalidData, format!("line {number}: {error}"));
        let read = |(number, line): (usize, Result<String>)| {
            let line: Line = serde_json::from_str(&line?).map_err(|error| invalid(number + 1, error.to_string()))?;
            RecordedEvent::read(&line).ok_or_else(|| invalid(number + 1, "is not a valid request".into()))
        };
        let events = BufReader::new(File::open(path)?).lines().enumerate().map(read);
        Ok(Self(events.collect::<Result<Vec<_>>>()?.into_iter()))
    }
}

impl Iterator for EventRecording {
    type Item = RecordedEvent;

    fn next(&mut self) -> Option<RecordedEvent> {
        self.0.next()
    }
}

/// One event of a recording, and the response to it.
#[derive(Clone)]
pub struct RecordedEvent {
    request: Request<Bytes>,
    response: Response<Bytes>,
}

impl RecordedEvent {
    fn read(line: &Line) -> Option<Self> {
        let mut request = Request::new(line.request.body()?);
        *request.method_mut() = line.method.parse().ok()?;
        *request.uri_mut() = line.path.parse().ok()?;
        *request.headers_mut() = line.request.headers()?;
        let mut response = Response::new(line.response.body()?);
        *response.status_mut() = StatusCode::from_u16(line.status).ok()?;
        *response.headers_mut() = line.response.headers()?;
        Some(Self { request, response })
    }

    /// The request, signed anew with this key.
    ///
    /// # Panics
    ///
    /// Never: a signature is a valid header.
    pub fn request(&self, key: &AccessKey) -> Request<Bytes> {
        let mut request = self.request.clone();
        if let Some(Ok(id)) = request.headers().get("ce-connectionid").map(HeaderValue::to_str) {
            let signature = HeaderValue::from_str(&signature([key], id)).expect("a header's value");
            request.headers_mut().insert("ce-signature", signature);
        }
        request
    }

    /// The response of the recorded run.
    pub fn response(&self) -> &Response<Bytes> {
        &self.response
    }
}

/// Shows neither headers nor bodies.
impl std::fmt::Debug for RecordedEvent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RecordedEvent")
            .field("method", self.request.method())
            .field("event_type", &self.request.headers().get("ce-type"))
            .field("status", &self.response.status())
            .finish_non_exhaustive()
    }
}

#[derive(Serialize, Deserialize)]
struct Line {
    method: String,
    path: String,
    request: Part,
    status: u16,
    response: Part,
}

/// Headers and body of a request or a response.
#[derive(Serialize, Deserialize)]
struct Part {
    headers: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    text: String,
    /// A body that is not text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    base64: String,
}

impl Part {
    fn of(headers: &HeaderMap, body: &Bytes) -> Self {
        let shown = headers.iter().filter(|(name, _)| !SECRET_HEADERS.contains(&name.as_str()));
        let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let headers = shown.map(|(name, value)| (name.to_string(), text(value))).collect();
        match std::str::from_utf8(body) {
            Ok(body) => Self { headers, text: body.to_owned(), base64: String::new() },
            Err(_) => Self { headers, text: String::new(), base64: encode(body) },
        }
    }

    fn headers(&self) -> Option<HeaderMap> {
        let pair = |(name, value): &(String, String)| Some((name.parse::<HeaderName>().ok()?, value.parse().ok()?));
        let mut headers = HeaderMap::new();
        for pair in self.headers.iter().map(pair) {
            let (name, value): (HeaderName, HeaderValue) = pair?;
            headers.append(name, value);
        }
        Some(headers)
    }

    fn body(&self) -> Option<Bytes> {
        if self.base64.is_empty() { Some(self.text.clone().into()) } else { decode(&self.base64) }
    }
}

fn encode(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

fn decode(text: &str) -> Option<Bytes> {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.decode(text).ok().map(Bytes::from)
}
