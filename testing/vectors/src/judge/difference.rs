//! Two behaviours compared by meaning: bytes that may differ by the specifications do not count.
//!
//! Not compared: `Accept`, `Accept-Encoding`, `Connection`, `Content-Length`, the SDK's own part of `User-Agent`,
//! request ids that the caller did not set, and an `api-version` that is the SDK's own default.

use super::request;
use crate::behaviour::{
    Behaviour, ClientToken, ConnectionString, Failure, Key, Outcome, Returned, logged, retries, wire::verifies,
};
use crate::recording::{Client, Sdk};
use serde_json::{Map, Value};
use std::fmt::Debug;

/// In what two behaviours can differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(clippy::exhaustive_enums)] // The table names them.
pub enum Aspect {
    /// Whether the call is rejected before anything is sent.
    Rejected,
    /// The number of attempts.
    Attempts,
    /// The delay before an attempt.
    Backoff,
    /// Whether a request has the id of the one before.
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
    /// The bearer token that is not made for the URL.
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
    /// Whether the error says that the body could not be read.
    Unreadable,
    /// A connection string's endpoint.
    Endpoint,
    /// A connection string's key.
    Key,
}

/// An aspect in which this library and an SDK differ.
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
pub(super) struct Differences(Vec<Difference>);

impl Differences {
    pub(super) fn check<T: Debug + PartialEq>(&mut self, aspect: Aspect, ours: &T, theirs: &T) {
        self.unless(ours == theirs, aspect, ours, theirs);
    }

    pub(super) fn unless(&mut self, same: bool, aspect: Aspect, ours: &dyn Debug, theirs: &dyn Debug) {
        if !same {
            self.0.push(Difference { aspect, ours: format!("{ours:?}"), theirs: format!("{theirs:?}") });
        }
    }
}

/// All differences of two behaviours in one case.
pub(super) fn compare(client: &Client, ours: &Behaviour, theirs: &Behaviour, sdk: Sdk) -> Vec<Difference> {
    let mut all = Differences::default();
    let rejected = |behaviour: &Behaviour| matches!(behaviour.outcome, Outcome::Rejected { .. });
    // A call that is rejected needs no token.
    if rejected(ours) == rejected(theirs) {
        all.check(Aspect::Tokens, &ours.tokens, &theirs.tokens);
    }
    if client.log.is_some() {
        all.check(Aspect::Log, &logged(&ours.log, ours), &logged(&theirs.log, theirs));
    }
    match (&ours.outcome, &theirs.outcome) {
        (Outcome::Rejected { .. }, Outcome::Rejected { .. }) => return all.0,
        (Outcome::Rejected { .. }, _) | (_, Outcome::Rejected { .. }) => {
            all.unless(false, Aspect::Rejected, &ours.outcome, &theirs.outcome);
            return all.0;
        }
        (Outcome::Returned(ours), Outcome::Returned(theirs)) => returned(&mut all, ours, theirs),
        (Outcome::Failed(ours), Outcome::Failed(theirs)) => failure(&mut all, ours, theirs),
        (ours, theirs) => all.unless(false, Aspect::Value, ours, theirs),
    }
    attempts(&mut all, ours, theirs);
    for (ours, theirs) in ours.requests.iter().zip(&theirs.requests) {
        request::compare(&mut all, client, ours, theirs, sdk);
    }
    all.0
}

fn attempts(all: &mut Differences, ours: &Behaviour, theirs: &Behaviour) {
    all.check(Aspect::Attempts, &ours.attempts, &theirs.attempts);
    for (ours, theirs) in ours.backoff.iter().zip(&theirs.backoff) {
        all.unless(ours.covers(theirs), Aspect::Backoff, &format_args!("{ours} s"), &format_args!("{theirs} s"));
    }
    for (ours, theirs) in retries(&ours.requests).iter().zip(retries(&theirs.requests)) {
        all.check(Aspect::RequestId, ours, &theirs);
    }
}

fn failure(all: &mut Differences, ours: &Failure, theirs: &Failure) {
    all.check(Aspect::Status, &ours.status, &theirs.status);
    all.check(Aspect::Code, &ours.code, &theirs.code);
    all.check(Aspect::Message, &ours.message, &theirs.message);
    all.check(Aspect::Unreadable, &ours.unreadable, &theirs.unreadable);
}

fn returned(all: &mut Differences, ours: &Returned, theirs: &Returned) {
    match (ours, theirs) {
        (Returned::Nothing, Returned::Nothing) => {}
        (Returned::Exists(ours), Returned::Exists(theirs)) => all.check(Aspect::Value, ours, theirs),
        (Returned::Connections(ours), Returned::Connections(theirs)) => all.check(Aspect::Value, ours, theirs),
        (Returned::ClientToken(ours), Returned::ClientToken(theirs)) => client_token(all, ours, theirs),
        (Returned::ConnectionString(ours), Returned::ConnectionString(theirs)) => connection_string(all, ours, theirs),
        (ours, theirs) => all.unless(false, Aspect::Value, ours, theirs),
    }
}

fn client_token(all: &mut Differences, ours: &ClientToken, theirs: &ClientToken) {
    all.check(Aspect::ClientUrl, &ours.base_url, &theirs.base_url);
    let address = |token: &ClientToken| token.url.replace(&token.token, "{token}");
    if ours.base_url == theirs.base_url {
        all.check(Aspect::Token, &address(ours), &address(theirs));
    }
    match (&ours.claims, &theirs.claims) {
        (Some(our_claims), Some(their_claims)) => {
            let (mut ours, mut theirs) = (grant(our_claims), grant(their_claims));
            all.check(Aspect::Audience, &ours.remove("aud"), &theirs.remove("aud"));
            all.check(Aspect::Token, &ours, &theirs);
        }
        _ => all.check(Aspect::Token, &ours.token, &theirs.token),
    }
}

fn connection_string(all: &mut Differences, ours: &ConnectionString, theirs: &ConnectionString) {
    all.check(Aspect::Endpoint, &ours.endpoint, &theirs.endpoint);
    all.check(Aspect::ClientUrl, &ours.base_url, &theirs.base_url);
    all.check(Aspect::Audience, &ours.audience, &theirs.audience);
    let same = match (&ours.key, &theirs.key) {
        (Key::Text(ours), Key::Text(theirs)) => ours == theirs,
        (Key::Signed(token), Key::Text(key)) | (Key::Text(key), Key::Signed(token)) => verifies(token, key),
        (Key::Signed(_), Key::Signed(_)) => false,
    };
    all.unless(same, Aspect::Key, &ours.key, &theirs.key);
}

/// What a client token grants: its claims without times, with the lifetime in their place. An empty list is
/// left out.
fn grant(claims: &Map<String, Value>) -> Map<String, Value> {
    let mut grant = claims.clone();
    grant.retain(|_, value| value.as_array().is_none_or(|list| !list.is_empty()));
    let (issued, expires) = (grant.remove("iat"), grant.remove("exp"));
    if let (Some(issued), Some(expires)) = (issued.and_then(|v| v.as_i64()), expires.and_then(|v| v.as_i64())) {
        grant.insert("exp minus iat".to_owned(), (expires - issued).into());
    }
    grant
}
