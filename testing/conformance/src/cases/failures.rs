//! Without a response, the kind of the error claims no more than is known.

use crate::fixture::{ATTEMPT, Wait, request};
use crate::verdict::{ensure, ensure_eq};
use crate::{Failure, Fixture, Limitation, Passed, Verdict};
use bytes::Bytes;
use http::{Method, Response};
use webpubsub_core::transport::TransportErrorKind::{Interrupted, NotSent};
use webpubsub_core::transport::{HttpTransport, TransportError, TransportErrorKind};

/// Whether an error is of one of these kinds; where the platform gives no reason, whether it is `Interrupted`.
pub(super) fn check_kind(error: &TransportError, kinds: &[TransportErrorKind], opaque: bool) -> Verdict {
    if opaque {
        ensure_eq!(error.kind(), Interrupted, "the kind of an error without a reason");
        return Ok(Passed::SafeSide(Limitation::ErrorsOpaque));
    }
    if !kinds.contains(&error.kind()) {
        return Err(crate::fixture::unexpected(&format!("expected {kinds:?}, the request"), error));
    }
    Ok(Passed::Full)
}

/// As [`check_kind`], for a result that must be an error.
pub(super) fn expect_error<T: HttpTransport>(
    fixture: &Fixture<'_, T>,
    result: Result<Response<Bytes>, TransportError>,
    kinds: &[TransportErrorKind],
) -> Verdict {
    match result {
        Ok(response) => Err(Failure::new(format!("status {} instead of {kinds:?}", response.status()))),
        Err(error) => check_kind(&error, kinds, fixture.has(Limitation::ErrorsOpaque)),
    }
}

async fn not_sent<T: HttpTransport>(fixture: &Fixture<'_, T>, url: &str) -> Verdict {
    let request = request(Method::POST, url, "x")?;
    expect_error(fixture, fixture.transport().send(request, ATTEMPT).await, &[NotSent])
}

/// A port where no server listens: `NotSent`.
pub async fn connection_refused<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    not_sent(fixture, &format!("{}/x", fixture.fact("refused").await?)).await
}

/// A host that does not exist: `NotSent`. Its name is too long for DNS, so that the case needs no network.
pub async fn unknown_host<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    not_sent(fixture, &format!("http://{}.invalid/x", "a".repeat(64))).await
}

/// `https` where the server does not speak TLS: `NotSent`.
pub async fn tls_fails<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    not_sent(fixture, &format!("{}/x", fixture.fact("no-tls").await?)).await
}

/// The server reads the request and resets a new connection: `Interrupted`, and the request arrives once.
pub async fn reset_after_the_request<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    lost(fixture, "reset", true).await
}

/// The server reads the request and closes a new connection: `Interrupted`, and the request arrives once.
pub async fn close_after_the_request<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    lost(fixture, "close", true).await
}

/// The same on a connection that was used before. Many HTTP libraries retry here by themselves: a message would be
/// delivered twice.
pub async fn reset_on_a_used_connection<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    let reset = lost(fixture, "reset", false).await?;
    lost(fixture, "close", false).await?;
    Ok(reset)
}

async fn lost<T: HttpTransport>(fixture: &Fixture<'_, T>, behaviour: &str, new: bool) -> Verdict {
    let id = fixture.fresh_id().await?;
    let end = if new { "/echo/0?close" } else { "/echo/0" };
    fixture.response(Method::GET, end, Bytes::new()).await?;
    let result = fixture.send(Method::POST, &format!("/{behaviour}/{id}"), "x").await?;
    let passed = expect_error(fixture, result, &[Interrupted])?;
    arrived_once(fixture, id, passed).await
}

/// The lost request arrives once; where the platform decides about pooling, at most twice.
pub(super) async fn arrived_once<T: HttpTransport>(fixture: &Fixture<'_, T>, id: u64, passed: Passed) -> Verdict {
    let arrivals = fixture.seen(id, Wait::Nothing).await?.arrivals;
    if fixture.has(Limitation::CannotCountConnections) {
        ensure!((1..=2).contains(&arrivals), "it arrived {arrivals} times");
        return Ok(Passed::SafeSide(Limitation::CannotCountConnections));
    }
    ensure_eq!(arrivals, 1, "arrivals");
    Ok(passed)
}

/// HTTP/2 `REFUSED_STREAM` says that the server has not processed the request: `NotSent`. HTTP/2 only.
pub async fn stream_refused<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    if !fixture.is_http2().await? {
        return Ok(Passed::DoesNotApply);
    }
    let id = fixture.fresh_id().await?;
    let result = fixture.send(Method::POST, &format!("/refused-stream/{id}"), "x").await?;
    expect_error(fixture, result, &[NotSent])
}
