//! The URL of a request at the service: first endpoint and path, then the query.

use crate::endpoint::{is_encoded, is_path};
use crate::{BuildError, Target, validate};
use alloc::string::String;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but the unreserved characters of RFC 3986 are encoded, in paths and queries alike.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

pub(crate) fn encode(url: &mut String, text: &str) {
    url.extend(utf8_percent_encode(text, RESERVED));
}

/// A URL at the service while its path is built, each name validated and encoded once.
///
/// [`Target::hub_url`] and [`Target::root_url`] start one. With the first parameter of its query it becomes a
/// [`ServiceQuery`], whose path is complete.
#[derive(Clone, Debug)]
#[must_use = "a URL is not sent until it is part of a request"]
pub struct ServiceUrl<'a> {
    target: &'a Target,
    text: String,
    /// A constant cannot stand in a URL.
    invalid: bool,
}

/// A URL at the service while its query is built, which begins with the target's `api-version`.
#[derive(Clone, Debug)]
#[must_use = "a URL is not sent until it is part of a request"]
pub struct ServiceQuery<'a> {
    target: &'a Target,
    text: String,
    invalid: bool,
}

impl<'a> ServiceUrl<'a> {
    #[inline]
    pub(crate) fn new(target: &'a Target, base: &str) -> Self {
        let mut text = String::with_capacity(base.len() + 192);
        text.push_str(base);
        Self { target, text, invalid: false }
    }

    /// Appends constant text that is a path already, such as `/:send`. Names go through the methods below.
    ///
    /// It begins with `/` and is percent-encoded, without `.` and `..` as segments, query or fragment; any other is
    /// rejected by the call, before a token is fetched.
    #[inline]
    pub fn path(mut self, path: &'static str) -> Self {
        self.invalid |= !path.starts_with('/') || !is_path(path);
        self.raw_path(path)
    }

    /// Appends a path that is known to be valid.
    #[inline]
    pub(crate) fn raw_path(mut self, path: &str) -> Self {
        self.text.push_str(path);
        self
    }

    /// Appends `/` and a path segment, percent-encoded. Empty text, `.` and `..` are rejected; the error names `field`.
    #[inline]
    pub fn segment(self, field: &'static str, text: &str) -> Result<Self, BuildError> {
        validate::id(field, text)?;
        Ok(self.named("/", text))
    }

    /// Appends `/groups/{group}`. A group has 1 to 1,024 characters, not all whitespace.
    #[inline]
    pub fn group(self, group: &str) -> Result<Self, BuildError> {
        validate::group(group)?;
        Ok(self.named("/groups/", group))
    }

    /// Appends `/users/{userId}`. A user id has at least one character.
    #[inline]
    pub fn user(self, user_id: &str) -> Result<Self, BuildError> {
        validate::id("user_id", user_id)?;
        Ok(self.named("/users/", user_id))
    }

    /// Appends `/connections/{connectionId}`. A connection id has at least one character.
    #[inline]
    pub fn connection(self, connection_id: &str) -> Result<Self, BuildError> {
        validate::id("connection_id", connection_id)?;
        Ok(self.named("/connections/", connection_id))
    }

    #[inline]
    fn named(mut self, collection: &'static str, name: &str) -> Self {
        self.text.push_str(collection);
        encode(&mut self.text, name);
        self
    }

    /// As [`ServiceQuery::query`].
    #[inline]
    pub fn query(self, name: &'static str, value: &str) -> ServiceQuery<'a> {
        ServiceQuery::from(self).query(name, value)
    }

    /// As [`ServiceQuery::query_if`].
    #[inline]
    pub fn query_if(self, name: &'static str, value: Option<&str>) -> ServiceQuery<'a> {
        ServiceQuery::from(self).query_if(name, value)
    }

    /// As [`ServiceQuery::query_each`].
    pub fn query_each<V: AsRef<str>>(self, name: &'static str, values: &[V]) -> ServiceQuery<'a> {
        ServiceQuery::from(self).query_each(name, values)
    }

    /// Starts the query with this version in place of the target's.
    pub(crate) fn api_version(mut self, version: &str) -> ServiceQuery<'a> {
        self.text.push_str(VERSION);
        encode(&mut self.text, version);
        ServiceQuery { target: self.target, text: self.text, invalid: self.invalid }
    }
}

/// Whether the text can be the name of a parameter as it is. Most are letters.
#[inline]
fn is_name(name: &str) -> bool {
    !name.is_empty() && (name.bytes().all(|byte| byte.is_ascii_alphabetic()) || is_encoded(name, |_| false))
}

/// How each query begins.
const VERSION: &str = "?api-version=";

impl<'a> From<ServiceUrl<'a>> for ServiceQuery<'a> {
    #[inline]
    fn from(mut url: ServiceUrl<'a>) -> Self {
        url.text.push_str(VERSION);
        url.text.push_str(url.target.version());
        Self { target: url.target, text: url.text, invalid: url.invalid }
    }
}

impl<'a> ServiceQuery<'a> {
    /// Appends `name=value`. The name is a constant that needs no encoding (letters, digits, `-`, `.`, `_` and `~`; any
    /// other is rejected by the call); the value is encoded.
    #[inline]
    pub fn query(mut self, name: &'static str, value: &str) -> Self {
        self.invalid |= !is_name(name);
        encode(self.parameter(name), value);
        self
    }

    /// Appends `name=value` if there is a value.
    pub fn query_if(self, name: &'static str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.query(name, value),
            None => self,
        }
    }

    /// Appends `name=value` once for each value.
    pub fn query_each<V: AsRef<str>>(mut self, name: &'static str, values: &[V]) -> Self {
        self.invalid |= !is_name(name);
        for value in values {
            encode(self.parameter(name), value.as_ref());
        }
        self
    }

    /// Appends a `name=value` of the caller's, both encoded.
    pub(crate) fn query_encoded(mut self, name: &str, value: &str) -> Self {
        let mut encoded = String::with_capacity(name.len());
        encode(&mut encoded, name);
        encode(self.parameter(&encoded), value);
        self
    }

    /// Appends a `name=value` that is percent-encoded already.
    pub(crate) fn raw_query(mut self, name: &str, value: &str) -> Self {
        self.parameter(name).push_str(value);
        self
    }

    /// The text up to the value of one more parameter.
    fn parameter(&mut self, name: &str) -> &mut String {
        self.text.push('&');
        self.text.push_str(name);
        self.text.push('=');
        &mut self.text
    }

    /// The target, the complete URL, and whether a constant in it is invalid.
    #[inline]
    pub(super) fn finish(self) -> (&'a Target, String, bool) {
        (self.target, self.text, self.invalid)
    }
}
