//! The headers of an event, each read once: what is verified and what is shown cannot be two different values.

use super::{UpstreamError, UpstreamErrorKind};
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

/// More are rejected: the service sends about twenty.
const MAX_HEADERS: usize = 256;

/// Those that an event can have besides `ce-…`, `mqtt-…` and its message's metadata.
const OTHERS: [&str; 3] = [ORIGIN, "content-type", "authorization"];

pub(super) const ORIGIN: &str = "webhook-request-origin";
pub(super) const METADATA: &str = "x-webpubsub-metadata-";
pub(super) const MQTT: &str = "mqtt-";

/// Names in lower case, and values.
#[derive(Clone, Default)]
pub(super) struct Headers(Vec<(String, String)>);

impl Headers {
    pub(super) fn read<'a, V: AsRef<[u8]> + ?Sized + 'a>(
        headers: impl IntoIterator<Item = (&'a str, &'a V)>,
    ) -> Result<Self, UpstreamError> {
        let mut read = Self::default();
        for (name, value) in headers {
            let name = name.to_ascii_lowercase();
            let prefixed = ["ce-", METADATA, MQTT].iter().any(|prefix| name.starts_with(prefix));
            if prefixed || OTHERS.contains(&&*name) {
                read.add(name, value.as_ref())?;
            }
        }
        Ok(read)
    }

    fn add(&mut self, name: String, value: &[u8]) -> Result<(), UpstreamError> {
        let invalid = |rule: &'static str| UpstreamError::new(UpstreamErrorKind::InvalidHeader, rule);
        if self.0.len() >= MAX_HEADERS {
            return Err(invalid("the event has more than 256 headers"));
        }
        let Ok(value) = core::str::from_utf8(value) else {
            return Err(invalid("a header of the event is not UTF-8"));
        };
        let value = value.trim_matches([' ', '\t']);
        match self.0.iter_mut().find(|(given, _)| *given == name) {
            None => self.0.push((name, value.to_owned())),
            // A list, which can stand in several headers.
            Some((_, list)) if name == ORIGIN => {
                list.push(',');
                list.push_str(value);
            }
            // Of a message's metadata the last value counts.
            Some((_, last)) if name.starts_with(METADATA) || name.starts_with(MQTT) => value.clone_into(last),
            Some(_) => return Err(invalid("a header of the event occurs twice")),
        }
        Ok(())
    }

    /// By the name in lower case.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    /// One that every event has.
    pub(super) fn required(&self, name: &'static str) -> Result<&str, UpstreamError> {
        let missing = || UpstreamError::new(UpstreamErrorKind::MissingHeader, name);
        self.get(name).filter(|value| !value.is_empty()).ok_or_else(missing)
    }

    /// Those with a prefix, by the rest of their names.
    pub(super) fn with_prefix(&self, prefix: &str) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter_map(move |(name, value)| Some((name.strip_prefix(prefix)?, value.as_str())))
    }

    /// The bearer token.
    pub(super) fn bearer_token(&self) -> Option<&str> {
        let (scheme, token) = self.get("authorization")?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    }
}
