//! The page: one file, with the key, a token and a nonce filled in. Its text is not copied: whoever asks for it often and
//! does not read it costs little.

use bytes::Bytes;
use futures_util::stream;
use http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_FRAME_OPTIONS};
use http::{HeaderName, HeaderValue, StatusCode};
use http_body_util::{Either, StreamBody};
use hyper::body::Frame;
use serde_json::json;

use super::Response;
use super::call::{Call, Failure};
use super::guard::Access;

const FILE: &str = include_str!("../page/index.html");

pub(super) fn respond(call: &Call<'_>) -> Result<Response, Failure> {
    let settings = json!({
        "token": call.service.controls.access.token(),
        "accessKey": call.service.settings.access_key.0,
        "version": env!("CARGO_PKG_VERSION"),
    });
    // No text can end the script element.
    let settings = settings.to_string().replace('<', "\\u003c");
    let failed = |_| Failure::new(StatusCode::INTERNAL_SERVER_ERROR, "There are no random bytes.");
    let nonce = Access::new().map_err(failed)?;
    let parts = filled(Bytes::from(settings), nonce.token()).filter(|part| !part.is_empty());
    let frames = stream::iter(parts.map(|part| Ok(Frame::data(part))));
    let mut response = http::Response::new(Either::Right(StreamBody::new(Box::pin(frames) as _)));
    for (name, value) in headers(call.host, nonce.token()) {
        response.headers_mut().insert(name, value);
    }
    Ok(response)
}

/// The parts of the file, and what is between them.
fn filled(settings: Bytes, nonce: &str) -> impl Iterator<Item = Bytes> + use<> {
    let nonce = Bytes::copy_from_slice(nonce.as_bytes());
    FILE.split("{{").flat_map(move |part| match part.split_once("}}") {
        Some(("nonce", text)) => [nonce.clone(), Bytes::from_static(text.as_bytes())],
        Some(("settings", text)) => [settings.clone(), Bytes::from_static(text.as_bytes())],
        _ => [Bytes::new(), Bytes::from_static(part.as_bytes())],
    })
}

/// The page loads nothing, runs only its own script, connects to this host alone, and is in no frame. `host` has been
/// checked.
fn headers(host: &str, nonce: &str) -> Vec<(HeaderName, HeaderValue)> {
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; img-src data:; \
         connect-src 'self' ws://{host} wss://{host}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    let mut headers = vec![
        (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    ];
    headers.extend(HeaderValue::from_str(&policy).ok().map(|policy| (CONTENT_SECURITY_POLICY, policy)));
    headers
}
