//! Courses that SDKs take otherwise: the words for rows about attempts, redirects and logs.

use super::attempts::{End, cut_short, is_post, is_repeatable};
use super::table::{course, is_not_accepted, is_unknown};
use crate::case::Answer;
use crate::load::Case;
use crate::recorder::Draw;
use std::time::Duration;

/// A send, or a `:closeConnections`, is answered so that nobody knows whether it was accepted.
pub fn doubtful_send(case: &Case) -> bool {
    !is_repeatable(case) && course(case, Draw::Lowest).end.is_some_and(is_unknown)
}

/// What is safe to repeat is repeated although an SDK looks for something else: for another verb than POST, or for a
/// `Retry-After`.
pub fn safely_repeated(case: &Case) -> bool {
    let told = case.answers().iter().any(|answer| header(answer, "retry-after").is_some_and(readable));
    course(case, Draw::Lowest).repeated.iter().any(|end| match end {
        End::Status { status: 429, .. } => !told,
        End::Status { status: 408 | 502, .. } | End::BrokenOff | End::Unreachable => is_post(case),
        End::Status { .. } => false,
    })
}

/// Chance has a part in a wait.
pub fn drawn_wait(case: &Case) -> bool {
    course(case, Draw::Lowest).waits != course(case, Draw::Highest).waits
}

/// A wait is asked for that is longer than what is left of the call.
pub fn wait_too_long(case: &Case) -> bool {
    course(case, Draw::Lowest).wait_too_long
}

/// A `Retry-After` that cannot be read, or that stands at an answer which another attempt would not change.
pub fn idle_retry_after(case: &Case) -> bool {
    case.answers().iter().any(|answer| {
        let end = answer.status.map(|status| End::Status { status, asked: Some(Duration::ZERO) });
        let settled = end.is_some_and(|end| !is_unknown(end) && !is_not_accepted(end));
        header(answer, "retry-after").is_some_and(|value| settled || !readable(value))
    })
}

/// An answer whose body broke off.
pub fn broken_answer(case: &Case) -> bool {
    case.answers().iter().any(|answer| cut_short(case, answer))
}

/// The first answer says that the place is another.
pub fn redirected(case: &Case) -> bool {
    case.answers().first().is_some_and(|answer| {
        answer.status.is_some_and(|status| (300..400).contains(&status)) && header(answer, "location").is_some()
    })
}

/// The credential gives no token.
pub fn no_token(case: &Case) -> bool {
    case.call.client.token_fails
}

/// Logs are as they are unless somebody changes them.
pub fn usual_log(case: &Case) -> bool {
    case.call.client.log.as_deref() == Some("default")
}

/// Logs are to tell all that they can.
pub fn verbose_log(case: &Case) -> bool {
    case.call.client.log.as_deref() == Some("verbose")
}

fn readable(value: &str) -> bool {
    value.parse::<u64>().is_ok() || super::http_date::seconds_since_1970(value).is_some()
}

fn header<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    answer.headers.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}
