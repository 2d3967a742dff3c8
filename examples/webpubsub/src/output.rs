//! Results go to stdout, all else to stderr, and nothing with control characters that a terminal would obey.

use crate::failure::Failure;
use crate::response::Response;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::{self, Write};

/// A line for a reader, on stderr.
pub(crate) fn notice(text: &str) {
    // If stderr is closed, nobody reads it.
    let _ = writeln!(io::stderr().lock(), "webpubsub: {}", one_line(text));
}

/// Why the command failed, on stderr: a line of text, or with `--json` an object.
pub(crate) fn failure(failure: &Failure, json: bool) {
    if json {
        let _ = writeln!(io::stderr().lock(), "{}", json!({"raised": failure.to_json()}));
    } else {
        // Errors of other libraries can have several lines.
        let sentences = failure.to_string();
        let sentences: Vec<_> = sentences.lines().map(|line| line.trim_end_matches('.')).collect();
        notice(&sentences.join(". "));
    }
}

/// A command's result on stdout.
pub(crate) fn result(response: &Response, json: bool) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    let written = if json { writeln!(stdout, "{}", response.to_json()) } else { response.write(&mut stdout) };
    written.and_then(|()| stdout.flush()).map_err(Failure::Output)
}

/// One line on stdout, at once.
pub(crate) fn line(line: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{line}").and_then(|()| stdout.flush()).map_err(Failure::Output)
}

/// One JSON value as a line on stdout, at once.
pub(crate) fn json_line(value: &Value) -> Result<(), Failure> {
    line(&value.to_string())
}

/// Text from elsewhere in one line: control characters are written as escapes (`\n`, `\u{1b}`), so that a terminal
/// obeys none of them.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() { line.extend(character.escape_default()) } else { line.push(character) }
    }
    line
}

/// JSON from elsewhere in one line, with the same meaning.
pub(crate) fn one_json_line(json: &str) -> String {
    let mut line = String::with_capacity(json.len());
    for character in json.chars() {
        match character {
            // Between values; inside a string, JSON has them escaped already.
            '\n' | '\r' | '\t' => line.push(' '),
            _ if character.is_control() => {
                let _ = write!(line, "\\u{:04x}", u32::from(character));
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
    fn control_characters_are_escaped() {
        assert_eq!(one_line("a\nb\u{1b}[2J\u{9b}é"), "a\\nb\\u{1b}[2J\\u{9b}é");
        let json = one_json_line("{\r\n\t\"a\": \"\u{9b}\u{7f}é\\n\"}");
        assert_eq!(json, "{   \"a\": \"\\u009b\\u007fé\\n\"}");
        assert_eq!(serde_json::from_str::<Value>(&json).expect("JSON"), json!({"a": "\u{9b}\u{7f}é\n"}));
    }
}
