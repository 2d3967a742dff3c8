//! A call ends when its future is dropped, or at its timeout; one that is never polled does not begin.

use super::failures::check_kind;
use crate::concurrent::{Either, select};
use crate::fixture::{ATTEMPT, Wait, request};
use crate::verdict::{ensure, ensure_eq};
use crate::{Failure, Fixture, Limitation, Passed, Verdict};
use bytes::Bytes;
use http::Method;
use std::sync::Arc;
use std::time::Duration;
use webpubsub_core::transport::TransportErrorKind::{NotSent, Timeout};
use webpubsub_core::transport::{Attempt, HttpTransport, TransportError};

/// A call in progress is dropped, and the server sees connection or stream closed. A transport that blocks ends the call
/// by itself instead, with `Timeout` at `Attempt::timeout`.
pub async fn dropping_cancels<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    if fixture.has(Limitation::CannotCancel) {
        sent_times_out(fixture).await?;
        return Ok(Passed::SafeSide(Limitation::CannotCancel));
    }
    let id = fixture.fresh_id().await?;
    let request = fixture.request(Method::POST, &format!("/hang/{id}"), "x")?;
    match select(fixture.transport().send(request, ATTEMPT), fixture.seen(id, Wait::Arrived)).await {
        Either::Left(result) => return Err(Failure::new(format!("the call ended: {result:?}"))),
        Either::Right(seen) => ensure_eq!(seen?.arrivals, 1, "arrivals"),
    }
    ensure!(fixture.seen(id, Wait::Gone).await?.gone, "connection and stream stayed open");
    Ok(Passed::Full)
}

/// A transport that declares [`keeps_timeout`](crate::Backend::keeps_timeout) ends a call at `Attempt::timeout` by itself.
/// If the request was sent, the error is `Timeout`, the server sees connection or stream closed, and the next call
/// succeeds. If no connection was ready for the request, because the server does not respond to the TLS handshake, it is
/// `NotSent`.
pub async fn timeout_is_kept<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    if !fixture.keeps_timeout() {
        return Ok(Passed::DoesNotApply);
    }
    sent_times_out(fixture).await?;
    let error = time_out(fixture, &format!("{}/x", fixture.fact("silent").await?)).await?;
    if fixture.has(Limitation::ErrorsOpaque) {
        check_kind(&error, &[Timeout], false)?;
        return Ok(Passed::SafeSide(Limitation::ErrorsOpaque));
    }
    check_kind(&error, &[NotSent], false)
}

/// A call whose request was sent ends with `Timeout`, and the server sees connection or stream closed.
async fn sent_times_out<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Result<(), Failure> {
    let id = fixture.fresh_id().await?;
    let error = time_out(fixture, &format!("{}/hang/{id}", fixture.base())).await?;
    check_kind(&error, &[Timeout], false)?;
    ensure!(fixture.seen(id, Wait::Gone).await?.gone, "connection and stream stayed open");
    Ok(())
}

/// The error that ends a call to a server that never responds, if it ends the call at its timeout. The server gives up
/// after ten seconds.
async fn time_out<T: HttpTransport>(fixture: &Fixture<'_, T>, url: &str) -> Result<TransportError, Failure> {
    let timeout = Duration::from_millis(300);
    let request = request(Method::POST, url, "x")?;
    let (_, before) = fixture.clocks().await?;
    let result = fixture.transport().send(request, Attempt::new("health", 1, timeout)).await;
    let (_, after) = fixture.clocks().await?;
    let took = Duration::from_millis(after - before);
    // Generous, for a busy machine.
    ensure!(took < Duration::from_secs(5), "with a timeout of {timeout:?} the call took {took:?}: {result:?}");
    ensure!(took >= timeout, "with a timeout of {timeout:?} the call took only {took:?}: {result:?}");
    result.err().ok_or_else(|| Failure::new("a response from a server that sent none"))
}

/// A future that was never polled has sent nothing.
pub async fn unpolled_sends_nothing<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    let id = fixture.fresh_id().await?;
    let body: Arc<[u8]> = Arc::from(&b"x"[..]);
    let held = Arc::downgrade(&body);
    let request = fixture.request(Method::POST, &format!("/echo/{id}"), Bytes::from_owner(body))?;
    drop(fixture.transport().send(request, ATTEMPT));
    // Whatever still holds the body may be sending it; only then does the server wait for the request.
    let wait = if held.strong_count() > 0 { Wait::Arrived } else { Wait::Nothing };
    // A transport that sends a copy of the body holds nothing: during these calls its request can arrive.
    for _ in 0..3 {
        fixture.response(Method::GET, "/echo/0", Bytes::new()).await?;
    }
    ensure_eq!(fixture.seen(id, wait).await?.arrivals, 0, "arrivals");
    Ok(Passed::Full)
}
