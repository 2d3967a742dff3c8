//! This machine's clock compared with the service's.

use super::step::Step;
use crate::reasons::Reason;
use std::time::{Duration, SystemTime};

/// What the service tolerates.
const TOLERANCE: i64 = 5 * 60;

/// A `Date` header has whole seconds, and has taken some time to come.
const PRECISION: i64 = 2;

/// By the `Date` of a response that has come at `now`.
pub(super) fn step(date: Option<&str>, now: SystemTime) -> Step {
    let Some(date) = date.and_then(|date| httpdate::parse_http_date(date).ok()) else {
        return Step::skipped("clock", "the response has no date");
    };
    let ahead = match now.duration_since(date) {
        Ok(ahead) => seconds(ahead),
        Err(behind) => -seconds(behind.duration()),
    };
    let text = match ahead {
        ahead if ahead.abs() <= PRECISION => return Step::works("clock", "as the service's"),
        ahead if ahead < 0 => format!("{} s behind the service's", -ahead),
        ahead => format!("{ahead} s ahead of the service's"),
    };
    if ahead.abs() < TOLERANCE {
        Step::works("clock", text)
    } else {
        Step::warns("clock", Reason::ClockOff { seconds: ahead }, text)
    }
}

fn seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::step::Outcome;
    use super::*;

    #[test]
    fn minutes_matter_and_seconds_do_not() {
        let now = httpdate::parse_http_date("Wed, 25 Nov 2026 12:10:00 GMT").expect("a date");
        for (date, text, matters) in [
            ("Wed, 25 Nov 2026 12:10:01 GMT", "as the service's", false),
            ("Wed, 25 Nov 2026 12:09:00 GMT", "60 s ahead of the service's", false),
            ("Wed, 25 Nov 2026 12:00:00 GMT", "600 s ahead of the service's", true),
            ("Wed, 25 Nov 2026 12:20:00 GMT", "600 s behind the service's", true),
            ("yesterday", "the response has no date", false),
        ] {
            let step = step(Some(date), now);
            assert_eq!((&*step.text, matches!(step.outcome, Outcome::Warns(_))), (text, matters), "{date}");
        }
    }
}
