//! One request and its response, within a timeout.

use crate::HyperTransport;
use crate::error::{
    before_response, in_response, no_runtime, nothing_written, proxy_authentication_required, response_too_large,
};
use crate::pool::{Body, Checkout};
use crate::proxy_connector::{authorization, select_proxy};
use bytes::Bytes;
use http::header::{CONTENT_LENGTH, HeaderValue, PROXY_AUTHORIZATION};
use http::uri::{Scheme, Uri};
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Limited};
use hyper::body::{Body as _, Incoming};
use std::time::Duration;
use tokio::runtime::Handle;
use webpubsub_core::TransportError;
use webpubsub_proxy::{Proxy, ProxySelection};

impl HyperTransport {
    /// Sends the request and receives the response. If the timeout passes while the request waits for a connection, it
    /// was not sent; later, it may have been.
    pub(crate) async fn exchange(
        &self,
        request: Request<Bytes>,
        timeout: Duration,
    ) -> Result<Response<Bytes>, TransportError> {
        let Ok(runtime) = Handle::try_current() else { return Err(no_runtime()) };
        // The connection that was given the request.
        let mut checkout = None;
        match tokio::time::timeout(timeout, self.round_trip(&runtime, request, &mut checkout)).await {
            Ok(result) => {
                if let Some(checkout) = checkout.filter(|_| result.is_ok()) {
                    checkout.release();
                }
                result
            }
            Err(_) => match checkout {
                Some(checkout) => {
                    checkout.retire();
                    Err(TransportError::timeout())
                }
                None => Err(TransportError::connect_timeout()),
            },
        }
    }

    async fn round_trip(
        &self,
        runtime: &Handle,
        mut request: Request<Bytes>,
        checkout: &mut Option<Checkout>,
    ) -> Result<Response<Bytes>, TransportError> {
        let has_body = !request.body().is_empty();
        if !has_body && matches!(*request.method(), Method::POST | Method::PUT | Method::PATCH) {
            // RFC 9110 section 8.6; gateways return 411 without it, and hyper leaves it out.
            request.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        let proxy = self.forwarding_proxy(request.uri());
        if let Some(authorization) = proxy.and_then(authorization) {
            request.headers_mut().insert(PROXY_AUTHORIZATION, authorization);
        }
        let (uri, bytes) = (request.uri().clone(), request.body().clone());
        let mut request = request.map(Body::new);
        // Each turn but the last uses up one connection that was closed while it was not in use.
        let response = loop {
            *checkout = None;
            let connection = checkout.insert(self.pool.connection(runtime, &uri).await?);
            let replay = connection.replay(&request);
            let mut failed = match connection.send(&uri, request).await {
                Ok(response) => break response,
                Err(failed) => failed,
            };
            let unsent = failed.take_message();
            request = match (unsent, replay) {
                (Some(unsent), _) if connection.is_used() => unsent,
                (None, Some(replay)) if nothing_written(failed.error()).is_some_and(|nothing| nothing.reused) => {
                    replay.request(bytes.clone())
                }
                _ => return Err(before_response(&failed.into_error(), has_body)),
            };
        };
        if proxy.is_some() && response.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED {
            return Err(proxy_authentication_required());
        }
        self.receive(response).await
    }

    /// The proxy that reads requests for this URI and forwards them.
    fn forwarding_proxy(&self, uri: &Uri) -> Option<&Proxy> {
        match select_proxy(&self.proxies, uri) {
            ProxySelection::Proxy(proxy) if uri.scheme() != Some(&Scheme::HTTPS) => Some(proxy),
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
pub(crate) mod tests;
