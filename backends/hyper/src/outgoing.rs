//! Where each HTTP/1 request begins in the bytes that go out.

/// Follows the requests on one connection. Each has a head, and a body as long as its `Content-Length` says, as hyper
/// writes all bodies of known length.
#[derive(Debug, Default)]
pub(crate) struct Outgoing {
    head: Vec<u8>,
    body_left: u64,
    complete: u64,
}

impl Outgoing {
    /// The next byte is the first of a request.
    pub(crate) fn at_start(&self) -> bool {
        self.head.is_empty() && self.body_left == 0
    }

    /// At least one request went out whole.
    pub(crate) fn is_used(&self) -> bool {
        self.complete > 0
    }

    /// These bytes were written.
    pub(crate) fn wrote(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            bytes = if self.body_left > 0 { self.in_body(bytes) } else { self.in_head(bytes) };
            self.complete += u64::from(self.at_start());
        }
    }

    fn in_body<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let part = usize::try_from(self.body_left).unwrap_or(usize::MAX).min(bytes.len());
        self.body_left -= part as u64;
        &bytes[part..]
    }

    fn in_head<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let before = self.head.len();
        // The end can straddle two writes by up to three bytes.
        let straddle = before.saturating_sub(3);
        let mut joint = self.head[straddle..].to_vec();
        joint.extend_from_slice(&bytes[..bytes.len().min(3)]);
        let in_joint = end_of_head(&joint).map(|end| end + straddle - before);
        let Some(end) = in_joint.or_else(|| end_of_head(bytes)) else {
            self.head.extend_from_slice(bytes);
            return &[];
        };
        self.head.extend_from_slice(&bytes[..end]);
        self.body_left = content_length(&self.head);
        self.head.clear();
        &bytes[end..]
    }
}

fn end_of_head(bytes: &[u8]) -> Option<usize> {
    bytes.windows(4).position(|window| window == b"\r\n\r\n").map(|at| at + 4)
}

fn content_length(head: &[u8]) -> u64 {
    let lines = head.split(|byte| *byte == b'\n').filter_map(|line| core::str::from_utf8(line).ok()?.split_once(':'));
    let mut lengths = lines.filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    lengths.next().and_then(|(_, value)| value.trim().parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUESTS: [&str; 3] = [
        "POST /a HTTP/1.1\r\nContent-Length: 7\r\nhost: h\r\n\r\n\r\n\r\nabc",
        "HEAD /b HTTP/1.1\r\nhost: h\r\n\r\n",
        "PUT /c HTTP/1.1\r\ncontent-length: 0\r\n\r\n",
    ];

    /// However the bytes are cut, the starts are those of the requests and no others.
    #[test]
    fn finds_each_start_at_any_cut() {
        let all = REQUESTS.concat();
        let starts: Vec<usize> = REQUESTS
            .iter()
            .scan(0, |end, request| {
                *end += request.len();
                Some(*end)
            })
            .collect();
        for size in 1..=all.len() {
            let mut outgoing = Outgoing::default();
            let mut written = 0;
            for piece in all.as_bytes().chunks(size) {
                outgoing.wrote(piece);
                written += piece.len();
                assert_eq!(outgoing.at_start(), starts.contains(&written), "{size}-byte pieces, after {written}");
            }
            assert_eq!(outgoing.complete, 3);
        }
    }
}
