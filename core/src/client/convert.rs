//! Step 3, convert: between core's own values and the `http` crate's.

use crate::{BuildError, PreparedRequest, Reply, UnixTime};
use alloc::format;
use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use http::uri::{Authority, Parts, PathAndQuery, Scheme};
use http::{Request, Response, Uri};

/// The longest URL that the `http` crate holds.
const URL_LIMIT: usize = 65_534;

impl TryFrom<PreparedRequest> for Request<Bytes> {
    type Error = BuildError;

    /// Fails for a URL over 65,534 bytes, which a long list of excluded connections can reach. The `Authorization` value
    /// is marked sensitive: `Debug` of the request does not show it.
    fn try_from(prepared: PreparedRequest) -> Result<Self, BuildError> {
        let length = prepared.url.len();
        if length > URL_LIMIT {
            return Err(BuildError::new("url", format!("must have at most {URL_LIMIT} bytes, has {length}")));
        }
        let accept = prepared.accept();
        let mut request = Request::new(prepared.body);
        *request.method_mut() = (prepared.method.into_http)(prepared.method.as_str())
            .ok_or_else(|| BuildError::new("method", "is no HTTP method"))?;
        *request.uri_mut() = uri(&prepared.url.into()).ok_or_else(|| BuildError::new("url", "is no URL"))?;
        // Ours are each there once; still none is inserted, so that a small program has the map's code for appending only.
        let headers = request.headers_mut();
        headers.append(ACCEPT, HeaderValue::from_static(accept));
        if let Some(content_type) = prepared.content_type {
            let value = match content_type {
                alloc::borrow::Cow::Borrowed(text) => HeaderValue::from_static(text),
                alloc::borrow::Cow::Owned(text) => header_value(text.into())?,
            };
            headers.append(CONTENT_TYPE, value);
        }
        for header in prepared.headers {
            headers.append((header.into_name)(&header.name)?, header_value(header.value.into())?);
        }
        if let Some(authorization) = prepared.authorization {
            let mut value = header_value(authorization.into_exposed().into())?;
            value.set_sensitive(true);
            headers.append(AUTHORIZATION, value);
        }
        Ok(request)
    }
}

/// From a URL of ours, which always has a scheme and a path: there is no need to look for forms that it cannot have.
fn uri(url: &Bytes) -> Option<Uri> {
    let (scheme, rest) = if url.starts_with(b"https") { (Scheme::HTTPS, 8) } else { (Scheme::HTTP, 7) };
    let path = rest + url.get(rest..)?.iter().position(|byte| *byte == b'/')?;
    let mut parts = Parts::default();
    parts.scheme = Some(scheme);
    parts.authority = Some(Authority::from_maybe_shared(url.slice(rest..path)).ok()?);
    parts.path_and_query = Some(PathAndQuery::from_maybe_shared(url.slice(path..)).ok()?);
    Uri::from_parts(parts).ok()
}

fn header_value(bytes: Bytes) -> Result<HeaderValue, BuildError> {
    HeaderValue::from_maybe_shared(bytes).map_err(|_| BuildError::new("header", "has a value that cannot be sent"))
}

impl<'a> Reply<'a> {
    /// The headers of an answer that the client reads, for a transport that passes no others on.
    pub fn headers_read() -> &'static [HeaderName] {
        static READ: [HeaderName; 7] = [
            CONTENT_TYPE,
            RETRY_AFTER,
            WWW_AUTHENTICATE,
            HeaderName::from_static("retry-after-ms"),
            HeaderName::from_static("x-ms-error-code"),
            HeaderName::from_static("x-ms-request-id"),
            HeaderName::from_static("x-ms-retry-after-ms"),
        ];
        &READ
    }

    /// Borrows an answer of the `http` crate. Header values that are not text are passed over.
    pub fn from_http(response: &'a Response<Bytes>, now: UnixTime) -> Self {
        let headers = response.headers().iter();
        let texts = headers.filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
        Self::new(response.status().as_u16(), texts, response.body(), now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_listed_header_is_read() {
        for name in Reply::headers_read() {
            let mut response = Response::new(Bytes::new());
            response.headers_mut().append(name, HeaderValue::from_static("7"));
            let reply = Reply::from_http(&response, UnixTime::from_secs(0));
            let texts = [reply.error_code(), reply.request_id(), reply.content_type()];
            // The one that is not the reply's is read where tokens are had.
            assert!(texts.contains(&Some("7")) || reply.retry_after().is_some() || name == WWW_AUTHENTICATE, "{name}");
        }
    }

    #[test]
    fn urls_stay_as_they_are() {
        for url in ["https://h/a", "http://h:8080/a//b/%2f/.x?q='%41'&r=%2F/?", "https://[::1]:8443/a?", "https://h/"] {
            assert_eq!(
                uri(&Bytes::from_static(url.as_bytes())).map(|uri| alloc::string::ToString::to_string(&uri)).as_deref(),
                Some(url)
            );
        }
        for url in ["https://h", "https:///a", "https://h/a b", "http://"] {
            assert_eq!(uri(&Bytes::from_static(url.as_bytes())), None, "{url}");
        }
    }
}
