//! The judge is judged: recordings changed in one aspect, tables with a wrong rule and forged behaviour must be red.

use serde_json::{Value, json};
use std::sync::LazyLock;
use std::time::Duration;
use webpubsub_vectors::behaviour::{Backoff, Behaviour, Failure, Outcome, of_library};
use webpubsub_vectors::judge::{Kind, RULES, Rule, broken, judge};
use webpubsub_vectors::recording::{Case, Recording, Request, Response, data, load};

const REQUEST_ID: &str = "x-ms-client-request-id";

/// A problem's beginning, a case, and a change to each of its recordings after which the judge must find the problem.
type Change = (&'static str, &'static str, fn(&mut Recording));

static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| load(&data()).expect("the recordings"));

fn case(name: &str) -> Case {
    CASES.iter().find(|case| case.name == name).unwrap_or_else(|| panic!("no case {name}")).clone()
}

fn all_noticed(changes: &[Change]) {
    for (problem, name, change) in changes {
        let mut case = case(name);
        case.recordings.iter_mut().for_each(|(_, recording)| change(recording));
        case.call = case.recordings[0].1.call.clone();
        let found = judge(&[case], RULES).problems;
        let noticed = found.iter().any(|found| found.starts_with(&format!("{name}: {problem}")));
        assert!(noticed, "{problem} in {name}: {found:?}");
    }
}

fn request(recording: &mut Recording, change: impl FnOnce(&mut Request)) {
    if let Some(request) = &mut recording.request {
        change(request);
    }
}

fn response(recording: &mut Recording, change: impl FnOnce(&mut Response)) {
    change(recording.response_given.as_mut().expect("a response"));
}

fn header(recording: &mut Recording, name: &str, value: &str) {
    request(recording, |request| set(request, name, value));
}

fn set(request: &mut Request, name: &str, value: &str) {
    for header in request.headers.iter_mut().filter(|header| header.0 == name) {
        value.clone_into(&mut header.1);
    }
}

/// Another value where the result has one.
fn result(recording: &mut Recording, pointer: &str, value: Value) {
    if let Some(place) = recording.result.pointer_mut(pointer) {
        *place = value;
    }
}

#[test]
fn a_changed_request_is_noticed() {
    // The token of another URL; its signature does not matter.
    const TOKEN: &str = "Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhdWQiOiJodHRwOi8vaC9hcGkiLCJleHAiOjYwfQ.AAAA";
    all_noticed(&[
        ("Method", "send_to_all/json-object", |r| request(r, |request| request.method = "PUT".into())),
        ("Origin", "send_to_all/json-object", |r| request(r, |request| request.listener = "https:28471".into())),
        ("Path", "encode-group/slash", |r| request(r, |request| request.path = request.path.replace("%2F", "/"))),
        ("Path", "encode-user/percent-encoded-looking", |r| {
            request(r, |request| request.path = request.path.replace("%25", "%"));
        }),
        ("Query", "send_to_all/excluded-duplicate", |r| {
            request(r, |request| request.query = request.query.replacen("excluded=c1&", "", 1));
        }),
        ("Query", "send_to_all/excluded-one", |r| {
            request(r, |request| request.query.push_str("&api-version=2023-07-01"));
        }),
        ("ContentType", "send_to_all/json-object", |r| header(r, "Content-Type", "text/plain")),
        ("Body", "send_to_all/json-object", |r| request(r, |request| request.body_b64 = "eyJoZWxsbyI6IDF9".into())),
        ("Bearer", "aad/send", |r| header(r, "Authorization", "Bearer another")),
        ("Headers", "options/request-id", |r| header(r, REQUEST_ID, "another")),
        ("Headers", "options/custom-header", |r| header(r, "x-my", "another")),
        ("Audience", "send_to_all/json-object", |r| header(r, "Authorization", TOKEN)),
        ("Audience", "reverse-proxy/send", |r| header(r, "Authorization", TOKEN)),
        ("Audience", "close_connection/reason", |r| header(r, "Authorization", TOKEN)),
        ("", "hub/digit-first", |r| r.call.client.hub = Some("hub1".into())),
    ]);
}

