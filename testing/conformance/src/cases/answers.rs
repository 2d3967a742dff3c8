//! What comes back is what the server said.

use crate::hash::fingerprint;
use crate::lab::Wait;
use crate::verdict::{ensure, ensure_eq};
use crate::{Failure, Lab, Limit, Passed, Verdict};
use bytes::Bytes;
use http::Method;
use http::header::LOCATION;
use webpubsub_core::{HttpTransport, TransportErrorKind};

const STATUSES: [u16; 21] =
    [200, 201, 202, 204, 400, 401, 403, 404, 405, 408, 409, 412, 413, 418, 429, 500, 501, 502, 503, 504, 599];

/// Each status is an answer with its body, also 4xx and 5xx, and none is repeated.
pub async fn statuses<T: HttpTransport>(lab: &Lab<'_, T>) -> Verdict {
    let id = lab.fresh_id().await?;
    for status in STATUSES {
        let answer = lab.answer(Method::POST, &format!("/status/{id}/{status}"), "x").await?;
        ensure_eq!(answer.status().as_u16(), status, "status");
        let body = if status == 204 { String::new() } else { format!("status {status}") };
        ensure_eq!(String::from_utf8_lossy(answer.body()), body, "the body of {status}");
    }
    let arrivals = lab.seen(id, Wait::Nothing).await?.arrivals as usize;
    if lab.has(Limit::CannotCountConnections) {
        ensure!(arrivals >= STATUSES.len(), "{} requests made {arrivals} arrivals", STATUSES.len());
        return Ok(Passed::SafeSide(Limit::CannotCountConnections));
    }
    ensure_eq!(arrivals, STATUSES.len(), "arrivals");
    Ok(Passed::Full)
}

/// The headers that the client reads come back; two of one name come as two or as one with a comma.
pub async fn answer_headers<T: HttpTransport>(lab: &Lab<'_, T>) -> Verdict {
    let id = lab.fresh_id().await?;
    let answer = lab.answer(Method::GET, &format!("/headers/{id}"), Bytes::new()).await?;
    for (name, value) in [
        ("content-type", "application/json; charset=utf-8"),
        ("retry-after", "7"),
        ("retry-after-ms", "7000"),
        ("x-ms-error-code", "Error.Some.Thing"),
        ("x-ms-request-id", "server-1"),
        ("x-two", "one, two"),
    ] {
        let values: Vec<&str> = answer.headers().get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
        ensure_eq!(values.join(", "), value, "{name}");
    }
    Ok(Passed::Full)
}

/// Redirects are returned, and nobody goes where they point: a signed request does not wander.
pub async fn redirects<T: HttpTransport>(lab: &Lab<'_, T>) -> Verdict {
    let opaque = lab.has(Limit::RedirectsOpaque);
    for (status, method) in
        [(301, Method::GET), (302, Method::POST), (303, Method::PUT), (307, Method::POST), (308, Method::DELETE)]
    {
        let (id, target) = (lab.fresh_id().await?, lab.fresh_id().await?);
        match lab.send(method, &format!("/redirect/{id}/{status}?to={target}"), Bytes::new()).await? {
            Ok(answer) if !opaque => {
                ensure_eq!(answer.status().as_u16(), status, "status");
                let location = answer.headers().get(LOCATION).and_then(|value| value.to_str().ok());
                ensure_eq!(location, Some(format!("{}/echo/{target}", lab.base()).as_str()), "location");
            }
            Err(error) if opaque => {
                ensure!(error.kind() != TransportErrorKind::NotSent, "a redirect counts as not sent");
            }
            Ok(answer) => return Err(Failure::new(format!("{status} came as {}", answer.status()))),
            Err(error) => return Err(crate::lab::unexpected(&status.to_string(), &error)),
        }
        ensure_eq!(lab.seen(id, Wait::Nothing).await?.arrivals, 1, "arrivals for {status}");
        ensure_eq!(lab.seen(target, Wait::Nothing).await?.arrivals, 0, "arrivals where {status} points");
    }
    Ok(if opaque { Passed::SafeSide(Limit::RedirectsOpaque) } else { Passed::Full })
}

/// The length that an answer to HEAD announces is no body: nobody waits for it.
pub async fn head_announces_a_body<T: HttpTransport>(lab: &Lab<'_, T>) -> Verdict {
    let id = lab.fresh_id().await?;
    let answer = lab.answer(Method::HEAD, &format!("/bytes/{id}/{}", lab.cap() + 1), Bytes::new()).await?;
    ensure_eq!((answer.status().as_u16(), answer.body().len()), (200, 0), "status and length");
    Ok(Passed::Full)
}

/// 100 and 103 come before an answer and are none. HTTP/1 only.
pub async fn informational_answers<T: HttpTransport>(lab: &Lab<'_, T>) -> Verdict {
    if lab.is_http2().await? {
        return Ok(Passed::DoesNotApply);
    }
    let id = lab.fresh_id().await?;
    let answer = lab.answer(Method::POST, &format!("/hints/{id}"), "x").await?;
    ensure_eq!((answer.status().as_u16(), answer.body().as_ref()), (200, &b"done"[..]), "the answer");
    Ok(Passed::Full)
}

/// An answer that comes byte by byte is whole in the end.
pub async fn slow_answer<T: HttpTransport>(lab: &Lab<'_, T>) -> Verdict {
    let id = lab.fresh_id().await?;
    let answer = lab.answer(Method::GET, &format!("/slow/{id}/20"), Bytes::new()).await?;
    ensure_eq!(String::from_utf8_lossy(answer.body()), "x".repeat(20), "the body");
    Ok(Passed::Full)
}

/// A body whose end is the end of the connection is whole. HTTP/1 only.
pub async fn answer_until_close<T: HttpTransport>(lab: &Lab<'_, T>) -> Verdict {
    if lab.is_http2().await? {
        return Ok(Passed::DoesNotApply);
    }
    let id = lab.fresh_id().await?;
    let answer = lab.answer(Method::GET, &format!("/until-close/{id}/70000"), Bytes::new()).await?;
    ensure_eq!(fingerprint(answer.body()), fingerprint(&crate::hash::pattern(70_000, id)), "the body");
    Ok(Passed::Full)
}
