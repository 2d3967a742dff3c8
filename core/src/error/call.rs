//! The error of a whole call: what failed, where, after how many attempts.

use super::{BuildError, CredentialError, ServiceError, TransportError, TransportErrorKind};
use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;
use core::time::Duration;

/// Why a call of the client failed. Small to return; ask it with the predicates, or take it apart with
/// [`kind`](Error::kind).
///
/// The text names status or cause, host and request id, and says when a message may have been accepted:
/// `503 from contoso.webpubsub.azure.com (request 5f…): not repeated, the message may have been accepted`. It shows no
/// key, token or message.
pub struct Error(Box<Failure>);

/// The stages at which a call can fail.
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Refused before anything was sent.
    Build(BuildError),
    /// No token could be had.
    Credential(CredentialError),
    /// The service answered something else than success.
    Service(ServiceError),
    /// No answer.
    Transport(TransportError),
}

pub(crate) struct Failure {
    pub(crate) kind: ErrorKind,
    pub(crate) operation: &'static str,
    pub(crate) host: String,
    pub(crate) request_id: String,
    pub(crate) attempts: u32,
    pub(crate) was_sent: bool,
    pub(crate) may_have_taken_effect: bool,
}

impl Error {
    pub(crate) fn new(failure: Failure) -> Self {
        Self(Box::new(failure))
    }

    /// The stage and its own error.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// Takes the stage's own error out.
    pub fn into_kind(self) -> ErrorKind {
        self.0.kind
    }

    /// The operation, as the client's method is called: `send_to_all`.
    pub fn operation(&self) -> &'static str {
        self.0.operation
    }

    /// The HTTP status, if the service answered.
    pub fn status(&self) -> Option<u16> {
        self.service().map(ServiceError::status)
    }

    /// The service's error, if it answered.
    pub fn service(&self) -> Option<&ServiceError> {
        match &self.0.kind {
            ErrorKind::Service(error) => Some(error),
            _ => None,
        }
    }

    /// The id that all attempts of this call carried (`x-ms-client-request-id`); empty if nothing was prepared.
    pub fn request_id(&self) -> &str {
        &self.0.request_id
    }

    /// How many requests were handed to the transport; 0 if the call was refused before that.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Status 404: the connection, user or group is not there. A wrong hub or host can answer the same.
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(404)
    }

    /// Status 401 or 403, or an authority that refused to give a token: the key or token is wrong or too old, the clock
    /// is off by more than 5 minutes, or the network or role rules of the resource refuse the caller.
    pub fn is_auth(&self) -> bool {
        match &self.0.kind {
            ErrorKind::Credential(error) => error.code().is_some(),
            _ => matches!(self.status(), Some(401 | 403)),
        }
    }

    /// Status 429, after the plan's attempts: slow down. [`retry_after`](Error::retry_after) says for how long.
    pub fn is_throttled(&self) -> bool {
        self.status() == Some(429)
    }

    /// How long the service asks to wait before the next attempt.
    pub fn retry_after(&self) -> Option<Duration> {
        self.service().and_then(ServiceError::retry_after)
    }

    /// No attempt got an answer within its limit, or the call's deadline passed.
    pub fn is_timeout(&self) -> bool {
        matches!(&self.0.kind, ErrorKind::Transport(error) if error.kind() == TransportErrorKind::Timeout)
    }

    /// The service may have read at least one request of this call. If not, it certainly has no effect.
    pub fn was_sent(&self) -> bool {
        self.0.was_sent
    }

    /// At least one attempt may have taken effect although the call failed: a message may have been delivered. Sending
    /// it again can deliver it twice; not sending it again can lose it. Only the caller knows which is worse. Always
    /// false for what only asks (HEAD and GET).
    pub fn may_have_taken_effect(&self) -> bool {
        self.0.may_have_taken_effect
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Failure { kind, host, request_id, .. } = &*self.0;
        let mut separator = "; ";
        match kind {
            ErrorKind::Build(error) => write!(f, "{error}")?,
            ErrorKind::Credential(error) => write!(f, "no token for {host}: {error}")?,
            ErrorKind::Service(error) => {
                write!(f, "{} from {host} (request {request_id}): ", error.status())?;
                if error.has_reason() || !self.may_have_taken_effect() {
                    error.fmt_reason(f)?;
                } else {
                    separator = "";
                }
            }
            ErrorKind::Transport(error) => {
                write!(f, "{host} (request {request_id}): {error}")?;
                if let Some(source) = core::error::Error::source(error) {
                    write!(f, ": {source}")?;
                }
            }
        }
        if self.may_have_taken_effect() {
            write!(f, "{separator}{}", self.0.doubt())?;
        }
        if self.attempts() > 1 {
            write!(f, " (after {} attempts)", self.attempts())?;
        }
        Ok(())
    }
}

impl Failure {
    fn doubt(&self) -> &'static str {
        match (self.operation.starts_with("send_to_"), self.attempts) {
            (true, 1) => "not repeated, the message may have been accepted",
            (true, _) => "the message may have been accepted",
            (false, 1) => "not repeated, the request may have taken effect",
            (false, _) => "the request may have taken effect",
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("operation", &self.0.operation)
            .field("kind", &self.0.kind)
            .field("host", &self.0.host)
            .field("request_id", &self.0.request_id)
            .field("attempts", &self.0.attempts)
            .field("may_have_taken_effect", &self.0.may_have_taken_effect)
            .finish()
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        Some(match &self.0.kind {
            ErrorKind::Build(error) => error,
            ErrorKind::Credential(error) => error,
            ErrorKind::Service(error) => error,
            ErrorKind::Transport(error) => error,
        })
    }
}

impl From<BuildError> for Error {
    /// For values refused while an operation is put together, so that `?` works in one function for both.
    fn from(error: BuildError) -> Self {
        Self::new(Failure {
            kind: ErrorKind::Build(error),
            operation: "",
            host: String::new(),
            request_id: String::new(),
            attempts: 0,
            was_sent: false,
            may_have_taken_effect: false,
        })
    }
}
