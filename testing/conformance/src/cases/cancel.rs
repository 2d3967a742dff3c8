//! Dropping the future cancels.

use crate::lab::{Wait, request};
use crate::together::{First, first};
use crate::verdict::{ensure, ensure_eq};
use crate::{Failure, Lab, Limit, Passed, Verdict};
use bytes::Bytes;
use http::Method;
use std::time::Duration;
use webpubsub_core::{HttpTransport, TransportErrorKind};

/// A call under way is dropped, and the server sees connection or stream go. A transport that blocks ends the call by
/// itself, at the request's `Attempt::time_left`, with `Timeout`.
pub async fn dropping_cancels<T: HttpTransport>(lab: &Lab<'_, T>) -> Verdict {
    let id = lab.fresh_id().await?;
    let url = format!("{}/hang/{id}", lab.base());
    let passed = if lab.has(Limit::CannotCancel) {
        let request = request(Method::POST, &url, "x", Duration::from_millis(300))?;
        match lab.transport().send(request).await {
            Ok(answer) => return Err(Failure::new(format!("{} where there was no answer", answer.status()))),
            Err(error) => ensure_eq!(error.kind(), TransportErrorKind::Timeout, "the kind"),
        }
        Passed::SafeSide(Limit::CannotCancel)
    } else {
        let request = request(Method::POST, &url, "x", Duration::from_secs(30))?;
        match first(lab.transport().send(request), lab.seen(id, Wait::Arrived)).await {
            First::Left(result) => return Err(Failure::new(format!("the call ended: {result:?}"))),
            First::Right(seen) => ensure_eq!(seen?.arrivals, 1, "arrivals"),
        }
        Passed::Full
    };
    ensure!(lab.seen(id, Wait::Gone).await?.gone, "connection and stream stayed");
    Ok(passed)
}

/// A future that was never polled has sent nothing.
pub async fn unpolled_sends_nothing<T: HttpTransport>(lab: &Lab<'_, T>) -> Verdict {
    let id = lab.fresh_id().await?;
    let request = lab.request(Method::POST, &format!("/echo/{id}"), "x")?;
    drop(lab.transport().send(request));
    // Time for it to arrive, if it was sent after all.
    for _ in 0..3 {
        lab.answer(Method::GET, "/echo/0", Bytes::new()).await?;
    }
    ensure_eq!(lab.seen(id, Wait::Nothing).await?.arrivals, 0, "arrivals");
    Ok(Passed::Full)
}
