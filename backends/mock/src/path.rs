//! A path and a query, as a reader of the request would decode them.

use percent_encoding::percent_decode_str;

/// Percent-decoded; bytes that are not UTF-8 become replacement characters.
pub(crate) fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// What a service behind a gateway sees of a URL or path. The gateway's own path can end in `/api`, too.
pub(crate) fn behind_gateway(url: &str) -> &str {
    url.find("/api/hubs/").or_else(|| url.find("/api/")).map_or(url, |at| &url[at..])
}

/// The name after `/{collection}/`: `lobby` in `/api/hubs/chat/groups/lobby/:send`. After `/api/` collections and names
/// alternate, whatever the names are; what precedes it is a gateway's.
pub(crate) fn name_in(path: &str, collection: &str) -> Option<String> {
    let segments: Vec<&str> = behind_gateway(path).strip_prefix("/api/")?.split('/').collect();
    let mut pairs = segments.chunks_exact(2);
    pairs.find(|pair| pair[0] == collection).map(|pair| decoded(pair[1]))
}

/// All pairs of a query, in order.
pub(crate) fn pairs(query: &str) -> Vec<(String, String)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let path = "/groups/gate/api/hubs/chat/groups/a%2Fb%20c/connections/conn-7";
        assert_eq!(name_in(path, "hubs").as_deref(), Some("chat"));
        assert_eq!(name_in(path, "groups").as_deref(), Some("a/b c"));
        assert_eq!(name_in(path, "connections").as_deref(), Some("conn-7"));
        assert_eq!(name_in(path, "users"), None);
        assert_eq!(name_in("/api/hubs/chat/:send", "groups"), None);
        // Hubs, users and groups may have the names of collections.
        let path = "/api/hubs/groups/users/groups/groups/hubs";
        let names = ["hubs", "users", "groups"].map(|collection| name_in(path, collection));
        assert_eq!(names, ["groups", "groups", "hubs"].map(|name| Some(name.to_owned())));
        assert_eq!(name_in("/api/hubs/chat/connections/c/groups", "groups"), None);
        assert_eq!(name_in("/api/api/hubs/chat/groups/api/:send", "groups").as_deref(), Some("api"));
    }

    #[test]
    fn queries() {
        assert_eq!(
            pairs("a=1&b=x%20%26y&c&&d=="),
            [("a", "1"), ("b", "x &y"), ("c", ""), ("d", "=")].map(|(n, v)| (n.to_owned(), v.to_owned()))
        );
    }
}
