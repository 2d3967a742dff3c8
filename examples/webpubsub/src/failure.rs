//! Why a call or the program failed: the text, the JSON and the exit code.

use crate::exit::Exit;
use crate::output::short;
use serde_json::{Value, json};
use std::borrow::Cow;
use std::fmt;
use std::io;
use webpubsub_hyper::{BuildError, Error, ErrorKind, Secret, ServiceError};

#[derive(Debug)]
pub(crate) enum Failure {
    /// A call of the client, or an invalid value for it.
    Call(Error),
    /// As `Call`, after an earlier request of the same command had a response.
    NextPage {
        error: Error,
        /// What a listing takes to resume after its last page.
        resume: Option<String>,
    },
    /// Endpoint, hub or credential, which neither the command line nor the environment nor a line of a batch gives.
    Missing(BuildError),
    /// An invalid value, by the name of the argument or variable that gave it.
    Argument { name: String, rule: String },
    /// The service rejected a WebSocket client, or closed its connection.
    Closed {
        /// The HTTP status, if there was one.
        status: Option<u16>,
        /// The reason.
        text: String,
    },
    /// A WebSocket client did not reach the service, or lost its connection.
    NotReached(String),
    /// A WebSocket client cannot reach the service before a setting changes: a proxy, or a certificate.
    Misconfigured(String),
    /// An interrupted program did not wait for the response.
    GivenUp {
        /// Whether the call changes nothing.
        reads: bool,
    },
    /// The result could not be written, although it has a reader.
    Output {
        error: io::Error,
        /// Whether the result is of a call that changes nothing.
        reads: bool,
    },
}

impl Failure {
    /// The exit code; `query` is a command whose code 1 means false.
    pub(crate) fn exit(&self, query: bool) -> Exit {
        let rejected = if query { Exit::WrongUse } else { Exit::Rejected };
        match self {
            Self::Call(error) | Self::NextPage { error, .. } => match error.kind() {
                _ if error.may_have_taken_effect() => Exit::Unknown,
                // The service caused it, not the caller: by a link to a page on another host, for example.
                ErrorKind::Build(_) if matches!(self, Self::NextPage { .. }) => rejected,
                ErrorKind::Build(_) => Exit::WrongUse,
                ErrorKind::Service(_) => rejected,
                _ if error.is_auth() => rejected,
                _ => Exit::NotReached,
            },
            Self::Missing(_) | Self::Argument { .. } => Exit::WrongUse,
            Self::Closed { .. } => rejected,
            Self::NotReached(_)
            | Self::Misconfigured(_)
            | Self::Output { reads: true, .. }
            | Self::GivenUp { reads: true } => Exit::NotReached,
            Self::Output { reads: false, .. } | Self::GivenUp { reads: false } => Exit::Unknown,
        }
    }

    /// The object that `batch` and `-o json` print.
    pub(crate) fn to_json(&self) -> Value {
        let error = self.error();
        let (kind, status) = match self {
            Self::Call(error) | Self::NextPage { error, .. } => (kind(error), error.status()),
            Self::Missing(_) | Self::Argument { .. } => ("BuildError", None),
            Self::Closed { status, .. } => ("ServiceError", *status),
            Self::NotReached(_) | Self::Misconfigured(_) | Self::GivenUp { .. } => ("TransportError", None),
            Self::Output { .. } => ("OutputError", None),
        };
        let mut json = json!({
            "type": kind,
            "status": status,
            "code": error.and_then(Error::service).and_then(ServiceError::code).map(short),
            "message": self.text(),
            "clientRequestId": error.and_then(Error::client_request_id),
            "serviceRequestId": error.and_then(Error::service_request_id).map(short),
            "sent": self.sent(),
            "mayHaveTakenEffect": self.exit(false) == Exit::Unknown,
        });
        if let Some(token) = self.resume() {
            json["continuationToken"] = token.into();
        }
        json
    }

    /// What a listing takes to resume after the pages that were printed.
    pub(crate) fn resume(&self) -> Option<&str> {
        if let Self::NextPage { resume, .. } = self { resume.as_deref() } else { None }
    }

    /// A failure of a WebSocket client with this token, which the service can have sent back.
    pub(crate) fn without(mut self, token: &Secret) -> Self {
        if let Self::Closed { text, .. } | Self::NotReached(text) = &mut self {
            *text = token.redact(text).into_owned();
        }
        self
    }

    /// The error's text with its causes.
    fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Call(error) | Self::NextPage { error, .. } => with_causes(error).into(),
            Self::Missing(error) => error.to_string().into(),
            Self::Argument { name, rule } => format!("{name}: {rule}").into(),
            Self::Closed { text, .. } | Self::NotReached(text) | Self::Misconfigured(text) => short(text),
            Self::GivenUp { .. } => "interrupted before a response arrived".into(),
            Self::Output { error, .. } => format!("cannot write the result: {error}").into(),
        }
    }

    /// Whether the service may have received anything.
    fn sent(&self) -> bool {
        match self {
            Self::Call(error) => error.was_sent(),
            Self::Missing(_) | Self::Argument { .. } | Self::NotReached(_) | Self::Misconfigured(_) => false,
            Self::NextPage { .. } | Self::Closed { .. } | Self::Output { .. } | Self::GivenUp { .. } => true,
        }
    }

    /// The value that was rejected before anything was sent, if that is the reason.
    pub(crate) fn invalid(&self) -> Option<&BuildError> {
        match self {
            Self::Call(error) => match error.kind() {
                ErrorKind::Build(invalid) if !error.was_sent() => Some(invalid),
                _ => None,
            },
            _ => None,
        }
    }

    fn error(&self) -> Option<&Error> {
        match self {
            Self::Call(error) | Self::NextPage { error, .. } => Some(error),
            _ => None,
        }
    }
}

fn kind(error: &Error) -> &'static str {
    match error.kind() {
        ErrorKind::Build(_) => "BuildError",
        ErrorKind::Service(_) => "ServiceError",
        ErrorKind::Transport(_) => "TransportError",
        // The one that is left: no token could be obtained.
        _ => "CredentialError",
    }
}

/// The texts of an error and its causes, `a: b: c`, without what an error quotes of its cause.
pub(crate) fn with_causes(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(error.source(), |cause| (*cause).source()).map(ToString::to_string);
    causes.fold(error.to_string(), |text, cause| if text.contains(&cause) { text } else { format!("{text}: {cause}") })
}

/// A value that is rejected before anything is sent.
pub(crate) fn wrong_use(field: &'static str, rule: impl Into<Cow<'static, str>>) -> Failure {
    BuildError::new(field, rule).into()
}

/// A setting that is given nowhere; `settings` are its options and variables.
pub(crate) fn missing(field: &'static str, settings: &str) -> Failure {
    Failure::Missing(BuildError::new(field, format!("is missing: use {settings}")))
}

/// With the service's request id, which a support case asks for. The client's own is part of the text.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Errors of other libraries can have several lines.
        let text = self.text();
        let sentences: Vec<_> = text.lines().map(|line| line.trim_end_matches('.')).collect();
        f.write_str(&sentences.join(". "))?;
        match self.error().and_then(Error::service_request_id) {
            Some(id) => write!(f, " (service request id {})", short(id)),
            None => Ok(()),
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
