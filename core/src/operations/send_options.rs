//! What the four sends have in common beside the message.

use crate::request::Draft;
use crate::{BuildError, Filter, checks};
use alloc::string::{String, ToString};
use alloc::vec::Vec;

#[derive(Clone, Debug, Default)]
pub(super) struct SendOptions {
    pub(super) excluded: Vec<String>,
    pub(super) filter: Option<Filter>,
    pub(super) message_ttl_seconds: Option<u32>,
}

impl SendOptions {
    pub(super) fn write<'a>(&self, draft: Draft<'a>) -> Result<Draft<'a>, BuildError> {
        for connection_id in &self.excluded {
            checks::id("excluded", connection_id)?;
        }
        let mut draft = draft.query_each("excluded", &self.excluded);
        if let Some(filter) = &self.filter {
            filter.check()?;
            draft = draft.query("filter", filter.as_str());
        }
        if let Some(seconds) = self.message_ttl_seconds {
            checks::within("message_ttl_seconds", seconds.into(), 0..=300)?;
            draft = draft.query("messageTtlSeconds", &seconds.to_string());
        }
        Ok(draft)
    }
}

/// The setters that a send offers; each file names those that its operation has.
macro_rules! send_setters {
    ($operation:ident: $($option:ident),+) => {
        impl $operation {
            $(send_setters!(@$option);)+
        }
    };
    (@excluded) => {
        /// Connections that do not get the message, by connection id. None of them need exist.
        pub fn excluded<I>(mut self, connection_ids: I) -> Self
        where
            I: IntoIterator,
            I::Item: Into<alloc::string::String>,
        {
            self.options.excluded.extend(connection_ids.into_iter().map(Into::into));
            self
        }
    };
    (@filter) => {
        /// Only to those of the addressed connections for which the expression is true.
        pub fn filter(mut self, filter: crate::Filter) -> Self {
            self.options.filter = Some(filter);
            self
        }
    };
    (@message_ttl_seconds) => {
        /// Drops the message for a client that has not received it after so many seconds, 0 to 300, as one of a reliable
        /// subprotocol that is reconnecting. 0 and none mean no limit of its own.
        pub fn message_ttl_seconds(mut self, seconds: u32) -> Self {
            self.options.message_ttl_seconds = Some(seconds);
            self
        }
    };
}
pub(super) use send_setters;
