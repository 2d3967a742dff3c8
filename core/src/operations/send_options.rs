//! What the four sends have in common beside the message.

use crate::method::is_token;
use crate::request::Draft;
use crate::{BuildError, Filter, checks};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// `write` is known by its address only, from the first setter on: who sends without options need not carry their code.
#[derive(Clone, Debug, Default)]
pub(super) struct SendOptions {
    write: Option<Write>,
    excluded: Vec<String>,
    filter: Option<Filter>,
    message_ttl_seconds: Option<u32>,
    metadata: Vec<(String, String)>,
}

type Write = for<'a> fn(&SendOptions, Draft<'a>) -> Result<Draft<'a>, BuildError>;

impl SendOptions {
    pub(super) fn write<'a>(&self, draft: Draft<'a>) -> Result<Draft<'a>, BuildError> {
        match self.write {
            Some(write) => write(self, draft),
            None => Ok(draft),
        }
    }

    fn write_all<'a>(&self, draft: Draft<'a>) -> Result<Draft<'a>, BuildError> {
        self.excluded.iter().try_for_each(|id| checks::text("excluded", id))?;
        let mut draft = draft.query_each("excluded", &self.excluded);
        if let Some(filter) = &self.filter {
            filter.check()?;
            draft = draft.query("filter", filter.as_str());
        }
        if let Some(seconds) = self.message_ttl_seconds {
            checks::within("message_ttl_seconds", seconds.into(), 0..=300)?;
            draft = draft.query("messageTtlSeconds", &seconds.to_string());
        }
        check_metadata(&self.metadata)?;
        for (name, value) in &self.metadata {
            draft = draft.header(format!("X-WebPubSub-Metadata-{name}"), value.clone());
        }
        Ok(draft)
    }

    fn given(&mut self) -> &mut Self {
        self.write = Some(Self::write_all);
        self
    }

    pub(super) fn exclude(&mut self, connection_ids: impl IntoIterator<Item = impl Into<String>>) {
        self.given().excluded.extend(connection_ids.into_iter().map(Into::into));
    }

    pub(super) fn filter(&mut self, filter: Filter) {
        self.given().filter = Some(filter);
    }

    pub(super) fn message_ttl_seconds(&mut self, seconds: u32) {
        self.given().message_ttl_seconds = Some(seconds);
    }

    pub(super) fn metadata(&mut self, name: String, value: String) {
        let metadata = &mut self.given().metadata;
        metadata.retain(|(given, _)| !given.eq_ignore_ascii_case(&name));
        metadata.push((name, value));
    }
}

/// Names are header tokens of at most 256 bytes, values ASCII of at most 1,024, all together at most 8 KiB.
fn check_metadata(metadata: &[(String, String)]) -> Result<(), BuildError> {
    let refuse = |rule: &'static str| Err(BuildError::new("metadata", rule));
    for (name, value) in metadata {
        if !is_token(name) || name.len() > 256 {
            return refuse("the name must be 1 to 256 letters, digits or any of !#$%&'*+-.^_`|~");
        }
        if !value.bytes().all(|byte| (b' '..=b'~').contains(&byte)) || value.len() > 1_024 {
            return refuse("the value must be at most 1,024 visible ASCII characters and blanks");
        }
        if value.contains(',') || value.trim() != value {
            return refuse(
                "the value must not contain a comma, nor begin or end with a blank: a header would lose them",
            );
        }
    }
    if metadata.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>() > 8_192 {
        return refuse("names and values must have at most 8,192 bytes together");
    }
    Ok(())
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
            self.options.exclude(connection_ids);
            self
        }
    };
    (@filter) => {
        /// Only to those of the addressed connections for which the expression is true.
        pub fn filter(mut self, filter: crate::Filter) -> Self {
            self.options.filter(filter);
            self
        }
    };
    (@message_ttl_seconds) => {
        /// Drops the message for a client that has not received it after so many seconds, 0 to 300, as one of a reliable
        /// subprotocol that is reconnecting. 0 and none mean no limit of its own.
        pub fn message_ttl_seconds(mut self, seconds: u32) -> Self {
            self.options.message_ttl_seconds(seconds);
            self
        }
    };
    (@metadata) => {
        /// A name and a value that clients of the JSON subprotocol get with the message, as `metadata`. Undocumented in
        /// REST: it travels as the header `X-WebPubSub-Metadata-{name}`, as Microsoft's emulator reads it. Names ignore
        /// case and have 1 to 256 characters of a header name; values up to 1,024 of ASCII without commas; together up
        /// to 8 KiB. A name that is given twice keeps the last value.
        pub fn metadata(
            mut self,
            name: impl Into<alloc::string::String>,
            value: impl Into<alloc::string::String>,
        ) -> Self {
            self.options.metadata(name.into(), value.into());
            self
        }
    };
}
pub(super) use send_setters;
