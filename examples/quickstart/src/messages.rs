//! What is sent: each message says its kind and its address, so that a subscriber can tell which one it is.

use serde_json::json;
use std::fmt;
use webpubsub_hyper::{BuildError, Message};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Json,
    Text,
    Binary,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Address {
    All,
    Group,
    User,
    Connection,
}

impl Kind {
    pub(crate) const ALL: [Self; 3] = [Self::Json, Self::Text, Self::Binary];
}

impl Address {
    const ALL: [Self; 4] = [Self::All, Self::Group, Self::User, Self::Connection];

    fn phrase(self) -> &'static str {
        match self {
            Self::All => "to all",
            Self::Group => "to the group lobby",
            Self::User => "to the user bob",
            Self::Connection => "to the connection of cat",
        }
    }
}

/// The message of a kind for an address.
pub(crate) fn message(kind: Kind, address: Address) -> Result<Message, BuildError> {
    let phrase = address.phrase();
    match kind {
        Kind::Json => Message::json(&json!({ "hello": phrase })),
        Kind::Text => Ok(Message::text(format!("hello {phrase}"))),
        Kind::Binary => Ok(Message::binary([b"\x00\xFF", phrase.as_bytes()].concat())),
    }
}

/// A message as a client receives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Arrival {
    pub(crate) kind: Kind,
    pub(crate) content: Vec<u8>,
}

impl Arrival {
    /// Which message it is; none for one that this program did not send.
    pub(crate) fn identify(&self) -> Option<(Kind, Address)> {
        Address::ALL
            .into_iter()
            .map(|address| (self.kind, address))
            .find(|(kind, address)| message(*kind, *address).is_ok_and(|message| message.body() == &self.content))
    }

    pub(crate) fn is_last(&self) -> bool {
        self.content == LAST.as_bytes()
    }
}

const LAST: &str = "that was all";

/// The message after all others.
pub(crate) fn last() -> Message {
    Message::text(LAST)
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Json => "json",
            Self::Text => "text",
            Self::Binary => "binary",
        })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.phrase())
    }
}

impl fmt::Display for Arrival {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind, Shown(&self.content))
    }
}

/// Text as it is; other bytes escaped.
struct Shown<'a>(&'a [u8]);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match std::str::from_utf8(self.0) {
            Ok(text) => f.write_str(text),
            Err(_) => write!(f, "{}", self.0.escape_ascii()),
        }
    }
}
