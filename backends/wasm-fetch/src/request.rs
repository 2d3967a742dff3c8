//! From an `http` request to the platform's.

use crate::error::{error, message};
use crate::platform::{Init, requests_have};
use bytes::Bytes;
use http::{HeaderMap, Uri};
use js_sys::Uint8Array;
use std::borrow::Cow;
use web_sys::{AbortSignal, Headers, Request};
use webpubsub_core::{TransportError, TransportErrorKind};

/// Headers about the connection, which the platform manages: browsers drop them, Node fails on some.
const CONNECTION: [&str; 9] =
    ["connection", "content-length", "expect", "host", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"];

/// Builds the platform's request, and sends nothing: so an error here is `NotSent`.
pub(crate) fn build(request: &http::Request<Bytes>, signal: Option<&AbortSignal>) -> Result<Request, TransportError> {
    let init = Init::new();
    init.set("method", &request.method().as_str().into());
    init.set("headers", headers(request.headers())?.as_ref());
    init.set("redirect", &"manual".into());
    if let Some(signal) = signal {
        init.set("signal", signal);
    }
    for (name, value) in [("cache", "no-store"), ("credentials", "omit")] {
        if requests_have(name) {
            init.set(name, &value.into());
        }
    }
    if !request.body().is_empty() {
        init.set("body", &Uint8Array::from(&request.body()[..]));
    }
    let url = request.uri().to_string();
    let built = Request::new_with_str_and_init(&url, &init).map_err(|thrown| not_sent(message(&thrown)))?;
    if is_unchanged(request.uri(), &built.url()) {
        Ok(built)
    } else {
        Err(not_sent("the platform would change the URL"))
    }
}

/// Whether path and query are the same in the URL that the platform parsed. A group named `%2e%2e`, for example, would be
/// a step up, and the message would go to all clients. Only `'` in a query may become `%27`, which is equivalent.
fn is_unchanged(requested: &Uri, parsed: &str) -> bool {
    let query = requested.query().map(|query| query.replace('\'', "%27"));
    match (query, parsed.split_once('?')) {
        (Some(query), Some((path, parsed))) => query == parsed.replace('\'', "%27") && path.ends_with(requested.path()),
        (None, None) => parsed.ends_with(requested.path()),
        _ => false,
    }
}

/// Each byte of a value becomes the character of that number, as `fetch` wants it.
fn headers(map: &HeaderMap) -> Result<Headers, TransportError> {
    let made = Headers::new().and_then(|headers| {
        for (name, value) in map {
            if !CONNECTION.contains(&name.as_str()) {
                let value: String = value.as_bytes().iter().copied().map(char::from).collect();
                headers.append(name.as_str(), &value)?;
            }
        }
        Ok(headers)
    });
    // The platform's own message would show the value, which may be a token.
    made.map_err(|_| not_sent("the platform rejects a header"))
}

fn not_sent(reason: impl Into<Cow<'static, str>>) -> TransportError {
    error(TransportErrorKind::NotSent, reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_of_a_url_by_the_platform() {
        for (requested, parsed, same) in [
            ("https://h/a/%2F?b=%27", "https://h/a/%2F?b=%27", true),
            ("https://H:443/a?b='c'", "https://h/a?b=%27c%27", true),
            ("https://h/a?b='c'", "https://h/a?b='c'", true),
            ("https://h", "https://h/", true),
            ("https://h/a?", "https://h/a?", true),
            ("https://h/groups/%2e%2E/:send", "https://h/:send", false),
            ("https://h/a%2Fb", "https://h/a/b", false),
            ("https://h/a'", "https://h/a%27", false),
            ("https://h/a?b=%27", "https://h/a?b=", false),
            ("https://h/a?b", "https://h/a", false),
            ("https://h/a", "https://h/a?b", false),
        ] {
            assert_eq!(is_unchanged(&Uri::from_static(requested), parsed), same, "{requested} as {parsed}");
        }
    }
}
