//! The judge is judged: what it must notice.

mod common;

use common::{edit, problems, recordings, swap};
use serde_json::json;
use webpubsub_vectors::judge::judge;
use webpubsub_vectors::rule::{Kind, Rule};
use webpubsub_vectors::rules::RULES;

#[test]
fn a_changed_request_is_noticed() {
    type Change = fn(&mut webpubsub_vectors::case::Request);
    let changes: [(&str, &str, Change); 9] = [
        ("Method", "send_to_all/json-object", |request| request.method = "PUT".into()),
        ("Origin", "send_to_all/json-object", |request| request.listener = "https:28471".into()),
        ("Path", "encode-group/slash", |request| request.path = request.path.replace("%2F", "/")),
        ("Path", "encode-user/percent-encoded-looking", |request| request.path = request.path.replace("%25", "%")),
        ("Query", "send_to_all/excluded-duplicate", |request| {
            request.query = request.query.replacen("excluded=c1&", "", 1);
        }),
        ("Query", "send_to_all/excluded-one", |request| request.query.push_str("&api-version=2023-07-01")),
        ("ContentType", "send_to_all/json-object", |request| swap(request, "Content-Type", "text/plain")),
        ("Body", "send_to_all/json-object", |request| request.body_b64 = "eyJoZWxsbyI6IDF9".into()),
        ("Bearer", "aad/send", |request| swap(request, "Authorization", "Bearer another")),
    ];
    for (aspect, case, change) in changes {
        let found = problems(case, |record| edit(record, change));
        assert!(found.iter().any(|problem| problem.contains(aspect)), "{aspect} in {case}: {found:?}");
    }
}

#[test]
fn a_changed_header_is_noticed() {
    for (case, name) in [("options/request-id", "x-ms-client-request-id"), ("options/custom-header", "x-my")] {
        let found = problems(case, |record| edit(record, |request| swap(request, name, "another")));
        assert!(found.iter().any(|problem| problem.contains("Headers")), "{case}: {found:?}");
    }
}

#[test]
fn a_changed_audience_is_noticed() {
    for case in ["send_to_all/json-object", "reverse-proxy/send", "close_connection/reason"] {
        // The token of a URL that nobody asked for; its signature does not matter.
        let token = "Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhdWQiOiJodHRwOi8vaC9hcGkiLCJleHAiOjYwfQ.AAAA";
        let found = problems(case, |record| edit(record, |request| swap(request, "Authorization", token)));
        assert!(found.iter().any(|problem| problem.contains("Audience")), "{case}: {found:?}");
    }
}

#[test]
fn a_changed_result_is_noticed() {
    let page = json!([{"connection_id": "c1", "user_id": "another"}, {"connection_id": "c2", "user_id": null}]);
    for (aspect, case, pointer, value) in [
        ("Value", "connection_exists/404", "/returned", json!(true)),
        ("Value", "aad/two-calls-one-token", "/returned", json!([true, false])),
        ("Value", "close_connection/plain", "/returned", json!(true)),
        ("Value", "list_connections/default", "/returned", page),
        ("ClientUrl", "token-key/default", "/returned/baseUrl", json!("ws://127.0.0.1:28471/client/hubs/another")),
        ("Token", "token-key/default", "/returned/url", json!("ws://127.0.0.1:28471/client/hubs/chat?token=t")),
        ("Token", "token-aad/default", "/returned/token", json!("another")),
        ("Token", "token-key/user", "/returned/token", json!("e30.eyJzdWIiOiJhbm90aGVyIn0.")),
        ("Audience", "token-key/user", "/returned/token", json!("e30.eyJzdWIiOiJhbm90aGVyIn0.")),
        ("Endpoint", "connection-string/plain", "/returned/endpoint", json!("https://another")),
        ("Key", "connection-string/plain", "/returned/key", json!("another")),
        ("Status", "error/send-400", "/raised/status_code", json!(409)),
        ("Code", "error/send-400", "/raised/error.code", json!("Another")),
        ("Message", "error/send-400", "/raised/error.message", json!("another")),
        ("Unreadable", "error/send-400", "/raised/type", json!("DecodeError")),
    ] {
        let found = problems(case, |record| {
            if let Some(place) = record.result.pointer_mut(pointer) {
                *place = value.clone();
            }
        });
        assert!(found.iter().any(|problem| problem.contains(aspect)), "{aspect} in {case}: {found:?}");
    }
}

#[test]
fn success_for_failure_is_noticed_and_the_reverse() {
    let found = problems("error/send-403", |record| record.result = json!({"returned": null}));
    assert!(found.iter().any(|problem| problem.contains("Value")), "{found:?}");
    let found = problems("close_connection/plain", |record| {
        record.result = json!({"raised": {"type": "RestError", "text": "", "statusCode": 204}});
    });
    assert!(found.iter().any(|problem| problem.contains("Value")), "{found:?}");
    let found = problems("hub/digit-first", |record| record.call.client.hub = Some("hub1".into()));
    assert!(!found.is_empty(), "the records name another hub");
}

#[test]
fn every_rule_is_needed() {
    let recordings = recordings();
    let explained = judge(&recordings, RULES).by_rule;
    for (place, left_out) in RULES.iter().enumerate() {
        let rules: Vec<Rule> = RULES.iter().filter(|rule| rule.name != left_out.name).copied().collect();
        let mut those = recordings.clone();
        those.cases.retain(|case| explained[&place].contains(&case.name));
        let problems = judge(&those, &rules).problems;
        let missed = problems.iter().any(|problem| !problem.starts_with("no case needs"));
        assert!(missed, "nobody misses `{}`", left_out.name);
    }
}

#[test]
fn a_rule_without_cases_is_noticed() {
    let useless = Rule { name: "useless", reason: "", kind: Kind::Refuse(|_| None) };
    let rules: Vec<Rule> = RULES.iter().copied().chain([useless]).collect();
    assert_eq!(judge(&recordings(), &rules).problems, ["no case needs the rule `useless`"]);
}

#[test]
fn a_refusal_that_does_not_happen_is_noticed() {
    let wrong = Rule {
        name: "wrong",
        reason: "",
        kind: Kind::Refuse(|case| case.call.args.reason.is_some().then_some("reason")),
    };
    let rules: Vec<Rule> = RULES.iter().copied().chain([wrong]).collect();
    let problems = judge(&recordings(), &rules).problems;
    assert!(problems.iter().any(|problem| problem.contains("is to be refused for `reason`")), "{problems:?}");
}
