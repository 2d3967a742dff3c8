//! The lines of standard input.

use crate::failure::{Failure, wrong_use};
use tokio::io::{AsyncBufRead, AsyncBufReadExt as _};

/// Enough for the longest message in its longest form: each of its bytes as `\u0000`.
const MAX_LINE: usize = 8 * 1_024 * 1_024;

/// What editors of Windows put before UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Lines with something in them, of which at most one is in memory.
pub(super) struct Lines<R> {
    input: R,
    line: Vec<u8>,
    begun: bool,
}

/// A line without its mark and its end.
#[derive(Clone, Copy)]
pub(super) enum Line<'a> {
    Whole(&'a [u8]),
    TooLong,
}

impl<R: AsyncBufRead + Unpin> Lines<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, line: Vec::new(), begun: false }
    }

    /// The next line that is not empty; none at the end. Byte order marks are passed over, wherever files are joined.
    pub(super) async fn next(&mut self) -> Result<Option<Line<'_>>, Failure> {
        loop {
            let unreadable = |error| wrong_use("standard input", format!("cannot be read: {error}"));
            let Some(whole) = self.read().await.map_err(unreadable)? else { return Ok(None) };
            if !whole {
                return Ok(Some(Line::TooLong));
            }
            if !self.begun && is_utf16(&self.line) {
                return Err(wrong_use("standard input", "must be UTF-8, is UTF-16"));
            }
            let line = self.line.strip_prefix(MARK).unwrap_or(&self.line).trim_ascii();
            if !line.is_empty() {
                self.begun = true;
                // In two steps, because a borrow that is returned lasts through the loop.
                let start = line.as_ptr().addr() - self.line.as_ptr().addr();
                let range = start..start + line.len();
                return Ok(Some(Line::Whole(&self.line[range])));
            }
        }
    }

    /// Reads a line; whether it fits. None at the end.
    async fn read(&mut self) -> std::io::Result<Option<bool>> {
        self.line.clear();
        let (mut any, mut fits) = (false, true);
        loop {
            let available = self.input.fill_buf().await?;
            if available.is_empty() {
                return Ok(any.then_some(fits));
            }
            any = true;
            let end = available.iter().position(|byte| *byte == b'\n');
            let part = &available[..end.unwrap_or(available.len())];
            fits &= self.line.len() + part.len() <= MAX_LINE;
            if fits {
                self.line.extend_from_slice(part);
            }
            let read = end.map_or(available.len(), |end| end + 1);
            self.input.consume(read);
            if end.is_some() {
                return Ok(Some(fits));
            }
        }
    }
}

/// A mark of UTF-16, or half of an ASCII character, with which all JSON begins.
fn is_utf16(line: &[u8]) -> bool {
    line.starts_with(b"\xff\xfe") || line.starts_with(b"\xfe\xff") || line.iter().take(2).any(|byte| *byte == 0)
}
