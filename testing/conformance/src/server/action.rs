//! What to do with a request: `State` decides it, and the protocol does it.

use std::time::Duration;

/// How long the server waits for the end of a call that gets no response. After that it closes the connection, so that a
/// transport that ignores its timeout fails its case, even one that blocks.
pub(super) const MAX_SILENCE: Duration = Duration::from_secs(10);

/// What the server does with one request. Each protocol does it in its own way.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Action {
    /// Responds.
    Respond {
        /// The delay before the response.
        after: Duration,
        /// The status.
        status: u16,
        /// Headers, without those on length and connection.
        headers: Vec<(&'static str, String)>,
        /// The body, and how it is sent.
        body: Body,
        /// What happens to the connection.
        then: Then,
    },
    /// Resets the TCP connection; in HTTP/2 the stream, with `INTERNAL_ERROR`.
    Reset,
    /// Closes the connection regularly, without a response.
    Close,
    /// Sends no response until the client closes the connection or stream, ten seconds at most.
    Hang,
    /// Sends bytes that are not HTTP, then closes.
    Garbage,
    /// HTTP/2 only: resets the stream with `REFUSED_STREAM`.
    RefuseStream,
}

/// How a body is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Body {
    /// With its length announced.
    Whole(Vec<u8>),
    /// In chunks, its length unannounced.
    Chunks(Vec<u8>),
    /// A byte every 5 ms.
    Drip(Vec<u8>),
    /// Without a length; its end is the end of the connection.
    UntilClose(Vec<u8>),
    /// With twice its length announced.
    Cut(Vec<u8>),
    /// In chunks, without the last one.
    CutChunks(Vec<u8>),
    /// It never ends.
    Endless,
    /// After informational responses 100 and 103.
    Hinted(Vec<u8>),
}

/// What happens to the connection after the response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Then {
    /// It is kept.
    Keep,
    /// It is closed, as the response announces.
    Close,
    /// It is closed, which the response does not announce.
    CloseUnannounced,
}

impl Action {
    /// A response with this status and body.
    pub(super) fn respond(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::Respond {
            after: Duration::ZERO,
            status,
            headers: Vec::new(),
            body: Body::Whole(body.into()),
            then: Then::Keep,
        }
    }

    /// The same response with another body.
    pub(super) fn with_body(mut self, with: Body) -> Self {
        if let Self::Respond { body, .. } = &mut self {
            *body = with;
        }
        self
    }

    /// The same response with one more header.
    pub(super) fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        if let Self::Respond { headers, .. } = &mut self {
            headers.push((name, value.into()));
        }
        self
    }

    /// The same response with another end.
    pub(super) fn with_end(mut self, end: Then) -> Self {
        if let Self::Respond { then, .. } = &mut self {
            *then = end;
        }
        self
    }

    /// The same response, late.
    pub(super) fn delayed(mut self, by: Duration) -> Self {
        if let Self::Respond { after, .. } = &mut self {
            *after = by;
        }
        self
    }
}
