//! `Endpoint=…;AccessKey=…;Version=1.0;`

use crate::validate::is_quotation_mark;
use crate::{AccessKey, BuildError, Endpoint};
use core::str::FromStr;

/// A connection string as the Azure portal shows it, parsed into endpoint and access key, or, for an identity
/// (`Endpoint=…;AuthType=aad;Version=1.0;`), into the endpoint alone.
///
/// Names are matched in any case and order. Unknown names, empty segments, `AuthType` and `Version` are ignored, and
/// whitespace around the whole is trimmed. The key is everything after the first `=`, as it stands.
///
/// Where the official SDKs disagree with each other, the safer reading is taken: a name given twice, a segment without
/// `=`, an empty `Endpoint` or `AccessKey`, and a `Port` that is invalid or contradicts the endpoint are rejected; an
/// endpoint without a scheme is `https`. No error quotes the string, and there is no `Display`: it holds the key.
///
/// ```
/// # use webpubsub_core::ConnectionString;
/// let text = "Endpoint=https://contoso.webpubsub.azure.com;AccessKey=c2VjcmV0;Version=1.0;";
/// let parsed: ConnectionString = text.parse()?;
/// assert_eq!(parsed.endpoint().host(), "contoso.webpubsub.azure.com");
/// # Ok::<(), webpubsub_core::BuildError>(())
/// ```
///
/// ```compile_fail,E0599
/// # use webpubsub_core::ConnectionString;
/// fn log(parsed: &ConnectionString) {
///     println!("{}", parsed.to_string());
/// }
/// ```
#[derive(Clone, Debug)]
pub struct ConnectionString {
    endpoint: Endpoint,
    access_key: Option<AccessKey>,
}

impl FromStr for ConnectionString {
    type Err = BuildError;

    fn from_str(text: &str) -> Result<Self, BuildError> {
        let (mut endpoint, mut key, mut port) = (None, None, None);
        if text.trim_start().starts_with(is_quotation_mark) {
            return Err(quoted());
        }
        for segment in text.trim().split(';').filter(|segment| !segment.trim().is_empty()) {
            let no_value =
                || if segment.starts_with(is_quotation_mark) { quoted() } else { rejected("a segment has no '='") };
            let (name, value) = segment.split_once('=').ok_or_else(no_value)?;
            let slot = match () {
                () if name.eq_ignore_ascii_case("endpoint") => &mut endpoint,
                () if name.eq_ignore_ascii_case("accesskey") => &mut key,
                () if name.eq_ignore_ascii_case("port") => &mut port,
                () => continue,
            };
            if slot.replace(value).is_some() {
                return Err(rejected("Endpoint, AccessKey or Port is given twice"));
            }
        }
        let endpoint = endpoint.filter(|value| !value.is_empty()).ok_or_else(|| rejected("Endpoint is missing"))?;
        if key == Some("") {
            return Err(rejected("AccessKey is empty"));
        }
        let port = port.filter(|value| !value.is_empty());
        let endpoint = Endpoint::parse_as("connection string", endpoint, port)?;
        Ok(Self { endpoint, access_key: key.map(AccessKey::of).transpose()? })
    }
}

impl ConnectionString {
    /// The endpoint, with the port from `Port=` if there is one.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// The key that signs, if there is one.
    pub fn access_key(&self) -> Option<&AccessKey> {
        self.access_key.as_ref()
    }

    /// The key that signs, or the error of a caller who has no other credential.
    #[cfg(feature = "http")]
    pub(crate) fn needed_access_key(&self) -> Result<&AccessKey, BuildError> {
        self.access_key().ok_or_else(|| rejected("AccessKey is missing"))
    }
}

/// Those around the whole, which a shell removes and other readers of `.env` files keep.
fn quoted() -> BuildError {
    rejected("is in quotes: remove the quotes at both ends")
}

