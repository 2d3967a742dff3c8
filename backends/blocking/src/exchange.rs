//! One request and its response, within a timeout.

use crate::BlockingTransport;
use crate::connector::select_proxy;
use crate::deadline::Deadline;
use crate::error::{
    nothing_written, proxy_authentication_required, response_too_large, transport_error, would_log_secrets,
};
use bytes::Bytes;
use http::header::{HeaderValue, PROXY_AUTHORIZATION};
use http::uri::{Scheme, Uri};
use http::{Method, Request, Response, StatusCode};
use log::{Level, log_enabled};
use std::time::Duration;
use ureq::{AsSendBody, Body};
use webpubsub_core::TransportError;
use webpubsub_proxy::{Proxy, ProxySelection};

/// Where ureq logs, at level TRACE, all that it writes and reads: tokens too.
const RAW_BYTES: &str = "ureq_proto::util";

/// As good as none, and within what clocks can represent.
const LONGEST: Duration = Duration::from_secs(365 * 86_400);

impl BlockingTransport {
    /// Sends the request and receives the response. If the timeout passes before a connection has the request, it was not
    /// sent; later, it may have been.
    pub(crate) fn exchange(
        &self,
        request: Request<Bytes>,
        timeout: Duration,
    ) -> Result<Response<Bytes>, TransportError> {
        if log_enabled!(target: RAW_BYTES, Level::Trace) {
            return Err(would_log_secrets());
        }
        let deadline = Deadline::after(timeout.min(LONGEST));
        let (mut head, body) = request.into_parts();
        // Until the response was received in full.
        let Ok(_connection) = self.hosts.connection(&head.uri, deadline) else {
            return Err(TransportError::connect_timeout());
        };
        let proxy = self.forwarding_proxy(&head.uri);
        if let Some(authorization) = proxy.and_then(authorization) {
            head.headers.insert(PROXY_AUTHORIZATION, authorization);
        }
        // Each turn but the last uses up one connection that was closed while it was not in use.
        let response = loop {
            let Ok(left) = deadline.left() else { return Err(TransportError::connect_timeout()) };
            let result = if announces_length(&head.method, &body) {
                self.run(Request::from_parts(head.clone(), &*body), left)
            } else {
                self.run(Request::from_parts(head.clone(), ()), left)
            };
            match result {
                Ok(response) => break response,
                Err(error) if nothing_written(&error).is_some_and(|nothing| nothing.reused) => {}
                Err(error) => return Err(transport_error(error)),
            }
        };
        if proxy.is_some() && response.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED {
            return Err(proxy_authentication_required());
        }
        self.receive(response)
    }

    fn run(&self, request: Request<impl AsSendBody>, time: Option<Duration>) -> Result<Response<Body>, ureq::Error> {
        self.agent.run(self.agent.configure_request(request).timeout_global(time).build())
    }

    /// The proxy that reads requests for this URI and forwards them.
    fn forwarding_proxy(&self, uri: &Uri) -> Option<&Proxy> {
        match select_proxy(&self.proxies, uri) {
            ProxySelection::Proxy(proxy) if uri.scheme() != Some(&Scheme::HTTPS) => Some(proxy),
            _ => None,
        }
    }

    fn receive(&self, response: Response<Body>) -> Result<Response<Bytes>, TransportError> {
        let max_size = self.max_response_size;
        let (mut head, body) = response.into_parts();
        head.extensions.clear(); // ureq's own.
        if body.content_length().is_some_and(|length| length > max_size as u64) {
            return Err(response_too_large(max_size));
        }
        let body = match body.into_with_config().limit(max_size as u64).read_to_vec() {
            Ok(body) => body,
            Err(ureq::Error::BodyExceedsLimit(_)) => return Err(response_too_large(max_size)),
            Err(error) => return Err(transport_error(error)),
        };
        Ok(Response::from_parts(head, body.into()))
    }
}

/// An empty body too, where RFC 9110 section 8.6 requires it: gateways return 411 otherwise.
fn announces_length(method: &Method, body: &[u8]) -> bool {
    !body.is_empty() || matches!(*method, Method::POST | Method::PUT | Method::PATCH)
}

/// The value of `Proxy-Authorization`.
fn authorization(proxy: &Proxy) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(proxy.authorization()?.expose()).ok()?;
    value.set_sensitive(true);
    Some(value)
}
