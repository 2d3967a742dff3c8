//! Endpoints and connection strings, read once more and loosely: what is valid, and an endpoint's canonical form.

use crate::recording::Case;

/// The parts of a connection string: every value of every name, none rejected.
#[derive(Debug, Default)]
pub struct Parts<'a> {
    /// Values of `Endpoint`.
    pub endpoints: Vec<&'a str>,
    /// Values of `AccessKey`.
    pub keys: Vec<&'a str>,
    /// Values of `Port`.
    pub ports: Vec<&'a str>,
    /// Names beside these and `Version`.
    pub further: Vec<&'a str>,
    /// Segments that hold something, but no `=`.
    pub without_equals: usize,
    /// Segments that are whitespace.
    pub whitespace: usize,
}

impl<'a> Parts<'a> {
    /// Takes the text apart; whitespace around the whole does not count.
    pub fn read(text: &'a str) -> Self {
        let mut parts = Self::default();
        for segment in text.trim().split(';').filter(|segment| !segment.is_empty()) {
            match segment.split_once('=') {
                None if segment.trim().is_empty() => parts.whitespace += 1,
                None => parts.without_equals += 1,
                Some((name, value)) => match name.to_ascii_lowercase().as_str() {
                    "endpoint" => parts.endpoints.push(value),
                    "accesskey" => parts.keys.push(value),
                    "port" => parts.ports.push(value),
                    "version" => {}
                    _ => parts.further.push(name),
                },
            }
        }
        parts
    }

    /// Those of the case's connection string, if it is about one.
    pub fn of(case: &'a Case) -> Option<Self> {
        case.call.args.connection_string.as_deref().map(Self::read)
    }
}

/// `Endpoint`, `AccessKey` or `Port` is there more than once.
pub fn duplicate_name(case: &Case) -> Option<&'static str> {
    let twice = |parts: Parts<'_>| [parts.endpoints, parts.keys, parts.ports].iter().any(|values| values.len() > 1);
    Parts::of(case).is_some_and(twice).then_some("connection string")
}

/// A segment has no `=`.
pub fn segment_without_equals(case: &Case) -> Option<&'static str> {
    Parts::of(case).is_some_and(|parts| parts.without_equals > 0).then_some("connection string")
}

/// `Port` is not a port from 1 to 65535, or not the one that `Endpoint` names. An empty one counts as absent.
pub fn invalid_port(case: &Case) -> Option<&'static str> {
    let parts = Parts::of(case)?;
    let given = parts.ports.first().filter(|port| !port.is_empty())?;
    let number = given.parse::<u16>().ok().filter(|number| *number > 0 && number.to_string() == *given);
    let named = port(parts.endpoints.first()?);
    (number.is_none() || named.is_some_and(|named| named != *given)).then_some("connection string")
}

/// Whitespace or a line end is around the whole, or alone in a segment.
pub fn surrounding_whitespace(case: &Case) -> bool {
    let around = case.call.args.connection_string.as_ref().is_some_and(|text| text.trim() != text);
    around || Parts::of(case).is_some_and(|parts| parts.whitespace > 0)
}

/// There are names that mean nothing for endpoint and key.
pub fn further_names(case: &Case) -> bool {
    Parts::of(case).is_some_and(|parts| !parts.further.is_empty())
}

/// `scheme://host[:port]` and path, without a slash at the end.
#[derive(Debug, PartialEq, Eq)]
pub struct Canonical {
    /// Scheme and host in lower case; the scheme's own port is left out.
    pub origin: String,
    /// As it is written.
    pub path: String,
}

impl Canonical {
    fn of(text: &str, port: Option<&str>) -> Self {
        let (scheme, rest) = text.split_once("://").unwrap_or(("https", text));
        let scheme = scheme.to_ascii_lowercase();
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let authority = port.map_or(authority.to_owned(), |port| format!("{authority}:{port}"));
        let own_port = if scheme == "https" { ":443" } else { ":80" };
        let host = authority.strip_suffix(own_port).unwrap_or(&authority).to_ascii_lowercase();
        Self { origin: format!("{scheme}://{host}"), path: path.trim_end_matches('/').to_owned() }
    }

    /// Origin and path.
    pub fn text(&self) -> String {
        format!("{}{}", self.origin, self.path)
    }
}

/// The endpoint as the call gives it, the `Port` that its connection string adds, and the field that it is.
fn given(case: &Case) -> Option<(&str, Option<&str>, &'static str)> {
    let Some(parts) = Parts::of(case) else {
        return Some((case.call.client.endpoint(), None, "endpoint"));
    };
    let endpoint = parts.endpoints.first().copied().filter(|endpoint| !endpoint.is_empty())?;
    let port = parts.ports.first().copied().filter(|given| !given.is_empty() && port(endpoint).is_none());
    Some((endpoint, port, "connection string"))
}

/// The port that an endpoint names.
fn port(endpoint: &str) -> Option<&str> {
    let authority = endpoint.split("://").last()?.split('/').next()?;
    authority.rsplit_once(':').map(|(_, port)| port).filter(|port| !port.ends_with(']'))
}

/// Another scheme than http and https, or anything beside host, port and path.
pub fn invalid_endpoint(case: &Case) -> Option<&'static str> {
    let gateway = case.call.client.reverse_proxy_endpoint.as_deref().map(|gateway| (gateway, None, "gateway"));
    let (_, _, field) = given(case).into_iter().chain(gateway).find(|(text, _, _)| {
        let (scheme, rest) = text.split_once("://").unwrap_or(("https", text));
        let web = ["http", "https"].contains(&scheme.to_ascii_lowercase().as_str());
        let bad = |char: char| !char.is_ascii_graphic() || "?#@\\\"<>^`{|}".contains(char);
        !web || rest.is_empty() || rest.starts_with(['/', ':']) || rest.contains(bad)
    })?;
    Some(field)
}

/// `host` instead of `https://host`.
pub fn without_scheme(case: &Case) -> bool {
    given(case).is_some_and(|(text, _, _)| !text.contains("://"))
}

/// The endpoint is not in its canonical form (one slash at the end does not count), or has capitals.
pub fn not_canonical(case: &Case) -> bool {
    given(case).is_some_and(|(text, port, _)| {
        let written = match port {
            Some(port) => format!("{text}:{port}"),
            None => text.strip_suffix('/').unwrap_or(text).to_owned(),
        };
        let capitals = text.contains(|char: char| char.is_ascii_uppercase());
        text.contains("://") && (capitals || written != Canonical::of(text, port).text())
    })
}

/// The requests go to a gateway.
pub fn behind_a_gateway(case: &Case) -> bool {
    case.call.client.reverse_proxy_endpoint.is_some()
}

/// The service's endpoint in its canonical form.
pub fn service(case: &Case) -> Option<Canonical> {
    given(case).map(|(text, port, _)| Canonical::of(text, port))
}

/// Where requests go, in its canonical form: the gateway, else the service.
pub fn request_endpoint(case: &Case) -> Option<Canonical> {
    let gateway = case.call.client.reverse_proxy_endpoint.as_deref().map(|gateway| Canonical::of(gateway, None));
    gateway.or_else(|| service(case))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_form() {
        let of = |text, port| Canonical::of(text, port).text();
        assert_eq!(of("HTTP://LocalHost:80/Base//", None), "http://localhost/Base");
        assert_eq!(of("h", Some("443")), "https://h");
        assert_eq!(of("https://h/p", Some("80")), "https://h:80/p");
    }
}
