//! Attempts and waits: the table of the retry plan holds, and the attempts of a call are one request.

use super::Breaches;
use crate::behaviour::{Behaviour, Outcome, Sent, Wait};
use crate::facts::attempts::End;
use crate::facts::table::{Course, course};
use crate::load::Case;
use crate::recorder::Draw;

/// `ours` is not refused.
pub(super) fn check(found: &mut Breaches, case: &Case, ours: &Behaviour) {
    let (shortest, longest) = (course(case, Draw::Lowest), course(case, Draw::Highest));
    let waits: Vec<_> = shortest.waits.iter().zip(&longest.waits).map(|(l, m)| Wait { least: *l, most: *m }).collect();
    let attempts: usize = shortest.calls.iter().sum();
    found.unless(ours.effort.attempts == attempts, "attempts are as many as the table says");
    found.unless(ours.effort.waits == waits, "waits are what the answer asks for or drawn from the table's range");
    if let Outcome::Failed(failure) = &ours.outcome {
        let status = match shortest.end {
            Some(End::Status { status, .. }) => Some(status),
            _ => None,
        };
        found.unless(failure.status == status, "an error has the status of the last answer");
        let doubt = "an error says whether the request may have taken effect";
        found.unless(failure.in_doubt == shortest.in_doubt, doubt);
        found.unless(failure.was_sent == shortest.arrived, "an error says whether a request was sent");
    }
    one_request(found, case, ours, &shortest);
}

/// Attempts of a call differ in their token and in nothing else; two calls have two ids, unless the caller gave one.
fn one_request(found: &mut Breaches, case: &Case, ours: &Behaviour, course: &Course) {
    let id = |sent: &Sent| sent.header("x-ms-client-request-id").map(str::to_owned);
    let mut rest = ours.sent.as_slice();
    let mut before = None;
    for attempts in &course.calls {
        let (call, behind) = rest.split_at((*attempts).min(rest.len()));
        for pair in call.windows(2) {
            found.unless(same(&pair[0], &pair[1]), "a repeated request is the same but for its token");
        }
        let this = call.first().and_then(id);
        let fixed = case.call.client.request_id.is_some();
        found.unless(fixed || before.is_none() || before != this, "another call has another request id");
        (rest, before) = (behind, this);
    }
}

fn same(one: &Sent, other: &Sent) -> bool {
    let headers = |sent: &Sent| {
        let mut headers = sent.headers.clone();
        headers.retain(|(name, _)| name != "authorization");
        headers
    };
    let bytes = one.method == other.method && one.url == other.url && one.body == other.body;
    bytes && headers(one) == headers(other)
}
