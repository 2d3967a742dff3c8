//! URLs without their secrets.

use percent_encoding::percent_decode_str;

const SECRETS: [&str; 2] = ["access_token", "awps_reconnection_token"];

/// A path and query, in which the values of tokens are replaced.
pub(super) fn without_tokens(url: &str) -> String {
    let Some((path, query)) = url.split_once('?') else { return url.to_owned() };
    let pairs = query.split('&').map(|pair| {
        let (name, _) = pair.split_once('=').unwrap_or((pair, ""));
        let plain = percent_decode_str(name).decode_utf8_lossy();
        if SECRETS.iter().any(|secret| plain.eq_ignore_ascii_case(secret)) {
            format!("{name}=(hidden)")
        } else {
            pair.to_owned()
        }
    });
    format!("{path}?{}", pairs.collect::<Vec<_>>().join("&"))
}

/// What the decoded path of a REST call or handshake names: pairs of a kind and a name follow its first segment.
pub(super) fn named<'a>(segments: &[&'a str], kind: &str) -> Option<&'a str> {
    let mut pairs = segments.get(1..)?.chunks_exact(2);
    pairs.find(|pair| pair[0] == kind).map(|pair| pair[1]).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_hidden() {
        for (url, expected) in [
            ("/a", "/a"),
            ("/a?b=1&c", "/a?b=1&c"),
            ("/a?access_token=x.y.z&b=1", "/a?access_token=(hidden)&b=1"),
            ("/a?b&%61ccess_TOKEN=x", "/a?b&%61ccess_TOKEN=(hidden)"),
            ("/a?awps_reconnection_token=x", "/a?awps_reconnection_token=(hidden)"),
        ] {
            assert_eq!(without_tokens(url), expected);
        }
    }

    #[test]
    fn names() {
        let path = ["api", "hubs", "chat", "groups", "users", "users", "ann"];
        assert_eq!(named(&path, "hubs"), Some("chat"));
        assert_eq!(named(&path, "groups"), Some("users"));
        assert_eq!(named(&path, "users"), Some("ann"));
        assert_eq!(named(&["api", "hubs", "chat", ":send"], ":send"), None);
        assert_eq!(named(&[], "hubs"), None);
        assert_eq!(named(&["api"], "hubs"), None);
    }
}