#[test]
fn a_changed_result_is_noticed() {
    all_noticed(&[
        ("Value", "connection_exists/404", |r| result(r, "/returned", json!(true))),
        ("Value", "aad/two-calls-one-token", |r| result(r, "/returned", json!([true, false]))),
        ("Value", "close_connection/plain", |r| result(r, "/returned", json!(true))),
        ("Value", "list_connections/default", |r| {
            let another = json!({"connection_id": "c1", "user_id": "another"});
            result(r, "/returned", json!([another, {"connection_id": "c2", "user_id": null}]));
        }),
        ("Value", "error/send-403", |r| r.result = json!({"returned": null})),
        ("Value", "close_connection/plain", |r| {
            r.result = json!({"raised": {"type": "RestError", "text": "", "statusCode": 204}});
        }),
        ("Value", "retry/close-500-then-ok", |r| {
            r.result = json!({"raised": {"type": "HttpResponseError", "text": "", "status_code": 500}});
        }),
        ("ClientUrl", "token-key/default", |r| {
            result(r, "/returned/baseUrl", json!("ws://127.0.0.1:28471/client/hubs/another"));
        }),
        ("Token", "token-key/default", |r| {
            result(r, "/returned/url", json!("ws://127.0.0.1:28471/client/hubs/chat?token=t"));
        }),
        ("Token", "token-aad/default", |r| result(r, "/returned/token", json!("another"))),
        ("Token", "token-key/user", |r| result(r, "/returned/token", json!("e30.eyJzdWIiOiJhbm90aGVyIn0."))),
        ("Audience", "token-key/user", |r| result(r, "/returned/token", json!("e30.eyJzdWIiOiJhbm90aGVyIn0."))),
        ("Endpoint", "connection-string/plain", |r| result(r, "/returned/endpoint", json!("https://another"))),
        ("Key", "connection-string/plain", |r| result(r, "/returned/key", json!("another"))),
        ("Status", "error/send-400", |r| result(r, "/raised/status_code", json!(409))),
        ("Code", "error/send-400", |r| result(r, "/raised/error.code", json!("Another"))),
        ("Message", "error/send-400", |r| result(r, "/raised/error.message", json!("another"))),
        ("Unreadable", "error/send-400", |r| result(r, "/raised/type", json!("DecodeError"))),
    ]);
}

#[test]
fn changed_attempts_are_noticed() {
    all_noticed(&[
        ("Attempts", "retry/send-503-retry-after-1", |r| r.more_exchanges.clear()),
        ("Backoff", "retry/send-429-retry-after-1", |r| r.result["planned_sleeps_s"] = json!([2.0])),
        ("Backoff", "retry/send-503-retry-after-1", |r| r.result["planned_timeouts_ms"] = json!([999])),
        ("RequestId", "retry/add-500-then-ok", |r| set(&mut r.more_exchanges[0].request, REQUEST_ID, "another")),
        ("RequestId", "list_connections/two-pages", |r| {
            r.more_exchanges.iter_mut().for_each(|exchange| set(&mut exchange.request, REQUEST_ID, "the same"));
            header(r, REQUEST_ID, "the same");
        }),
        ("Tokens", "aad/two-calls-one-token", |r| r.result["credential_calls"] = json!([{}, {}])),
        ("Attempts", "network/name-not-resolved", |r| r.result["planned_timeouts_ms"] = json!([])),
    ]);
}

#[test]
fn a_changed_response_is_noticed() {
    all_noticed(&[
        ("Attempts", "retry/close-502-then-ok", |r| response(r, |response| response.status = Some(501))),
        ("we do not do what `what may have been accepted is not retried`", "retry/send-504-then-ok", |r| {
            response(r, |response| response.status = Some(400));
        }),
        ("Backoff", "retry/exists-429-retry-after-1", |r| {
            response(r, |response| drop(response.headers.insert("Retry-After".into(), "7".into())));
        }),
        ("Status", "network/send-truncated-then-ok", |r| response(r, |response| response.truncate = false)),
        ("the recorder did what this judge does not know: delay", "retry/add-503-then-ok", |r| {
            response(r, |response| drop(response.unknown.insert("delay".into(), json!(1))));
        }),
    ]);
}

