//! What is written where: results to stdout, all else to stderr, and nothing that steers a terminal.

use crate::answer::Answer;
use crate::failure::Failure;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::{self, Write};

/// A line for the person who watches, on stderr.
pub(crate) fn say(text: &str) {
    // If nobody can read it, there is nobody to tell.
    let _ = writeln!(io::stderr().lock(), "webpubsub: {}", one_line(text));
}

/// Why the command failed, on stderr: a sentence, or with `--json` an object.
pub(crate) fn complain(failure: &Failure, json: bool) {
    if json {
        let _ = writeln!(io::stderr().lock(), "{}", json!({"raised": failure.to_json()}));
    } else {
        say(&failure.to_string());
    }
}

/// A command's result on stdout.
pub(crate) fn result(answer: &Answer, json: bool) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    let written = if json { writeln!(stdout, "{}", answer.to_json()) } else { answer.write(&mut stdout) };
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

/// Text of others in one line: control characters are written as escapes (`\n`, `\u{1b}`), so that none of them acts.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() { line.extend(character.escape_default()) } else { line.push(character) }
    }
    line
}

/// JSON of others in one line, with the same meaning.
pub(crate) fn one_json_line(json: &str) -> String {
    let mut line = String::with_capacity(json.len());
    for character in json.chars() {
        match character {
            // Between values: inside a string, JSON has them escaped already.
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
    fn nothing_steers_the_terminal() {
        assert_eq!(one_line("a\nb\u{1b}[2J\u{9b}é"), "a\\nb\\u{1b}[2J\\u{9b}é");
        let json = one_json_line("{\r\n\t\"a\": \"\u{9b}\u{7f}é\\n\"}");
        assert_eq!(json, "{   \"a\": \"\\u009b\\u007fé\\n\"}");
        assert_eq!(serde_json::from_str::<Value>(&json).expect("JSON"), json!({"a": "\u{9b}\u{7f}é\n"}));
    }
}
