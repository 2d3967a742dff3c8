//! How the bytes of a body become a payload: by its content type.

use bytes::Bytes;
use http::HeaderMap;
use http::header::CONTENT_TYPE;

use crate::message::Payload;

/// A content type that messages may have.
pub(crate) enum Kind {
    Text(&'static encoding_rs::Encoding),
    Json,
    Binary,
}

impl Kind {
    /// `None`: another type. Without a type, it is binary.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        let Some(line) = headers.get(CONTENT_TYPE) else {
            return Some(Self::Binary);
        };
        let mut parts = line.to_str().ok()?.split(';').map(str::trim);
        let essence = parts.next().unwrap_or_default().to_ascii_lowercase();
        match essence.as_str() {
            "text/plain" => {
                let charset = parts.find_map(charset).unwrap_or("utf-8");
                encoding_rs::Encoding::for_label(charset.as_bytes()).map(Self::Text)
            }
            "application/json" => Some(Self::Json),
            "application/octet-stream" => Some(Self::Binary),
            _ => None,
        }
    }

    /// The error is the message for the sender.
    pub(crate) fn payload(self, bytes: Bytes) -> Result<Payload, String> {
        match self {
            Self::Binary => Ok(Payload::Binary(bytes)),
            Self::Json => serde_json::from_slice::<Box<serde_json::value::RawValue>>(&bytes)
                .map(|json| Payload::Json(json.into()))
                .map_err(|error| format!("The body is not valid JSON: {error}.")),
            // Bytes that are invalid in the charset become U+FFFD; a BOM is kept as a character.
            Self::Text(encoding) => {
                let (text, _) = encoding.decode_without_bom_handling(&bytes);
                Ok(Payload::Text(text.into()))
            }
        }
    }
}

fn charset(parameter: &str) -> Option<&str> {
    let (name, value) = parameter.split_once('=')?;
    name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content_type: &str, body: &[u8]) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, content_type.parse().expect("header"));
        match Kind::of(&headers)?.payload(Bytes::copy_from_slice(body)).ok()? {
            Payload::Text(text) => Some(text.to_string()),
            Payload::Json(json) => Some(json.get().to_owned()),
            Payload::Binary(bytes) | Payload::Protobuf(bytes) => Some(format!("{bytes:?}")),
        }
    }

    #[test]
    fn kinds() {
        assert_eq!(read("text/plain", "é".as_bytes()).as_deref(), Some("é"));
        assert_eq!(read("Text/Plain; Charset=\"ISO-8859-1\"", b"\xe9").as_deref(), Some("é"));
        assert_eq!(read("text/plain;charset=utf-16le", b"h\0i\0").as_deref(), Some("hi"));
        assert_eq!(read("text/plain", "\u{feff}x".as_bytes()).as_deref(), Some("\u{feff}x"), "a BOM is text");
        assert_eq!(read("text/plain", b"a\xff").as_deref(), Some("a\u{fffd}"));
        assert_eq!(read("text/plain; charset=klingon", b"x"), None);
        assert_eq!(read("application/octet-stream", b"\xff").as_deref(), Some("b\"\\xff\""));
        assert_eq!(read("text/html", b"x"), None);
        assert_eq!(read("application/json-patch+json", b"1"), None);
    }

    #[test]
    fn json_stays_as_written() {
        let written = r#"{"a": 1e400, "a": 12345678901234567890123, "b": "\ud800\u0041"}"#;
        assert_eq!(read("application/json; charset=utf-8", written.as_bytes()).as_deref(), Some(written));
        for bad in ["", " ", "{", "nul", "1 2", "'a'", "{\"a\":}", "\u{feff}1"] {
            assert_eq!(read("application/json", bad.as_bytes()), None, "{bad}");
        }
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        assert!(read("application/json", deep.as_bytes()).is_some(), "depth does not matter");
    }
}
