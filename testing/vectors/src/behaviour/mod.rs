//! What one side does when a call is made, in a form in which both sides can be compared: an SDK by its recording
//! ([`of_sdk`]), this library by making the call ([`of_library`]).

mod arguments;
mod library;
mod log;
mod loopback;
mod operations;
mod sdk;
mod transport;
pub mod wire;

pub use library::{of_blocking_client, of_library, ready};
pub use log::{Logged, logged};
pub use sdk::of_sdk;
pub use transport::{Jitter, ReplayTransport, Scripted};

use serde_json::{Map, Value};
use std::fmt;
use std::time::Duration;
use wire::Url;

/// Requests in order, what they took, and what the caller received.
#[derive(Clone, Debug)]
pub struct Behaviour {
    /// What was sent.
    pub requests: Vec<Request>,
    /// How often a request was tried, with or without success in sending it.
    pub attempts: usize,
    /// The delays before the second attempt and those that follow.
    pub backoff: Vec<Backoff>,
    /// How often the credential was asked for a token.
    pub tokens: usize,
    /// What was logged with the settings that the call asks for.
    pub log: Vec<String>,
    /// What is logged with all settings at their most verbose; unknown of an SDK.
    pub full_log: Vec<String>,
    /// How the call ended.
    pub outcome: Outcome,
}

/// One request.
#[derive(Clone, Debug)]
pub struct Request {
    /// The method.
    pub method: String,
    /// Where it went.
    pub url: Url,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// How long after the call began; unknown of an SDK, and zero.
    pub at: Duration,
}

impl Request {
    /// The value of a header; `name` in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// The id that all attempts of a call share.
    pub fn id(&self) -> Option<&str> {
        self.header("x-ms-client-request-id")
    }

    /// The token of the `Authorization` header.
    pub fn bearer(&self) -> Option<&str> {
        self.header("authorization")?.strip_prefix("Bearer ")
    }
}

/// Of each request after the first: whether it is a retry of the one before, by the request id.
pub fn retries(requests: &[Request]) -> Vec<bool> {
    requests.windows(2).map(|pair| pair[0].id() == pair[1].id()).collect()
}

/// The delay before a retry, as a range. Without jitter, or if observed only once, both ends are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Backoff {
    pub least: Duration,
    pub most: Duration,
}

impl Backoff {
    /// Exactly so long.
    pub fn exactly(delay: Duration) -> Self {
        Self { least: delay, most: delay }
    }

    /// Whether this can be that long.
    pub fn covers(&self, other: &Self) -> bool {
        self.least <= other.least && other.most <= self.most
    }
}

impl fmt::Display for Backoff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { least, most } = self;
        write!(f, "{}", least.as_secs_f32())?;
        if least == most { Ok(()) } else { write!(f, "–{}", most.as_secs_f32()) }
    }
}

/// How a call ended.
#[derive(Clone, Debug)]
#[allow(clippy::exhaustive_enums)] // Matched whole in this package.
pub enum Outcome {
    /// Nothing was sent, because a value is invalid.
    Rejected {
        /// The field, as this library calls it; empty for an SDK.
        field: String,
        /// The whole error text.
        text: String,
    },
    /// The service responded with an error, or no response came.
    Failed(Failure),
    /// The call's value.
    Returned(Returned),
    /// The SDK has no such operation.
    Unsupported,
}

/// What an error says about the service's response.
#[derive(Clone, Debug, Default)]
pub struct Failure {
    /// The HTTP status; none if no response came.
    pub status: Option<u16>,
    /// The service's error code.
    pub code: Option<String>,
    /// The service's own words: its message, or a body that is not one of its JSON errors.
    pub message: Option<String>,
    /// The error says that the body could not be read, not that the service returned an error.
    pub unreadable: bool,
    /// The error says that the request may have taken effect; no SDK says so.
    pub may_have_taken_effect: bool,
    /// The error says that a request was sent; no SDK says so.
    pub was_sent: bool,
}

/// The value of a call that succeeded.
#[derive(Clone, Debug)]
#[allow(clippy::exhaustive_enums)] // Matched whole in this package.
pub enum Returned {
    /// Success, without a value.
    Nothing,
    /// Whether something exists, once for each time the call was made.
    Exists(Vec<bool>),
    /// A client's token and URL.
    ClientToken(ClientToken),
    /// Connections with their users.
    Connections(Vec<(String, Option<String>)>),
    /// What a connection string says.
    ConnectionString(ConnectionString),
}

/// A token and where to connect with it.
#[derive(Clone, Debug)]
pub struct ClientToken {
    /// The address without the token.
    pub base_url: String,
    /// The address with the token.
    pub url: String,
    /// The token.
    pub token: String,
    /// The token's claims, if it has any that can be read.
    pub claims: Option<Map<String, Value>>,
}

/// What a connection string says.
#[derive(Clone, Debug)]
pub struct ConnectionString {
    /// The endpoint, without a slash at its end.
    pub endpoint: String,
    /// The key, or a token that was signed with it.
    pub key: Key,
    /// `baseUrl` of a token for the hub `hub1`.
    pub base_url: String,
    /// `aud` of that token.
    pub audience: String,
}

/// An access key, seen from outside.
#[derive(Clone, Debug)]
#[allow(clippy::exhaustive_enums)] // Matched whole in this package.
pub enum Key {
    /// The text.
    Text(String),
    /// A key that does not show itself has signed this token.
    Signed(String),
}
