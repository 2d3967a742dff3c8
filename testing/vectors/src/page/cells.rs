//! The cells of `BEHAVIOUR.md`: a case, or one side's behaviour, in a few words.

use crate::behaviour::{Backoff, Behaviour, Logged, Outcome, logged};
use crate::recording::{Case, Message, Response};

/// The recorder's first response, or what it did instead; of logs, what the caller asked for.
pub(super) fn condition(case: &Case) -> String {
    match case.call.client.log.as_deref() {
        Some("verbose") => return "logs asked for".to_owned(),
        Some(_) => return "logs not asked for".to_owned(),
        None if case.call.client.token_fails => return "no token".to_owned(),
        None => {}
    }
    if case.is_unreachable() {
        return "no connection".to_owned();
    }
    let responses = case.responses();
    let first = responses.first().map_or("nothing".to_owned(), response);
    // An SDK retried and received the same.
    let each_time = responses.len() > 1 && responses[1..].iter().all(|response| Some(response) == responses.first());
    if each_time { format!("{first}, each time") } else { first }
}

fn response(response: &Response) -> String {
    let names = ["retry-after", "retry-after-ms", "x-ms-retry-after-ms"];
    let headers = response.headers.iter().filter(|(name, _)| names.contains(&name.to_ascii_lowercase().as_str()));
    let headers = headers.map(|(name, value)| format!(", {name}: {value}")).collect::<Vec<_>>().concat();
    match (response.status, response.drop, response.truncate) {
        (Some(status), false, false) => format!("{status}{headers}"),
        (Some(status), false, true) => format!("{status}{headers}, interrupted in the body"),
        _ => "connection closed instead of a response".to_owned(),
    }
}

/// Verb and operation.
pub(super) fn call(case: &Case, verb: &str) -> String {
    let stream = if matches!(case.call.args.message, Some(Message::StreamB64(_))) { ", from a stream" } else { "" };
    format!("{verb} {}{stream}", case.call.op).trim_start().to_owned()
}

/// Attempts, backoff and outcome.
pub(super) fn attempts(behaviour: &Behaviour) -> String {
    match &behaviour.outcome {
        Outcome::Unsupported => return "no such operation".to_owned(),
        Outcome::Rejected { .. } => return "sends nothing".to_owned(),
        Outcome::Failed(_) | Outcome::Returned(_) => {}
    }
    let backoff: Vec<String> = behaviour.backoff.iter().map(Backoff::to_string).collect();
    let after = if backoff.is_empty() { String::new() } else { format!(" after {} s", backoff.join(", ")) };
    format!("{}×{after}{}: {}", behaviour.attempts, other_host(behaviour), outcome(&behaviour.outcome))
}

/// How often the credential was asked, and the outcome.
pub(super) fn tokens(behaviour: &Behaviour) -> String {
    format!("asks {}×: {}", behaviour.tokens, outcome(&behaviour.outcome))
}

/// What the log shows.
pub(super) fn log(behaviour: &Behaviour) -> String {
    let logged = logged(&behaviour.log, behaviour);
    let words = logged.iter().map(|logged| match logged {
        Logged::Call => "the call",
        Logged::Path => "path",
        Logged::Parameter => "parameters",
        Logged::Body => "body",
        Logged::Authorization => "**Authorization**",
        Logged::ClientToken => "**client token**",
    });
    match (&behaviour.outcome, logged.is_empty()) {
        (Outcome::Unsupported, _) => "no such operation".to_owned(),
        (_, true) => "nothing".to_owned(),
        (_, false) => words.collect::<Vec<_>>().join(", "),
    }
}

/// Whether a request went to another host than the first.
fn other_host(behaviour: &Behaviour) -> String {
    let first = behaviour.requests.first().map(|sent| &sent.url.origin);
    let other = behaviour.requests.iter().find(|sent| Some(&sent.url.origin) != first);
    other.map_or(String::new(), |sent| {
        let token = if sent.bearer().is_some() { "with" } else { "without" };
        format!(", the last to another host {token} Authorization")
    })
}

fn outcome(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Returned(_) => "success".to_owned(),
        Outcome::Unsupported => "no such operation".to_owned(),
        Outcome::Rejected { .. } => "error".to_owned(),
        Outcome::Failed(failure) => {
            let error = match (failure.status, failure.unreadable) {
                (Some(status), _) => format!("error {status}"),
                (None, true) => "error that the body is invalid".to_owned(),
                (None, false) => "error without status".to_owned(),
            };
            error + if failure.may_have_taken_effect { ", may have taken effect" } else { "" }
        }
    }
}
