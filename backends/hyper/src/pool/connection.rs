//! A connection while a request has it.

use super::host::Host;
use crate::replay::Replay;
use bytes::Bytes;
use http::header::{HOST, HeaderValue};
use http::{Request, Response, Uri};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::client::conn::{TrySendError, http1, http2};
use std::sync::Arc;
use tokio::task::AbortHandle;

pub(crate) type Body = Full<Bytes>;

/// A connection that takes one request at a time.
pub(super) struct Http1 {
    pub(super) sender: http1::SendRequest<Body>,
    pub(super) task: AbortHandle,
    /// Whether it ends at a proxy that reads requests and forwards them.
    pub(super) forwards: bool,
    pub(super) used: bool,
}

/// A connection that takes many.
#[derive(Clone)]
pub(super) struct Http2 {
    pub(super) sender: http2::SendRequest<Body>,
    /// Tells it from the host's other connections.
    pub(super) number: u64,
    pub(super) used: bool,
}

pub(super) enum Connection {
    Http1(Http1),
    Http2(Http2),
}

/// A connection that was taken out of the pool. An HTTP/1 connection that is not [released](Checkout::release) is
/// closed, which also ends its request.
pub(crate) struct Checkout {
    pub(super) host: Arc<Host>,
    /// None once it was released.
    pub(super) connection: Option<Connection>,
}

impl Checkout {
    /// Whether a request was sent over the connection before.
    pub(crate) fn is_used(&self) -> bool {
        match &self.connection {
            Some(Connection::Http1(http1)) => http1.used,
            Some(Connection::Http2(http2)) => http2.used,
            None => false,
        }
    }

    /// What is needed to send the request again, if this connection can find out that it has written nothing of it.
    pub(crate) fn replay(&self, request: &Request<Body>) -> Option<Replay> {
        matches!(&self.connection, Some(Connection::Http1(http1)) if http1.used).then(|| Replay::of(request))
    }

    /// Sends the request. `uri` is its URI in full, which may have been shortened for another connection.
    pub(crate) async fn send(
        &mut self,
        uri: &Uri,
        mut request: Request<Body>,
    ) -> Result<Response<Incoming>, TrySendError<Request<Body>>> {
        match &mut self.connection {
            Some(Connection::Http1(http1)) => {
                address_http1(uri, &mut request, http1.forwards);
                http1.sender.try_send_request(request).await
            }
            Some(Connection::Http2(http2)) => {
                *request.uri_mut() = uri.clone();
                http2.sender.try_send_request(request).await
            }
            None => unreachable!("`release` consumes the checkout"),
        }
    }

    /// The response was received in full: the connection can take the next request.
    pub(crate) fn release(mut self) {
        if let Some(Connection::Http1(http1)) = self.connection.take() {
            self.host.release(http1);
        }
    }

    /// A timeout passed on this connection: it takes no new requests. Those that it has taken go on.
    pub(crate) fn retire(self) {
        if let Some(Connection::Http2(http2)) = &self.connection {
            self.host.retire(http2.number);
        }
    }
}

impl Drop for Checkout {
    fn drop(&mut self) {
        if let Some(Connection::Http1(http1)) = &self.connection {
            http1.task.abort();
        }
    }
}

/// Writes the target in the form that the other end expects (RFC 9112 section 3.2), and the `Host` header.
fn address_http1(uri: &Uri, request: &mut Request<Body>, forwards: bool) {
    *request.uri_mut() = match uri.path_and_query() {
        Some(path) if !forwards => Uri::from(path.clone()),
        _ => uri.clone(),
    };
    if let Some(authority) = uri.authority() {
        let default = if uri.scheme_str() == Some("https") { 443 } else { 80 };
        let host = match uri.port_u16() {
            Some(port) if port == default => authority.host(),
            _ => authority.as_str(),
        };
        if let Ok(host) = HeaderValue::from_str(host) {
            request.headers_mut().entry(HOST).or_insert(host);
        }
    }
}
