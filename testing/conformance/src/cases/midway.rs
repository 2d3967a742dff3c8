//! Requests and answers that break in the middle.

use super::failures::{arrived_once, fails};
use crate::verdict::ensure_eq;
use crate::{Lab, Passed, Verdict};
use bytes::Bytes;
use http::Method;
use webpubsub_core::HttpTransport;
use webpubsub_core::TransportErrorKind::{Interrupted, Other};

/// More than what the buffers on the way take, so that the rest has not been written when the connection breaks.
const LONG: usize = 16 * 1_024 * 1_024;

/// The server reads the head of a long request and breaks the connection: `Interrupted`.
pub async fn reset_inside_the_request<T: HttpTransport>(lab: &Lab<'_, T>) -> Verdict {
    let id = lab.fresh_id().await?;
    let result = lab.send(Method::POST, &format!("/early/{id}"), vec![b'x'; LONG]).await?;
    let passed = fails(lab, result, &[Interrupted])?;
    arrived_once(lab, id, passed).await
}

/// The server answers 413 to the head of a long request, and closes. Whoever has seen the answer returns it; otherwise
/// it is `Interrupted`.
pub async fn answer_before_the_request_ends<T: HttpTransport>(lab: &Lab<'_, T>) -> Verdict {
    let id = lab.fresh_id().await?;
    match lab.send(Method::POST, &format!("/refuse-early/{id}"), vec![b'x'; LONG]).await? {
        Ok(answer) => {
            ensure_eq!(answer.status().as_u16(), 413, "status");
            Ok(Passed::Full)
        }
        failed => fails(lab, failed, &[Interrupted]),
    }
}

/// An answer that ends before its announced length, or before its last chunk: `Interrupted`, never a short body.
pub async fn answer_is_cut<T: HttpTransport>(lab: &Lab<'_, T>) -> Verdict {
    let mut passed = Passed::Full;
    for behaviour in ["cut", "cut-chunks"] {
        let id = lab.fresh_id().await?;
        let result = lab.send(Method::GET, &format!("/{behaviour}/{id}"), Bytes::new()).await?;
        passed = fails(lab, result, &[Interrupted])?;
    }
    Ok(passed)
}

/// An answer that is no HTTP: an error, but not `NotSent`. HTTP/1 only.
pub async fn answer_is_garbage<T: HttpTransport>(lab: &Lab<'_, T>) -> Verdict {
    if lab.is_http2().await? {
        return Ok(Passed::DoesNotApply);
    }
    let id = lab.fresh_id().await?;
    let result = lab.send(Method::POST, &format!("/garbage/{id}"), "x").await?;
    fails(lab, result, &[Interrupted, Other])
}
