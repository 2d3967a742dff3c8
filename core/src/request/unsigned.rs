//! Step 2, request: everything of a request but its authorization.

use super::{PreparedRequest, ServiceQuery};
use crate::header::{Header, validate_count, validate_header, validate_header_value};
use crate::{Authorization, BuildError, Endpoint, Message, Method, Secret, UnixTime};
use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use bytes::Bytes;
use core::fmt;

/// A request that is complete but for its authorization: what an [`Operation`](crate::operations::Operation) declares.
///
/// It holds method, URL, headers and body, and three facts about the request: whether it
/// [needs authorization](Self::without_authorization), whether it is [idempotent](Self::idempotent), and whether its
/// [response is a secret](Self::secret_response). There is no credential and no clock in it, so a retry signs the same
/// request again.
///
/// Behind a gateway (see [`Target::gateway`](crate::Target::gateway)) there are two URLs: the service's, which a
/// signature covers, and the gateway's, to which the request is sent.
#[derive(Clone)]
#[must_use = "a request does nothing until it is signed and sent"]
#[allow(clippy::struct_excessive_bools)] // Facts that do not depend on each other.
pub struct UnsignedRequest {
    pub(crate) method: Method,
    /// The URL at the service. Bytes, so that each attempt shares them; made from text, and read as text.
    signed_url: Bytes,
    /// The URL at the gateway, if there is one.
    gateway_url: Option<Bytes>,
    confidential: Confidential,
    pub(crate) content_type: Option<Cow<'static, str>>,
    pub(crate) headers: Vec<Header>,
    pub(crate) body: Bytes,
    needs_authorization: bool,
    idempotent: bool,
    secret_response: bool,
    /// A constant of the URL is wrong.
    invalid_url: bool,
    invalid_content_type: bool,
}

/// Who can read what is sent to the request's endpoint.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Confidential {
    /// Only the endpoint: `https`.
    Yes,
    /// Only this machine: `http` on loopback.
    OnLoopback,
    /// Anybody on the network: `http`.
    No,
}

impl Confidential {
    /// Whether a token that anybody could use may be sent: over `https`, or to this machine if the caller allows that.
    pub(crate) fn allows_tokens(self, loopback_http: bool) -> bool {
        match self {
            Self::Yes => true,
            Self::OnLoopback => loopback_http,
            Self::No => false,
        }
    }
}

