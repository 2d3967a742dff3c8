//! What errors say, and the secrets that nothing shows.

use crate::fixture::{ATTEMPT, request};
use crate::verdict::{ensure, ensure_eq};
use crate::{Failure, Fixture, Passed, Verdict};
use bytes::Bytes;
use http::header::{AUTHORIZATION, HeaderName, HeaderValue};
use http::{Method, Request};
use std::error::Error;
use std::fmt::Debug;
use webpubsub_core::transport::{HttpTransport, TransportError, TransportErrorKind};

const SECRET: &str = "hush-hush-hush";

fn secret(text: &str) -> Result<HeaderValue, Failure> {
    let mut value = HeaderValue::from_str(text).map_err(|_| Failure::new("an invalid header value"))?;
    value.set_sensitive(true);
    Ok(value)
}

/// Requests that must fail on every transport, each with a secret.
async fn failing_requests<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Result<Vec<Request<Bytes>>, Failure> {
    let base = fixture.base();
    let urls = [
        format!("{}/x", fixture.fact("refused").await?),
        format!("{}/x", fixture.fact("no-tls").await?),
        format!("{base}/reset/0"),
        format!("{base}/close/0"),
        format!("{base}/cut/0"),
        format!("{base}/bytes/0/{}", fixture.max_response_size() + 1),
    ];
    let mut requests = Vec::new();
    for url in urls {
        let mut request = request(Method::POST, &url, "x")?;
        request.headers_mut().insert(AUTHORIZATION, secret(&format!("Bearer {SECRET}"))?);
        request.headers_mut().insert(HeaderName::from_static("x-gateway-key"), secret(SECRET)?);
        requests.push(request);
    }
    Ok(requests)
}

async fn errors<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Result<Vec<(String, TransportError)>, Failure> {
    let mut errors = Vec::new();
    for request in failing_requests(fixture).await? {
        let url = request.uri().to_string();
        // Other cases check that there is an error at all.
        errors.extend(fixture.transport().send(request, ATTEMPT).await.err().map(|error| (url, error)));
    }
    Ok(errors)
}

/// Each error has a more specific kind than `Other` or `Timeout`, and a source with a text.
pub async fn errors_have_kind_and_source<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    for (url, error) in errors(fixture).await? {
        let kind = error.kind();
        let vague = matches!(kind, TransportErrorKind::Other | TransportErrorKind::Timeout);
        ensure!(!vague, "{url}: the kind is {kind:?}");
        let text = error.source().map(ToString::to_string);
        ensure!(text.as_ref().is_some_and(|text| !text.trim().is_empty()), "{url}: the source is {text:?}");
    }
    Ok(Passed::Full)
}

/// Neither `Debug` nor `Display` of an error or of its causes shows a header of the request.
pub async fn errors_show_no_secret<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    for (url, error) in errors(fixture).await? {
        let mut text = format!("{error} {error:?} {error:#?}");
        let mut cause = error.source();
        while let Some(next) = cause {
            text = format!("{text} {next} {next:?}");
            cause = next.source();
        }
        ensure_eq!(text.find(SECRET), None, "{url}: the position of the secret in the error");
    }
    Ok(Passed::Full)
}

/// `Debug` of a transport that has sent secrets shows none.
pub async fn transport_shows_no_secret<T: HttpTransport + Debug>(fixture: &Fixture<'_, T>) -> Verdict {
    errors(fixture).await?;
    let text = format!("{:?} {:#?}", fixture.transport(), fixture.transport());
    ensure_eq!(text.find(SECRET), None, "the position of the secret in the transport");
    Ok(Passed::Full)
}
