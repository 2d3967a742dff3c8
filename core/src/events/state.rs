//! What the service remembers of a connection for its upstream application.

use super::EventError;
use crate::BuildError;
use alloc::format;
use alloc::string::String;
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use core::fmt;
use serde::Serialize;
use serde::de::DeserializeOwned;

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The state of a connection as it came with an event: a JSON object in Base64, as the libraries for JavaScript and .NET
/// write it, too.
///
/// A response to `connect` or to a user event sets or clears it; the service sends it back with every later event of the
/// connection. It is not encrypted and not signed: someone who forges an event forges its state, too.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ConnectionState<'a>(&'a str);

impl<'a> ConnectionState<'a> {
    pub(super) const HEADER: &'static str = "ce-connectionstate";

    /// The largest state, in bytes of its Base64: it comes back in one header, which common servers and proxies bound to
    /// 8 KiB.
    pub const MAX_SIZE: usize = 8_000;

    pub(super) fn new(header: &'a str) -> Self {
        Self(header)
    }

    /// Whether the connection has a state.
    pub fn is_set(self) -> bool {
        !self.0.is_empty()
    }

    /// The header's text, whatever it is.
    pub fn as_str(self) -> &'a str {
        self.0
    }

    /// The state; `None` if there is none. It is an error if it is not Base64, not a JSON object, or not of this type.
    pub fn read<T: DeserializeOwned>(self) -> Result<Option<T>, EventError> {
        if !self.is_set() {
            return Ok(None);
        }
        let invalid = |rule: &'static str| EventError::new("state", rule);
        let json = BASE64.decode(self.0).map_err(|_| invalid("is not valid Base64"))?;
        if !is_object(&json) {
            return Err(invalid("is not a JSON object"));
        }
        let state = serde_json::from_slice(&json);
        state
            .map(Some)
            .map_err(|error| EventError::new("state", format!("is not of the type that is expected: {error}")))
    }
}

/// The header's value for a state.
pub(super) fn encode<T: Serialize + ?Sized>(state: &T) -> Result<String, BuildError> {
    let rejected = |rule: String| BuildError::new("state", rule);
    let json = serde_json::to_vec(state).map_err(|error| rejected(format!("cannot be written as JSON: {error}")))?;
    if !is_object(&json) {
        return Err(rejected("must be a JSON object: a struct or a map".into()));
    }
    let text = BASE64.encode(json);
    if text.len() > ConnectionState::MAX_SIZE {
        let (max, length) = (ConnectionState::MAX_SIZE, text.len());
        return Err(rejected(format!("must have at most {max} bytes in Base64, has {length}")));
    }
    Ok(text)
}

fn is_object(json: &[u8]) -> bool {
    json.trim_ascii_start().starts_with(b"{")
}

/// Shows no state.
impl fmt::Debug for ConnectionState<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectionState").field("bytes", &self.0.len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Seen {
        seen: u32,
    }

    #[test]
    fn as_other_libraries_write_it() {
        // Buffer.from(JSON.stringify({ seen: 3 })).toString("base64")
        let state = ConnectionState::new("eyJzZWVuIjozfQ==");
        assert_eq!(state.read(), Ok(Some(Seen { seen: 3 })));
        assert_eq!(encode(&Seen { seen: 3 }).expect("a state"), state.as_str());
        // Another field, whitespace, no padding.
        assert_eq!(ConnectionState::new("eyAic2VlbiI6IDMsICJ4IjogW119").read(), Ok(Some(Seen { seen: 3 })));
        assert_eq!(ConnectionState::new("eyJzZWVuIjozfQ").read(), Ok(Some(Seen { seen: 3 })));
        assert_eq!(ConnectionState::new("").read::<Seen>(), Ok(None));
    }

    #[test]
    fn what_cannot_be_read_is_an_error_and_stays() {
        for (text, error) in [
            ("%%%", "state: is not valid Base64"),
            ("WzFd", "state: is not a JSON object"),
            ("MQ==", "state: is not a JSON object"),
            ("e30=", "state: is not of the type that is expected: missing field `seen`"),
            ("e3s=", "state: is not of the type that is expected: key must be a string"),
            ("//79", "state: is not a JSON object"),
        ] {
            let state = ConnectionState::new(text);
            let shown = state.read::<Seen>().expect_err(text).to_string();
            assert!(shown.starts_with(error), "{shown}");
            assert_eq!((state.as_str(), state.is_set()), (text, true));
        }
    }

    #[test]
    fn what_is_no_object_or_too_large_is_rejected() {
        for state in [serde_json::json!(1), serde_json::json!([1]), serde_json::json!(null), serde_json::json!("{")] {
            let rule = encode(&state).expect_err("no object").to_string();
            assert_eq!(rule, "state: must be a JSON object: a struct or a map");
        }
        let of = |length: usize| serde_json::json!({ "a": "x".repeat(length) });
        assert_eq!(encode(&of(5_992)).expect("the largest").len(), ConnectionState::MAX_SIZE);
        let rule = encode(&of(5_993)).expect_err("too large").to_string();
        assert_eq!(rule, "state: must have at most 8000 bytes in Base64, has 8004");
    }
}
