//! What somebody did, in a few words.

use crate::behaviour::{Behaviour, Outcome, Wait};
use crate::shown::{Shown, shown};

/// Attempts, waits and outcome.
pub(super) fn course(behaviour: &Behaviour) -> String {
    match &behaviour.outcome {
        Outcome::Unsupported => return "no such operation".to_owned(),
        Outcome::Refused { .. } => return "sends nothing".to_owned(),
        Outcome::Failed(_) | Outcome::Returned(_) => {}
    }
    let effort = &behaviour.effort;
    let waits: Vec<String> = effort.waits.iter().map(Wait::to_string).collect();
    let after = if waits.is_empty() { String::new() } else { format!(" after {} s", waits.join(", ")) };
    format!("{}×{after}{}: {}", effort.attempts, wandering(behaviour), end(&behaviour.outcome))
}

/// How often the credential was asked, and the outcome.
pub(super) fn tokens(behaviour: &Behaviour) -> String {
    format!("asks {}×: {}", behaviour.effort.tokens, end(&behaviour.outcome))
}

/// What the log shows.
pub(super) fn log(behaviour: &Behaviour) -> String {
    let shown = shown(&behaviour.effort.log, behaviour);
    let words = shown.iter().map(|shown| match shown {
        Shown::Call => "the call",
        Shown::Path => "path",
        Shown::Parameter => "parameters",
        Shown::Body => "body",
        Shown::Authorization => "**Authorization**",
        Shown::ClientToken => "**client token**",
    });
    match (&behaviour.outcome, shown.is_empty()) {
        (Outcome::Unsupported, _) => "no such operation".to_owned(),
        (_, true) => "nothing".to_owned(),
        (_, false) => words.collect::<Vec<_>>().join(", "),
    }
}

/// Whether a request went to another host than the first.
fn wandering(behaviour: &Behaviour) -> String {
    let first = behaviour.sent.first().map(|sent| &sent.url.origin);
    let other = behaviour.sent.iter().find(|sent| Some(&sent.url.origin) != first);
    other.map_or(String::new(), |sent| {
        let token = if sent.bearer().is_some() { "with" } else { "without" };
        format!(", the last to another host {token} Authorization")
    })
}

fn end(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Returned(_) => "success".to_owned(),
        Outcome::Unsupported => "no such operation".to_owned(),
        Outcome::Refused { .. } => "error".to_owned(),
        Outcome::Failed(failure) => {
            let error = match (failure.status, failure.unreadable) {
                (Some(status), _) => format!("error {status}"),
                (None, true) => "error of the body's form".to_owned(),
                (None, false) => "error without status".to_owned(),
            };
            let doubt = if failure.in_doubt { ", may have taken effect" } else { "" };
            error + doubt
        }
    }
}
