//! Whether the audience of a token is the URL of its request.

use percent_encoding::percent_decode_str;

use super::jwt::Claims;

/// A REST token: `aud`, or `aud` percent-decoded, is the request's URL as sent, or `aud` is that URL without its query;
/// case is ignored. `url` has no scheme: `host/path?query`.
pub(crate) fn fits_request(aud: &str, url: &str) -> bool {
    let Some(aud) = without_scheme(aud) else {
        return false;
    };
    let path = url.split_once('?').map_or(url, |(path, _)| path);
    let decoded = percent_decode_str(&aud).decode_utf8_lossy();
    aud.eq_ignore_ascii_case(url) || decoded.eq_ignore_ascii_case(url) || aud.eq_ignore_ascii_case(path)
}

/// A client token: same host, and the client path of this hub; case is ignored.
pub(crate) fn fits_client(aud: &str, host: &str, path: &str) -> bool {
    let Some(aud) = without_scheme(aud) else {
        return false;
    };
    let Some((aud_host, aud_path)) = aud.split_once('/') else {
        return false;
    };
    let aud_path = percent_decode_str(aud_path).decode_utf8_lossy();
    aud_host.eq_ignore_ascii_case(host)
        && path.strip_prefix('/').is_some_and(|path| aud_path.eq_ignore_ascii_case(path))
}

/// Why the audiences of a token, cut, do not fit a URL.
pub(crate) fn mismatch(claims: &Claims, url: &str) -> String {
    let cut = |text: &str| text.chars().take(300).collect::<String>();
    match claims.strings("aud") {
        Some(audiences) if !audiences.is_empty() => {
            let audiences = cut(&audiences.join(", "));
            format!("the token's audience (`aud`) is {audiences}, not http://{}", cut(url))
        }
        _ => "the token has no audience (`aud`)".to_owned(),
    }
}

/// A host as it is compared: without a default port.
pub(crate) fn host(host: &str) -> &str {
    host.strip_suffix(":80").or_else(|| host.strip_suffix(":443")).unwrap_or(host)
}

/// `host/path?query` of an absolute URL. A gateway may terminate TLS, so the scheme is ignored.
fn without_scheme(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    if !["http", "https", "ws", "wss"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return None;
    }
    let (authority, rest) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    Some(format!("{}{rest}", host(authority)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests() {
        let url = "h:8080/api/hubs/c/:send?filter=a%20b&x='y'";
        for good in [
            "http://h:8080/api/hubs/c/:send?filter=a%20b&x='y'",
            "HTTPS://H:8080/API/hubs/c/:send?filter=a%20b&x='y'",
            "http://h:8080/api/hubs/c/:send?filter=a%2520b&x=%27y%27",
            "http://h:8080/api/hubs/c/:send",
        ] {
            assert!(fits_request(good, url), "{good}");
        }
        for bad in [
            "",
            "http://h:8080",
            "h:8080/api/hubs/c/:send",
            "ftp://h:8080/api/hubs/c/:send",
            "http://h/api/hubs/c/:send",
            "http://h:8080/api/hubs/c/:send/",
            "http://h:8080/api/hubs/c/:send?filter=a%20b",
            "http://h:8080/api/hubs/c/:send?filter=a%20b&x=%27y%27",
        ] {
            assert!(!fits_request(bad, url), "{bad}");
        }
        assert!(fits_request("http://h:80/api/health", "h/api/health"));
    }

    #[test]
    fn clients() {
        for good in ["http", "https", "ws", "wss", "WSS"] {
            assert!(fits_client(&format!("{good}://h:1/client/hubs/Chat"), "h:1", "/client/hubs/chat"));
        }
        assert!(fits_client("http://h/client/hubs/a%60b", "h", "/client/hubs/a`b"));
        for bad in [
            "http://h:1/client/hubs/other",
            "http://h:1/client/hubs/chat/",
            "http://h:1/client/hubs/chat?x=1",
            "http://h:2/client/hubs/chat",
            "http://h:1/clients/hubs/chat",
            "http://h:1",
            "chat",
        ] {
            assert!(!fits_client(bad, "h:1", "/client/hubs/chat"), "{bad}");
        }
    }
}
