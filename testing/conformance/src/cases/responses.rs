//! The transport returns the response that the server sent.

use crate::fixture::Wait;
use crate::hash::fingerprint;
use crate::verdict::{ensure, ensure_eq};
use crate::{Failure, Fixture, Limitation, Passed, Verdict};
use bytes::Bytes;
use http::Method;
use http::header::LOCATION;
use webpubsub_core::transport::{HttpTransport, TransportErrorKind};

const STATUSES: [u16; 21] =
    [200, 201, 202, 204, 400, 401, 403, 404, 405, 408, 409, 412, 413, 418, 429, 500, 501, 502, 503, 504, 599];

/// Each status is a response with its body, 4xx and 5xx too, and no request is sent twice.
pub async fn statuses<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    let id = fixture.fresh_id().await?;
    for status in STATUSES {
        let response = fixture.response(Method::POST, &format!("/status/{id}/{status}"), "x").await?;
        ensure_eq!(response.status().as_u16(), status, "status");
        let body = if status == 204 { String::new() } else { format!("status {status}") };
        ensure_eq!(String::from_utf8_lossy(response.body()), body, "the body of {status}");
    }
    let arrivals = fixture.seen(id, Wait::Nothing).await?.arrivals as usize;
    if fixture.has(Limitation::CannotCountConnections) {
        let once = STATUSES.len();
        ensure!((once..=2 * once).contains(&arrivals), "{once} requests arrived {arrivals} times");
        return Ok(Passed::SafeSide(Limitation::CannotCountConnections));
    }
    ensure_eq!(arrivals, STATUSES.len(), "arrivals");
    Ok(Passed::Full)
}

/// The headers that the client reads are returned; two of one name are two headers or one with a comma.
pub async fn response_headers<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    let id = fixture.fresh_id().await?;
    let response = fixture.response(Method::GET, &format!("/headers/{id}"), Bytes::new()).await?;
    for (name, value) in [
        ("content-type", "application/json; charset=utf-8"),
        ("retry-after", "7"),
        ("retry-after-ms", "7000"),
        ("x-ms-error-code", "Error.Some.Thing"),
        ("x-ms-request-id", "server-1"),
        ("x-two", "one, two"),
    ] {
        let values: Vec<&str> =
            response.headers().get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
        ensure_eq!(values.join(", "), value, "{name}");
    }
    Ok(Passed::Full)
}

/// Redirects are returned and not followed: a signed request goes to its own URL only.
pub async fn redirects<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    let opaque = fixture.has(Limitation::RedirectsOpaque);
    for (status, method) in
        [(301, Method::GET), (302, Method::POST), (303, Method::PUT), (307, Method::POST), (308, Method::DELETE)]
    {
        let (id, target) = (fixture.fresh_id().await?, fixture.fresh_id().await?);
        match fixture.send(method, &format!("/redirect/{id}/{status}?to={target}"), Bytes::new()).await? {
            Ok(response) if !opaque => {
                ensure_eq!(response.status().as_u16(), status, "status");
                let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
                ensure_eq!(location, Some(format!("{}/echo/{target}", fixture.base()).as_str()), "location");
            }
            Err(error) if opaque => {
                ensure!(error.kind() != TransportErrorKind::NotSent, "a redirect counts as not sent");
            }
            Ok(response) => return Err(Failure::new(format!("{status} was returned as {}", response.status()))),
            Err(error) => return Err(crate::fixture::unexpected(&status.to_string(), &error)),
        }
        ensure_eq!(fixture.seen(id, Wait::Nothing).await?.arrivals, 1, "arrivals for {status}");
        ensure_eq!(fixture.seen(target, Wait::Nothing).await?.arrivals, 0, "arrivals at the target of {status}");
    }
    Ok(if opaque { Passed::SafeSide(Limitation::RedirectsOpaque) } else { Passed::Full })
}

/// The length that a response to HEAD announces is not the length of its body: the body is empty.
pub async fn head_announces_a_body<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    let id = fixture.fresh_id().await?;
    let response = fixture
        .response(Method::HEAD, &format!("/bytes/{id}/{}", fixture.max_response_size() + 1), Bytes::new())
        .await?;
    ensure_eq!((response.status().as_u16(), response.body().len()), (200, 0), "status and length");
    Ok(Passed::Full)
}

/// 100 and 103 precede the response and are skipped. HTTP/1 only.
pub async fn informational_responses<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    if fixture.is_http2().await? {
        return Ok(Passed::DoesNotApply);
    }
    let id = fixture.fresh_id().await?;
    let response = fixture.response(Method::POST, &format!("/hints/{id}"), "x").await?;
    ensure_eq!((response.status().as_u16(), response.body().as_ref()), (200, &b"done"[..]), "status and body");
    Ok(Passed::Full)
}

/// A response that arrives byte by byte is returned whole.
pub async fn slow_response<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    let id = fixture.fresh_id().await?;
    let response = fixture.response(Method::GET, &format!("/slow/{id}/60"), Bytes::new()).await?;
    ensure_eq!(String::from_utf8_lossy(response.body()), "x".repeat(60), "the body");
    Ok(Passed::Full)
}

/// A body that ends with the connection is returned whole. HTTP/1 only.
pub async fn response_until_close<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    if fixture.is_http2().await? {
        return Ok(Passed::DoesNotApply);
    }
    let id = fixture.fresh_id().await?;
    let response = fixture.response(Method::GET, &format!("/until-close/{id}/70000"), Bytes::new()).await?;
    ensure_eq!(fingerprint(response.body()), fingerprint(&crate::hash::pattern(70_000, id)), "the body");
    Ok(Passed::Full)
}
