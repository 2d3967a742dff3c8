//! The source of a message: arguments, a file or standard input.

use crate::failure::{Failure, wrong_use};
use clap::{Args, ValueEnum};
use std::fs::File;
use std::io::{IsTerminal, Read, stdin};
use std::path::{Path, PathBuf};
use webpubsub_hyper::Message;

#[derive(Args, Default)]
pub(crate) struct MessageArgs {
    /// The message, as text
    #[arg(long, help_heading = "Message", value_name = "TEXT", conflicts_with_all = ["file", "kind"])]
    text: Option<String>,
    /// The message, as JSON, sent as it is. Without a value: print the result as JSON
    #[arg(long, help_heading = "Message", value_name = "JSON", num_args = 0..=1)]
    #[allow(clippy::option_option)] // The option without a value is not the same as no option.
    json: Option<Option<String>>,
    /// The message, from a file; `-` is standard input, which is also read if no message is given
    #[arg(long, help_heading = "Message", value_name = "PATH")]
    file: Option<PathBuf>,
    /// The kind of the message in the file or standard input [default: text]
    #[arg(long, help_heading = "Message", value_name = "KIND", value_enum)]
    kind: Option<Kind>,
    /// A message that did not come from the command line.
    #[arg(skip)]
    ready: Option<Message>,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Kind {
    /// UTF-8
    #[default]
    Text,
    /// One JSON value
    Json,
    /// Any bytes
    Binary,
}

impl MessageArgs {
    pub(crate) fn ready(message: Message) -> Self {
        Self { ready: Some(message), ..Self::default() }
    }

    pub(super) fn prints_json(&self) -> bool {
        self.json == Some(None)
    }

    /// The message of the command line, else that of standard input.
    pub(super) fn read(self) -> Result<Message, Failure> {
        let kind = self.kind.unwrap_or_default();
        if let Some(message) = self.read_if_given()? {
            return Ok(message);
        }
        if stdin().is_terminal() {
            return Err(wrong_use("message", "is missing: use --text, --json or --file, or standard input"));
        }
        let bytes = limited(stdin().lock())?;
        if bytes.is_empty() {
            // A script without input should not send an empty message to everybody.
            return Err(wrong_use("message", "is missing: standard input is empty (--text '' sends an empty one)"));
        }
        kind.message(bytes)
    }

    /// The message of the command line, if it has one.
    pub(super) fn read_if_given(self) -> Result<Option<Message>, Failure> {
        match (self.ready, self.text, self.json.flatten(), self.file) {
            (None, None, None, None) => Ok(None),
            (Some(message), None, None, None) => Ok(Some(message)),
            (None, Some(text), None, None) => Ok(Some(Message::text(text))),
            (None, None, Some(json), None) => Ok(Some(Message::raw_json(json)?)),
            (None, None, None, Some(path)) => Ok(Some(self.kind.unwrap_or_default().message(open(&path)?)?)),
            _ => Err(wrong_use("message", "is given more than once: use one of --text, --json and --file")),
        }
    }
}

impl Kind {
    fn message(self, bytes: Vec<u8>) -> Result<Message, Failure> {
        match self {
            Self::Text => String::from_utf8(bytes)
                .map(Message::text)
                .map_err(|_| wrong_use("message", "is not valid UTF-8 (use --kind binary)")),
            Self::Json => Ok(Message::raw_json(bytes)?),
            Self::Binary => Ok(Message::binary(bytes)),
        }
    }
}

fn open(path: &Path) -> Result<Vec<u8>, Failure> {
    if path == Path::new("-") {
        return limited(stdin().lock());
    }
    limited(File::open(path).map_err(|error| unreadable(&error))?)
}

/// All bytes, unless they are more than the service accepts.
fn limited(source: impl Read) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    source.take(Message::MAX_SIZE as u64 + 1).read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
    if bytes.len() > Message::MAX_SIZE {
        return Err(wrong_use("message", format!("must have at most {} bytes", Message::MAX_SIZE)));
    }
    Ok(bytes)
}

fn unreadable(error: &std::io::Error) -> Failure {
    wrong_use("message", format!("cannot be read: {error}"))
}
