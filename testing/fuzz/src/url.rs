//! What a server makes of a URL.

use percent_encoding::percent_decode_str;

/// The segments behind the host, each decoded once.
#[must_use]
pub fn segments(url: &str) -> Vec<String> {
    let path = url.split('?').next().unwrap_or_default();
    let behind = path.splitn(4, '/').nth(3).unwrap_or_default();
    behind.split('/').map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned()).collect()
}

/// Whether a URL holds nothing that a client, a proxy or a server could read otherwise than the next: printable ASCII
/// without quotes, whitespace, backslashes and a fragment, `%` only before two digits, no `.` and `..` among the segments.
#[must_use]
pub fn is_written_plainly(url: &str) -> bool {
    let bytes = url.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>\\^`{|}#".contains(&byte));
    let hex = |text: &str| text.as_bytes().get(..2).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit));
    let percent = url.split('%').skip(1).all(hex);
    let dots = segments(url).iter().any(|segment| segment == "." || segment == "..");
    bytes && percent && !dots
}
