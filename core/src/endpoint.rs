//! Where the service is: parsed once, so that everything behind it can rely on its form.

use crate::BuildError;
use crate::request::Confidential;
use alloc::format;
use alloc::string::String;
use core::fmt;
use core::str::FromStr;

/// `http(s)://host[:port][/path]`: the address of a Web PubSub resource, of an emulator or of a gateway in front.
///
/// Parse one with `"contoso.webpubsub.azure.com".parse()`; without a scheme it is `https`. It is kept in one spelling:
/// scheme and host in lower case, the scheme's default port left out, no slash at the end.
///
/// Parsing rejects schemes other than `http` and `https`, user names, queries, fragments, path segments `.` and `..`, and
/// characters that are not legal in a URL (an internationalized name is written in its `xn--` form).
///
/// ```
/// # use webpubsub_core::Endpoint;
/// let endpoint: Endpoint = "Contoso.webpubsub.azure.com:443".parse()?;
/// assert_eq!(endpoint.to_string(), "https://contoso.webpubsub.azure.com");
/// # Ok::<(), webpubsub_core::BuildError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Endpoint {
    text: String,
    /// Where the scheme ends.
    scheme: usize,
    /// Where host and port end.
    authority: usize,
}

impl Endpoint {
    /// For `field`; `port` comes from elsewhere and must not contradict the endpoint's own.
    pub(crate) fn parse_as(field: &'static str, text: &str, port: Option<&str>) -> Result<Self, BuildError> {
        let rejected = |rule: &'static str| Err(BuildError::new(field, rule));
        let scheme = text.split_once(':').and_then(|(scheme, rest)| Some((scheme, rest.strip_prefix("//")?)));
        let (scheme, rest) = scheme.unwrap_or(("https", text));
        let (scheme, default_port) = match () {
            () if scheme.eq_ignore_ascii_case("https") => ("https", "443"),
            () if scheme.eq_ignore_ascii_case("http") => ("http", "80"),
            () => return rejected("the scheme must be https or http"),
        };
        let (authority, path) = rest.split_at(rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len()));
        let Some((host, own_port)) = split_port(authority) else {
            return rejected("the port must be a number from 1 to 65535");
        };
        if port.is_some_and(|port| !is_port(port)) {
            return rejected("Port must be a number from 1 to 65535");
        }
        if own_port.is_some() && port.is_some() && own_port != port {
            return rejected("Endpoint and Port name different ports");
        }
        if !is_host(host) {
            return rejected("the host must be of ASCII letters, digits, '.', '-' and '_', or an address in [ ]");
        }
        let path = path.trim_end_matches('/');
        if !is_path(path) {
            return rejected("the path must be percent-encoded, without '.', '..', query or fragment");
        }
        let mut text = format!("{scheme}://{}", host.to_ascii_lowercase());
        if let Some(port) = own_port.or(port).filter(|port| *port != default_port) {
            text.push(':');
            text.push_str(port);
        }
        let authority = text.len();
        text.push_str(path);
        Ok(Self { text, scheme: scheme.len(), authority })
    }

    /// The text, without a slash at the end: `https://contoso.webpubsub.azure.com`.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Host and port, as in a `Host` header: `contoso.webpubsub.azure.com`.
    pub fn host(&self) -> &str {
        &self.text[self.scheme + 3..self.authority]
    }

    /// Host without port.
    pub(crate) fn host_name(&self) -> &str {
        split_port(self.host()).map_or("", |(host, _)| host)
    }

    /// The path behind the host, if there is one: `/base`.
    pub(crate) fn path(&self) -> &str {
        &self.text[self.authority..]
    }

    /// Host without port, and port, the scheme's default if none is given.
    #[cfg(feature = "tracing")]
    pub(crate) fn host_and_port(&self) -> (&str, u16) {
        let own = if self.is_https() { 443 } else { 80 };
        match split_port(self.host()) {
            Some((host, port)) => (host, port.and_then(|port| port.parse().ok()).unwrap_or(own)),
            None => (self.host(), own),
        }
    }

    /// Whether the scheme is `https`.
    pub fn is_https(&self) -> bool {
        self.scheme == 5
    }

    /// Whether the host is this machine by its name or address: `localhost`, `127.0.0.0/8`, `[::1]`.
    pub fn is_loopback(&self) -> bool {
        let host = self.host_name();
        host == "localhost"
            || host == "[::1]"
            || host.parse::<core::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback())
    }

    /// Who can read what is sent here.
    pub(crate) fn confidential(&self) -> Confidential {
        match () {
            () if self.is_https() => Confidential::Yes,
            () if self.is_loopback() => Confidential::OnLoopback,
            () => Confidential::No,
        }
    }

    /// The endpoint as clients connect to it, `ws` or `wss` for the scheme.
    pub(crate) fn websocket(&self) -> String {
        format!("ws{}", &self.text[4..])
    }
}

