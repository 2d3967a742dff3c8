//! One entry of the record.

use std::mem::size_of;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;

/// What an entry records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// An HTTP request and its response: a REST call, a token request, or a handshake that was rejected. A recovery that was
    /// rejected has the status 101: its WebSocket opens, and is closed.
    Request,
    /// A WebSocket connection was accepted.
    Opened,
    /// A frame from a client.
    Received,
    /// A frame to one client that is not a message: `connected`, an ack, a pong, `disconnected`.
    Sent,
    /// A reliable connection lost its transport, and waits for another one.
    Lost,
    /// It has another transport.
    Recovered,
    /// A connection ended.
    Closed,
    /// An event was delivered to a handler, or could not be.
    Event,
}

/// How to read a body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Content {
    /// UTF-8.
    #[default]
    Text,
    /// JSON.
    Json,
    /// Anything.
    Binary,
}

/// One entry of the record. A message has one entry, that of the call or frame that sent it, however many receive it.
///
/// Access tokens are left out, and bodies of token requests.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Entry {
    /// Counted from 1, without gaps.
    pub number: u64,
    /// When it was added, by the machine's clock.
    pub time: SystemTime,
    /// What it records.
    pub kind: Kind,
    /// The verb of a request; what a frame asks for or is; an event.
    pub name: Option<Arc<str>>,
    /// The path and query of a request, without its tokens; the URL template of a handler, without its query.
    pub path: Option<Arc<str>>,
    /// The status of a response.
    pub status: Option<u16>,
    /// The hub.
    pub hub: Option<Arc<str>>,
    /// The connection, or the one that the path names.
    pub connection: Option<Arc<str>>,
    /// The user of the connection, or the one that the path names.
    pub user: Option<Arc<str>>,
    /// The group that a path or frame names.
    pub group: Option<Arc<str>>,
    /// The subprotocol of a connection that opened.
    pub protocol: Option<&'static str>,
    /// How many connections a message was queued for.
    pub receivers: Option<usize>,
    /// The duration of a request, of the delivery of an event with its retries, of a connection that closed.
    pub duration: Option<Duration>,
    /// How often the delivery of an event was retried.
    pub retries: Option<u32>,
    /// The close code, if there was a close frame.
    pub code: Option<u16>,
    /// Why a request or frame was rejected, or an event failed; the reason of a close; for how long a recovery is possible.
    pub reason: Option<String>,
    /// How to read the body.
    pub content: Content,
    /// The body of a request or of a handler's response, or the payload of a frame.
    pub body: Bytes,
}

impl Entry {
    pub(crate) fn new(kind: Kind) -> Self {
        Self {
            number: 0,
            time: SystemTime::now(),
            kind,
            name: None,
            path: None,
            status: None,
            hub: None,
            connection: None,
            user: None,
            group: None,
            protocol: None,
            receivers: None,
            duration: None,
            retries: None,
            code: None,
            reason: None,
            content: Content::Text,
            body: Bytes::new(),
        }
    }

    /// The body as text, with replacement characters for what is not UTF-8.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The memory that it takes. Texts that entries share count for each of them.
    pub(super) fn size(&self) -> usize {
        let shared = [&self.name, &self.path, &self.hub, &self.connection, &self.user, &self.group];
        let texts: usize = shared.into_iter().flatten().map(|text| text.len()).sum();
        size_of::<Self>() + texts + self.reason.as_ref().map_or(0, String::len) + self.body.len()
    }
}

impl Kind {
    pub(crate) const ALL: [Self; 8] = [
        Self::Request,
        Self::Opened,
        Self::Received,
        Self::Sent,
        Self::Lost,
        Self::Recovered,
        Self::Closed,
        Self::Event,
    ];

    /// Its name in JSON and queries.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Opened => "opened",
            Self::Received => "received",
            Self::Sent => "sent",
            Self::Lost => "lost",
            Self::Recovered => "recovered",
            Self::Closed => "closed",
            Self::Event => "event",
        }
    }
}

impl Content {
    /// Its name in JSON.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Binary => "binary",
        }
    }

    /// By the `Content-Type` of a body.
    pub(crate) fn of_type(kind: &str) -> Self {
        match kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
            "application/json" => Self::Json,
            "text/plain" | "application/x-www-form-urlencoded" => Self::Text,
            _ => Self::Binary,
        }
    }
}
