//! Requests to the fault server, through the transport under test.

use super::{Lab, Seen};
use crate::verdict::ensure_eq;
use crate::{Failure, Limitation};
use bytes::Bytes;
use http::{Method, Request, Response};
use std::time::Duration;
use webpubsub_core::transport::{Attempt, HttpTransport, TransportError, TransportErrorKind};

/// What the client says of a request, in every case but those about the timeout.
pub(crate) const ATTEMPT: Attempt = Attempt::new("health", 1, Duration::from_secs(30));

/// What the server waits for before it responds to `/seen/<id>`, five seconds at most.
#[derive(Clone, Copy)]
pub(crate) enum Wait {
    Nothing,
    Arrived,
    Gone,
}

impl<'a, T: HttpTransport> Lab<'a, T> {
    pub(crate) fn transport(&self) -> &'a T {
        self.transport
    }

    pub(crate) fn has(&self, limitation: Limitation) -> bool {
        self.backend.has(limitation)
    }

    pub(crate) fn max_response_size(&self) -> usize {
        self.backend.max_size()
    }

    pub(crate) fn base(&self) -> &'a str {
        self.base
    }

    /// Whether the transport ends a call by itself; one that blocks must.
    pub(crate) fn keeps_timeout(&self) -> bool {
        self.backend.has_own_timeout() || self.has(Limitation::CannotCancel)
    }

    /// A request to the fault server as the client would make it, without any header.
    pub(crate) fn request(
        &self,
        method: Method,
        path: &str,
        body: impl Into<Bytes>,
    ) -> Result<Request<Bytes>, Failure> {
        request(method, &format!("{}{path}", self.base), body)
    }

    /// Sends a request with these parts.
    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        body: impl Into<Bytes>,
    ) -> Result<Result<Response<Bytes>, TransportError>, Failure> {
        let request = self.request(method, path, body)?;
        Ok(self.transport.send(request, ATTEMPT).await)
    }

    /// Sends, and fails the case if there is no response.
    pub(crate) async fn response(
        &self,
        method: Method,
        path: &str,
        body: impl Into<Bytes>,
    ) -> Result<Response<Bytes>, Failure> {
        let what = format!("{method} {path}");
        self.send(method, path, body).await?.map_err(|error| unexpected(&what, &error))
    }

    /// The text that GET returns with status 200: the lab's own bookkeeping. Where the platform pools connections, it is
    /// retried when the connection breaks: any request may meet one that the server is just closing for the case.
    async fn text(&self, path: &str) -> Result<String, Failure> {
        let mut retries = if self.has(Limitation::CannotCountConnections) { 2 } else { 0 };
        let response = loop {
            match self.send(Method::GET, path, Bytes::new()).await? {
                Ok(response) => break response,
                Err(error) if error.kind() == TransportErrorKind::Interrupted && retries > 0 => retries -= 1,
                Err(error) => return Err(unexpected(&format!("GET {path}"), &error)),
            }
        };
        ensure_eq!(response.status().as_u16(), 200, "the status of GET {path}");
        String::from_utf8(response.into_body().into())
            .map_err(|_| Failure::new(format!("GET {path} returned no UTF-8")))
    }

    /// The server's wall clock and its monotonic clock, in milliseconds.
    pub(crate) async fn clocks(&self) -> Result<(u64, u64), Failure> {
        let text = self.text("/clock").await?;
        let mut numbers = text.split_whitespace().map(str::parse);
        match (numbers.next(), numbers.next()) {
            (Some(Ok(wall)), Some(Ok(elapsed))) => Ok((wall, elapsed)),
            _ => Err(Failure::new(format!("GET /clock returned {text:?}"))),
        }
    }

    /// A new number; the server records under it what arrives.
    pub(crate) async fn fresh_id(&self) -> Result<u64, Failure> {
        let text = self.text("/new").await?;
        text.trim().parse().map_err(|_| Failure::new(format!("GET /new returned {text:?}")))
    }

    /// What the server recorded under this number.
    pub(crate) async fn seen(&self, id: u64, wait: Wait) -> Result<Seen, Failure> {
        let wait = match wait {
            Wait::Nothing => "",
            Wait::Arrived => "?wait=arrived",
            Wait::Gone => "?wait=gone",
        };
        Ok(Seen::parse(&self.text(&format!("/seen/{id}{wait}")).await?))
    }

    /// One of the lines of `/facts`: the protocol, or an address where no call can succeed.
    pub(crate) async fn fact(&self, name: &str) -> Result<String, Failure> {
        let text = self.text("/facts").await?;
        let found = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        found.map(str::to_owned).ok_or_else(|| Failure::new(format!("GET /facts has no line {name}")))
    }

    /// Whether the server speaks HTTP/2.
    pub(crate) async fn is_http2(&self) -> Result<bool, Failure> {
        Ok(self.fact("protocol").await? == "HTTP/2")
    }
}

/// A request to any address.
pub(crate) fn request(method: Method, url: &str, body: impl Into<Bytes>) -> Result<Request<Bytes>, Failure> {
    let built = Request::builder().method(method).uri(url).body(body.into());
    built.map_err(|error| Failure::new(format!("{url}: {error}")))
}

/// A failure for an error where a response was expected, with its causes.
pub(crate) fn unexpected(what: &str, error: &TransportError) -> Failure {
    let mut text = format!("{what} failed: {:?}: {error}", error.kind());
    let mut cause = std::error::Error::source(error);
    while let Some(next) = cause {
        text = format!("{text}: {next}");
        cause = next.source();
    }
    Failure::new(text)
}
