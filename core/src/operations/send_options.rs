//! What the four sends have in common besides the message.

use super::{ServiceUrl, UnsignedRequest};
use crate::header::is_token;
use crate::{BuildError, Filter, Message, Method, validate};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// The options, and the code that writes them into a request. `write` is set by the first setter: a program that sends
/// without options does not link that code, 6.3 KB of a compressed edge worker.
#[derive(Clone, Debug, Default)]
pub(super) struct SendOptions {
    write: Option<Write>,
    excluded: Vec<String>,
    filter: Option<Filter>,
    message_ttl_seconds: Option<u32>,
    metadata: Vec<(String, String)>,
}

/// `write` says nothing that the options do not.
impl PartialEq for SendOptions {
    fn eq(&self, other: &Self) -> bool {
        let Self { write: _, excluded, filter, message_ttl_seconds, metadata } = self;
        (excluded, filter) == (&other.excluded, &other.filter)
            && (message_ttl_seconds, metadata) == (&other.message_ttl_seconds, &other.metadata)
    }
}

impl Eq for SendOptions {}

type Write = fn(&SendOptions, ServiceUrl<'_>, &Message) -> Result<UnsignedRequest, BuildError>;

impl SendOptions {
    /// The request that sends the message to a URL without a query.
    #[inline]
    pub(super) fn request(&self, url: ServiceUrl<'_>, message: &Message) -> Result<UnsignedRequest, BuildError> {
        match self.write {
            Some(write) => write(self, url, message),
            None => UnsignedRequest::new(Method::Post, url).message(message),
        }
    }

    fn request_with_options(&self, url: ServiceUrl<'_>, message: &Message) -> Result<UnsignedRequest, BuildError> {
        self.excluded.iter().try_for_each(|id| validate::text("excluded", id))?;
        let mut url = url.query_each("excluded", &self.excluded);
        if let Some(filter) = &self.filter {
            filter.validate()?;
            url = url.query("filter", filter.as_str());
        }
        if let Some(seconds) = self.message_ttl_seconds {
            validate::within("message_ttl_seconds", seconds.into(), 0..=300)?;
            url = url.query("messageTtlSeconds", &seconds.to_string());
        }
        validate_metadata(&self.metadata)?;
        let request = UnsignedRequest::new(Method::Post, url).message(message)?;
        self.metadata.iter().try_fold(request, |request, (name, value)| {
            request.header(format!("X-WebPubSub-Metadata-{name}"), value.as_str())
        })
    }

    fn given(&mut self) -> &mut Self {
        self.write = Some(Self::request_with_options);
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
pub(crate) fn validate_metadata(metadata: &[(String, String)]) -> Result<(), BuildError> {
    let rejected = |rule: &'static str| Err(BuildError::new("metadata", rule));
    for (name, value) in metadata {
        if !is_token(name) || name.len() > 256 {
            return rejected("the name must be 1 to 256 letters, digits or any of !#$%&'*+-.^_`|~");
        }
        if !value.bytes().all(|byte| (b' '..=b'~').contains(&byte)) || value.len() > 1_024 {
            return rejected("the value must be at most 1,024 visible ASCII characters and spaces");
        }
        if value.contains(',') || value.trim() != value {
            return rejected(
                "the value must not contain a comma, nor begin or end with a space: a header would lose them",
            );
        }
    }
    if metadata.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>() > 8_192 {
        return rejected("names and values must have at most 8,192 bytes together");
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
        /// Connections that do not receive the message, by connection id. They need not exist.
        #[doc(alias = "except")]
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
        /// Sends only to the connections for which the expression is true.
        pub fn filter(mut self, filter: crate::Filter) -> Self {
            self.options.filter(filter);
            self
        }
    };
    (@message_ttl_seconds) => {
        /// Drops the message for a client that has not received it after so many seconds, 0 to 300, as one of a reliable
        /// subprotocol that is reconnecting. 0 and unset mean the service's default.
        pub fn message_ttl_seconds(mut self, seconds: u32) -> Self {
            self.options.message_ttl_seconds(seconds);
            self
        }
    };
    (@metadata) => {
        /// A name and a value that clients of the JSON subprotocol receive with the message, as `metadata`. Undocumented in
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
