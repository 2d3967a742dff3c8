//! The design's table, written down once more, and the headers that ask for a wait.

use TransportErrorKind::{AnswerTooLarge, Interrupted, NotSent, Other, Timeout};
use webpubsub_core::TransportErrorKind;

/// How an attempt ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Status(u16),
    Failure(TransportErrorKind),
}

/// What follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    /// Another attempt.
    Again,
    /// The call's error, which says that the request may have taken effect.
    Doubt,
    /// The call's error, which says that it has not.
    Sure,
    /// The call's error; the table says no more.
    Returned,
}

/// End; what follows a send, any other.
#[rustfmt::skip] // Rows, not code.
pub(crate) const TABLE: &[(End, Then, Then)] = &[
    (End::Failure(NotSent),         Then::Again,    Then::Again),
    (End::Status(429),              Then::Again,    Then::Again),
    (End::Status(503),              Then::Doubt,    Then::Again), // With a Retry-After: again.
    (End::Status(408),              Then::Doubt,    Then::Again),
    (End::Status(500),              Then::Doubt,    Then::Again),
    (End::Status(502),              Then::Doubt,    Then::Again),
    (End::Status(504),              Then::Doubt,    Then::Again),
    (End::Failure(Interrupted),     Then::Doubt,    Then::Again),
    (End::Failure(Timeout),         Then::Doubt,    Then::Again),
    (End::Failure(AnswerTooLarge),  Then::Doubt,    Then::Doubt),
    (End::Failure(Other),           Then::Doubt,    Then::Doubt),
    (End::Status(203),              Then::Doubt,    Then::Doubt),
    (End::Status(302),              Then::Sure,     Then::Sure),
    (End::Status(307),              Then::Sure,     Then::Sure),
    (End::Status(400),              Then::Sure,     Then::Sure),
    (End::Status(401),              Then::Sure,     Then::Sure),
    (End::Status(403),              Then::Sure,     Then::Sure),
    (End::Status(409),              Then::Sure,     Then::Sure),
    (End::Status(413),              Then::Sure,     Then::Sure),
    (End::Status(425),              Then::Sure,     Then::Sure),
    (End::Status(501),              Then::Returned, Then::Returned),
    (End::Status(505),              Then::Returned, Then::Returned),
    (End::Status(599),              Then::Returned, Then::Returned),
];

/// Whether the headers ask for a wait, and until when, in seconds: from the answer, or from the begin of the call.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Asks {
    Nothing,
    After(f64),
    /// A date, 2026-11-24 02:26:47, seven seconds after the call began.
    At(f64),
}

/// Headers of an answer.
#[rustfmt::skip] // Rows, not code.
pub(crate) const HEADERS: &[(&[(&str, &str)], Asks)] = &[
    (&[], Asks::Nothing),
    (&[("Retry-After", "0")], Asks::After(0.0)),
    (&[("Retry-After", "1")], Asks::After(1.0)),
    (&[("retry-after", "99")], Asks::After(99.0)),
    (&[("retry-after", "100")], Asks::After(100.0)),
    (&[("Retry-After", "100000")], Asks::After(100_000.0)),
    (&[("Retry-After", "99999999999999999999999")], Asks::After(1e20)),
    (&[("Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT")], Asks::After(0.0)),
    (&[("Retry-After", "Tue, 24 Nov 2026 02:26:47 GMT")], Asks::At(7.0)),
    (&[("retry-after-ms", "250")], Asks::After(0.25)),
    (&[("x-ms-retry-after-ms", "1500")], Asks::After(1.5)),
    (&[("Retry-After", "1"), ("retry-after-ms", "2500")], Asks::After(2.5)),
    (&[("Retry-After", "2"), ("x-ms-retry-after-ms", "250")], Asks::After(2.0)),
    (&[("Retry-After", "soon")], Asks::Nothing),
    (&[("Retry-After", "-1")], Asks::Nothing),
    (&[("Retry-After", "1.5")], Asks::Nothing),
    (&[("Retry-After", "")], Asks::Nothing),
];
