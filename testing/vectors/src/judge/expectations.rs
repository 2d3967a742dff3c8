//! What this library does where no SDK is the measure. Each function is the check of one rule.

use crate::behaviour::wire::{pairs, segments, verifies};
use crate::behaviour::{Behaviour, Failure, Key, Logged, Outcome, Returned, logged};
use crate::facts::{endpoints, responses, retry};
use crate::recording::{Case, Request};
use std::time::Duration;

/// All URLs begin with the endpoint in its canonical form.
pub(super) fn canonical_endpoint(case: &Case, ours: &Behaviour) -> bool {
    let (Some(service), Some(target)) = (endpoints::service(case), endpoints::request_endpoint(case)) else {
        return false;
    };
    let requests = ours.requests.iter().all(|request| {
        let path = request.url.path.strip_prefix(&target.path).filter(|path| path.starts_with("/api/"));
        request.url.origin == target.origin && path.is_some_and(|path| is_recorded_path(case, path))
    });
    let http = service.text();
    let client = format!("{}/client", http.replacen("http", "ws", 1));
    let value = match &ours.outcome {
        Outcome::Returned(Returned::ClientToken(token)) => token.base_url.starts_with(&client),
        Outcome::Returned(Returned::ConnectionString(read)) => {
            read.endpoint == http && read.base_url.starts_with(&client)
        }
        _ => true,
    };
    requests && value
}

/// The first request of each SDK that sent one.
fn recorded(case: &Case) -> impl Iterator<Item = &Request> {
    case.recordings.iter().filter_map(|(_, recording)| recording.request.as_ref())
}

/// Behind whatever prefix, an SDK sent to the same path; or none of them sent anything.
fn is_recorded_path(case: &Case, path: &str) -> bool {
    let service = |path: &str| path.find("/api/").map(|at| segments(&path[at..]));
    recorded(case).next().is_none() || recorded(case).any(|request| service(&request.path) == service(path))
}

/// The default protocol is not sent; all else in the query is as every SDK sends it.
pub(super) fn no_client_type(case: &Case, ours: &Behaviour) -> bool {
    let without = |query: &str, left_out: &[&str]| {
        let mut pairs = pairs(query);
        pairs.retain(|(name, _)| !left_out.contains(&name.as_str()));
        pairs
    };
    ours.requests.iter().all(|request| {
        let ours = without(&request.url.query, &["api-version"]);
        recorded(case).all(|theirs| without(&theirs.query, &["api-version", "clientType"]) == ours)
    })
}

/// Endpoint and key are those of the connection string, without the whitespace around the whole.
pub(super) fn whitespace_ignored(case: &Case, ours: &Behaviour) -> bool {
    let key = endpoints::Parts::of(case).and_then(|parts| parts.keys.first().copied());
    match (&ours.outcome, key) {
        (Outcome::Returned(Returned::ConnectionString(read)), Some(key)) => {
            matches!(&read.key, Key::Signed(token) if verifies(token, key)) && canonical_endpoint(case, ours)
        }
        (outcome, _) => matches!(outcome, Outcome::Rejected { .. }),
    }
}

/// The message is sent with the content type that was asked for, without parameters.
pub(super) fn content_type_as_asked(case: &Case, ours: &Behaviour) -> bool {
    let asked = case.call.args.content_type.essence();
    ours.requests.iter().all(|request| request.header("content-type") == asked)
}

/// The error has the code from the header.
pub(super) fn code_from_header(case: &Case, ours: &Behaviour) -> bool {
    match &ours.outcome {
        Outcome::Failed(failure) => failure.code == responses::code_in_header_only(case),
        _ => true,
    }
}

/// The error has the response's status and does not say that the body could not be read.
pub(super) fn error_by_status(case: &Case, ours: &Behaviour) -> bool {
    let status = case.responses().first().and_then(|response| response.status);
    failed(ours, |failure| failure.status == status && !failure.unreadable)
}

/// If there is a token in the response, it is the call's value; else the call fails.
pub(super) fn token_or_error(case: &Case, ours: &Behaviour) -> bool {
    let token = case.responses().first().and_then(responses::token);
    match (&ours.outcome, token) {
        (Outcome::Returned(Returned::ClientToken(ours)), Some(token)) => ours.token == token,
        (Outcome::Failed(failure), None) => failure.unreadable,
        _ => false,
    }
}

/// There is no second attempt, and the error says that the first may have taken effect.
pub(super) fn may_have_taken_effect(_: &Case, ours: &Behaviour) -> bool {
    ours.attempts == 1 && failed(ours, |failure| failure.may_have_taken_effect)
}

/// There is a second attempt.
pub(super) fn retried(_: &Case, ours: &Behaviour) -> bool {
    ours.attempts > 1
}

/// From nothing, or from what was asked for, up to half a second, doubled with each attempt.
pub(super) fn drawn_backoff(case: &Case, ours: &Behaviour) -> bool {
    let retried = retry::retried(case);
    let mut top = Duration::from_millis(500);
    ours.backoff.len() == retried.len()
        && ours.backoff.iter().zip(retried).all(|(backoff, attempt)| {
            let least = match attempt {
                retry::Attempt::Response { retry_after, .. } => retry_after.unwrap_or_default(),
                retry::Attempt::Failed(_) => Duration::ZERO,
            };
            let holds = backoff.least == least && backoff.most == top.max(least);
            top *= 2;
            holds
        })
}

/// No backoff at all, and the error is that of the response which asked for it.
pub(super) fn ended_at_once(case: &Case, ours: &Behaviour) -> bool {
    let status = case.responses().first().and_then(|response| response.status);
    ours.backoff.is_empty() && failed(ours, |failure| status.is_some() && failure.status == status)
}

/// The error is that of a connection, without a status.
pub(super) fn no_response(_: &Case, ours: &Behaviour) -> bool {
    match &ours.outcome {
        Outcome::Failed(failure) => failure.status.is_none() && failure.was_sent && !failure.unreadable,
        _ => ours.attempts > 1,
    }
}

/// The redirect is the error that the caller receives.
pub(super) fn not_followed(_: &Case, ours: &Behaviour) -> bool {
    let redirect = |failure: &Failure| failure.status.is_some_and(|status| (300..400).contains(&status));
    ours.attempts == 1 && failed(ours, redirect)
}

/// Nothing is logged.
pub(super) fn empty_log(_: &Case, ours: &Behaviour) -> bool {
    ours.log.is_empty()
}

/// The log shows the request, without its token and its body.
pub(super) fn log_without_secrets(_: &Case, ours: &Behaviour) -> bool {
    let found = logged(&ours.log, ours);
    let secrets = [Logged::Authorization, Logged::Body, Logged::ClientToken];
    found.contains(&Logged::Path) && !secrets.iter().any(|secret| found.contains(secret))
}

fn failed(ours: &Behaviour, holds: impl Fn(&Failure) -> bool) -> bool {
    matches!(&ours.outcome, Outcome::Failed(failure) if holds(failure))
}
