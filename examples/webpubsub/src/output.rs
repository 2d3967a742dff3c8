//! Results go to stdout, all else to stderr, and nothing with control characters that a terminal would execute.

use crate::failure::Failure;
use crate::reasons::Reason;
use crate::response::Response;
#[cfg(unix)]
use rustix::event::{PollFd, PollFlags, poll};
#[cfg(unix)]
use rustix::io::Errno;
use serde_json::{Value, json};
use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, ErrorKind, IsTerminal as _, Write};
#[cfg(unix)]
use tokio::sync::oneshot;

/// `--output`: how results and errors are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// As JSON in one line
    Json,
    /// As text, for a reader
    Text,
}

/// The local time of day, `12:34:56`.
pub(crate) fn time_of_day() -> String {
    jiff::ZonedDateTime::now().strftime("%H:%M:%S").to_string()
}

/// A line for a reader, on stderr.
pub(crate) fn notice(text: &str) {
    // If stderr is closed, nobody reads it.
    let _ = writeln!(io::stderr().lock(), "webpubsub: {}", one_line(text));
}

/// A line for a program, on stderr.
pub(crate) fn notice_json(value: &Value) {
    let _ = writeln!(io::stderr().lock(), "{}", json_line(value));
}

/// Why the command failed, on stderr: a line of text, or with `-o json` an object.
/// `hint` is the sentence that says what to do, if there is one.
pub(crate) fn failure(failure: &Failure, hint: Option<&Reason>, json: bool) {
    if json {
        let mut raised = failure.to_json();
        if let Some(hint) = hint {
            raised["hint"] = hint.to_string().into();
        }
        notice_json(&json!({"raised": raised}));
    } else {
        notice(&failure.to_string());
        if let Some(hint) = hint {
            notice(&format!("hint: {hint}"));
        }
        if let Some(token) = failure.resume() {
            resume(token, json);
        }
    }
}

/// How a listing goes on after its last page, on stderr.
pub(crate) fn resume(token: &str, json: bool) {
    if json {
        notice_json(&json!({"continuationToken": token}));
    } else {
        notice(&format!("to list the rest, use --continuation-token with {token}"));
    }
}

/// Who reads stdout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reader {
    Present,
    /// It has closed the pipe, as `head` does: it needs no more, and that is a success.
    Gone,
}

/// A command's result on stdout.
pub(crate) fn result(response: &Response, json: bool) -> io::Result<Reader> {
    let terminal = io::stdout().is_terminal();
    write(|out| if json { writeln!(out, "{}", json_line(&response.to_json())) } else { response.write(out, terminal) })
}

/// One line on stdout, at once.
pub(crate) fn line(line: &str) -> io::Result<Reader> {
    write(|out| writeln!(out, "{line}"))
}

