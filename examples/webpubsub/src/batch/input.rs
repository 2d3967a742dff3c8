//! The lines of the input.

use crate::failure::{Failure, wrong_use};
use crate::output;
use std::io::IsTerminal as _;
use std::path::Path;
use tokio::io::{AsyncBufRead, AsyncBufReadExt as _, AsyncRead, BufReader, stdin};

/// Enough for the longest message in its longest form: each of its bytes as `\u0000`.
const MAX_LINE: usize = 8 * 1_024 * 1_024;

/// What editors of Windows put before UTF-8.
const MARK: char = '\u{feff}';

/// A file or standard input.
pub(super) type Source = BufReader<Box<dyn AsyncRead + Unpin>>;

/// The file and its size; standard input, whose size is not known, if there is none or it is `-`.
pub(super) async fn open(path: Option<&Path>) -> Result<(Source, Option<u64>), Failure> {
    let Some(path) = path.filter(|path| *path != Path::new("-")) else {
        if std::io::stdin().is_terminal() {
            output::notice("reads calls from the terminal, one JSON object a line, until Ctrl-D");
        }
        return Ok((BufReader::new(Box::new(stdin())), None));
    };
    let unreadable = |error| wrong_use("<FILE>", format!("cannot be read: {error}"));
    let file = tokio::fs::File::open(path).await.map_err(unreadable)?;
    let about = file.metadata().await.map_err(unreadable)?;
    Ok((BufReader::new(Box::new(file)), about.is_file().then_some(about.len())))
}

/// Lines with something in them, of which one is in memory.
pub(super) struct Lines<R> {
    input: R,
    read: Vec<u8>,
    state: State,
    begun: bool,
    number: u64,
    bytes: u64,
}

/// How far the current line is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Nothing,
    Fits,
    TooLong,
}

/// A line without its mark and its end.
#[derive(Clone, Copy)]
pub(super) enum Line<'a> {
    Whole(&'a [u8]),
    TooLong,
}

impl<R: AsyncBufRead + Unpin> Lines<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, read: Vec::new(), state: State::Nothing, begun: false, number: 0, bytes: 0 }
    }

    /// The number of the line that comes next, from 1.
    pub(super) fn next_number(&self) -> u64 {
        self.number + 1
    }

    /// How many bytes were read.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The next line that is not empty, with its number from 1; none at the end. Byte order marks are passed over,
    /// wherever files are joined. A future that is dropped loses nothing.
    pub(super) async fn next(&mut self) -> Result<Option<(u64, Line<'_>)>, Failure> {
        loop {
            let unreadable = |error| wrong_use("input", format!("cannot be read: {error}"));
            let Some(whole) = self.read().await.map_err(unreadable)? else { return Ok(None) };
            if !whole {
                return Ok(Some((self.number, Line::TooLong)));
            }
            if !self.begun && is_utf16(&self.read) {
                return Err(wrong_use("input", "must be UTF-8, is UTF-16"));
            }
            let line = trimmed(&self.read);
            if !line.is_empty() {
                self.begun = true;
                // In two steps, because a borrow that is returned lasts through the loop.
                let start = line.as_ptr().addr() - self.read.as_ptr().addr();
                let range = start..start + line.len();
                return Ok(Some((self.number, Line::Whole(&self.read[range]))));
            }
        }
    }

    /// Reads a line; whether it fits. None at the end.
    async fn read(&mut self) -> std::io::Result<Option<bool>> {
        if self.state == State::Nothing {
            self.read.clear();
        }
        loop {
            let available = self.input.fill_buf().await?;
            let end = available.iter().position(|byte| *byte == b'\n');
            let part = &available[..end.unwrap_or(available.len())];
            let whole = end.is_some() || available.is_empty();
            if available.is_empty() && self.state == State::Nothing {
                return Ok(None);
            }
            let fits = self.state != State::TooLong && self.read.len() + part.len() <= MAX_LINE;
            self.state = if fits { State::Fits } else { State::TooLong };
            if fits {
                self.read.extend_from_slice(part);
            }
            let consumed = end.map_or(available.len(), |end| end + 1);
            self.input.consume(consumed);
            self.bytes += consumed as u64;
            if whole {
                self.state = State::Nothing;
                self.number += 1;
                return Ok(Some(fits));
            }
        }
    }
}

/// Without whitespace and marks at both ends.
fn trimmed(line: &[u8]) -> &[u8] {
    match std::str::from_utf8(line) {
        Ok(text) => text.trim_matches(|character: char| character.is_whitespace() || character == MARK).as_bytes(),
        // It is no JSON.
        Err(_) => line.trim_ascii(),
    }
}

/// A mark of UTF-16, or half of an ASCII character, with which all JSON begins.
fn is_utf16(line: &[u8]) -> bool {
    line.starts_with(b"\xff\xfe") || line.starts_with(b"\xfe\xff") || line.iter().take(2).any(|byte| *byte == 0)
}
