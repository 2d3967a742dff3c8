//! What to do with a request: decided by the world, done by the protocol.

use std::time::Duration;

/// What comes of one request. Each protocol does it in its own way.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Action {
    /// An answer.
    Answer {
        /// How long the server takes over it.
        after: Duration,
        /// The status.
        status: u16,
        /// Headers, without those on length and connection.
        headers: Vec<(&'static str, String)>,
        /// The body, and how it is sent.
        body: Body,
        /// What becomes of the connection.
        then: Then,
    },
    /// The connection breaks: a TCP reset; in HTTP/2 the stream is reset with `INTERNAL_ERROR`.
    Reset,
    /// The connection is closed in good order, without an answer.
    Close,
    /// No answer, until the other side goes away.
    Hang,
    /// Bytes that are no HTTP, then the end.
    Garbage,
    /// HTTP/2 only: the stream is reset with `REFUSED_STREAM`.
    RefuseStream,
}

/// How a body is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Body {
    /// With its length announced.
    Whole(Vec<u8>),
    /// In chunks, without an announcement.
    Chunks(Vec<u8>),
    /// A byte every 5 ms.
    Drip(Vec<u8>),
    /// Without a length; its end is the end of the connection.
    UntilClose(Vec<u8>),
    /// More is announced than comes.
    Cut(Vec<u8>),
    /// The last chunk does not come.
    CutChunks(Vec<u8>),
    /// It never ends.
    Endless,
    /// After an answer 100 and an answer 103.
    Hinted(Vec<u8>),
}

/// What becomes of the connection after the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Then {
    /// It is kept.
    Keep,
    /// It is closed, and the answer says so.
    Close,
    /// It is closed, and the answer does not say so.
    CloseUnannounced,
}

impl Action {
    /// A plain answer.
    pub(super) fn answer(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::Answer {
            after: Duration::ZERO,
            status,
            headers: Vec::new(),
            body: Body::Whole(body.into()),
            then: Then::Keep,
        }
    }

    /// The same answer with another body.
    pub(super) fn with_body(mut self, with: Body) -> Self {
        if let Self::Answer { body, .. } = &mut self {
            *body = with;
        }
        self
    }

    /// The same answer with one more header.
    pub(super) fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        if let Self::Answer { headers, .. } = &mut self {
            headers.push((name, value.into()));
        }
        self
    }

    /// The same answer with another end.
    pub(super) fn with_end(mut self, end: Then) -> Self {
        if let Self::Answer { then, .. } = &mut self {
            *then = end;
        }
        self
    }

    /// The same answer, late.
    pub(super) fn delayed(mut self, by: Duration) -> Self {
        if let Self::Answer { after, .. } = &mut self {
            *after = by;
        }
        self
    }
}