/// Writes to stdout, at once.
pub(crate) fn write(content: impl FnOnce(&mut io::StdoutLock<'_>) -> io::Result<()>) -> io::Result<Reader> {
    let mut stdout = io::stdout().lock();
    match content(&mut stdout).and_then(|()| stdout.flush()) {
        Ok(()) => Ok(Reader::Present),
        Err(error) if matches!(error.kind(), ErrorKind::BrokenPipe | ErrorKind::ConnectionReset) => Ok(Reader::Gone),
        Err(error) => Err(error),
    }
}

/// Ends when nobody reads stdout any more, also while there is nothing to write. Never for a file, or where the platform
/// does not tell.
pub(crate) async fn closed() {
    #[cfg(unix)]
    {
        let (tell, told) = oneshot::channel();
        // A thread, because tokio registers a descriptor that it does not own by unsafe code only. It ends with the program.
        let wait = move || {
            let stdout = io::stdout();
            // No event is asked for: errors and hang-ups always come.
            let mut stdout = [PollFd::new(&stdout, PollFlags::empty())];
            while poll(&mut stdout, None) == Err(Errno::INTR) {}
            if stdout[0].revents().intersects(PollFlags::ERR | PollFlags::HUP) {
                // Without a receiver the program is ending.
                let _ = tell.send(());
            }
        };
        if std::thread::Builder::new().spawn(wait).is_ok() && told.await.is_ok() {
            return;
        }
    }
    std::future::pending::<()>().await;
}

/// Whether a terminal does something with the character other than to show it: controls, line separators, what turns the
/// direction of the text after it, and what is not seen at all. Not the joiners of emoji and of several scripts.
fn is_obeyed(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// So many bytes of a text that nobody needs whole.
const SHORT: usize = 400;

/// The beginning of a text from elsewhere.
pub(crate) fn short(text: &str) -> Cow<'_, str> {
    match text.char_indices().map(|(at, _)| at).take_while(|at| *at <= SHORT).last() {
        Some(end) if text.len() > SHORT => format!("{}…", &text[..end]).into(),
        _ => text.into(),
    }
}

/// Text from elsewhere in one line: control characters of a terminal are written as escapes (`\n`, `\u{1b}`).
pub(crate) fn one_line(text: &str) -> String {
    escaped(text, "")
}

/// Text from elsewhere for a terminal, as [`one_line`], but with its own lines and tabs.
pub(crate) fn lines(text: &str) -> String {
    let mut lines = escaped(&text.replace("\r\n", "\n"), "\n\t");
    if !lines.is_empty() && !lines.ends_with('\n') {
        lines.push('\n');
    }
    lines
}

fn escaped(text: &str, kept: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        if is_obeyed(character) && !kept.contains(character) {
            line.extend(character.escape_default());
        } else {
            line.push(character);
        }
    }
    line
}

/// A value in one line.
pub(crate) fn json_line(value: &Value) -> String {
    one_json_line(&value.to_string())
}

/// JSON from elsewhere in one line, with the same meaning.
pub(crate) fn one_json_line(json: &str) -> String {
    let mut line = String::with_capacity(json.len());
    for character in json.chars() {
        match character {
            // Between values; inside a string, JSON has them escaped already.
            '\n' | '\r' | '\t' => line.push(' '),
            _ if is_obeyed(character) => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    let _ = write!(line, "\\u{unit:04x}");
                }
            }
            _ => line.push(character),
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut() {
        for (text, length) in [("", 0), (&*"a".repeat(400), 400), (&"a".repeat(401), 403), (&"é日".repeat(300), 403)]
        {
            assert_eq!(short(text).len(), length);
        }
    }

    #[test]
    fn control_characters_are_escaped() {
        assert_eq!(one_line("a\nb\u{1b}[2J\u{9b}é"), "a\\nb\\u{1b}[2J\\u{9b}é");
        assert_eq!(one_line("a\u{202e}b\u{2066}c\u{2028}\u{5d0}"), "a\\u{202e}b\\u{2066}c\\u{2028}\u{5d0}");
        assert_eq!(one_json_line("\"\u{202e}\u{2069}\u{2029}\u{5d0}\""), "\"\\u202e\\u2069\\u2029\u{5d0}\"");
        assert_eq!(one_line("\u{200b}\u{61c}\u{feff}\u{ad}"), "\\u{200b}\\u{61c}\\u{feff}\\u{ad}");
        assert_eq!(one_line("👩\u{200d}💻 ❤\u{fe0f} می\u{200c}خ"), "👩\u{200d}💻 ❤\u{fe0f} می\u{200c}خ");
        let tag = one_json_line("\"\u{e0041}\u{200f}\"");
        assert_eq!(tag, r#""\udb40\udc41\u200f""#);
        assert_eq!(serde_json::from_str::<String>(&tag).expect("JSON"), "\u{e0041}\u{200f}");
        assert_eq!((&*lines("a\r\n\tb\u{1b}\r"), &*lines("")), ("a\n\tb\\u{1b}\\r\n", ""));
        let json = one_json_line("{\r\n\t\"a\": \"\u{9b}\u{7f}é\\n\"}");
        assert_eq!(json, "{   \"a\": \"\\u009b\\u007fé\\n\"}");
        assert_eq!(serde_json::from_str::<Value>(&json).expect("JSON"), json!({"a": "\u{9b}\u{7f}é\n"}));
    }
}