impl FromStr for Endpoint {
    type Err = BuildError;

    fn from_str(text: &str) -> Result<Self, BuildError> {
        Self::parse_as("endpoint", text, None)
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Endpoint").field(&self.text).finish()
    }
}

/// Host and port of an authority; `None` if the port is not a valid one.
fn split_port(authority: &str) -> Option<(&str, Option<&str>)> {
    let host_end = if authority.starts_with('[') { authority.find(']')? + 1 } else { 0 };
    match authority.as_bytes()[host_end..].iter().rposition(|byte| *byte == b':') {
        None => Some((authority, None)),
        Some(colon) => {
            let (host, port) = (&authority[..host_end + colon], &authority[host_end + colon + 1..]);
            is_port(port).then_some((host, Some(port)))
        }
    }
}

fn is_port(text: &str) -> bool {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    digits && !text.starts_with('0') && text.parse::<u16>().is_ok()
}

fn is_host(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[') {
        return address.strip_suffix(']').is_some_and(|address| address.parse::<core::net::Ipv6Addr>().is_ok());
    }
    !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte))
}

/// Whether the text can stand in a URL's path as it is, and stays where it is.
#[inline]
pub(crate) fn is_path(path: &str) -> bool {
    // As most paths are: letters, digits, `/` and `:`.
    let is_plain = |byte: u8| byte.is_ascii_alphabetic() || matches!(byte, b'/'..=b':');
    path.bytes().all(is_plain) || is_other_path(path)
}

/// As [`is_path`], for one with other characters.
fn is_other_path(path: &str) -> bool {
    let is_other = |byte| matches!(byte, b'!' | b'$' | b'&'..=b',' | b';' | b'=' | b':' | b'@' | b'/');
    is_encoded(path, is_other) && !path.split('/').any(is_dot_segment)
}

/// Whether the text is unreserved characters (letters, digits, `-`, `.`, `_` and `~`), others, and whole escapes.
#[inline]
pub(crate) fn is_encoded(text: &str, is_other: impl Fn(u8) -> bool) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let legal = match byte {
            b'%' => [bytes.next(), bytes.next()].iter().all(|hex| hex.is_some_and(|hex| hex.is_ascii_hexdigit())),
            b'-' | b'.' | b'_' | b'~' => true,
            _ => byte.is_ascii_alphanumeric() || is_other(byte),
        };
        if !legal {
            return false;
        }
    }
    true
}

/// `.` and `..`, also with their dots percent-encoded: URL libraries drop both spellings.
fn is_dot_segment(segment: &str) -> bool {
    let (mut rest, mut dots) = (segment, 0);
    while let Some(after) = [".", "%2e", "%2E"].iter().find_map(|dot| rest.strip_prefix(dot)) {
        (rest, dots) = (after, dots + 1);
    }
    rest.is_empty() && matches!(dots, 1 | 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling() {
        for (given, kept) in [
            ("https://Contoso.webpubsub.azure.com", "https://contoso.webpubsub.azure.com"),
            ("contoso.webpubsub.azure.com", "https://contoso.webpubsub.azure.com"),
            ("HTTP://LOCALHOST:8080", "http://localhost:8080"),
            ("https://h:443//", "https://h"),
            ("http://h:443", "http://h:443"),
            ("http://127.0.0.1:80/", "http://127.0.0.1"),
            ("https://h/Base/p%41th/", "https://h/Base/p%41th"),
            ("http://[::1]:8080", "http://[::1]:8080"),
        ] {
            assert_eq!(given.parse::<Endpoint>().expect(given).as_str(), kept);
        }
    }

    #[test]
    fn rejected() {
        for given in [
            "",
            "https://",
            "wss://h",
            "ftp://h",
            "https://h:0",
            "https://h:70000",
            "https://h:8o",
            "https://h:",
            "https://u:p@h",
            "https://h?x=1",
            "https://h/?x=1",
            "https://h#f",
            "https://h/../x",
            "https://h/%2E%2e/x",
            "https://h/a b",
            "https://h/%zz",
            "https://h%41",
            "https://né",
            "https://[::1",
            "https://[x]",
            "h\\x",
            "https://h\n",
            "https:///x",
        ] {
            assert!(given.parse::<Endpoint>().is_err(), "{given:?}");
        }
    }

    #[test]
    fn loopback_is_this_machine_only() {
        for (given, loopback) in [
            ("http://localhost:1", true),
            ("http://127.9.9.9", true),
            ("http://[::1]:8080", true),
            ("http://127.0.0.1.evil.example", false),
            ("http://localhost.evil.example", false),
            ("http://10.0.0.1", false),
        ] {
            assert_eq!(given.parse::<Endpoint>().expect(given).is_loopback(), loopback, "{given}");
        }
    }
}
