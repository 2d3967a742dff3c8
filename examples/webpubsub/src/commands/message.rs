//! The source of a message: arguments, a file or standard input.

use crate::failure::{Failure, wrong_use};
use clap::{Args, ValueEnum};
use std::fs::File;
use std::io::{IsTerminal, Read, stdin};
use std::path::{Path, PathBuf};
use webpubsub_hyper::Message;

/// Standard input, in the place of a message or of a path.
const STANDARD_INPUT: &str = "-";

#[derive(Args, Default)]
pub(crate) struct MessageArgs {
    /// The message, as text; `-` is standard input, which is also read if no message is given
    #[arg(value_name = "MESSAGE")]
    message: Option<String>,
    /// The message, as text, also if it is `-`
    #[arg(long, help_heading = "Message", value_name = "TEXT", conflicts_with = "kind")]
    text: Option<String>,
    /// The message, as JSON, sent as it is
    #[arg(long, help_heading = "Message", value_name = "JSON", conflicts_with = "kind")]
    json: Option<String>,
    /// The message, from a file; `-` is standard input
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

    /// The message of the command line, else that of standard input.
    pub(super) fn read(self) -> Result<Message, Failure> {
        let kind = self.kind.unwrap_or_default();
        if let Some(message) = self.read_if_given()? {
            return Ok(message);
        }
        if stdin().is_terminal() {
            return Err(wrong_use("message", "is missing: name it, use --json or --file, or standard input"));
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
        let argument = self.message.map(|text| match text.as_str() {
            STANDARD_INPUT => Source::File(STANDARD_INPUT.into()),
            _ => Source::Argument(text),
        });
        let (text, json) = (self.text.map(Source::Text), self.json.map(Source::Json));
        let mut given = [self.ready.map(Source::Ready), argument, text, json, self.file.map(Source::File)];
        let mut given = given.iter_mut().filter_map(Option::take);
        match (given.next(), given.next()) {
            (None, _) => Ok(None),
            (Some(source), None) => source.message(self.kind).map(Some),
            _ => Err(wrong_use("message", "is given more than once: use an argument, --text, --json or --file")),
        }
    }
}

/// Where the message is.
enum Source {
    Ready(Message),
    Argument(String),
    Text(String),
    Json(String),
    File(PathBuf),
}

impl Source {
    fn message(self, kind: Option<Kind>) -> Result<Message, Failure> {
        match (self, kind) {
            (Self::Ready(message), _) => Ok(message),
            (Self::Argument(_), Some(_)) => {
                Err(wrong_use("--kind", "is of a file or standard input: an argument is text, --json is JSON"))
            }
            (Self::Argument(text) | Self::Text(text), _) => Ok(Message::text(text)),
            (Self::Json(json), _) => Ok(Message::raw_json(json)?),
            (Self::File(path), kind) => kind.unwrap_or_default().message(open(&path)?),
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
    if path == Path::new(STANDARD_INPUT) {
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