#[test]
fn every_rule_is_needed() {
    let explained = judge(&CASES, RULES).by_rule;
    for (place, left_out) in RULES.iter().enumerate() {
        let rules: Vec<Rule> = RULES.iter().filter(|rule| rule.name != left_out.name).copied().collect();
        let mut those = CASES.clone();
        those.retain(|case| explained[&place].contains(&case.name));
        let problems = judge(&those, &rules).problems;
        let missed = problems.iter().any(|problem| !problem.starts_with("no case needs"));
        assert!(missed, "nothing is red without `{}`", left_out.name);
    }
}

#[test]
fn a_wrong_rule_is_noticed() {
    let problems = |rule: Rule| judge(&CASES, &RULES.iter().copied().chain([rule]).collect::<Vec<_>>()).problems;
    let useless = Rule { name: "useless", reason: "", kind: Kind::Rejected(|_| None) };
    assert_eq!(problems(useless), ["no case needs the rule `useless`"]);
    let with_reason = Kind::Rejected(|case| case.call.args.reason.is_some().then_some("reason"));
    let found = problems(Rule { name: "wrong", reason: "", kind: with_reason });
    assert!(found.iter().any(|problem| problem.contains("must be rejected for `reason`")), "{found:?}");
}

#[test]
fn forged_behaviour_breaks_an_invariant() {
    type Forgery = (&'static str, &'static str, fn(&mut Behaviour));
    let forgeries: [Forgery; 14] = [
        ("attempts are as many", "retry/send-503-retry-after-1", |ours| ours.attempts += 1),
        ("backoff is what", "retry/send-503-retry-after-1", |ours| {
            ours.backoff[0] = Backoff::exactly(Duration::from_millis(999));
        }),
        ("a retried request is the same", "retry/send-503-retry-after-1", |ours| ours.requests[1].body.push(b'!')),
        ("a retried request is the same", "retry/send-503-retry-after-1", |ours| set_id(ours, 1, "another")),
        ("another call has another request id", "aad/two-calls-one-token", |ours| {
            set_id(ours, 0, "same");
            set_id(ours, 1, "same");
        }),
        ("an error has the status of the last response", "redirect/send-307", |ours| failure(ours).status = None),
        ("an error says whether the request may have taken effect", "retry/send-408-then-ok", |ours| {
            failure(ours).may_have_taken_effect = false;
        }),
        ("an error says whether the request may have taken effect", "retry/send-400-retry-after-1", |ours| {
            failure(ours).may_have_taken_effect = true;
        }),
        ("an error says whether a request was sent", "network/name-not-resolved", |ours| failure(ours).was_sent = true),
        ("requests go to the endpoint", "redirect/exists-302", |ours| {
            ours.requests[0].url.origin = "http://127.0.0.1:28473".into();
        }),
        ("nothing is logged", "logging/default", |ours| ours.log.push("a line".into())),
        ("no log shows a token", "logging/verbose-token", |ours| ours.full_log.push("Bearer aad-token-1".into())),
        ("no log shows a key", "retry/send-503-retry-after-1", |ours| {
            ours.full_log.push("c2VjcmV0LWtleS1mb3ItdGVzdHMtb25seS0wMDAwMDE=".into());
        }),
        ("each request is logged", "retry/send-503-retry-after-1", |ours| ours.full_log.clear()),
    ];
    for (invariant, name, forge) in forgeries {
        let case = case(name);
        let mut ours = of_library(&case).expect("a behaviour");
        assert!(broken(&case, &ours).is_empty(), "{name}");
        forge(&mut ours);
        let found = broken(&case, &ours);
        assert!(found.iter().any(|found| found.contains(invariant)), "{invariant} in {name}: {found:?}");
    }
}

fn set_id(ours: &mut Behaviour, place: usize, id: &str) {
    let mut headers = ours.requests[place].headers.iter_mut();
    id.clone_into(&mut headers.find(|(name, _)| name == REQUEST_ID).expect("an id").1);
}

fn failure(ours: &mut Behaviour) -> &mut Failure {
    match &mut ours.outcome {
        Outcome::Failed(failure) => failure,
        outcome => panic!("{outcome:?}"),
    }
}
