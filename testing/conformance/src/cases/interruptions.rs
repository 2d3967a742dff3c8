//! Requests and responses that end in the middle.

use super::failures::{arrived_once, expect_error};
use crate::verdict::ensure_eq;
use crate::{Fixture, Limitation, Passed, Verdict};
use bytes::Bytes;
use http::Method;
use webpubsub_core::transport::HttpTransport;
use webpubsub_core::transport::TransportErrorKind::{Interrupted, Other};

/// More than all buffers between client and server hold, so that the rest is unwritten when the connection breaks.
const LONG: usize = 16 * 1_024 * 1_024;

/// The server reads the head of a long request and resets the connection: `Interrupted`.
pub async fn reset_inside_the_request<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    let id = fixture.fresh_id().await?;
    let result = fixture.send(Method::POST, &format!("/early/{id}"), vec![b'x'; LONG]).await?;
    let passed = expect_error(fixture, result, &[Interrupted])?;
    arrived_once(fixture, id, passed).await
}

/// The server responds 413 to the head of a long request, and closes. A transport that has read the response returns it;
/// otherwise the error is `Interrupted`. On a platform with opaque errors either can happen, so a response counts only as
/// the safe side.
pub async fn response_before_the_request_ends<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    let id = fixture.fresh_id().await?;
    match fixture.send(Method::POST, &format!("/reject-early/{id}"), vec![b'x'; LONG]).await? {
        Ok(response) => {
            ensure_eq!(response.status().as_u16(), 413, "status");
            let opaque = fixture.has(Limitation::ErrorsOpaque);
            Ok(if opaque { Passed::SafeSide(Limitation::ErrorsOpaque) } else { Passed::Full })
        }
        failed => expect_error(fixture, failed, &[Interrupted]),
    }
}

/// A response that ends before its announced length, or before its last chunk, is `Interrupted`, never a short body.
pub async fn response_is_truncated<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    let mut passed = Passed::Full;
    for behaviour in ["cut", "cut-chunks"] {
        let id = fixture.fresh_id().await?;
        let result = fixture.send(Method::GET, &format!("/{behaviour}/{id}"), Bytes::new()).await?;
        passed = expect_error(fixture, result, &[Interrupted])?;
    }
    Ok(passed)
}

/// A response that is not HTTP is an error, but not `NotSent`. HTTP/1 only.
pub async fn response_is_garbage<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    if fixture.is_http2().await? {
        return Ok(Passed::DoesNotApply);
    }
    let id = fixture.fresh_id().await?;
    let result = fixture.send(Method::POST, &format!("/garbage/{id}"), "x").await?;
    expect_error(fixture, result, &[Interrupted, Other])
}
