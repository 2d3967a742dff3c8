//! What every request must fulfil, whatever it asks for.

use http::header::HOST;
use http::request::Parts;
use http::uri::Authority;
use http::{StatusCode, Version};

/// The maximum size of a request line, in bytes.
const MAX_REQUEST_LINE: usize = 8 * 1024;
/// The maximum size of all header lines together, in bytes.
const MAX_HEADERS: usize = 32 * 1024;
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
    let mut hosts = parts.headers.get_all(HOST).iter();
    match (hosts.next(), hosts.next()) {
        (_, Some(_)) => Err("More than one Host header."),
        (Some(host), None) => match host.to_str().map(str::parse::<Authority>) {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(_)) if host.is_empty() => Ok(()),
            _ => Err("The Host header is invalid."),
        },
        (None, None) if parts.version == Version::HTTP_11 => Err("The Host header is missing."),
        (None, None) => Ok(()),
    }
}
