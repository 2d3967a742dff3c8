//! Requests and responses of the `http` crate.

use super::{Event, Upstream, UpstreamError, UpstreamResponse};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode};

impl Upstream {
    /// Reads a request with its whole body, which your framework collects and bounds: a message is at most 1 MiB.
    pub fn read(&self, request: &Request<Bytes>) -> Result<Event, UpstreamError> {
        let headers = request.headers().iter().map(|(name, value)| (name.as_str(), value));
        let query = request.uri().query().unwrap_or_default();
        self.read_parts_with_query(request.method().as_str(), query, headers, request.body().clone())
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
