//! In place of `tokens` without that feature: a client has what it proves itself with from the start.

use super::WebPubSubServiceClient;
use crate::credential::Kind;
use crate::{Authorization, ErrorKind};
use alloc::borrow::Cow;
use bytes::Bytes;
use core::convert::Infallible;
use core::future::{Ready, ready};
use core::time::Duration;
use http::Response;

/// Nobody can answer a demand for another token.
pub(super) type Challenge = Infallible;

#[allow(clippy::unused_self)] // As in `tokens`.
impl<T> WebPubSubServiceClient<T> {
    pub(super) fn authorize(
        &self,
        _: Option<&Challenge>,
        _: Duration,
    ) -> Ready<Result<Cow<'_, Authorization>, ErrorKind>> {
        let Kind::Fixed(authorization) = &self.credential().0;
        ready(Ok(Cow::Borrowed(authorization)))
    }

    pub(super) fn doubt(&self, _: &Authorization, _: &Response<Bytes>) -> Ready<()> {
        ready(())
    }

    pub(super) fn challenge(&self, _: &Authorization, _: &Response<Bytes>) -> Option<Challenge> {
        None
    }
}
