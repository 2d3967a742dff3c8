//! Responses have a maximum size.

use super::failures::check_kind;
use crate::fixture::Wait;
use crate::hash::{fingerprint, pattern};
use crate::verdict::{ensure, ensure_eq};
use crate::{Failure, Fixture, Passed, Verdict};
use bytes::Bytes;
use http::Method;
use webpubsub_core::transport::{HttpTransport, TransportErrorKind};

/// A response of exactly the maximum size is returned whole, its length announced or not.
pub async fn response_of_max_size<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    for behaviour in ["bytes", "chunks"] {
        let id = fixture.fresh_id().await?;
        let response = fixture
            .response(Method::GET, &format!("/{behaviour}/{id}/{}", fixture.max_response_size()), Bytes::new())
            .await?;
        ensure_eq!(fingerprint(response.body()), fingerprint(&pattern(fixture.max_response_size(), id)), "the body");
    }
    Ok(Passed::Full)
}

/// One byte more, announced by `Content-Length`, is `ResponseTooLarge`.
pub async fn announced_response_over_max_size<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    over_max_size(fixture, "bytes").await
}

/// One byte more, without an announced length, is `ResponseTooLarge`.
pub async fn unannounced_response_over_max_size<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    over_max_size(fixture, "chunks").await
}

async fn over_max_size<T: HttpTransport>(fixture: &Fixture<'_, T>, behaviour: &str) -> Verdict {
    let id = fixture.fresh_id().await?;
    too_large(
        &fixture
            .send(Method::GET, &format!("/{behaviour}/{id}/{}", fixture.max_response_size() + 1), Bytes::new())
            .await?,
    )
}

/// A response without end is `ResponseTooLarge`, and the server sees the connection or stream closed.
pub async fn endless_response<T: HttpTransport>(fixture: &Fixture<'_, T>) -> Verdict {
    let id = fixture.fresh_id().await?;
    too_large(&fixture.send(Method::GET, &format!("/endless/{id}"), Bytes::new()).await?)?;
    ensure!(fixture.seen(id, Wait::Gone).await?.gone, "connection and stream stayed open");
    Ok(Passed::Full)
}

/// Every platform shows how much it has read, so this has no safe side.
fn too_large(result: &Result<http::Response<Bytes>, webpubsub_core::TransportError>) -> Verdict {
    match result {
        Ok(response) => Err(Failure::new(format!("{} bytes were returned", response.body().len()))),
        Err(error) => check_kind(error, &[TransportErrorKind::ResponseTooLarge], false),
    }
}
