//! Requests by hand: `http`, `hmac`, `sha2`, `base64`, and nothing between. No name is validated, nothing is retried,
//! no error says what went wrong; only what it takes to make the bytes.

use crate::{Failure, KEY};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue, USER_AGENT};
use http::{HeaderMap, Method, Request, Uri};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::Sha256;
use std::borrow::Cow;
use std::fmt::Write;

/// What follows the receiver in the URL of a send.
pub(crate) const SEND: &str = "/:send?api-version=2024-12-01";

/// Content type and bytes, if there is a body.
pub(crate) type Body = Option<(&'static str, Bytes)>;

/// The state of the key's HMAC, which a lean caller keeps between requests.
#[derive(Clone)]
pub(crate) struct Signer(Hmac<Sha256>);

impl Signer {
    pub(crate) fn new() -> Result<Self, Failure> {
        Ok(Self(Hmac::new_from_slice(KEY.as_bytes()).map_err(|_| "no key")?))
    }

    /// The `Authorization` header: `Bearer`, and a fresh token for this URL that lives for five minutes.
    pub(crate) fn bearer(&self, url: &str, now: u64) -> Result<HeaderValue, Failure> {
        /// `Bearer {"alg":"HS256","typ":"JWT"}`, the second word encoded.
        const HEAD: &[u8] = b"Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";
        let mut claims = String::with_capacity(url.len() + 27);
        write!(claims, r#"{{"aud":"{url}","exp":{}}}"#, now + 300)?;

        // Two dots, and a signature of 43 characters.
        let start = HEAD.len() + 1;
        let end = start + (claims.len() * 4).div_ceil(3);
        let mut bearer = vec![b'.'; end + 1 + 43];
        bearer[..HEAD.len()].copy_from_slice(HEAD);
        URL_SAFE_NO_PAD.encode_slice(claims, &mut bearer[start..end]).map_err(|_| "length")?;
        let mut mac = self.0.clone();
        mac.update(&bearer[7..end]);
        URL_SAFE_NO_PAD.encode_slice(mac.finalize().into_bytes(), &mut bearer[end + 1..]).map_err(|_| "length")?;

        let mut value = HeaderValue::from_maybe_shared(Bytes::from(bearer))?;
        value.set_sensitive(true);
        Ok(value)
    }
}

/// A request with the headers that each one has.
pub(crate) fn request(method: Method, url: Uri, authorization: Option<HeaderValue>, body: Body) -> Request<Bytes> {
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
    *request.uri_mut() = url;
    *request.headers_mut() = headers;
    request
}

/// Adds the headers of a call: a request id made of these random bytes, and `User-Agent`.
pub(crate) fn identify<B>(request: &mut Request<B>, random: [u8; 16]) -> Result<(), Failure> {
    const REQUEST_ID: HeaderName = HeaderName::from_static("x-ms-client-request-id");
    const AGENT: &str = concat!("webpubsub-rust/", env!("CARGO_PKG_VERSION"));
    let headers = request.headers_mut();
    headers.insert(REQUEST_ID, HeaderValue::from_bytes(&uuid_v4(random))?);
    headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
    Ok(())
}

/// A name as it stands in a URL; borrowed if it needs no encoding. Not inlined, lest the compiler work it out.
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
