//! Headers other than those that the library writes itself.

use crate::{BuildError, Secret};
use alloc::format;
use alloc::string::String;
#[cfg(feature = "http")]
use http::{HeaderName, HeaderValue};

/// A header of one request.
#[derive(Clone)]
pub(crate) struct Header {
    pub(crate) name: String,
    /// Can be a key, of a gateway for example.
    pub(crate) value: Secret,
    /// Parses the header for the `http` crate. Reached by a pointer, because a program that sends no such header then does
    /// not link that code: 4.8 KB of a compressed edge worker.
    #[cfg(feature = "http")]
    pub(crate) parse: fn(&Self) -> Result<(HeaderName, HeaderValue), BuildError>,
}

impl Header {
    pub(crate) fn new(name: String, value: Secret) -> Self {
        Self {
            name,
            value,
            #[cfg(feature = "http")]
            parse: Self::parts,
        }
    }

    /// The value is marked sensitive: no log shows it.
    #[cfg(feature = "http")]
    fn parts(&self) -> Result<(HeaderName, HeaderValue), BuildError> {
        let name = HeaderName::from_bytes(self.name.as_bytes());
        let name = name.map_err(|_| BuildError::new("header", "is not a valid name"))?;
        let value = HeaderValue::from_str(self.value.expose());
        let mut value = value.map_err(|_| BuildError::new("header", "has an invalid value"))?;
        value.set_sensitive(true);
        Ok((name, value))
    }
}

/// Headers that have one writer.
const OURS: [&str; 9] = [
    "authorization",
    "accept",
    "content-type",
    "content-length",
    "host",
    "transfer-encoding",
    "connection",
    "user-agent",
    "x-ms-client-request-id",
];

/// So many of a request, and as many of the call's options: more than servers accept, and fewer than the `http` crate does.
const MAX_HEADERS: usize = 8_192;

/// The longest name that the `http` crate accepts, in bytes.
const MAX_NAME: usize = 65_535;

/// There is room for one more header beside so many.
pub(crate) fn validate_count(headers: usize) -> Result<(), BuildError> {
    if headers < MAX_HEADERS {
        return Ok(());
    }
    Err(BuildError::new("header", "there must be at most 8,192"))
}

pub(crate) fn validate_header(name: &str, value: &str) -> Result<(), BuildError> {
    if name.len() > MAX_NAME {
        return Err(BuildError::new("header", "the name must have at most 65,535 bytes"));
    }
    if !is_token(name) {
        return Err(BuildError::new("header", "the name must be letters, digits or any of !#$%&'*+-.^_`|~"));
    }
    if let Some(ours) = OURS.iter().find(|ours| ours.eq_ignore_ascii_case(name)) {
        return Err(BuildError::new("header", format!("{ours} is written by the library")));
    }
    validate_header_value(value)
}

pub(crate) fn validate_header_value(value: &str) -> Result<(), BuildError> {
    // Looks at all bytes, so that the compiler takes many at once.
    if value.bytes().fold(true, |valid, byte| valid & ((byte == b'\t') | (b' '..=b'~').contains(&byte))) {
        return Ok(());
    }
    Err(BuildError::new("header", "the value must be visible ASCII characters, spaces and tabs"))
}

/// A token of RFC 9110 section 5.6.2, the form of header names.
pub(crate) fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}
