//! The host that handlers allow to send them events.

use http::header::HeaderName;
use http::{HeaderMap, Uri};

const ALLOWED: HeaderName = HeaderName::from_static("webhook-allowed-origin");

/// The emulator's own host.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    host: String,
    host_and_port: String,
}

impl Origin {
    /// Of an endpoint, `http://host:port`.
    pub(super) fn of(endpoint: &str) -> Self {
        let url = endpoint.parse::<Uri>().unwrap_or_default();
        let (host, authority) = (url.host().unwrap_or_default(), url.authority().map(ToString::to_string));
        Self { host: host.to_owned(), host_and_port: authority.unwrap_or_default() }
    }

    /// As it is sent: without the port.
    pub(super) fn host(&self) -> &str {
        &self.host
    }

    /// Whether a response names this host, with or without its port, or `*`; on several lines or separated by commas.
    pub(super) fn is_allowed(&self, headers: &HeaderMap) -> bool {
        let lines = headers.get_all(ALLOWED).into_iter().filter_map(|line| line.to_str().ok());
        lines.flat_map(|line| line.split(',')).map(str::trim).any(|origin| {
            origin == "*" || origin.eq_ignore_ascii_case(&self.host) || origin.eq_ignore_ascii_case(&self.host_and_port)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn allowed_origins() {
        let origin = Origin::of("http://Example.com:8080");
        assert_eq!(origin.host(), "Example.com");
        for (lines, expected) in [
            (&["*"][..], true),
            (&["example.com"], true),
            (&["EXAMPLE.com:8080"], true),
            (&["a, example.com ,b"], true),
            (&["a", "example.com"], true),
            (&[], false),
            (&[""], false),
            (&["example.com:80"], false),
            (&["http://example.com"], false),
            (&["sub.example.com"], false),
        ] {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(ALLOWED, line.parse().expect("header"));
            }
            assert_eq!(origin.is_allowed(&headers), expected, "{lines:?}");
        }
    }

    #[test]
    fn addresses() {
        assert_eq!(Origin::of("http://127.0.0.1:1").host(), "127.0.0.1");
        assert_eq!(Origin::of("http://[::1]:1").host(), "[::1]");
    }
}
