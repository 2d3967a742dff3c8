//! A call in words that belong to no SDK.

use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// Operation, arguments and client. An argument or option that is not written down here fails to load: none is passed
/// over in silence.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// The operation, as this library calls it where it has it.
    pub op: String,
    /// What it was called with.
    pub args: Args,
    /// What the client was made with.
    pub client: Client,
}

/// Arguments of all operations; each uses a few.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs)] // Named as the REST parameters are.
pub struct Args {
    pub group: Option<String>,
    pub groups: Option<Vec<String>>,
    pub user_id: Option<String>,
    pub connection_id: Option<String>,
    pub permission: Option<String>,
    pub target_name: Option<String>,
    pub message: Option<Message>,
    pub content_type: ContentType,
    pub excluded: Option<Vec<String>>,
    pub filter: Option<String>,
    pub message_ttl_seconds: Option<i64>,
    pub reason: Option<String>,
    pub roles: Option<Vec<String>>,
    pub minutes_to_expire: Option<i64>,
    pub client_protocol: Option<String>,
    pub jwt_headers: Option<Value>,
    pub maxpagesize: Option<i64>,
    pub top: Option<i64>,
    pub connection_string: Option<String>,
}

/// The content type of a message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "Option<String>")]
#[allow(clippy::exhaustive_enums)] // Matched whole in this package.
pub enum ContentType {
    /// The SDK was given what the message's kind asks for.
    #[default]
    Usual,
    /// The SDK was given none.
    NotPassed,
    /// The SDK was given this.
    Passed(String),
}

impl From<Option<String>> for ContentType {
    fn from(written: Option<String>) -> Self {
        written.map_or(Self::NotPassed, Self::Passed)
    }
}

impl ContentType {
    /// What was passed.
    pub fn passed(&self) -> Option<&str> {
        if let Self::Passed(text) = self { Some(text) } else { None }
    }

    /// What was passed, without parameters.
    pub fn essence(&self) -> Option<&str> {
        self.passed()?.split(';').next().map(str::trim)
    }
}

/// A message to send.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(clippy::exhaustive_enums)] // Matched whole in this package.
pub enum Message {
    /// Any JSON value.
    Json(Value),
    /// A text.
    Text(String),
    /// Bytes.
    BytesB64(String),
    /// Bytes that the SDK got as a stream.
    StreamB64(String),
}

/// What the client was made with; what is absent was left at its default.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs)] // Named as the SDKs' options are.
pub struct Client {
    pub kind: String,
    pub endpoint: Option<String>,
    pub key: Option<String>,
    pub hub: Option<String>,
    pub api_version: Option<String>,
    pub reverse_proxy_endpoint: Option<String>,
    pub user: Option<String>,
    pub user_agent: Option<String>,
    pub request_id: Option<String>,
    pub call_headers: BTreeMap<String, String>,
    pub token_fails: bool,
    pub log: Option<String>,
}
