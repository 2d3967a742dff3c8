//! What every request must fulfil, whatever it asks for.

use http::header::HOST;
use http::request::Parts;
use http::uri::Authority;
use http::{StatusCode, Version};

/// The maximum size of a request line, in bytes.
pub(super) const MAX_REQUEST_LINE: usize = 8 * 1024;
/// The maximum size of all header lines together, in bytes.
pub(super) const MAX_HEADERS: usize = 32 * 1024;
/// The maximum list of headers in HTTP/2; more than is accepted, so that the caller gets a reason.
pub(super) const MAX_HEADER_LIST: u32 = 256 * 1024;

/// Validates the head of a request; the error is the status and the reason.
pub(super) fn head(parts: &Parts) -> Result<(), (StatusCode, String)> {
    let url = parts.uri.path_and_query().map_or(0, |url| url.as_str().len());
    if parts.method.as_str().len() + url + "  HTTP/1.1\r\n".len() > MAX_REQUEST_LINE {
        let reason =
            format!("The request line has more than {MAX_REQUEST_LINE} bytes: the URL or its token is too long.");
        return Err((StatusCode::URI_TOO_LONG, reason));
    }
    let lines = parts.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len());
    if lines.sum::<usize>() > MAX_HEADERS {
        let reason = format!("The headers have more than {MAX_HEADERS} bytes.");
        return Err((StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, reason));
    }
    host(parts).map_err(|reason| (StatusCode::BAD_REQUEST, reason.to_owned()))
}

fn host(parts: &Parts) -> Result<(), &'static str> {
    if parts.uri.authority().is_some_and(|authority| !is_host(authority.as_str())) {
        return Err("The host of the URL is invalid.");
    }
    let mut hosts = parts.headers.get_all(HOST).iter();
    match (hosts.next(), hosts.next()) {
        (_, Some(_)) => Err("More than one Host header."),
        (Some(host), None) if !host.to_str().is_ok_and(is_host) => Err("The Host header is invalid."),
        // In HTTP/2 the URL has it too.
        (Some(host), None) if parts.version == Version::HTTP_2 => match parts.uri.authority() {
            Some(authority) if authority.as_str().as_bytes().eq_ignore_ascii_case(host.as_bytes()) => Ok(()),
            None => Ok(()),
            Some(_) => Err("The Host header is not the host of the URL."),
        },
        (None, None) if parts.version == Version::HTTP_11 => Err("The Host header is missing."),
        _ => Ok(()),
    }
}

/// A host, perhaps with a port; or nothing.
fn is_host(text: &str) -> bool {
    let Ok(authority) = text.parse::<Authority>() else { return text.is_empty() };
    // A user would come first.
    let Some(rest) = text.strip_prefix(authority.host()) else { return false };
    let Some(port) = rest.strip_prefix(':') else { return rest.is_empty() };
    port.is_empty() || port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_http_2_the_host_is_that_of_the_url() {
        let check = |url: &str, host: Option<&str>| {
            let request = http::Request::get(url).version(Version::HTTP_2);
            let request = host.into_iter().fold(request, |request, host| request.header(HOST, host));
            head(&request.body(()).expect("a request").into_parts().0).is_ok()
        };
        assert!(check("http://x:80/", None) && check("http://x:80/", Some("X:80")) && check("/", Some("x")));
        assert!(!check("http://a@x/", None) && !check("http://x:99999/", None));
        assert!(!check("http://x:80/", Some("y")) && !check("http://x:80/", Some("x")) && !check("/", Some("a@x")));
    }
}
