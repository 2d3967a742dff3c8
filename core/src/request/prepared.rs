//! What step 3 makes: a request with its authorization, ready to be sent by any HTTP library.

use super::UnsignedRequest;
use crate::{Method, Secret};
use bytes::Bytes;
use core::fmt;

/// What every operation accepts.
pub(crate) const ACCEPT: &str = "application/json";

/// A signed request: method, exact URL, the headers that are part of the call, body.
///
/// With the `http` feature it becomes an `http::Request<Bytes>` by `TryFrom`; without, take it apart with the getters.
/// The URL must be sent byte for byte as it is: the signature covers it. `Debug` does not show the authorization.
#[derive(Clone)]
pub struct PreparedRequest {
    pub(crate) request: UnsignedRequest,
    pub(crate) authorization: Option<Secret>,
}

impl PreparedRequest {
    /// The method.
    pub fn method(&self) -> Method {
        self.request.method
    }

    /// The absolute URL, percent-encoded.
    pub fn url(&self) -> &str {
        self.request.url()
    }

    /// The `Content-Type`, for a request with a body.
    pub fn content_type(&self) -> Option<&str> {
        self.request.content_type.as_deref()
    }

    /// The value of the `Authorization` header.
    pub fn authorization(&self) -> Option<&Secret> {
        self.authorization.as_ref()
    }

    /// Headers other than `Accept`, `Authorization` and `Content-Type`: names and values.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.request.headers.iter().map(|header| (header.name.as_str(), header.value.expose()))
    }

    /// The value of the `Accept` header.
    pub fn accept(&self) -> &'static str {
        ACCEPT
    }

    /// The body; empty where the operation has none.
    pub fn body(&self) -> &Bytes {
        &self.request.body
    }
}

impl fmt::Debug for PreparedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreparedRequest")
            .field("method", &self.method())
            .field("url", &self.url())
            .field("content_type", &self.content_type())
            .field("body_bytes", &self.body().len())
            .finish_non_exhaustive()
    }
}
