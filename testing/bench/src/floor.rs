//! The same requests by hand: `http`, `hmac`, `sha2`, `base64`, and nothing between. No check of any name, no retry, no
//! limit, no error that says what went wrong; only what it takes to make the bytes.

use crate::{ENDPOINT, Failure, HUB, NOW};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue, USER_AGENT};
use http::{HeaderMap, Method, Request, Uri};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::Sha256;
use std::borrow::Cow;
use std::fmt;
use std::fmt::Write;
use webpubsub_core::SendHttpTransport;

/// What a lean caller keeps between requests: the key's HMAC state, and the hub's address as text.
pub struct Floor {
    mac: Hmac<Sha256>,
    hub: String,
}

impl Floor {
    /// Signs with this key.
    pub fn new(key: &str) -> Result<Self, Failure> {
        let mac = Hmac::new_from_slice(key.as_bytes()).map_err(|_| "no key")?;
        Ok(Self { mac, hub: format!("{ENDPOINT}/api/hubs/{HUB}") })
    }

    /// A signed request. `rest` is what follows the hub in the URL, in pieces that are encoded already.
    pub fn request(
        &self,
        method: Method,
        rest: &[&str],
        body: Option<(&'static str, Bytes)>,
    ) -> Result<Request<Bytes>, Failure> {
        let mut url = String::with_capacity(self.hub.len() + rest.iter().map(|piece| piece.len()).sum::<usize>());
        url.push_str(&self.hub);
        for piece in rest {
            url.push_str(piece);
        }
        let authorization = self.bearer(&url)?;
        assemble(method, url, Some(authorization), body)
    }

    /// A request without a body.
    pub(crate) fn bare(&self, method: Method, rest: &[&str]) -> Result<Request<Bytes>, Failure> {
        self.request(method, rest, None)
    }

    /// The `Authorization` header: `Bearer`, and a fresh token for this URL.
    fn bearer(&self, url: &str) -> Result<HeaderValue, Failure> {
        /// `Bearer {"alg":"HS256","typ":"JWT"}`, the second word encoded.
        const HEAD: &[u8] = b"Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";
        let mut claims = String::with_capacity(url.len() + 27);
        write!(claims, r#"{{"aud":"{url}","exp":{}}}"#, NOW.as_secs() + 300)?;

        // Two dots, and a signature of 43 characters.
        let start = HEAD.len() + 1;
        let end = start + (claims.len() * 4).div_ceil(3);
        let mut bearer = vec![b'.'; end + 1 + 43];
        bearer[..HEAD.len()].copy_from_slice(HEAD);
        URL_SAFE_NO_PAD.encode_slice(claims, &mut bearer[start..end]).map_err(|_| "length")?;
        let mut mac = self.mac.clone();
        mac.update(&bearer[7..end]);
        URL_SAFE_NO_PAD.encode_slice(mac.finalize().into_bytes(), &mut bearer[end + 1..]).map_err(|_| "length")?;

        let mut value = HeaderValue::from_maybe_shared(Bytes::from(bearer))?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// Adds a request id and `User-Agent`, sends, and looks at the status.
    pub async fn send<T: SendHttpTransport>(
        &self,
        transport: &T,
        mut request: Request<Bytes>,
        success: u16,
    ) -> Result<Bytes, Failure> {
        const REQUEST_ID: HeaderName = HeaderName::from_static("x-ms-client-request-id");
        const AGENT: &str = concat!("webpubsub-rust/", env!("CARGO_PKG_VERSION"));
        let headers = request.headers_mut();
        headers.insert(REQUEST_ID, HeaderValue::from_bytes(&uuid_v4(transport.random()))?);
        headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
        let response = transport.send(request).await?;
        if response.status().as_u16() != success {
            return Err(response.status().as_str().into());
        }
        Ok(response.into_body())
    }
}

fn assemble(
    method: Method,
    url: String,
    authorization: Option<HeaderValue>,
    body: Option<(&'static str, Bytes)>,
) -> Result<Request<Bytes>, Failure> {
    let mut headers = HeaderMap::with_capacity(5);
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    if let Some(authorization) = authorization {
        headers.insert(AUTHORIZATION, authorization);
    }
    let mut request = Request::new(Bytes::new());
    if let Some((content_type, bytes)) = body {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        *request.body_mut() = bytes;
    }
    *request.method_mut() = method;
    *request.uri_mut() = Uri::from_maybe_shared(Bytes::from(url))?;
    *request.headers_mut() = headers;
    Ok(request)
}

/// The one request that is not signed and concerns no hub.
pub(crate) fn health() -> Result<Request<Bytes>, Failure> {
    let url = [ENDPOINT, "/api/health?api-version=2024-12-01"].concat();
    assemble(Method::HEAD, url, None, None)
}

impl fmt::Debug for Floor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Floor").field("hub", &self.hub).finish_non_exhaustive()
    }
}

/// A name as it stands in a URL; borrowed if it needs no encoding. Not inlined, where it could be worked out beforehand.
#[inline(never)]
pub(crate) fn encoded(name: &str) -> Cow<'_, str> {
    const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    utf8_percent_encode(name, RESERVED).into()
}

fn uuid_v4(mut random: [u8; 16]) -> [u8; 36] {
    random[6] = random[6] & 0x0F | 0x40;
    random[8] = random[8] & 0x3F | 0x80;
    let (mut text, mut at) = ([b'-'; 36], 0);
    for (index, byte) in random.into_iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            at += 1;
        }
        text[at] = b"0123456789abcdef"[usize::from(byte >> 4)];
        text[at + 1] = b"0123456789abcdef"[usize::from(byte & 0x0F)];
        at += 2;
    }
    text
}
