//! No answer: the kind of the error is the weakest that is true.

use crate::lab::{Wait, request};
use crate::verdict::{ensure, ensure_eq};
use crate::{Failure, Lab, Limit, Passed, Verdict};
use bytes::Bytes;
use http::{Method, Response};
use std::time::Duration;
use webpubsub_core::TransportErrorKind::{Interrupted, NotSent};
use webpubsub_core::{HttpTransport, TransportError, TransportErrorKind};

/// Whether an error is of one of these kinds; where the platform says nothing, whether it is `Interrupted`.
pub(super) fn judge(error: &TransportError, kinds: &[TransportErrorKind], opaque: bool) -> Verdict {
    if opaque {
        ensure_eq!(error.kind(), Interrupted, "the kind of an error without a reason");
        return Ok(Passed::SafeSide(Limit::ErrorsOpaque));
    }
    if !kinds.contains(&error.kind()) {
        return Err(crate::lab::unexpected(&format!("expected {kinds:?}, the request"), error));
    }
    Ok(Passed::Full)
}

/// As [`judge`], for a result that must be an error.
pub(super) fn fails<T: HttpTransport>(
    lab: &Lab<'_, T>,
    result: Result<Response<Bytes>, TransportError>,
    kinds: &[TransportErrorKind],
) -> Verdict {
    match result {
        Ok(answer) => Err(Failure::new(format!("an answer {} where {kinds:?} was due", answer.status()))),
        Err(error) => judge(&error, kinds, lab.has(Limit::ErrorsOpaque)),
    }
}

async fn not_sent<T: HttpTransport>(lab: &Lab<'_, T>, url: &str) -> Verdict {
    let request = request(Method::POST, url, "x", Duration::from_secs(30))?;
    fails(lab, lab.transport().send(request).await, &[NotSent])
}

/// A port where nobody listens: `NotSent`.
pub async fn connection_refused<T: HttpTransport>(lab: &Lab<'_, T>) -> Verdict {
    not_sent(lab, &format!("{}/x", lab.fact("refused").await?)).await
}

/// A host that does not exist: `NotSent`. Its name is too long to be asked for, so that no network is needed.
pub async fn unknown_host<T: HttpTransport>(lab: &Lab<'_, T>) -> Verdict {
    not_sent(lab, &format!("http://{}.invalid/x", "a".repeat(64))).await
}

/// `https` where the other side speaks no TLS: `NotSent`.
pub async fn tls_fails<T: HttpTransport>(lab: &Lab<'_, T>) -> Verdict {
    not_sent(lab, &format!("{}/x", lab.fact("no-tls").await?)).await
}

/// The server reads the request and breaks a new connection: `Interrupted`, and the request came once.
pub async fn reset_after_the_request<T: HttpTransport>(lab: &Lab<'_, T>) -> Verdict {
    lost(lab, "reset", true).await
}

/// The server reads the request and closes a new connection: `Interrupted`, and the request came once.
pub async fn close_after_the_request<T: HttpTransport>(lab: &Lab<'_, T>) -> Verdict {
    lost(lab, "close", true).await
}

/// The same on a connection that has carried requests before. Many HTTP libraries send again here, on their own: a
/// message would be delivered twice.
pub async fn reset_on_a_used_connection<T: HttpTransport>(lab: &Lab<'_, T>) -> Verdict {
    let reset = lost(lab, "reset", false).await?;
    lost(lab, "close", false).await?;
    Ok(reset)
}

async fn lost<T: HttpTransport>(lab: &Lab<'_, T>, behaviour: &str, new: bool) -> Verdict {
    let id = lab.fresh_id().await?;
    let end = if new { "/echo/0?close" } else { "/echo/0" };
    lab.answer(Method::GET, end, Bytes::new()).await?;
    let result = lab.send(Method::POST, &format!("/{behaviour}/{id}"), "x").await?;
    let passed = fails(lab, result, &[Interrupted])?;
    arrived_once(lab, id, passed).await
}

/// The lost request came once; where the platform pools as it likes, at most twice.
pub(super) async fn arrived_once<T: HttpTransport>(lab: &Lab<'_, T>, id: u64, passed: Passed) -> Verdict {
    let arrivals = lab.seen(id, Wait::Nothing).await?.arrivals;
    if lab.has(Limit::CannotCountConnections) {
        ensure!((1..=2).contains(&arrivals), "it arrived {arrivals} times");
        return Ok(Passed::SafeSide(Limit::CannotCountConnections));
    }
    ensure_eq!(arrivals, 1, "arrivals");
    Ok(passed)
}

/// HTTP/2 `REFUSED_STREAM` is the server's word that it has not looked at the request: `NotSent`. HTTP/2 only.
pub async fn stream_refused<T: HttpTransport>(lab: &Lab<'_, T>) -> Verdict {
    if !lab.is_http2().await? {
        return Ok(Passed::DoesNotApply);
    }
    let id = lab.fresh_id().await?;
    let result = lab.send(Method::POST, &format!("/refused-stream/{id}"), "x").await?;
    fails(lab, result, &[NotSent])
}
