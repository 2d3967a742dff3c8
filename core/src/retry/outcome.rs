//! What a retry policy is asked, and what it decides.

use crate::TransportErrorKind;
use core::time::Duration;

/// One request of a call: what a transport knows of it, as the second argument of `send`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Attempt {
    /// The operation's name: `send_to_all`. `get_token` for a request to Microsoft Entra ID, which the client makes before
    /// a call.
    pub operation: &'static str,
    /// 1 for the first attempt.
    pub number: u32,
    /// How long the attempt may take. A transport that knows whether the request was sent returns by
    /// itself after this time; otherwise the client drops the future.
    pub timeout: Duration,
}

impl Attempt {
    /// For code that uses a transport without a client: a test, for example.
    pub const fn new(operation: &'static str, number: u32, timeout: Duration) -> Self {
        Self { operation, number, timeout }
    }
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// With a response.
    Response {
        /// The HTTP status.
        status: u16,
        /// How long the service asks to wait before the next attempt.
        retry_after: Option<Duration>,
    },
    /// Without a response.
    Failed(TransportErrorKind),
}

/// What a decision depends on besides the outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_structs)] // An argument: whoever drives a call by hand writes it out.
pub struct Context {
    /// Whether the effect of sending the request twice is that of once:
    /// [`UnsignedRequest::is_idempotent`](crate::operations::UnsignedRequest::is_idempotent).
    pub idempotent: bool,
    /// The number of the attempt, 1 for the first.
    pub attempt: u32,
    /// What is left of the call's timeout.
    pub time_left: Duration,
    /// Any number; the same one gives the same backoff.
    pub random: u64,
}

/// What follows an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_enums)] // There is no third way.
pub enum Decision {
    /// The outcome of the attempt is the outcome of the call.
    Stop,
    /// Sign and send the request again.
    Retry {
        /// The time to wait before.
        after: Duration,
    },
}

/// What an outcome says about the effect of its request.
#[derive(PartialEq, Eq)]
pub(super) enum Effect {
    /// None: the service did not accept the request.
    None,
    /// Unknown.
    Unknown,
    /// Another attempt would end in the same way.
    Final,
}

impl Outcome {
    pub(super) fn effect(self) -> Effect {
        match self {
            Self::Failed(TransportErrorKind::NotSent)
            | Self::Response { status: 429, .. }
            | Self::Response { status: 503, retry_after: Some(_) } => Effect::None,
            Self::Failed(TransportErrorKind::Interrupted | TransportErrorKind::Timeout)
            | Self::Response { status: 408 | 500 | 502 | 503 | 504, .. } => Effect::Unknown,
            _ => Effect::Final,
        }
    }

    /// Whether the request may have taken effect although this was the outcome.
    pub fn may_have_taken_effect(self) -> bool {
        match self.effect() {
            Effect::None => false,
            Effect::Unknown => true,
            Effect::Final => match self {
                Self::Response { status, .. } => !(300..500).contains(&status),
                Self::Failed(kind) => kind != TransportErrorKind::Misconfigured,
            },
        }
    }

    pub(super) fn retry_after(self) -> Duration {
        match self {
            Self::Response { retry_after, .. } => retry_after.unwrap_or_default(),
            Self::Failed(_) => Duration::ZERO,
        }
    }
}
