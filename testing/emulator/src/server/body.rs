//! The body of a request, which is read as a whole, within a size and a time.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use tokio::time::timeout;

/// Taken by the code that reads it.
pub(crate) struct Body<'a> {
    body: &'a mut Option<Incoming>,
    timeout: Duration,
}

/// Why a body was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    /// It is too large, or the connection broke.
    Invalid,
    /// It did not come in time.
    Late,
}

impl<'a> Body<'a> {
    pub(super) fn new(body: &'a mut Option<Incoming>, timeout: Duration) -> Self {
        Self { body, timeout }
    }

    /// Reads it, at most `max` bytes, whatever length was announced. Empty, if it was read before.
    pub(crate) async fn read(&mut self, max: usize) -> Result<Bytes, Unread> {
        let Some(body) = self.body.take() else { return Ok(Bytes::new()) };
        let read = timeout(self.timeout, Limited::new(body, max).collect()).await.map_err(|_| Unread::Late)?;
        read.map(http_body_util::Collected::to_bytes).map_err(|_| Unread::Invalid)
    }
}

impl Unread {
    /// The message for the caller.
    pub(crate) fn message(self) -> &'static str {
        match self {
            Self::Invalid => "The body cannot be read.",
            Self::Late => "The body did not arrive within body_timeout.",
        }
    }
}
