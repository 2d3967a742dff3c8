//! Step 2, prepare: from an operation's facts to a signed request, without any HTTP library.

use crate::header::Header;
use crate::{Authorization, BuildError, Method, Secret, Target, UnixTime, checks};
use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use bytes::Bytes;
use core::fmt;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but the unreserved characters of RFC 3986 are encoded, in paths and queries alike.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

pub(crate) fn encode(url: &mut String, text: &str) {
    url.extend(utf8_percent_encode(text, RESERVED));
}

/// A request ready to be carried: method, exact URL, headers that are part of the call, body.
///
/// With the `http` feature it becomes an `http::Request<Bytes>` by `TryFrom`; without, take it apart with the getters.
/// The URL must be sent byte for byte as it is: the signature covers it. `Debug` does not show the authorization.
#[derive(Clone)]
pub struct PreparedRequest {
    pub(crate) method: Method,
    pub(crate) url: String,
    pub(crate) content_type: Option<Cow<'static, str>>,
    pub(crate) authorization: Option<Secret>,
    pub(crate) headers: Vec<Header>,
    pub(crate) body: Bytes,
}

impl PreparedRequest {
    /// The method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The absolute URL, percent-encoded.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The `Content-Type`, for a request with a body.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// The value of the `Authorization` header.
    pub fn authorization(&self) -> Option<&Secret> {
        self.authorization.as_ref()
    }

    /// Headers beside `Accept`, `Authorization` and `Content-Type`: names and values.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|header| (header.name.as_str(), header.value.as_str()))
    }

    /// The value of the `Accept` header.
    pub fn accept(&self) -> &'static str {
        "application/json"
    }

    /// The body; empty where the operation has none.
    pub fn body(&self) -> &Bytes {
        &self.body
    }
}

impl fmt::Debug for PreparedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreparedRequest")
            .field("method", &self.method)
            .field("url", &self.url)
            .field("content_type", &self.content_type)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// A request in the making. The path comes first, then queries, then [`sign`](Draft::sign).
///
/// Small on purpose: it is moved at each step, and the rest of the request joins it at the end.
pub(crate) struct Draft<'a> {
    target: &'a Target,
    method: Method,
    url: String,
    headers: Vec<Header>,
    has_query: bool,
}

impl<'a> Draft<'a> {
    /// `/api/hubs/{hub}`
    pub(crate) fn hub(method: Method, target: &'a Target) -> Result<Self, BuildError> {
        Ok(Self::start(method, target, target.hub_url()?))
    }

    /// The endpoint itself.
    pub(crate) fn root(method: Method, target: &'a Target) -> Self {
        Self::start(method, target, target.endpoint().as_str())
    }

    fn start(method: Method, target: &'a Target, base: &str) -> Self {
        let mut url = String::with_capacity(base.len() + 96);
        url.push_str(base);
        Self { target, method, url, headers: Vec::new(), has_query: false }
    }

    /// Appends text that is a path already.
    pub(crate) fn path(mut self, path: &str) -> Self {
        self.url.push_str(path);
        self
    }

    /// `/groups/{group}`
    pub(crate) fn group(self, group: &str) -> Result<Self, BuildError> {
        checks::group(group)?;
        Ok(self.path("/groups/").encoded(group))
    }

    /// `/users/{userId}`
    pub(crate) fn user(self, user_id: &str) -> Result<Self, BuildError> {
        checks::id("user_id", user_id)?;
        Ok(self.path("/users/").encoded(user_id))
    }

    /// `/connections/{connectionId}`
    pub(crate) fn connection(self, connection_id: &str) -> Result<Self, BuildError> {
        checks::id("connection_id", connection_id)?;
        Ok(self.path("/connections/").encoded(connection_id))
    }

    fn encoded(mut self, text: &str) -> Self {
        encode(&mut self.url, text);
        self
    }

    /// One `name=value`; the name is ours and needs no encoding.
    pub(crate) fn query(self, name: &str, value: &str) -> Self {
        self.name(name).encoded(value)
    }

    fn name(mut self, name: &str) -> Self {
        self.url.push(if self.has_query { '&' } else { '?' });
        self.has_query = true;
        self.url.push_str(name);
        self.url.push('=');
        self
    }

    /// One `name=value` of the caller's, both encoded.
    pub(crate) fn query_encoded(self, name: &str, value: &str) -> Self {
        let mut encoded = String::with_capacity(name.len());
        encode(&mut encoded, name);
        self.query(&encoded, value)
    }

    /// One `name=value` that is percent-encoded already.
    pub(crate) fn query_as_is(self, name: &str, value: &str) -> Self {
        self.name(name).path(value)
    }

    /// `name=value` if there is a value.
    pub(crate) fn query_if(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.query(name, value),
            None => self,
        }
    }

    /// `name=value` once for each.
    pub(crate) fn query_each(self, name: &str, values: &[String]) -> Self {
        values.iter().fold(self, |draft, value| draft.query(name, value))
    }

    /// `api-version=…`, on every request.
    pub(crate) fn version(self) -> Self {
        let version = self.target.version();
        self.query_as_is("api-version", version)
    }

    pub(crate) fn header(mut self, name: String, value: String) -> Self {
        self.headers.push(Header::new(name, value));
        self
    }

    /// Signs the URL as it now stands and hands the request out, without a body.
    pub(crate) fn sign(self, authorization: &Authorization, now: UnixTime) -> Result<PreparedRequest, BuildError> {
        self.sign_with(Content::default(), authorization, now)
    }

    /// Signs the URL as it now stands and hands the request out, with a body.
    pub(crate) fn sign_with(
        self,
        content: Content,
        authorization: &Authorization,
        now: UnixTime,
    ) -> Result<PreparedRequest, BuildError> {
        let authorization = authorization.header(&self.url, self.target.carrier(), now)?;
        Ok(self.finish(content, Some(authorization)))
    }

    /// For the one operation that needs no authorization.
    pub(crate) fn unsigned(self) -> PreparedRequest {
        self.finish(Content::default(), None)
    }

    fn finish(self, (content_type, body): Content, authorization: Option<Secret>) -> PreparedRequest {
        let (carrier, service) = (self.target.carrier().as_str(), self.target.endpoint().as_str());
        let url = if carrier == service { self.url } else { format!("{carrier}{}", &self.url[service.len()..]) };
        PreparedRequest { method: self.method, url, content_type, authorization, headers: self.headers, body }
    }
}

/// A body and its type.
pub(crate) type Content = (Option<Cow<'static, str>>, Bytes);
