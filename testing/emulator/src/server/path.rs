//! The segments of a URL's path.

use percent_encoding::percent_decode_str;

/// The decoded segments; `None` when one is not UTF-8, or is `.` or `..`.
///
/// Without `decode_slashes`, `%2F` stays `%2F`, and `%252F` becomes `%2F`. Dot segments would change the target.
pub(super) fn segments(path: &str, decode_slashes: bool) -> Option<Vec<String>> {
    path.strip_prefix('/')?.split('/').map(|segment| decode(segment, decode_slashes)).collect()
}

fn decode(segment: &str, decode_slashes: bool) -> Option<String> {
    let decoded = if decode_slashes {
        utf8(segment)?
    } else {
        let mut parts = segment.split("%2F").flat_map(|part| part.split("%2f")).map(utf8);
        let first = parts.next()??;
        parts.try_fold(first, |whole, part| Some(whole + "%2F" + &part?))?
    };
    (decoded != "." && decoded != "..").then_some(decoded)
}

fn utf8(encoded: &str) -> Option<String> {
    percent_decode_str(encoded).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decoding() {
        for (path, plain, slashes) in [
            ("/api/hubs/c/:send", "api|hubs|c|:send", "api|hubs|c|:send"),
            ("/a%20b+c%2B", "a b+c+", "a b+c+"),
            ("/a%2Fb%2fc", "a%2Fb%2Fc", "a/b/c"),
            ("/a%252Fb", "a%2Fb", "a%2Fb"),
            ("/%E2%9C%93%00", "✓\0", "✓\0"),
            ("/a//", "a||", "a||"),
            ("/%zz%4", "%zz%4", "%zz%4"),
        ] {
            assert_eq!(segments(path, false).expect(path).join("|"), plain, "{path}");
            assert_eq!(segments(path, true).expect(path).join("|"), slashes, "{path}");
        }
    }

    #[test]
    fn rejected() {
        for path in ["", "*", "/%FF", "/a/..", "/./a", "/%2e%2E/a", "/.%2e"] {
            assert_eq!(segments(path, false), None, "{path}");
            assert_eq!(segments(path, true), None, "{path}");
        }
    }
}
