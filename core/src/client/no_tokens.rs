//! In place of `tokens` without that feature: the credential of a client is available from the start.

use super::WebPubSubServiceClient;
use super::call_state::CallState;
use crate::credential::CredentialKind;
use crate::{Authorization, ErrorKind};
use alloc::borrow::Cow;
use bytes::Bytes;
use core::convert::Infallible;
use core::future::{Ready, ready};
use http::Response;

/// A rejected credential has no replacement.
pub(super) type Rejection = Infallible;

#[allow(clippy::unused_self)] // As in `tokens`.
impl<T> WebPubSubServiceClient<T> {
    pub(super) fn authorize(
        &self,
        _: &CallState<'_>,
        _: Option<&Rejection>,
    ) -> Ready<Result<Cow<'_, Authorization>, ErrorKind>> {
        ready(match &self.credential().0 {
            CredentialKind::Fixed(authorization) => Ok(Cow::Borrowed(authorization)),
            CredentialKind::None => Err(super::no_credential()),
        })
    }

    pub(super) fn rejected(&self, _: &Authorization, _: &Response<Bytes>) -> Ready<Option<Rejection>> {
        ready(None)
    }
}
