//! Answers are capped.

use super::failures::judge;
use crate::hash::{fingerprint, pattern};
use crate::lab::Wait;
use crate::verdict::{ensure, ensure_eq};
use crate::{Failure, Lab, Passed, Verdict};
use bytes::Bytes;
use http::Method;
use webpubsub_core::{HttpTransport, TransportErrorKind};

/// An answer of exactly the cap comes whole, announced or not.
pub async fn answer_at_the_cap<T: HttpTransport>(lab: &Lab<'_, T>) -> Verdict {
    for behaviour in ["bytes", "chunks"] {
        let id = lab.fresh_id().await?;
        let answer = lab.answer(Method::GET, &format!("/{behaviour}/{id}/{}", lab.cap()), Bytes::new()).await?;
        ensure_eq!(fingerprint(answer.body()), fingerprint(&pattern(lab.cap(), id)), "the body");
    }
    Ok(Passed::Full)
}

/// One byte more, announced by `Content-Length`, is `AnswerTooLarge`.
pub async fn announced_answer_over_the_cap<T: HttpTransport>(lab: &Lab<'_, T>) -> Verdict {
    over(lab, "bytes").await
}

/// One byte more without an announcement is `AnswerTooLarge`.
pub async fn unannounced_answer_over_the_cap<T: HttpTransport>(lab: &Lab<'_, T>) -> Verdict {
    over(lab, "chunks").await
}

async fn over<T: HttpTransport>(lab: &Lab<'_, T>, behaviour: &str) -> Verdict {
    let id = lab.fresh_id().await?;
    too_large(&lab.send(Method::GET, &format!("/{behaviour}/{id}/{}", lab.cap() + 1), Bytes::new()).await?)
}

/// An answer without end is `AnswerTooLarge`, and the server sees that nobody listens any more.
pub async fn endless_answer<T: HttpTransport>(lab: &Lab<'_, T>) -> Verdict {
    let id = lab.fresh_id().await?;
    too_large(&lab.send(Method::GET, &format!("/endless/{id}"), Bytes::new()).await?)?;
    ensure!(lab.seen(id, Wait::Gone).await?.gone, "the server could go on sending");
    Ok(Passed::Full)
}

/// No platform hides how much it has read, so this has no safe side.
fn too_large(result: &Result<http::Response<Bytes>, webpubsub_core::TransportError>) -> Verdict {
    match result {
        Ok(answer) => Err(Failure::new(format!("{} bytes came through", answer.body().len()))),
        Err(error) => judge(error, &[TransportErrorKind::AnswerTooLarge], false),
    }
}
