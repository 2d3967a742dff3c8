//! What the operations that close many connections have in common.

use crate::request::Draft;
use crate::{BuildError, checks};
use alloc::string::String;
use alloc::vec::Vec;

#[derive(Clone, Debug, Default)]
pub(super) struct CloseOptions {
    pub(super) excluded: Vec<String>,
    pub(super) reason: Option<String>,
}

impl CloseOptions {
    pub(super) fn write<'a>(&self, draft: Draft<'a>) -> Result<Draft<'a>, BuildError> {
        self.excluded.iter().try_for_each(|id| checks::text("excluded", id))?;
        Ok(draft.query_each("excluded", &self.excluded).query_if("reason", self.reason.as_deref()))
    }
}

macro_rules! close_setters {
    ($operation:ident) => {
        impl $operation {
            /// Connections that stay open, by connection id. None of them need exist.
            pub fn excluded<I>(mut self, connection_ids: I) -> Self
            where
                I: IntoIterator,
                I::Item: Into<alloc::string::String>,
            {
                self.options.excluded.extend(connection_ids.into_iter().map(Into::into));
                self
            }

            /// Why, in words for the clients: one of a subprotocol reads it in its `disconnected` message.
            pub fn reason(mut self, reason: impl Into<alloc::string::String>) -> Self {
                self.options.reason = Some(reason.into());
                self
            }
        }
    };
}
pub(super) use close_setters;
