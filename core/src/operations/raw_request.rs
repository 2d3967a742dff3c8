//! Any method and path under the endpoint.

use crate::endpoint::is_path;
use crate::header::{check_header, check_header_value};
use crate::request::Draft;
use crate::{Authorization, BuildError, Method, Operation, PreparedRequest, Reply, ServiceError, Target, UnixTime};
use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use alloc::vec::Vec;
use bytes::Bytes;
use core::fmt;
use core::time::Duration;

/// A request that this library has no operation for, signed and sent like the rest.
///
/// `api-version` is added unless the query names one. Every status is a success; the caller reads
/// [`RawReply::status`]. Retries follow the method: GET, HEAD, PUT, DELETE and OPTIONS count as repeatable.
///
/// ```
/// # use webpubsub_core::{Method, operations::RawRequest};
/// let request = RawRequest::new(Method::POST, "/api/hubs/chat/:send")
///     .query("excluded", "conn-7")
///     .body("text/plain", "hi");
/// ```
#[derive(Clone)]
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
    /// `path` begins with `/` and is percent-encoded already: it is sent byte for byte. Refused are `.` and `..` as
    /// segments, queries, fragments, and characters that a URL cannot carry as they are.
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
    /// `host`, `transfer-encoding`, `connection`, `user-agent`, `x-ms-client-request-id`) are refused, as are values
    /// with line ends or other control characters.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sets the body and its `Content-Type`; at most [`Message::LIMIT`](crate::Message::LIMIT) bytes.
    pub fn body(mut self, content_type: impl Into<Cow<'static, str>>, body: impl Into<Bytes>) -> Self {
        self.content_type = Some(content_type.into());
        self.body = body.into();
        self
    }

    fn check(&self) -> Result<(), BuildError> {
        if !self.path.starts_with('/') || !is_path(&self.path) {
            return Err(BuildError::new(
                "path",
                "must begin with '/' and be percent-encoded, without '.', '..', query or fragment",
            ));
        }
        for (name, value) in &self.headers {
            check_header(name, value)?;
        }
        if let Some(content_type) = &self.content_type {
            check_header_value(content_type)?;
        }
        if self.body.len() > crate::Message::LIMIT {
            return Err(BuildError::new("body", alloc::format!("must have at most {} bytes", crate::Message::LIMIT)));
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

/// The answer to a [`RawRequest`], whatever its status.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RawReply {
    /// The HTTP status.
    pub status: u16,
    /// `Content-Type`. All headers are in what `call_detailed` returns.
    pub content_type: Option<String>,
    /// `x-ms-error-code`
    pub error_code: Option<String>,
    /// The wait that the service asks for.
    pub retry_after: Option<Duration>,
    /// The body as it came.
    pub body: Bytes,
}

impl Operation for RawRequest {
    type Output = RawReply;
    const NAME: &'static str = "send_request";

    fn prepare(
        &self,
        target: &Target,
        authorization: &Authorization,
        now: UnixTime,
    ) -> Result<PreparedRequest, BuildError> {
        self.check()?;
        let mut draft = Draft::root(self.method.clone(), target).path(&self.path);
        if !self.query.iter().any(|(name, _)| name == "api-version") {
            draft = draft.version();
        }
        for (name, value) in &self.query {
            draft = draft.query_encoded(name, value);
        }
        for (name, value) in &self.headers {
            draft = draft.header(name.clone(), value.clone());
        }
        draft.sign_with((self.content_type.clone(), self.body.clone()), authorization, now)
    }

    fn parse(&self, reply: &Reply<'_>) -> Result<RawReply, ServiceError> {
        Ok(RawReply {
            status: reply.status(),
            content_type: reply.content_type().map(ToOwned::to_owned),
            error_code: reply.error_code().map(ToOwned::to_owned),
            retry_after: reply.retry_after(),
            body: Bytes::copy_from_slice(reply.body()),
        })
    }

    fn repeatable(&self) -> bool {
        self.method.is_idempotent()
    }

    /// Nobody knows what a path that this library does not know answers: a token, perhaps.
    fn secret_reply(&self) -> bool {
        true
    }
}

#[cfg(feature = "http")]
impl<T: crate::HttpTransport> crate::WebPubSubServiceClient<T> {
    /// Sends a request that this library has no operation for. See [`RawRequest`].
    pub async fn send_request(&self, request: RawRequest) -> Result<RawReply, crate::Error> {
        self.call(&request).await
    }
}
