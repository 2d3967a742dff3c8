//! Conversions between core's own values and the `http` crate's.

use crate::request::{ACCEPT, PreparedRequest, UnsignedRequest};
use crate::{BuildError, Method, ResponseParts, Secret, UnixTime};
use alloc::borrow::Cow;
use alloc::format;
use bytes::{Buf, Bytes};
use http::header::{
    self, AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE,
};
use http::uri::{Authority, Parts, PathAndQuery, Scheme};
use http::{Request, Response, Uri};

/// The longest URL that the `http` crate accepts, in bytes.
const MAX_URL: usize = 65_534;

impl TryFrom<PreparedRequest> for Request<Bytes> {
    type Error = BuildError;

    /// Fails for a URL over 65,534 bytes, which a long list of excluded connections can reach. The `Authorization` value
    /// is marked sensitive: `Debug` of the request does not show it.
    fn try_from(mut prepared: PreparedRequest) -> Result<Self, BuildError> {
        validate_length(&prepared.request)?;
        let (url, body) = (prepared.request.take_url(), core::mem::take(&mut prepared.request.body));
        let mut request = Self::new(body);
        write_head(&mut request, url, &prepared.request, prepared.authorization.take())?;
        Ok(request)
    }
}

/// What the request's operation could not reject.
pub(super) fn validate(unsigned: &UnsignedRequest) -> Result<(), BuildError> {
    unsigned.validate()?;
    validate_length(unsigned)
}

/// A long list of excluded connections can make a URL that the `http` crate does not take.
fn validate_length(unsigned: &UnsignedRequest) -> Result<(), BuildError> {
    let length = unsigned.url_bytes().len();
    if length > MAX_URL {
        return Err(BuildError::new("url", format!("must have at most {MAX_URL} bytes, has {length}")));
    }
    Ok(())
}

/// Writes all but the body, with this URL and `Authorization` header.
#[inline]
pub(super) fn write_head(
    request: &mut Request<Bytes>,
    url: Bytes,
    unsigned: &UnsignedRequest,
    authorization: Option<Secret>,
) -> Result<(), BuildError> {
    *request.method_mut() = unsigned.method.into();
    *request.uri_mut() = uri(url).ok_or_else(|| BuildError::new("url", "is not a valid URL"))?;
    // Each of ours is unique; still they are appended, so that a small program has the map's code for appending only.
    let headers = request.headers_mut();
    headers.append(header::ACCEPT, HeaderValue::from_static(ACCEPT));
    if let Some(content_type) = &unsigned.content_type {
        let bytes = match content_type {
            Cow::Borrowed(text) => Bytes::from_static(text.as_bytes()),
            Cow::Owned(text) => text.clone().into(),
        };
        headers.append(CONTENT_TYPE, header_value(bytes)?);
    }
    for header in &unsigned.headers {
        let (name, value) = (header.parse)(header)?;
        headers.append(name, value);
    }
    if let Some(authorization) = authorization {
        let mut value = header_value(authorization.into_exposed().into())?;
        value.set_sensitive(true);
        headers.append(AUTHORIZATION, value);
    }
    Ok(())
}

/// From a URL of ours, which always has a scheme and a path: other forms need not be parsed.
fn uri(mut url: Bytes) -> Option<Uri> {
    let (scheme, rest) = if url.starts_with(b"https") { (Scheme::HTTPS, 8) } else { (Scheme::HTTP, 7) };
    let path = url.get(rest..)?.iter().position(|byte| *byte == b'/')?;
    url.advance(rest);
    let mut parts = Parts::default();
    parts.scheme = Some(scheme);
    parts.authority = Some(Authority::from_maybe_shared(url.split_to(path)).ok()?);
    parts.path_and_query = Some(PathAndQuery::from_maybe_shared(url).ok()?);
    Uri::from_parts(parts).ok()
}

fn header_value(bytes: Bytes) -> Result<HeaderValue, BuildError> {
    HeaderValue::from_maybe_shared(bytes).map_err(|_| BuildError::new("header", "has an invalid value"))
}

impl From<Method> for http::Method {
    fn from(method: Method) -> Self {
        match method {
            Method::Get => Self::GET,
            Method::Head => Self::HEAD,
            Method::Post => Self::POST,
            Method::Put => Self::PUT,
            Method::Patch => Self::PATCH,
            Method::Delete => Self::DELETE,
            Method::Options => Self::OPTIONS,
        }
    }
}

impl<'a> ResponseParts<'a> {
    /// The names of the response headers that the client reads, for a transport that passes no others on.
    pub fn header_names() -> &'static [HeaderName] {
        static READ: [HeaderName; 8] = [
            CONTENT_TYPE,
            LOCATION,
            RETRY_AFTER,
            WWW_AUTHENTICATE,
            HeaderName::from_static("retry-after-ms"),
            HeaderName::from_static("x-ms-error-code"),
            HeaderName::from_static("x-ms-request-id"),
            HeaderName::from_static("x-ms-retry-after-ms"),
        ];
        &READ
    }

    /// Borrows a response of the `http` crate. Header values that are not UTF-8 are ignored, but for a challenge.
    pub fn from_http(response: &'a Response<Bytes>, now: UnixTime) -> Self {
        let headers = response.headers().iter();
        let texts =
            headers.filter_map(|(name, value)| Some((name.as_str(), core::str::from_utf8(value.as_bytes()).ok()?)));
        #[cfg_attr(not(feature = "error-details"), allow(unused_mut))]
        let mut parts = Self::new(response.status().as_u16(), texts, response.body(), now);
        #[cfg(feature = "error-details")]
        for value in response.headers().get_all(WWW_AUTHENTICATE) {
            if value.to_str().is_err() {
                parts.add_challenge(value.as_bytes());
            }
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_listed_header_is_read() {
        for name in ResponseParts::header_names() {
            let mut response = Response::new(Bytes::new());
            response.headers_mut().append(name, HeaderValue::from_static("7"));
            let parts = ResponseParts::from_http(&response, UnixTime::from_secs(0));
            let texts =
                [parts.error_code(), parts.request_id(), parts.content_type(), parts.location(), parts.challenge()];
            assert!(texts.contains(&Some("7")) || parts.retry_after().is_some(), "{name}");
        }
    }

    #[test]
    fn urls_stay_as_they_are() {
        for url in ["https://h/a", "http://h:8080/a//b/%2f/.x?q='%41'&r=%2F/?", "https://[::1]:8443/a?", "https://h/"] {
            assert_eq!(
                uri(Bytes::from_static(url.as_bytes())).map(|uri| alloc::string::ToString::to_string(&uri)).as_deref(),
                Some(url)
            );
        }
        for url in ["https://h", "https:///a", "https://h/a b", "http://"] {
            assert_eq!(uri(Bytes::from_static(url.as_bytes())), None, "{url}");
        }
    }
}
