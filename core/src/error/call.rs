//! The error of a whole call: what failed, where, after how many attempts.

use super::{BuildError, CredentialError, ServiceError, TransportError, fmt_with_causes};
use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;
use core::time::Duration;

/// Why a call of the client failed. Small to return; inspect it with the predicates, or with
/// [`kind`](Error::kind).
///
/// The text names status or failure, host and request id, and says when a message may have been accepted:
/// `503 from contoso.webpubsub.azure.com (request 5f…): not retried, the message may have been accepted`. A cause from
/// another crate, such as an I/O error, is the [source](core::error::Error::source); `Debug` prints the text with all
/// causes. No text shows a key, a token or a message.
pub struct Error(Box<Failure>);

/// The stages at which a call can fail.
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A value is invalid; nothing was sent.
    Build(BuildError),
    /// No token could be obtained for the next attempt. Earlier ones may have been sent: [`Error::was_sent`].
    Credential(CredentialError),
    /// The service responded, but not with success.
    Service(ServiceError),
    /// No response.
    Transport(TransportError),
}

pub(crate) struct Failure {
    pub(crate) kind: ErrorKind,
    pub(crate) operation: &'static str,
    pub(crate) host: String,
    pub(crate) client_request_id: Option<String>,
    pub(crate) attempts: u32,
    pub(crate) was_sent: bool,
    pub(crate) may_have_taken_effect: bool,
}

impl Error {
    pub(crate) fn new(failure: Failure) -> Self {
        Self(Box::new(failure))
    }

    /// Rejected before the first attempt of an operation.
    pub(crate) fn rejected(operation: &'static str, error: BuildError) -> Self {
        Self::new(Failure {
            kind: ErrorKind::Build(error),
            operation,
            host: String::new(),
            client_request_id: None,
            attempts: 0,
            was_sent: false,
            may_have_taken_effect: false,
        })
    }

    /// The stage at which the call failed, and that stage's error.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// Takes the stage's error out.
    pub fn into_kind(self) -> ErrorKind {
        self.0.kind
    }

    /// The operation's [name](crate::operations::Operation::NAME): `send_to_all`. Empty outside of a call.
    pub fn operation(&self) -> &'static str {
        self.0.operation
    }

    /// The HTTP status, if the service responded.
    pub fn status(&self) -> Option<u16> {
        self.service().map(ServiceError::status)
    }

    /// The service's error, if it responded.
    pub fn service(&self) -> Option<&ServiceError> {
        match &self.0.kind {
            ErrorKind::Service(error) => Some(error),
            _ => None,
        }
    }

    /// The id that the client sent with each attempt (`x-ms-client-request-id`), if there was an attempt.
    pub fn client_request_id(&self) -> Option<&str> {
        self.0.client_request_id.as_deref()
    }

    /// The id that the service gave the request (`x-ms-request-id`), if it responded with one: for a support case.
    pub fn service_request_id(&self) -> Option<&str> {
        self.service().and_then(ServiceError::request_id)
    }

    /// How many requests were given to the transport; 0 if the call was rejected before that.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Status 404: the connection, user or group does not exist. A wrong hub or host can have the same status.
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(404)
    }

    /// Status 401 or 403, or an authority that refused to issue a token: the key or token is wrong or expired, the clock
    /// is off by more than 5 minutes, or the network or role rules of the resource do not allow the caller.
    pub fn is_auth(&self) -> bool {
        match &self.0.kind {
            ErrorKind::Credential(error) => error.code().is_some(),
            _ => matches!(self.status(), Some(401 | 403)),
        }
    }

    /// Status 429, after the policy's attempts: slow down. [`retry_after`](Error::retry_after) says for how long.
    pub fn is_throttled(&self) -> bool {
        self.status() == Some(429)
    }

    /// How long the service asks to wait before the next attempt.
    pub fn retry_after(&self) -> Option<Duration> {
        self.service().and_then(ServiceError::retry_after)
    }

    /// The last attempt had no response, or no connection, within its timeout, or the call's timeout passed.
    pub fn is_timeout(&self) -> bool {
        match &self.0.kind {
            ErrorKind::Transport(error) => error.is_timeout(),
            ErrorKind::Credential(error) => {
                let source = core::error::Error::source(error).and_then(|source| source.downcast_ref());
                source.is_some_and(TransportError::is_timeout)
            }
            _ => false,
        }
    }

    /// The service may have received at least one request of this call. If not, it certainly has no effect.
    pub fn was_sent(&self) -> bool {
        self.0.was_sent
    }

    /// At least one attempt may have taken effect although the call failed: a message may have been delivered. Sending
    /// it again can deliver it twice; not sending it again can lose it. Only the caller knows which is worse. Always
    /// false for requests that only read (HEAD and GET).
    pub fn may_have_taken_effect(&self) -> bool {
        self.0.may_have_taken_effect
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Failure { kind, host, client_request_id, .. } = &*self.0;
        let id = client_request_id.as_deref().unwrap_or("not sent");
        let effect = if self.may_have_taken_effect() { self.0.effect() } else { "" };
        let separator = if effect.is_empty() { "" } else { "; " };
        match kind {
            ErrorKind::Build(error) => write!(f, "{error}{separator}{effect}")?,
            ErrorKind::Service(error) => {
                write!(f, "{} from {host} (request {id}): ", error.status())?;
                if error.has_reason() || effect.is_empty() {
                    error.fmt_reason(f)?;
                    f.write_str(separator)?;
                }
                f.write_str(effect)?;
            }
            // A source follows the text, so what it is the cause of comes last.
            ErrorKind::Credential(error) => write!(f, "{effect}{separator}no token for {host}: {error}")?,
            ErrorKind::Transport(error) => write!(f, "{host} (request {id}): {effect}{separator}{error}")?,
        }
        if self.attempts() > 1 {
            write!(f, " (after {} attempts)", self.attempts())?;
        }
        Ok(())
    }
}

impl Failure {
    fn effect(&self) -> &'static str {
        match (self.operation.starts_with("send_to_"), self.attempts) {
            (true, 1) => "not retried, the message may have been accepted",
            (true, _) => "the message may have been accepted",
            (false, 1) => "not retried, the request may have taken effect",
            (false, _) => "the request may have taken effect",
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt_with_causes(self, f)
    }
}

impl core::error::Error for Error {
    /// The cause of the stage's error, whose own text is part of this one's.
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match &self.0.kind {
            ErrorKind::Build(_) | ErrorKind::Service(_) => None,
            ErrorKind::Credential(error) => error.source(),
            ErrorKind::Transport(error) => error.source(),
        }
    }
}

impl From<BuildError> for Error {
    /// For values that are rejected while an operation is put together, so that `?` works in one function for both.
    fn from(error: BuildError) -> Self {
        Self::rejected("", error)
    }
}
