//! The metadata of a message: a few short names and values.

use std::collections::BTreeMap;

/// What precedes a name in the headers of requests and of handlers' responses.
pub(crate) const HEADER_PREFIX: &str = "x-webpubsub-metadata-";

/// Names and values within the limits of the service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Metadata(BTreeMap<String, String>);

impl Metadata {
    /// Validates names (HTTP tokens of at most 256 bytes), values (ASCII, 1024 bytes) and the total size (8 KiB); the
    /// error is the message for the sender.
    pub(crate) fn new(pairs: BTreeMap<String, String>) -> Result<Self, String> {
        let mut total = 0;
        for (name, value) in &pairs {
            if name.is_empty() || !name.bytes().all(is_token) {
                return Err(format!("Metadata key '{name}' contains invalid characters."));
            }
            if !value.is_ascii() {
                return Err(format!("Metadata value for key '{name}' must be ASCII."));
            }
            if name.len() > 256 {
                return Err("A metadata key exceeds 256 bytes.".to_owned());
            }
            if value.len() > 1024 {
                return Err(format!("Metadata value for key '{name}' exceeds 1024 bytes."));
            }
            total += name.len() + value.len();
        }
        if total > 8192 {
            return Err("Metadata exceeds 8192 bytes.".to_owned());
        }
        Ok(Self(pairs))
    }

    pub(crate) fn pairs(&self) -> &BTreeMap<String, String> {
        &self.0
    }
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good(pairs: &[(&str, &str)]) -> bool {
        Metadata::new(pairs.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect()).is_ok()
    }

    #[test]
    fn limits() {
        assert!(good(&[]) && good(&[("trace-id", "1"), ("a.b~", "")]));
        assert!(good(&[(&"k".repeat(256), &"v".repeat(1024))]));
        assert!(!good(&[(&"k".repeat(257), "v")]) && !good(&[("k", &"v".repeat(1025))]));
        for name in ["", " ", "a b", "a:b", "é", "a\n"] {
            assert!(!good(&[(name, "v")]), "{name}");
        }
        assert!(!good(&[("k", "é")]));
        let names: Vec<String> = (0..8).map(|n| n.to_string()).collect();
        let long = "v".repeat(1023);
        let mut eight: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), long.as_str())).collect();
        assert!(good(&eight));
        eight.push(("k", ""));
        assert!(!good(&eight));
    }
}
