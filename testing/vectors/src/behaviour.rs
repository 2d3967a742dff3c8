//! What somebody does when called: the form in which an SDK's record and this library's answer are compared.

pub use crate::effort::{Effort, Wait};
use crate::url::Url;
use serde_json::{Map, Value};
use std::time::Duration;

/// Requests in order, and what the caller got.
#[derive(Clone, Debug)]
pub struct Behaviour {
    /// What was sent.
    pub sent: Vec<Sent>,
    /// What it took.
    pub effort: Effort,
    /// How the call ended.
    pub outcome: Outcome,
}

/// One request.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The method.
    pub method: String,
    /// Where it went.
    pub url: Url,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// How long after the call began; of an SDK nobody knows, and it is zero.
    pub at: Duration,
}

impl Sent {
    /// The value of a header; `name` in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// The token of the `Authorization` header.
    pub fn bearer(&self) -> Option<&str> {
        self.header("authorization")?.strip_prefix("Bearer ")
    }
}

/// How a call ended.
#[derive(Clone, Debug)]
#[allow(clippy::exhaustive_enums)] // Matched whole in this package.
pub enum Outcome {
    /// Nothing was sent, and the caller was told why.
    Refused {
        /// The field, as this library calls it; empty for an SDK.
        field: String,
        /// The whole error text.
        text: String,
    },
    /// The service's answer was an error, or no answer came.
    Failed(Failure),
    /// The call's value.
    Returned(Returned),
    /// The SDK has no such operation.
    Unsupported,
}

/// What an error tells about the service's answer.
#[derive(Clone, Debug, Default)]
pub struct Failure {
    /// The HTTP status; none if no answer came.
    pub status: Option<u16>,
    /// The service's error code.
    pub code: Option<String>,
    /// The service's own words: its message, or a body that is none of its JSON errors.
    pub message: Option<String>,
    /// The error says that the body could not be read, not that the service refused.
    pub unreadable: bool,
    /// The error says that the request may have taken effect; no SDK says so.
    pub in_doubt: bool,
    /// The error says that a request was sent; no SDK says so.
    pub was_sent: bool,
}

/// The value of a call that succeeded.
#[derive(Clone, Debug)]
#[allow(clippy::exhaustive_enums)] // Matched whole in this package.
pub enum Returned {
    /// Success is all there is to say.
    Nothing,
    /// Yes or no, once for each time the call was made.
    Answers(Vec<bool>),
    /// A client's token and URL.
    Access(Access),
    /// Connections with their users.
    Connections(Vec<(String, Option<String>)>),
    /// What a connection string says.
    Connection(Connection),
}

/// A token and where to connect with it.
#[derive(Clone, Debug)]
pub struct Access {
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
pub struct Connection {
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
