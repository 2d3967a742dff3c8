//! From an `http` request to the platform's.

use crate::failure::{failure, words};
use crate::platform::{Init, requests_have};
use bytes::Bytes;
use http::{HeaderMap, Uri};
use js_sys::Uint8Array;
use std::borrow::Cow;
use web_sys::{AbortSignal, Headers, Request};
use webpubsub_core::{TransportError, TransportErrorKind};

/// Headers about the connection, which is the platform's: browsers drop them, Node fails on some.
const CONNECTION: [&str; 9] =
    ["connection", "content-length", "expect", "host", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"];

/// Builds the platform's request, which is not sent yet: what fails here was not sent.
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
    let built = Request::new_with_str_and_init(&url, &init).map_err(|thrown| refused(words(&thrown)))?;
    if arrives_as(request.uri(), &built.url()) { Ok(built) } else { Err(refused("the platform would change the URL")) }
}

/// Whether path and query are the same in the platform's reading. A group named `%2e%2e`, say, would be taken for a step
/// up, and the message go to everybody. Only `'` in a query may become `%27`, which all read alike.
fn arrives_as(asked: &Uri, read: &str) -> bool {
    let query = asked.query().map(|query| query.replace('\'', "%27"));
    match (query, read.split_once('?')) {
        (Some(query), Some((url, read))) => query == read.replace('\'', "%27") && url.ends_with(asked.path()),
        (None, None) => read.ends_with(asked.path()),
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
    // The platform's own words would show the value, which may be a token.
    made.map_err(|_| refused("the platform does not take a header"))
}

fn refused(why: impl Into<Cow<'static, str>>) -> TransportError {
    failure(TransportErrorKind::NotSent, why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_platform_may_make_of_a_url() {
        for (asked, read, same) in [
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
            assert_eq!(arrives_as(&Uri::from_static(asked), read), same, "{asked} as {read}");
        }
    }
}