fn rejected(rule: &'static str) -> BuildError {
    BuildError::new("connection string", rule)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use alloc::string::ToString;

    fn endpoint(text: &str) -> Result<alloc::string::String, BuildError> {
        text.parse::<ConnectionString>().map(|parsed| parsed.endpoint.as_str().to_string())
    }

    #[test]
    fn port_joins_the_endpoint() {
        assert_eq!(endpoint("Endpoint=http://h;AccessKey=k;Port=8080").as_deref(), Ok("http://h:8080"));
        assert_eq!(endpoint("Endpoint=http://h:8080/p;AccessKey=k;Port=8080").as_deref(), Ok("http://h:8080/p"));
        assert_eq!(endpoint("Endpoint=http://h;AccessKey=k;Port=").as_deref(), Ok("http://h"));
        assert!(endpoint("Endpoint=https://h:443;AccessKey=k;Port=8443").is_err());
        for port in ["abc", "0", "70000", "+80", "8081"] {
            assert!(endpoint(&format!("Endpoint=http://h:8080;AccessKey=k;Port={port}")).is_err(), "{port}");
        }
    }

    /// As of the example in the docs, whose `…` somebody left as they were.
    #[test]
    fn an_error_names_the_part_of_the_endpoint() {
        for (text, part) in [
            ("Endpoint=https://…;AccessKey=…;Version=1.0;", "the host "),
            ("Endpoint=wss://h;AccessKey=k", "the scheme "),
            ("Endpoint=https://h:x;AccessKey=k", "the port "),
            ("Endpoint=https://h/..;AccessKey=k", "the path "),
        ] {
            let error = endpoint(text).expect_err(text).to_string();
            assert!(error.starts_with(&format!("connection string: {part}must be ")), "{error}");
        }
    }

    #[test]
    fn quotes_around_it_are_named() {
        for text in ["Endpoint=https://h;AccessKey=hush;Version=1.0;", "Endpoint=https://h;AccessKey=hush"] {
            for [open, close] in ["\"\"", "''", "``", "“”", "„“", "‘’", "«»", "＂＂"].map(|both| {
                let mut both = both.chars();
                [both.next(), both.next()].map(Option::unwrap_or_default)
            }) {
                for text in [format!(" {open}{text}{close}\n"), format!("{open}{text}"), format!("{text};{close}")] {
                    let error = text.parse::<ConnectionString>().expect_err(&text);
                    assert_eq!(error.rule(), "is in quotes: remove the quotes at both ends", "{text}");
                }
            }
        }
        // One at the end alone is the key's.
        for close in ["\"", "’", "»", "＂"] {
            let text = format!("Endpoint=https://h;AccessKey=hush{close}");
            assert_eq!(text.parse::<ConnectionString>().expect_err(close).field(), "access key");
        }
        assert!(endpoint("Endpoint=https://h;AccessKey=it's").is_ok(), "a key is what it is");
    }

    #[test]
    fn no_error_quotes_the_key() {
        for text in [
            "Endpoint=https://h;AccessKey=hush-hush;garbage",
            "Endpoint=https://h;AccessKey=hush-hush;AccessKey=hush-hush",
            "Endpoint=ftp://h;AccessKey=hush-hush",
            "AccessKey=hush-hush",
        ] {
            let error = text.parse::<ConnectionString>().expect_err(text);
            assert!(!format!("{error} {error:?}").contains("hush"), "{error}");
        }
    }

    #[test]
    fn a_key_is_not_needed_for_the_endpoint() {
        for text in [
            "Endpoint=https://h;AuthType=aad;Version=1.0;",
            "authtype=AAD;ENDPOINT=h\n",
            "Endpoint=https://h/;Version=1.0",
        ] {
            let parsed: ConnectionString = text.parse().expect(text);
            assert_eq!((parsed.endpoint.as_str(), parsed.access_key().is_none()), ("https://h", true), "{text:?}");
        }
        // A variable that was not set where the string was put together.
        for text in ["Endpoint=https://h;AccessKey=", "Endpoint=https://h;AccessKey=;AuthType=aad"] {
            let error = text.parse::<ConnectionString>().expect_err(text);
            assert_eq!(error.to_string(), "connection string: AccessKey is empty");
        }
    }
}
