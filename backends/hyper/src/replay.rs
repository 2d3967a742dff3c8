//! What it takes to send a request a second time.

use crate::pool::Body;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request};

/// Kept for each request on a used HTTP/1 connection, because hyper does not return one that it could not write, and
/// needed for very few. So it is not a clone, which would build a header map for each.
pub(crate) struct Replay {
    method: Method,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Replay {
    pub(crate) fn of<B>(request: &Request<B>) -> Self {
        Self {
            method: request.method().clone(),
            headers: request.headers().iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
        }
    }

    /// The same request again, but for its URI.
    pub(crate) fn request(self, body: Bytes) -> Request<Body> {
        let mut request = Request::new(Body::new(body));
        *request.method_mut() = self.method;
        for (name, value) in self.headers {
            request.headers_mut().append(name, value);
        }
        request
    }
}
