//! What it takes to send a request a second time.

use crate::request_body::RequestBody;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, Uri};

/// Kept for each request, because hyper does not return one that it could not write, and needed for very few. So it is
/// not a clone, which would build a header map for each.
pub(crate) struct Replay {
    method: Method,
    uri: Uri,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Bytes,
}

impl Replay {
    pub(crate) fn of(request: &Request<Bytes>) -> Self {
        Self {
            method: request.method().clone(),
            uri: request.uri().clone(),
            headers: request.headers().iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
            body: request.body().clone(),
        }
    }

    /// The same request again. `body` makes its body, as it made that of the first.
    pub(crate) fn request(&self, body: impl FnOnce(Bytes) -> RequestBody) -> Request<RequestBody> {
        let mut request = Request::new(body(self.body.clone()));
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = self.uri.clone();
        for (name, value) in &self.headers {
            request.headers_mut().append(name, value.clone());
        }
        request
    }
}
