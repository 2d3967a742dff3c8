//! Two behaviours compared by meaning: bytes that may differ by the specifications do not count.
//!
//! Not compared: `Accept`, `Accept-Encoding`, `Connection`, `Content-Length`, the SDK's own part of `User-Agent`,
//! request ids that nobody asked for, and an `api-version` that is the SDK's own default.

mod effort;
mod outcome;
mod request;

use crate::behaviour::{Behaviour, Outcome};
use crate::case::Client;
use crate::load::Sdk;
use std::fmt::Debug;

/// In what two behaviours can differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(clippy::exhaustive_enums)] // The table names them.
pub enum Aspect {
    /// Whether the call is refused before anything is sent.
    Refused,
    /// The number of attempts.
    Count,
    /// How long is waited before an attempt.
    Waits,
    /// Whether a request has the id of the one before it.
    RequestId,
    /// How often the credential is asked for a token.
    Tokens,
    /// What a log shows.
    Log,
    /// The method.
    Method,
    /// Scheme, host and port.
    Origin,
    /// The decoded segments of the path.
    Path,
    /// The decoded pairs of the query.
    Query,
    /// `Content-Type`
    ContentType,
    /// The body; JSON as a value.
    Body,
    /// Headers that the call asks for.
    Headers,
    /// The bearer token that is passed on.
    Bearer,
    /// `aud` of a token.
    Audience,
    /// A client token, or what it grants.
    Token,
    /// Where a client connects.
    ClientUrl,
    /// Whether the call succeeds, and what it returns.
    Value,
    /// The error's status.
    Status,
    /// The error's code.
    Code,
    /// The service's words in the error.
    Message,
    /// Whether the error blames the body's form.
    Unreadable,
    /// A connection string's endpoint.
    Endpoint,
    /// A connection string's key.
    Key,
}

/// One difference.
#[derive(Clone, Debug)]
pub struct Difference {
    /// In what.
    pub aspect: Aspect,
    /// What this library does.
    pub ours: String,
    /// What the SDK does.
    pub theirs: String,
}

/// Collects differences.
#[derive(Debug, Default)]
struct Differences(Vec<Difference>);

impl Differences {
    fn check<T: Debug + PartialEq>(&mut self, aspect: Aspect, ours: &T, theirs: &T) {
        self.unless(ours == theirs, aspect, ours, theirs);
    }

    fn unless(&mut self, same: bool, aspect: Aspect, ours: &dyn Debug, theirs: &dyn Debug) {
        if !same {
            self.0.push(Difference { aspect, ours: format!("{ours:?}"), theirs: format!("{theirs:?}") });
        }
    }
}

/// All differences of two behaviours in one case.
pub fn compare(client: &Client, ours: &Behaviour, theirs: &Behaviour, sdk: Sdk) -> Vec<Difference> {
    let mut all = Differences::default();
    if !matches!(theirs.outcome, Outcome::Unsupported) {
        effort::around(&mut all, client, ours, theirs);
    }
    match (&ours.outcome, &theirs.outcome) {
        (_, Outcome::Unsupported) | (Outcome::Refused { .. }, Outcome::Refused { .. }) => return all.0,
        (Outcome::Refused { .. }, _) | (_, Outcome::Refused { .. }) => {
            all.unless(false, Aspect::Refused, &ours.outcome, &theirs.outcome);
            return all.0;
        }
        (Outcome::Returned(ours), Outcome::Returned(theirs)) => outcome::returned(&mut all, ours, theirs),
        (Outcome::Failed(ours), Outcome::Failed(theirs)) => outcome::failure(&mut all, ours, theirs),
        (ours, theirs) => all.unless(false, Aspect::Value, ours, theirs),
    }
    effort::attempts(&mut all, ours, theirs);
    for (ours, theirs) in ours.sent.iter().zip(&theirs.sent) {
        request::request(&mut all, client, ours, theirs, sdk);
    }
    all.0
}
