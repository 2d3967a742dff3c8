//! What the operations that close many connections have in common.

use super::{ServiceUrl, UnsignedRequest};
use crate::{BuildError, Method, validate};
use alloc::string::String;
use alloc::vec::Vec;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct CloseOptions {
    pub(super) excluded: Vec<String>,
    pub(super) reason: Option<String>,
}

impl CloseOptions {
    /// The request to a URL without a query.
    pub(super) fn request(&self, url: ServiceUrl<'_>) -> Result<UnsignedRequest, BuildError> {
        self.excluded.iter().try_for_each(|id| validate::text("excluded", id))?;
        let url = url.query_each("excluded", &self.excluded).query_if("reason", self.reason.as_deref());
        Ok(UnsignedRequest::new(Method::Post, url))
    }
}

macro_rules! close_setters {
    ($operation:ident) => {
        impl $operation {
            /// Connections that stay open, by connection id. None of them need exist.
            #[doc(alias = "except")]
            pub fn excluded<I>(mut self, connection_ids: I) -> Self
            where
                I: IntoIterator,
                I::Item: Into<alloc::string::String>,
            {
                self.options.excluded.extend(connection_ids.into_iter().map(Into::into));
                self
            }

            /// The reason, for the clients: those of a subprotocol receive it in their `disconnected` message.
            pub fn reason(mut self, reason: impl Into<alloc::string::String>) -> Self {
                self.options.reason = Some(reason.into());
                self
            }
        }
    };
}
pub(super) use close_setters;
