//! A call in words that belong to no SDK.

use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// Operation, arguments and client. A line with an argument or option that is not listed here does not load.
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

impl Call {
    /// Whether the operation's verb is HEAD, whose response has no body.
    pub fn is_head(&self) -> bool {
        self.op.ends_with("_exists") || self.op == "has_permission"
    }

    /// Whether the operation only reads, so that it never has an effect.
    pub fn is_safe(&self) -> bool {
        self.is_head() || self.op == "list_connections"
    }

    /// Whether the operation's verb is POST.
    pub fn is_post(&self) -> bool {
        let groups = self.op.ends_with("_to_groups") || self.op.ends_with("_from_groups");
        !self.is_idempotent() || groups || self.makes_client_token()
    }

    /// Whether two executions have the effect of one: the call neither sends a message nor closes all connections there
    /// are.
    pub fn is_idempotent(&self) -> bool {
        let closes_many = self.op.starts_with("close_") && self.op.ends_with("_connections");
        !self.is_send() && !closes_many
    }

    /// Whether the call sends a message.
    pub fn is_send(&self) -> bool {
        self.op.starts_with("send_to_")
    }

    /// Whether the call makes a client token.
    pub fn makes_client_token(&self) -> bool {
        self.op == "get_client_access_token"
    }
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

impl Client {
    /// The access key that the recorder used unless the case names one.
    pub fn key(&self) -> &str {
        self.key.as_deref().unwrap_or("c2VjcmV0LWtleS1mb3ItdGVzdHMtb25seS0wMDAwMDE=")
    }

    /// The endpoint, by default the recorder's own.
    pub fn endpoint(&self) -> &str {
        let default = if self.kind == "aad" { "https://127.0.0.1:28472" } else { "http://127.0.0.1:28471" };
        self.endpoint.as_deref().unwrap_or(default)
    }

    /// The hub, by default the recorder's own.
    pub fn hub(&self) -> &str {
        self.hub.as_deref().unwrap_or("chat")
    }
}
