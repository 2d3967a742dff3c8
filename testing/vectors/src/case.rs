//! A recorded line, and the lines of one case put together.

pub use crate::call::{Args, Call, Client, ContentType, Message};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// One line of a recording: what one SDK did when it was called so.
#[derive(Clone, Debug, Deserialize)]
pub struct Record {
    /// `family/name`, the same for all SDKs.
    pub case: String,
    /// The call in words that belong to no SDK.
    pub call: Call,
    /// The first request, if one was sent.
    pub request: Option<Request>,
    /// What the recorder answered to it.
    pub response_given: Option<Answer>,
    /// Further requests and answers.
    #[serde(default)]
    pub more_exchanges: Vec<Exchange>,
    /// What the SDK handed back to its caller.
    pub result: Value,
}

/// A request and its answer, after the first.
#[derive(Clone, Debug, Deserialize)]
pub struct Exchange {
    /// What was sent.
    pub request: Request,
    /// What the recorder answered.
    pub response_given: Option<Answer>,
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

/// An answer as the recorder gave it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Answer {
    /// The HTTP status; none where the connection was cut instead.
    pub status: Option<u16>,
    /// Names and values.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The body; a HEAD request does not get it.
    #[serde(default)]
    pub body: String,
    /// The connection was closed instead of an answer.
    #[serde(default)]
    pub drop: bool,
    /// The connection was closed before the body's end.
    #[serde(default)]
    pub truncate: bool,
    /// What else the recorder did, which this package does not know.
    #[serde(flatten)]
    pub unknown: BTreeMap<String, Value>,
}

impl Answer {
    /// A status below 300, and all of the answer.
    pub fn is_success(&self) -> bool {
        !self.drop && !self.truncate && self.status.is_some_and(|status| status < 300)
    }
}
