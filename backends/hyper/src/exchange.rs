//! One request and its response, within a timeout.

use crate::error::{
    before_response, in_response, no_connection, no_runtime, nothing_written, proxy_authentication_required,
    response_too_large,
};
use crate::proxy_selection::Route;
use crate::replay::Replay;
use crate::request_body::Handover;
use crate::{HyperTransport, Proxy};
use bytes::Bytes;
use http::header::{CONTENT_LENGTH, HeaderValue, PROXY_AUTHORIZATION};
use http::uri::{Scheme, Uri};
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Limited};
use hyper::body::{Body, Incoming};
use std::time::Duration;
use tokio::runtime::Handle;
use webpubsub_core::TransportError;

impl HyperTransport {
    /// Sends the request and receives the response. If the timeout passes while the request waits for a connection, it
    /// was not sent; later, it may have been.
    pub(crate) async fn exchange(
        &self,
        request: Request<Bytes>,
        timeout: Duration,
    ) -> Result<Response<Bytes>, TransportError> {
        if Handle::try_current().is_err() {
            return Err(no_runtime());
        }
        let mut handover = Handover::default();
        // When this line ends, the work has been dropped.
        let in_time = tokio::time::timeout(timeout, self.round_trip(request, &mut handover)).await;
        match in_time {
            Ok(result) => result,
            Err(_) if handover.never_happened() => Err(no_connection()),
            Err(_) => Err(TransportError::timeout()),
        }
    }

    async fn round_trip(
        &self,
        mut request: Request<Bytes>,
        handover: &mut Handover,
    ) -> Result<Response<Bytes>, TransportError> {
        let has_body = !request.body().is_empty();
        if !has_body && matches!(*request.method(), Method::POST | Method::PUT) {
            // RFC 9110 section 8.6; gateways return 411 without it, and hyper leaves it out.
            request.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        let proxy = self.forwarding_proxy(request.uri());
        if let Some(authorization) = proxy.and_then(Proxy::authorization) {
            request.headers_mut().insert(PROXY_AUTHORIZATION, authorization);
        }
        let replay = Replay::of(&request);
        let mut sending = self.client.request(request.map(|bytes| handover.body(bytes)));
        let response = loop {
            match sending.await {
                Ok(response) => break response,
                // Each turn uses up one idle connection that had been closed; the next may be open, or new.
                Err(error) if nothing_written(&error).is_some_and(|nothing| nothing.reused) => {
                    sending = self.client.request(replay.request(|bytes| handover.body(bytes)));
                }
                Err(error) => return Err(before_response(&error, has_body)),
            }
        };
        if proxy.is_some() && response.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED {
            return Err(proxy_authentication_required());
        }
        self.receive(response).await
    }

    /// The proxy that reads requests for this URI and forwards them.
    fn forwarding_proxy(&self, uri: &Uri) -> Option<&Proxy> {
        match self.proxies.route(uri) {
            Route::Proxy(proxy) if uri.scheme() != Some(&Scheme::HTTPS) => Some(proxy),
            _ => None,
        }
    }

    async fn receive(&self, response: Response<Incoming>) -> Result<Response<Bytes>, TransportError> {
        let max_size = self.max_response_size;
        let (head, body) = response.into_parts();
        // A response to HEAD announces the length of a body that does not follow.
        let body = if body.is_end_stream() {
            Bytes::new()
        } else if body.size_hint().lower() > max_size as u64 {
            return Err(response_too_large(max_size));
        } else {
            Limited::new(body, max_size).collect().await.map_err(|error| in_response(&*error, max_size))?.to_bytes()
        };
        Ok(Response::from_parts(head, body))
    }
}

#[cfg(test)]
mod tests;