impl UnsignedRequest {
    /// A request without a body. It needs authorization, and is idempotent if its method is (RFC 9110 section 9.2.2).
    #[inline]
    pub fn new<'a>(method: Method, url: impl Into<ServiceQuery<'a>>) -> Self {
        Self::at(method, url.into())
    }

    // Always, as in `Target::hub_url`.
    #[allow(clippy::inline_always)]
    #[inline(always)]
    fn at(method: Method, url: ServiceQuery<'_>) -> Self {
        let (target, text, invalid_url) = url.finish();
        let behind = |gateway: &Endpoint| format!("{gateway}{}", &text[target.endpoint().as_str().len()..]).into();
        let gateway_url = target.gateway_endpoint().map(behind);
        Self::with_urls(method, text, gateway_url, target.request_endpoint().confidential(), invalid_url)
    }

    /// A request to a URL that is not the service's.
    pub(crate) fn to(method: Method, url: String, confidential: Confidential) -> Self {
        Self::with_urls(method, url, None, confidential, false)
    }

    #[inline]
    fn with_urls(
        method: Method,
        signed_url: String,
        gateway_url: Option<Bytes>,
        confidential: Confidential,
        invalid_url: bool,
    ) -> Self {
        Self {
            method,
            signed_url: signed_url.into(),
            gateway_url,
            confidential,
            content_type: None,
            headers: Vec::new(),
            body: Bytes::new(),
            needs_authorization: true,
            idempotent: method.is_idempotent(),
            secret_response: false,
            invalid_url,
            invalid_content_type: false,
        }
    }

    /// Sets the body and its `Content-Type`. One with control characters or beyond ASCII is rejected by the call.
    #[inline]
    pub fn body(mut self, content_type: impl Into<Cow<'static, str>>, body: impl Into<Bytes>) -> Self {
        let content_type = content_type.into();
        self.invalid_content_type = validate_header_value(&content_type).is_err();
        (self.content_type, self.body) = (Some(content_type), body.into());
        self
    }

    /// Sets a message as the body; at most [`Message::MAX_SIZE`] bytes.
    #[inline]
    pub fn message(mut self, message: &Message) -> Result<Self, BuildError> {
        message.validate()?;
        (self.content_type, self.body) = (Some(message.content_type().into()), message.body().clone());
        Ok(self)
    }

    /// Adds a header. Rejects names that are not tokens or that the library writes itself (see
    /// [`RawRequest::header`](crate::operations::RawRequest::header)), and values with control characters. No log shows the
    /// value.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Result<Self, BuildError> {
        let (name, value) = (name.into(), value.into());
        validate_header(&name, &value)?;
        validate_count(self.headers.len())?;
        self.headers.push(Header::new(name, Secret::new(value)));
        Ok(self)
    }

    /// Adds a header whose value is a secret.
    pub(crate) fn secret_header(mut self, name: &str, value: Secret) -> Result<Self, BuildError> {
        validate_header(name, value.expose())?;
        self.headers.push(Header::new(name.into(), value));
        Ok(self)
    }

    /// Overrides whether the request is idempotent, which by default its method decides. If it is not, an attempt with an
    /// unknown outcome is not retried (see [`RetryPolicy`](crate::RetryPolicy)).
    #[inline]
    pub fn idempotent(mut self, idempotent: bool) -> Self {
        self.idempotent = idempotent;
        self
    }

    /// Keeps the response's body out of logs, and that of a success out of errors.
    pub fn secret_response(mut self) -> Self {
        self.secret_response = true;
        self
    }

    /// Sends no `Authorization` header.
    #[inline]
    pub fn without_authorization(mut self) -> Self {
        self.needs_authorization = false;
        self
    }

    /// The method.
    pub fn method(&self) -> Method {
        self.method
    }

    /// The URL at the service, which a signature covers.
    pub fn signed_url(&self) -> &str {
        text(&self.signed_url)
    }

    /// The URL to which the request is sent: the gateway's if there is one, else the service's.
    pub fn url(&self) -> &str {
        text(self.gateway_url.as_ref().unwrap_or(&self.signed_url))
    }

    /// As [`url`](Self::url), to be shared.
    #[cfg(feature = "http")]
    pub(crate) fn url_bytes(&self) -> &Bytes {
        self.gateway_url.as_ref().unwrap_or(&self.signed_url)
    }

    /// Takes what [`url`](Self::url) borrows.
    #[cfg(feature = "http")]
    pub(crate) fn take_url(&mut self) -> Bytes {
        self.gateway_url.take().unwrap_or_else(|| core::mem::take(&mut self.signed_url))
    }

    /// Whether it is sent with an `Authorization` header.
    pub fn needs_authorization(&self) -> bool {
        self.needs_authorization
    }

    /// Whether the effect of sending it twice is that of once.
    pub fn is_idempotent(&self) -> bool {
        self.idempotent
    }

    /// Whether the response's body is a secret, which no log may show.
    pub fn has_secret_response(&self) -> bool {
        self.secret_response
    }

    /// Signs the URL for the time `now`, if the request needs authorization.
    ///
    /// A bearer token is sent over `https`, or over `http` to this machine if it allows that; elsewhere it is rejected.
    pub fn sign(&self, authorization: &Authorization, now: UnixTime) -> Result<PreparedRequest, BuildError> {
        self.clone().into_signed(authorization, now)
    }

    /// What could not be rejected where it was set.
    #[inline]
    pub(crate) fn validate(&self) -> Result<(), BuildError> {
        if self.invalid_url {
            return Err(BuildError::new(
                "url",
                "a constant path or query name must be percent-encoded, without '.' and '..'",
            ));
        }
        match &self.content_type {
            Some(content_type) if self.invalid_content_type => validate_header_value(content_type),
            _ => Ok(()),
        }
    }

    /// As [`sign`](Self::sign), for a request that is sent once.
    #[inline]
    pub(crate) fn into_signed(self, by: &Authorization, now: UnixTime) -> Result<PreparedRequest, BuildError> {
        self.validate()?;
        let authorization = self.authorization(by, now)?;
        Ok(PreparedRequest { request: self, authorization })
    }

    /// The value of the `Authorization` header, if the request needs one.
    #[inline]
    pub(crate) fn authorization(&self, by: &Authorization, now: UnixTime) -> Result<Option<Secret>, BuildError> {
        if !self.needs_authorization {
            return Ok(None);
        }
        by.header(&self.signed_url, self.confidential, now).map(Some)
    }
}

/// The text that the bytes were made from.
#[inline]
fn text(url: &Bytes) -> &str {
    core::str::from_utf8(url).unwrap_or_default()
}

impl fmt::Debug for UnsignedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnsignedRequest")
            .field("method", &self.method)
            .field("url", &self.url())
            .field("content_type", &self.content_type)
            .field("body_bytes", &self.body.len())
            .field("needs_authorization", &self.needs_authorization)
            .field("idempotent", &self.idempotent)
            .finish_non_exhaustive()
    }
}
