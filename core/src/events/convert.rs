//! Requests and responses of the `http` crate.

use super::{Event, Upstream, UpstreamError, UpstreamResponse};
use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri};

impl Upstream {
    /// Reads a request with its whole body, which your framework collects and bounds: a message is at most 1 MiB.
    pub fn read(&self, request: &Request<Bytes>) -> Result<Event, UpstreamError> {
        self.read_http(request.method(), request.uri(), request.headers(), request.body().clone())
    }

    /// As [`read`](Self::read), where head and body come apart, as axum and hyper hand them over.
    pub fn read_request(&self, head: &Parts, body: impl Into<Bytes>) -> Result<Event, UpstreamError> {
        self.read_http(&head.method, &head.uri, &head.headers, body.into())
    }

    fn read_http(&self, method: &Method, uri: &Uri, headers: &HeaderMap, body: Bytes) -> Result<Event, UpstreamError> {
        let headers = headers.iter().map(|(name, value)| (name.as_str(), value));
        self.read_parts_with_query(method.as_str(), uri.query().unwrap_or_default(), headers, body)
    }
}

impl From<UpstreamResponse> for Response<Bytes> {
    fn from(response: UpstreamResponse) -> Self {
        let mut http = Self::new(Bytes::new());
        // What builders accept is valid here.
        let valid = StatusCode::from_u16(response.status()).is_ok_and(|status| {
            *http.status_mut() = status;
            response.headers().all(|(name, value)| {
                let pair = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value));
                let (Ok(name), Ok(value)) = pair else { return false };
                http.headers_mut().append(name, value);
                true
            })
        });
        if !valid {
            http.headers_mut().clear();
            *http.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            return http;
        }
        *http.body_mut() = response.into_body();
        http
    }
}

impl From<UpstreamError> for Response<Bytes> {
    fn from(error: UpstreamError) -> Self {
        UpstreamResponse::from(error).into()
    }
}
