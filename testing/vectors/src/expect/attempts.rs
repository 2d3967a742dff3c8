//! What we do where the SDKs repeat, wait, follow or log otherwise.

use crate::behaviour::{Behaviour, Failure, Outcome};
use crate::facts::attempts::End;
use crate::facts::table::course;
use crate::load::Case;
use crate::recorder::Draw;
use crate::shown::{Shown, shown};
use std::time::Duration;

/// The call ends with the attempt whose fate is unknown, and the error says that it is.
pub fn left_in_doubt(case: &Case, ours: &Behaviour) -> bool {
    let attempts: usize = course(case, Draw::Lowest).calls.iter().sum();
    failed(ours, |failure| failure.in_doubt) && ours.effort.attempts == attempts
}

/// There was another attempt.
pub fn repeated(_: &Case, ours: &Behaviour) -> bool {
    ours.effort.attempts > 1
}

/// From nothing, or from what was asked for, up to half a second, doubled with each attempt.
pub fn drawn_waits(case: &Case, ours: &Behaviour) -> bool {
    let asked = course(case, Draw::Lowest).repeated;
    let mut top = Duration::from_millis(500);
    ours.effort.waits.len() == asked.len()
        && ours.effort.waits.iter().zip(asked).all(|(wait, end)| {
            let least = match end {
                End::Status { asked, .. } => asked.unwrap_or_default(),
                End::BrokenOff | End::Unreachable => Duration::ZERO,
            };
            let holds = wait.least == least && wait.most == top.max(least);
            top *= 2;
            holds
        })
}

/// No wait at all, and the error is the answer that asked for it.
pub fn ended_at_once(case: &Case, ours: &Behaviour) -> bool {
    let last = course(case, Draw::Lowest).end;
    ours.effort.waits.is_empty()
        && failed(ours, |failure| matches!(last, Some(End::Status { status, .. }) if failure.status == Some(status)))
}

/// The error is that of a connection, without a status.
pub fn no_answer(_: &Case, ours: &Behaviour) -> bool {
    match &ours.outcome {
        Outcome::Failed(failure) => failure.status.is_none() && failure.was_sent && !failure.unreadable,
        _ => ours.effort.attempts > 1,
    }
}

/// The redirect is the error that the caller gets.
pub fn not_followed(_: &Case, ours: &Behaviour) -> bool {
    let redirect = |failure: &Failure| failure.status.is_some_and(|status| (300..400).contains(&status));
    ours.effort.attempts == 1 && failed(ours, redirect)
}

/// Nothing is logged.
pub fn silent(_: &Case, ours: &Behaviour) -> bool {
    ours.effort.log.is_empty()
}

/// The log shows the request, without its token and its body.
pub fn discreet(_: &Case, ours: &Behaviour) -> bool {
    let shown = shown(&ours.effort.log, ours);
    let secrets = [Shown::Authorization, Shown::Body, Shown::ClientToken];
    shown.contains(&Shown::Path) && !secrets.iter().any(|secret| shown.contains(secret))
}

fn failed(ours: &Behaviour, holds: impl Fn(&Failure) -> bool) -> bool {
    matches!(&ours.outcome, Outcome::Failed(failure) if holds(failure))
}
