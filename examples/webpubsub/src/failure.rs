//! Why a call or the program failed: what is said about it, and with which code the program ends.

use crate::exit::Exit;
use serde_json::{Value, json};
use std::fmt;
use std::io;
use webpubsub_hyper::{BuildError, Error, ErrorKind};

#[derive(Debug)]
pub(crate) enum Failure {
    /// A call of the client, or a value refused on the way to it.
    Call(Error),
    /// As `Call`, after an earlier request of the same command had been answered.
    Further(Error),
    /// The service refused a WebSocket client, or closed it.
    Closed {
        /// The HTTP status, if it was refused by one.
        status: Option<u16>,
        /// What it said.
        text: String,
    },
    /// A WebSocket client did not reach the service, or lost it.
    Unreached(String),
    /// The result could not be written.
    Output(io::Error),
}

impl Failure {
    /// The code to end with; `question` is a command whose code 1 means no.
    pub(crate) fn exit(&self, question: bool) -> Exit {
        let refused = if question { Exit::WrongUse } else { Exit::Refused };
        match self {
            Self::Call(error) | Self::Further(error) => match error.kind() {
                _ if error.may_have_taken_effect() => Exit::Uncertain,
                // What an answer made impossible is no wrong use: a link to a page elsewhere, for example.
                ErrorKind::Build(_) if matches!(self, Self::Further(_)) => refused,
                ErrorKind::Build(_) => Exit::WrongUse,
                ErrorKind::Service(_) => refused,
                _ if error.is_auth() => refused,
                _ => Exit::NotReached,
            },
            Self::Closed { .. } => refused,
            Self::Unreached(_) => Exit::NotReached,
            Self::Output(_) => Exit::Uncertain,
        }
    }

    /// What `batch` and `--json` say about it.
    pub(crate) fn to_json(&self) -> Value {
        let (kind, status, code) = match self {
            Self::Call(error) | Self::Further(error) => {
                (kind(error), error.status(), error.service().and_then(|service| service.code()))
            }
            Self::Closed { status, .. } => ("ServiceError", *status, None),
            Self::Unreached(_) => ("TransportError", None, None),
            Self::Output(_) => ("OutputError", None, None),
        };
        json!({
            "type": kind,
            "status": status,
            "code": code,
            "message": self.to_string(),
            "sent": self.sent(),
            "mayHaveTakenEffect": self.exit(false) == Exit::Uncertain,
        })
    }

    /// Whether anything can have reached the service.
    fn sent(&self) -> bool {
        match self {
            Self::Call(error) => error.was_sent(),
            Self::Unreached(_) => false,
            Self::Further(_) | Self::Closed { .. } | Self::Output(_) => true,
        }
    }
}

fn kind(error: &Error) -> &'static str {
    match error.kind() {
        ErrorKind::Build(_) => "BuildError",
        ErrorKind::Service(_) => "ServiceError",
        ErrorKind::Transport(_) => "TransportError",
        // The one that is left: no token could be had.
        _ => "CredentialError",
    }
}

/// Refuses a value before anything is sent.
pub(crate) fn refuse(field: &'static str, rule: impl Into<std::borrow::Cow<'static, str>>) -> Failure {
    BuildError::new(field, rule).into()
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call(error) | Self::Further(error) => error.fmt(f),
            Self::Closed { text, .. } | Self::Unreached(text) => f.write_str(text),
            Self::Output(error) => write!(f, "the result could not be written: {error}"),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Call(error)
    }
}

impl From<BuildError> for Failure {
    fn from(error: BuildError) -> Self {
        Self::Call(error.into())
    }
}
