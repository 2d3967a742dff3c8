//! Asking the fault server, through the transport under test.

use super::{Lab, Seen};
use crate::verdict::ensure_eq;
use crate::{Failure, Limit};
use bytes::Bytes;
use http::{Method, Request, Response};
use std::time::Duration;
use webpubsub_core::{Attempt, HttpTransport, TransportError};

/// What `wait` waits for at the server, which gives up after five seconds and then tells what it has.
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

    pub(crate) fn has(&self, limit: Limit) -> bool {
        self.backend.has(limit)
    }

    pub(crate) fn cap(&self) -> usize {
        self.backend.cap()
    }

    pub(crate) fn base(&self) -> &'a str {
        self.base
    }

    /// A request to the fault server as the client would make it, with its `Attempt` and without any header.
    pub(crate) fn request(
        &self,
        method: Method,
        path: &str,
        body: impl Into<Bytes>,
    ) -> Result<Request<Bytes>, Failure> {
        request(method, &format!("{}{path}", self.base), body, Duration::from_secs(30))
    }

    /// Sends a request made of these.
    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        body: impl Into<Bytes>,
    ) -> Result<Result<Response<Bytes>, TransportError>, Failure> {
        let request = self.request(method, path, body)?;
        Ok(self.transport.send(request).await)
    }

    /// Sends, and expects an answer.
    pub(crate) async fn answer(
        &self,
        method: Method,
        path: &str,
        body: impl Into<Bytes>,
    ) -> Result<Response<Bytes>, Failure> {
        let what = format!("{method} {path}");
        self.send(method, path, body).await?.map_err(|error| unexpected(&what, &error))
    }

    /// The text of an answer 200 to GET.
    pub(crate) async fn text(&self, path: &str) -> Result<String, Failure> {
        let answer = self.answer(Method::GET, path, Bytes::new()).await?;
        ensure_eq!(answer.status().as_u16(), 200, "the status of GET {path}");
        String::from_utf8(answer.into_body().into()).map_err(|_| Failure::new(format!("GET {path} answered no text")))
    }

    /// A number under which the server remembers what arrives.
    pub(crate) async fn fresh_id(&self) -> Result<u64, Failure> {
        let text = self.text("/new").await?;
        text.trim().parse().map_err(|_| Failure::new(format!("GET /new answered {text:?}")))
    }

    /// What the server knows under this number.
    pub(crate) async fn seen(&self, id: u64, wait: Wait) -> Result<Seen, Failure> {
        let wait = match wait {
            Wait::Nothing => "",
            Wait::Arrived => "?wait=arrived",
            Wait::Gone => "?wait=gone",
        };
        Ok(Seen::parse(&self.text(&format!("/seen/{id}{wait}")).await?))
    }

    /// One of the server's other addresses and facts.
    pub(crate) async fn fact(&self, name: &str) -> Result<String, Failure> {
        let text = self.text("/facts").await?;
        let found = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        found.map(str::to_owned).ok_or_else(|| Failure::new(format!("the fault server does not know {name}")))
    }

    /// Whether the server speaks HTTP/2.
    pub(crate) async fn is_http2(&self) -> Result<bool, Failure> {
        Ok(self.fact("protocol").await? == "HTTP/2")
    }
}

/// A request to any address.
pub(crate) fn request(
    method: Method,
    url: &str,
    body: impl Into<Bytes>,
    limit: Duration,
) -> Result<Request<Bytes>, Failure> {
    let built = Request::builder().method(method).uri(url).body(body.into());
    let mut request = built.map_err(|error| Failure::new(format!("{url}: {error}")))?;
    request.extensions_mut().insert(Attempt::new("health", 1, limit));
    Ok(request)
}

/// An error where an answer was due, with its causes.
pub(crate) fn unexpected(what: &str, error: &TransportError) -> Failure {
    let mut text = format!("{what} failed: {:?}: {error}", error.kind());
    let mut cause = std::error::Error::source(error);
    while let Some(next) = cause {
        text = format!("{text}: {next}");
        cause = next.source();
    }
    Failure::new(text)
}
