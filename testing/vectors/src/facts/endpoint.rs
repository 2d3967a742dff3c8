//! Endpoints: what is one, and its one spelling.

use crate::build;
use crate::facts::connection_string;
use crate::load::Case;

/// `scheme://host[:port]` and path, without a slash at the end.
#[derive(Debug, PartialEq, Eq)]
pub struct Spelling {
    /// Scheme and host in lower case; the scheme's own port is left out.
    pub origin: String,
    /// As it is written.
    pub path: String,
}

/// The endpoint as the call gives it, the `Port` that its connection string adds, and the field that it is.
fn given(case: &Case) -> Option<(&str, Option<&str>, &'static str)> {
    let Some(parts) = connection_string::parts(case) else {
        return Some((build::endpoint(&case.call.client), None, "endpoint"));
    };
    let endpoint = parts.endpoints.first().copied().filter(|endpoint| !endpoint.is_empty())?;
    let port = parts.ports.first().copied().filter(|given| !given.is_empty() && port(endpoint).is_none());
    Some((endpoint, port, "connection string"))
}

/// The port that an endpoint names.
pub fn port(endpoint: &str) -> Option<&str> {
    let authority = endpoint.split("://").last()?.split('/').next()?;
    authority.rsplit_once(':').map(|(_, port)| port).filter(|port| !port.ends_with(']'))
}

/// Another scheme than http and https, or anything beside host, port and path.
pub fn unfit(case: &Case) -> Option<&'static str> {
    let proxy = case.call.client.reverse_proxy_endpoint.as_deref().map(|proxy| (proxy, None, "reverse proxy"));
    let (_, _, field) = given(case).into_iter().chain(proxy).find(|(text, _, _)| {
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

/// The endpoint is written otherwise than in its one spelling (one slash at the end does not count), or has capitals.
pub fn spelled_otherwise(case: &Case) -> bool {
    given(case).is_some_and(|(text, port, _)| {
        let one = spelling(text, port);
        let written = match port {
            Some(port) => format!("{text}:{port}"),
            None => text.strip_suffix('/').unwrap_or(text).to_owned(),
        };
        let capitals = text.contains(|char: char| char.is_ascii_uppercase());
        text.contains("://") && (capitals || written != format!("{}{}", one.origin, one.path))
    })
}

/// The requests go to a reverse proxy.
pub fn behind_a_proxy(case: &Case) -> bool {
    case.call.client.reverse_proxy_endpoint.is_some()
}

/// The service's endpoint in its one spelling.
pub fn service(case: &Case) -> Option<Spelling> {
    given(case).map(|(text, port, _)| spelling(text, port))
}

/// Where requests go, in its one spelling: the proxy, else the service.
pub fn carrier(case: &Case) -> Option<Spelling> {
    let proxy = case.call.client.reverse_proxy_endpoint.as_deref().map(|proxy| spelling(proxy, None));
    proxy.or_else(|| service(case))
}

fn spelling(text: &str, port: Option<&str>) -> Spelling {
    let (scheme, rest) = text.split_once("://").unwrap_or(("https", text));
    let scheme = scheme.to_ascii_lowercase();
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let authority = port.map_or(authority.to_owned(), |port| format!("{authority}:{port}"));
    let own_port = if scheme == "https" { ":443" } else { ":80" };
    let host = authority.strip_suffix(own_port).unwrap_or(&authority).to_ascii_lowercase();
    Spelling { origin: format!("{scheme}://{host}"), path: path.trim_end_matches('/').to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling() {
        let of = |text, port| {
            let Spelling { origin, path } = spelling(text, port);
            format!("{origin}{path}")
        };
        assert_eq!(of("HTTP://LocalHost:80/Base//", None), "http://localhost/Base");
        assert_eq!(of("h", Some("443")), "https://h");
        assert_eq!(of("https://h/p", Some("80")), "https://h:80/p");
    }
}
