//! The transport itself.

use crate::again::Again;
use crate::connector::Connector;
use crate::failure::{before_answer, in_answer, nothing_written, refused_by_proxy};
use crate::ways::{Way, Ways};
use crate::{HyperTransportBuilder, Proxy};
use bytes::Bytes;
use http::header::{CONTENT_LENGTH, HeaderValue, PROXY_AUTHORIZATION};
use http::uri::{Scheme, Uri};
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Body;
use hyper_util::client::legacy::Client;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use webpubsub_core::{SendHttpTransport, TransportError, TransportErrorKind, UnixTime};

/// Carries requests with hyper on tokio: HTTP/1.1, or HTTP/2 where an `https` server speaks it; TLS by rustls.
///
/// Connections are reused. Cloning is cheap, and clones share connections: give one transport to all clients. The
/// futures must be polled on a tokio runtime with I/O and time enabled.
#[derive(Clone)]
pub struct HyperTransport {
    client: Client<Connector, Full<Bytes>>,
    ways: Arc<Ways>,
    answer_cap: usize,
}

impl HyperTransport {
    /// Settings other than the default's.
    pub fn builder() -> HyperTransportBuilder {
        HyperTransportBuilder::new()
    }

    pub(crate) fn from_parts(client: Client<Connector, Full<Bytes>>, ways: Arc<Ways>, answer_cap: usize) -> Self {
        Self { client, ways, answer_cap }
    }

    /// The proxy that reads requests for this URI and forwards them.
    fn forwarder(&self, uri: &Uri) -> Option<&Proxy> {
        match self.ways.to(uri) {
            Way::Through(proxy) if uri.scheme() != Some(&Scheme::HTTPS) => Some(proxy),
            _ => None,
        }
    }
}

impl Default for HyperTransport {
    fn default() -> Self {
        Self::builder().build()
    }
}

impl fmt::Debug for HyperTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HyperTransport").field("answer_cap", &self.answer_cap).finish_non_exhaustive()
    }
}

impl SendHttpTransport for HyperTransport {
    const READS_ATTEMPT: bool = false;

    async fn send(&self, mut request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let has_body = !request.body().is_empty();
        if !has_body && matches!(*request.method(), Method::POST | Method::PUT) {
            // RFC 9110 section 8.6; gateways answer 411 without it, and hyper leaves it out.
            request.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        let forwarder = self.forwarder(request.uri());
        if let Some(authorization) = forwarder.and_then(Proxy::authorization) {
            request.headers_mut().insert(PROXY_AUTHORIZATION, authorization);
        }
        let again = Again::of(&request);
        let mut sending = self.client.request(request.map(Full::new));
        let response = loop {
            match sending.await {
                Ok(response) => break response,
                // Each turn uses up one idle connection that had been closed; the next may be open, or new.
                Err(error) if nothing_written(&error).is_some_and(|nothing| nothing.reused) => {
                    sending = self.client.request(again.request());
                }
                Err(error) => return Err(before_answer(&error, has_body)),
            }
        };
        if forwarder.is_some() && response.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED {
            return Err(refused_by_proxy());
        }
        let (head, body) = response.into_parts();
        // An answer to HEAD announces the length of a body that does not come.
        let body = if body.is_end_stream() {
            Bytes::new()
        } else if body.size_hint().lower() > self.answer_cap as u64 {
            return Err(TransportError::new(
                TransportErrorKind::AnswerTooLarge,
                "the announced length is over the cap",
            ));
        } else {
            Limited::new(body, self.answer_cap).collect().await.map_err(|error| in_answer(&*error))?.to_bytes()
        };
        Ok(Response::from_parts(head, body))
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }

    fn now(&self) -> UnixTime {
        UnixTime::from_duration(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default())
    }

    fn random(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        // Fails only on systems without a source of randomness; then ids repeat, and nothing else.
        let _ = getrandom::fill(&mut bytes);
        bytes
    }
}
