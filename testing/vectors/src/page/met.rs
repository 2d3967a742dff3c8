//! What a call met, in a few words.

use crate::case::{Answer, Message};
use crate::facts::attempts::unreachable;
use crate::load::Case;

/// The recorder's first answer, or what it did instead; of logs, what the caller asked for.
pub(super) fn met(case: &Case) -> String {
    match case.call.client.log.as_deref() {
        Some("verbose") => return "logs asked for".to_owned(),
        Some(_) => return "logs not asked for".to_owned(),
        None if case.call.client.token_fails => return "no token".to_owned(),
        None => {}
    }
    if unreachable(case) {
        return "no connection".to_owned();
    }
    let answers = case.answers();
    let first = answers.first().map_or("nothing".to_owned(), answer);
    // Somebody came back, and was answered the same.
    let again = answers.len() > 1 && answers[1..].iter().all(|answer| Some(answer) == answers.first());
    if again { format!("{first}, each time") } else { first }
}

fn answer(answer: &Answer) -> String {
    let waits = ["retry-after", "retry-after-ms", "x-ms-retry-after-ms"];
    let told = answer.headers.iter().filter(|(name, _)| waits.contains(&name.to_ascii_lowercase().as_str()));
    let told = told.map(|(name, value)| format!(", {name}: {value}")).collect::<Vec<_>>().concat();
    match (answer.status, answer.drop, answer.truncate) {
        (Some(status), false, false) => format!("{status}{told}"),
        (Some(status), false, true) => format!("{status}{told}, broken off in the body"),
        _ => "connection closed instead of an answer".to_owned(),
    }
}

/// Verb and operation.
pub(super) fn called(case: &Case, verb: &str) -> String {
    let stream = if matches!(case.call.args.message, Some(Message::StreamB64(_))) { ", from a stream" } else { "" };
    format!("{verb} {}{stream}", case.call.op).trim_start().to_owned()
}
