//! The body of a request, which is read as a whole, within a size and a time.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use tokio::time::timeout;

/// Taken by the code that reads it.
pub(crate) struct Body<'a> {
    source: &'a mut Source,
    timeout: Duration,
}

/// A body before and after it is read.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) unread: Option<Incoming>,
    pub(super) read: Bytes,
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
    pub(super) fn new(source: &'a mut Source, timeout: Duration) -> Self {
        Self { source, timeout }
    }

    /// Reads it, at most `max` bytes, whatever length was announced. Empty, if it was read before.
    pub(crate) async fn read(&mut self, max: usize) -> Result<Bytes, Unread> {
        let Some(body) = self.source.unread.take() else { return Ok(Bytes::new()) };
        let read = timeout(self.timeout, Limited::new(body, max).collect()).await.map_err(|_| Unread::Late)?;
        let read = read.map_err(|_| Unread::Invalid)?.to_bytes();
        self.source.read = read.clone();
        Ok(read)
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
