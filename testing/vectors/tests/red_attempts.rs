//! The judge is judged: what it must notice about attempts, waits, tokens and logs.

mod common;

use common::{edit, problems, recordings, swap};
use serde_json::json;
use std::time::Duration;
use webpubsub_vectors::always::breaches;
use webpubsub_vectors::behaviour::{Behaviour, Failure, Outcome, Wait};
use webpubsub_vectors::case::{Answer, Record};
use webpubsub_vectors::load::Case;
use webpubsub_vectors::ours;

fn noticed(aspect: &str, case: &str, change: impl FnMut(&mut Record)) {
    let found = problems(case, change);
    assert!(found.iter().any(|problem| problem.contains(aspect)), "{aspect} in {case}: {found:?}");
}

fn answer(record: &mut Record, change: impl FnOnce(&mut Answer)) {
    change(record.response_given.as_mut().expect("an answer"));
}

#[test]
fn a_changed_effort_is_noticed() {
    noticed("Count", "retry/send-503-retry-after-1", |record| record.more_exchanges.clear());
    noticed("Value", "retry/close-500-then-ok", |record| {
        record.result = json!({"raised": {"type": "HttpResponseError", "text": "", "status_code": 500}});
    });
    noticed("Waits", "retry/send-429-retry-after-1", |record| record.result["planned_sleeps_s"] = json!([2.0]));
    noticed("Waits", "retry/send-503-retry-after-1", |record| record.result["planned_timeouts_ms"] = json!([999]));
    noticed("RequestId", "retry/add-500-then-ok", |record| {
        swap(&mut record.more_exchanges[0].request, "x-ms-client-request-id", "another");
    });
    noticed("RequestId", "list_connections/two-pages", |record| {
        for exchange in &mut record.more_exchanges {
            swap(&mut exchange.request, "x-ms-client-request-id", "the same");
        }
        edit(record, |request| swap(request, "x-ms-client-request-id", "the same"));
    });
    noticed("Tokens", "aad/two-calls-one-token", |record| record.result["credential_calls"] = json!([{}, {}]));
    noticed("Count", "network/name-not-resolved", |record| record.result["planned_timeouts_ms"] = json!([]));
}

#[test]
fn a_changed_answer_is_noticed() {
    noticed("Count", "retry/close-502-then-ok", |record| answer(record, |answer| answer.status = Some(501)));
    noticed("Count", "retry/send-504-then-ok", |record| answer(record, |answer| answer.status = Some(400)));
    noticed("Waits", "retry/exists-429-retry-after-1", |record| {
        answer(record, |answer| drop(answer.headers.insert("Retry-After".into(), "7".into())));
    });
    noticed("Status", "network/send-truncated-then-ok", |record| answer(record, |answer| answer.truncate = false));
    noticed("does not know: delay", "retry/add-503-then-ok", |record| {
        answer(record, |answer| drop(answer.unknown.insert("delay".into(), json!(1))));
    });
}

#[test]
fn a_breach_of_ours_is_noticed() {
    let case = |name: &str| recordings().cases.into_iter().find(|case| case.name == name).expect("the case");
    let send = case("retry/send-503-retry-after-1");
    for (breach, case, forge) in [
        ("attempts are as many", &send, (|ours| ours.effort.attempts += 1) as fn(&mut Behaviour)),
        ("waits are what", &send, |ours| ours.effort.waits[0] = Wait::exactly(Duration::from_millis(999))),
        ("a repeated request is the same", &send, |ours| ours.sent[1].body.push(b'!')),
        ("a repeated request is the same", &send, |ours| other_id(ours, 1, "another")),
        ("another call has another request id", &case("aad/two-calls-one-token"), |ours| {
            other_id(ours, 0, "same");
            other_id(ours, 1, "same");
        }),
        ("the status of the last answer", &case("redirect/send-307"), |ours| fail(ours).status = None),
        ("may have taken effect", &case("retry/send-408-then-ok"), |ours| fail(ours).in_doubt = false),
        ("may have taken effect", &case("retry/send-400-retry-after-1"), |ours| fail(ours).in_doubt = true),
        ("whether a request was sent", &case("network/name-not-resolved"), |ours| fail(ours).was_sent = true),
        ("requests go to the endpoint", &case("redirect/exists-302"), |ours| {
            ours.sent[0].url.origin = "http://127.0.0.1:28473".into();
        }),
        ("nothing is logged", &case("logging/default"), |ours| ours.effort.log.push("a line".into())),
        ("no log shows a token", &case("logging/verbose-token"), |ours| tell(ours, "Bearer aad-token-1")),
        ("no log shows a key", &send, |ours| tell(ours, "c2VjcmV0LWtleS1mb3ItdGVzdHMtb25seS0wMDAwMDE=")),
        ("each request is logged", &send, |ours| ours.effort.loudest_log.clear()),
    ] {
        assert_noticed(breach, case, forge);
    }
}

fn assert_noticed(breach: &str, case: &Case, forge: fn(&mut Behaviour)) {
    let mut ours = ours::behaviour(case).expect("a behaviour");
    assert!(breaches(case, &ours).is_empty(), "{}", case.name);
    forge(&mut ours);
    let found = breaches(case, &ours);
    assert!(found.iter().any(|found| found.contains(breach)), "{breach} in {}: {found:?}", case.name);
}

fn other_id(ours: &mut Behaviour, place: usize, id: &str) {
    let mut headers = ours.sent[place].headers.iter_mut();
    id.clone_into(&mut headers.find(|(name, _)| name == "x-ms-client-request-id").expect("an id").1);
}

fn fail(ours: &mut Behaviour) -> &mut Failure {
    match &mut ours.outcome {
        Outcome::Failed(failure) => failure,
        outcome => panic!("{outcome:?}"),
    }
}

fn tell(ours: &mut Behaviour, line: &str) {
    ours.effort.loudest_log.push(line.into());
}
