//! URLs taken apart, so that they can be compared by meaning. Shares nothing with the library's own reading.

use percent_encoding::percent_decode_str;

/// `scheme://host[:port]`, path and query, each as written but for the case of scheme and host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url {
    /// `http://127.0.0.1:28471`, in lower case.
    pub origin: String,
    /// Begins with `/` or is empty.
    pub path: String,
    /// Without the `?`.
    pub query: String,
}

impl Url {
    /// Takes a URL apart; `None` without a scheme.
    pub fn parse(text: &str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let (authority, rest) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let origin = format!("{scheme}://{authority}").to_ascii_lowercase();
        Some(Self { origin, path: path.to_owned(), query: query.to_owned() })
    }

    /// Path and query as they stand.
    pub fn tail(&self) -> String {
        if self.query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, self.query) }
    }
}

/// The path's segments, each decoded once: `a%2Fb` is one segment with a slash in it.
pub fn segments(path: &str) -> Vec<String> {
    path.split('/').map(decode).collect()
}

/// The query's pairs, decoded and sorted. A bare `+` is a blank, as servers read it.
pub fn pairs(query: &str) -> Vec<(String, String)> {
    let parts = query.split('&').filter(|part| !part.is_empty());
    let mut pairs: Vec<_> = parts
        .map(|part| {
            let part = part.replace('+', " ");
            let (name, value) = part.split_once('=').unwrap_or((&part, ""));
            (decode(name), decode(value))
        })
        .collect();
    pairs.sort();
    pairs
}

/// What the service sees as the same URL: segments and pairs compared decoded, `api-version` left out.
pub fn same_but_for_version(one: &str, other: &str) -> bool {
    let parts = |text: &str| {
        let url = Url::parse(text)?;
        let mut pairs = pairs(&url.query);
        pairs.retain(|(name, _)| name != "api-version");
        Some((url.origin, segments(&url.path), pairs))
    };
    match (parts(one), parts(other)) {
        (Some(one), Some(other)) => one == other,
        _ => one == other,
    }
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meaning_not_bytes() {
        assert_eq!(segments("/groups/a%2Fb/o'b"), ["", "groups", "a/b", "o'b"]);
        assert_eq!(segments("/a%252Fb"), ["", "a%2Fb"]);
        assert_eq!(pairs("b=2&a=%2B&a=+"), pairs("a=%20&a=%2B&b=2"));
        assert_ne!(pairs("a=%2B"), pairs("a=+"));
        assert!(same_but_for_version("http://H/%41?api-version=1&x=*", "http://h/A?x=%2A&api-version=2"));
        assert!(!same_but_for_version("http://h/a%2Fb", "http://h/a/b"));
    }
}
