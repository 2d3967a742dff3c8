//! Connections are reused, and a failure on one does not affect the next call.

use crate::concurrent::join_all;
use crate::fixture::Wait;
use crate::hash::{fingerprint, pattern};
use crate::verdict::{ensure, ensure_eq};
use crate::{Fixture, Limitation, Passed, Verdict};
use http::Method;
use webpubsub_core::transport::{HttpTransport, TransportErrorKind};

/// Consecutive calls use one connection, whatever the response. Where the platform decides about that, each call gets a
/// response all the same.
pub async fn connections_are_reused<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    let mut numbers = Vec::new();
    for (method, path, body) in [
        (Method::POST, "/echo/0", pattern(65_536, 1)),
        (Method::GET, "/echo/0", Vec::new()),
        (Method::HEAD, "/bytes/0/100", Vec::new()),
        (Method::DELETE, "/status/0/204", Vec::new()),
        (Method::POST, "/status/0/404", b"x".to_vec()),
        (Method::PUT, "/status/0/500", Vec::new()),
        (Method::GET, "/chunks/0/100000", Vec::new()),
        (Method::POST, "/echo/0", b"x".to_vec()),
    ] {
        let response = fixture.response(method, path, body).await?;
        numbers.push(response.headers().get("x-connection").cloned());
    }
    if fixture.has(Limitation::CannotCountConnections) {
        return Ok(Passed::SafeSide(Limitation::CannotCountConnections));
    }
    ensure!(numbers.windows(2).all(|pair| pair[0].is_some() && pair[0] == pair[1]), "connections: {numbers:?}");
    Ok(Passed::Full)
}

/// The server responds, then closes the connection without announcing it. The next call gets its response, or an error of
/// a true kind; it arrives at most once.
pub async fn closed_while_idle<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    for _ in 0..20 {
        let id = fixture.fresh_id().await?;
        fixture.response(Method::POST, "/then-close/0", "x").await?;
        let result = fixture.send(Method::POST, &format!("/echo/{id}"), "x").await?;
        let arrivals = fixture.seen(id, Wait::Nothing).await?.arrivals;
        match result {
            Ok(response) => ensure_eq!((response.status().as_u16(), arrivals), (200, 1), "status and arrivals"),
            Err(error) if error.kind() == TransportErrorKind::NotSent && !fixture.has(Limitation::ErrorsOpaque) => {
                ensure_eq!(arrivals, 0, "arrivals after NotSent");
            }
            Err(error) => {
                ensure_eq!(error.kind(), TransportErrorKind::Interrupted, "the kind");
                ensure!(arrivals <= 1, "it arrived {arrivals} times");
            }
        }
    }
    Ok(Passed::Full)
}

/// After each kind of failure the next call succeeds.
pub async fn failures_do_not_stay<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    let big = format!("bytes/0/{}", fixture.max_response_size() + 1);
    for behaviour in
        [&big, "endless/0", "cut/0", "cut-chunks/0", "reset/0", "close/0", "reject-early/0", "status/0/503"]
    {
        // Other cases check the outcome of these.
        let _ = fixture.send(Method::POST, &format!("/{behaviour}"), "x").await?;
        let body = pattern(1_000, fixture.fresh_id().await?);
        let response = fixture.response(Method::POST, "/echo/0", body.clone()).await?;
        ensure_eq!(fingerprint(response.body()), fingerprint(&body), "the response after {behaviour}");
    }
    Ok(Passed::Full)
}

/// 64 concurrent calls, whose responses come out of order, each get their own response.
pub async fn concurrent_calls_do_not_mix<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    let id = fixture.fresh_id().await?;
    let calls = (0..64_u64).map(|number| async move {
        let body = pattern(1_000 + usize::try_from(number).unwrap_or(0), number);
        let path = format!("/late/{id}/{}", number * 37 % 50);
        let response = fixture.response(Method::POST, &path, body.clone()).await?;
        ensure_eq!(fingerprint(response.body()), fingerprint(&body), "the response to call {number}");
        Ok(())
    });
    for outcome in join_all(calls).await {
        outcome?;
    }
    ensure_eq!(fixture.seen(id, Wait::Nothing).await?.arrivals, 64, "arrivals");
    Ok(Passed::Full)
}
