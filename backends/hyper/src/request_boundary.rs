//! Finds where each HTTP/1 request begins in the bytes that a connection writes.

use memchr::memmem::Finder;
use memchr::{memchr, memrchr};
use std::sync::LazyLock;

/// The empty line at the end of a head begins like this, and nothing else in a head.
static END: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"\n\r"));

/// Follows the requests of one connection. Each has a head, and a body as long as its `Content-Length` says, as hyper
/// writes all bodies of known length.
#[derive(Debug, Default)]
pub(crate) struct RequestBoundary {
    in_head: bool,
    /// The beginning of a line of the head, if a write ended within it.
    line: Vec<u8>,
    length: u64,
    body_left: u64,
    completed: u64,
}

impl RequestBoundary {
    /// Whether the next byte is the first of a request.
    pub(crate) fn is_at_start(&self) -> bool {
        !self.in_head && self.body_left == 0
    }

    /// Whether at least one request was written completely.
    pub(crate) fn has_completed_request(&self) -> bool {
        self.completed > 0
    }

    /// Records bytes that were written.
    pub(crate) fn record(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            bytes = if self.body_left > 0 {
                self.in_body(bytes)
            } else if let Some(rest) = self.whole_head(bytes) {
                rest
            } else {
                self.in_head(bytes)
            };
            self.completed += u64::from(self.is_at_start());
        }
    }

    fn in_body<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let part = usize::try_from(self.body_left).unwrap_or(usize::MAX).min(bytes.len());
        self.body_left -= part as u64;
        &bytes[part..]
    }

    /// The usual case, at a fraction of the cost: a whole head at once with its length last, as hyper writes it.
    fn whole_head<'a>(&mut self, bytes: &'a [u8]) -> Option<&'a [u8]> {
        if self.in_head {
            return None;
        }
        let end = END.find(bytes)?;
        let rest = bytes[end..].strip_prefix(b"\n\r\n")?;
        let last = memrchr(b'\n', &bytes[..end])? + 1;
        self.body_left = content_length(&bytes[last..end])?;
        Some(rest)
    }

    fn in_head<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        self.in_head = true;
        let Some(end) = memchr(b'\n', bytes) else {
            self.line.extend_from_slice(bytes);
            return &[];
        };
        let (line, rest) = (&bytes[..end], &bytes[end + 1..]);
        if self.line.is_empty() {
            self.end_line(line);
        } else {
            let mut joined = std::mem::take(&mut self.line);
            joined.extend_from_slice(line);
            self.end_line(&joined);
        }
        rest
    }

    /// Reads one complete line of the head; the empty one ends it.
    fn end_line(&mut self, line: &[u8]) {
        if matches!(line, [] | [b'\r']) {
            self.in_head = false;
            self.body_left = std::mem::take(&mut self.length);
        } else if let Some(length) = content_length(line) {
            self.length = length;
        }
    }
}

fn content_length(line: &[u8]) -> Option<u64> {
    const NAME: &[u8] = b"content-length:";
    let (name, value) = line.split_at_checked(NAME.len())?;
    let value = name.eq_ignore_ascii_case(NAME).then_some(value)?;
    std::str::from_utf8(value).ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUESTS: [&str; 4] = [
        "POST /a HTTP/1.1\r\nContent-Length: 7\r\nhost: h\r\n\r\n\r\n\r\nabc",
        "HEAD /b HTTP/1.1\r\nhost: h\r\n\r\n",
        "PUT /c HTTP/1.1\r\ncontent-length: 0\r\n\r\n",
        "POST /d HTTP/1.1\r\nhost: h\r\ncontent-length: 23\r\naccept: */*\r\n\r\n\r\ncontent-length: 5\r\n\r\n",
    ];

    /// However the bytes are split, exactly the starts of the requests are found.
    #[test]
    fn finds_each_start_however_the_bytes_are_split() {
        let all = REQUESTS.concat();
        let starts: Vec<usize> = REQUESTS
            .iter()
            .scan(0, |end, request| {
                *end += request.len();
                Some(*end)
            })
            .collect();
        for size in 1..=all.len() {
            let mut boundary = RequestBoundary::default();
            let mut written = 0;
            for piece in all.as_bytes().chunks(size) {
                boundary.record(piece);
                written += piece.len();
                assert_eq!(boundary.is_at_start(), starts.contains(&written), "{size}-byte pieces, after {written}");
            }
            assert_eq!(boundary.completed, 4);
        }
    }
}
