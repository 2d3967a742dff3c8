//! Any method and path under the endpoint.

use super::{Operation, UnsignedRequest};
use crate::endpoint::is_path;
use crate::{BuildError, Method, ResponseParts, ServiceError, Target};
use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use alloc::vec::Vec;
use bytes::Bytes;
use core::fmt;
use core::time::Duration;

/// A request that this library has no operation for, signed and sent like the rest.
///
/// `api-version` comes first in the query, the target's unless the request names one. Every status is a success; the caller
/// reads [`RawResponse::status`]. Retries follow the method: GET, HEAD, PUT, DELETE and OPTIONS are idempotent.
///
/// ```
/// # use webpubsub_core::{Method, operations::RawRequest};
/// let request = RawRequest::new(Method::Post, "/api/hubs/chat/:send")
///     .query("excluded", "conn-7")
///     .body("text/plain", "hi");
/// ```
#[derive(Clone, PartialEq, Eq)]
#[must_use = "an operation does nothing until it is called"]
pub struct RawRequest {
    method: Method,
    path: String,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    content_type: Option<Cow<'static, str>>,
    body: Bytes,
}

impl RawRequest {
    /// `path` begins with `/` and is percent-encoded already: it is sent byte for byte. The call rejects `.` and `..` as
    /// segments, queries, fragments, and characters that are illegal in a URL.
    pub fn new(method: Method, path: impl Into<String>) -> Self {
        Self {
            method,
            path: path.into(),
            query: Vec::new(),
            headers: Vec::new(),
            content_type: None,
            body: Bytes::new(),
        }
    }

    /// Adds `name=value` to the query, both percent-encoded here.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }

    /// Adds a header. Those that the library writes itself (`authorization`, `accept`, `content-type`, `content-length`,
    /// `host`, `transfer-encoding`, `connection`, `user-agent`, `x-ms-client-request-id`) are rejected, as are values
    /// with control characters. No log shows the value.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sets the body and its `Content-Type`; at most [`Message::MAX_SIZE`](crate::Message::MAX_SIZE) bytes.
    pub fn body(mut self, content_type: impl Into<Cow<'static, str>>, body: impl Into<Bytes>) -> Self {
        self.content_type = Some(content_type.into());
        self.body = body.into();
        self
    }

    fn validate(&self) -> Result<(), BuildError> {
        if !self.path.starts_with('/') || !is_path(&self.path) {
            let rule = "must begin with '/' and be percent-encoded, without '.', '..', query or fragment";
            return Err(BuildError::new("path", rule));
        }
        if self.body.len() > crate::Message::MAX_SIZE {
            let rule = alloc::format!("must have at most {} bytes", crate::Message::MAX_SIZE);
            return Err(BuildError::new("body", rule));
        }
        Ok(())
    }
}

/// Shows no header value: a gateway's key may be among them.
impl fmt::Debug for RawRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("RawRequest")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("headers", &headers)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// The response to a [`RawRequest`], whatever its status.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RawResponse {
    /// The HTTP status.
    pub status: u16,
    /// `Content-Type`. All headers are in what `call_detailed` returns.
    pub content_type: Option<String>,
    /// `x-ms-error-code`
    pub error_code: Option<String>,
    /// How long the service asks to wait before the next attempt.
    pub retry_after: Option<Duration>,
    /// The body as it came.
    pub body: Bytes,
}

impl RawResponse {
    /// For a test: a response with a status and a body.
    pub fn new(status: u16, body: impl Into<Bytes>) -> Self {
        Self { status, content_type: None, error_code: None, retry_after: None, body: body.into() }
    }
}

/// Shows no text of the response: it may be a token.
impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawResponse")
            .field("status", &self.status)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

impl Operation for RawRequest {
    type Output = RawResponse;
    const NAME: &'static str = "send_request";

    fn request(&self, target: &Target) -> Result<UnsignedRequest, BuildError> {
        self.validate()?;
        let url = target.root_url()?.raw_path(&self.path);
        let own_version = self.query.iter().position(|(name, _)| name == "api-version");
        let mut url = match own_version {
            Some(at) => url.api_version(&self.query[at].1),
            None => url.into(),
        };
        for (at, (name, value)) in self.query.iter().enumerate() {
            if Some(at) != own_version {
                url = url.query_encoded(name, value);
            }
        }
        // What a path responds that this library does not know may be a token.
        let mut request = UnsignedRequest::new(self.method, url).secret_response();
        if let Some(content_type) = &self.content_type {
            request = request.body(content_type.clone(), self.body.clone());
        }
        self.headers.iter().try_fold(request, |request, (name, value)| request.header(name.as_str(), value.as_str()))
    }

    fn parse(&self, response: &ResponseParts<'_>) -> Result<RawResponse, ServiceError> {
        Ok(RawResponse {
            status: response.status(),
            content_type: response.content_type().map(ToOwned::to_owned),
            error_code: response.error_code().map(ToOwned::to_owned),
            retry_after: response.retry_after(),
            body: Bytes::copy_from_slice(response.body()),
        })
    }
}

#[cfg(feature = "http")]
impl<T: crate::transport::HttpTransport> crate::WebPubSubServiceClient<T> {
    /// Sends a request that this library has no operation for. See [`RawRequest`].
    ///
    /// ```
    /// # use webpubsub_core::{Error, Method, WebPubSubServiceClient, operations::RawRequest, transport::SendHttpTransport};
    /// # async fn example<T: SendHttpTransport>(client: WebPubSubServiceClient<T>) -> Result<(), Error> {
    /// let response = client.send_request(RawRequest::new(Method::Get, "/api/hubs/chat/new")).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn send_request(&self, request: RawRequest) -> Result<RawResponse, crate::Error> {
        self.call(&request).await
    }
}
