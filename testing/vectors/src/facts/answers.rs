//! What the recorder answered.

use crate::case::Answer;
use crate::facts::attempts::is_head;
use crate::facts::endpoint;
use crate::load::Case;
use crate::url::Url;
use serde_json::Value;

/// The header that names the error, where the body does not: in an answer to HEAD, which has none, above all.
pub fn code_in_header_only(case: &Case) -> Option<String> {
    let answer = case.answers().into_iter().next()?;
    let code = header(&answer, "x-ms-error-code")?;
    let body: Value = serde_json::from_str(&answer.body).unwrap_or_default();
    let in_body = body["code"].is_string() || body["error"]["code"].is_string();
    (is_head(case) || !in_body).then_some(code)
}

/// An error whose body says that it is JSON, and is not.
pub fn broken_error(case: &Case) -> bool {
    case.answers().first().is_some_and(|answer| {
        let json = header(answer, "content-type").is_some_and(|kind| kind.contains("json"));
        let error = answer.status.is_some_and(|status| status >= 300);
        json && error
            && !answer.truncate
            && !answer.body.is_empty()
            && serde_json::from_str::<Value>(&answer.body).is_err()
    })
}

/// A successful answer to `:generateToken` other than `{"token":"…"}` plainly sent as JSON.
pub fn odd_token_answer(case: &Case) -> bool {
    if case.call.op != "get_client_access_token" || case.call.client.kind != "aad" {
        return false;
    }
    case.answers().first().is_some_and(|answer| {
        let kind = header(answer, "content-type").unwrap_or_default();
        let plain = ["application/json", "text/json"].contains(&kind.as_str()) && !answer.body.starts_with('\u{FEFF}');
        answer.status == Some(200) && !answer.truncate && (!plain || token(answer).is_none())
    })
}

/// The token in an answer of whatever content type, with a byte order mark or without.
pub fn token(answer: &Answer) -> Option<String> {
    let body: Value = serde_json::from_str(answer.body.trim_start_matches('\u{FEFF}')).ok()?;
    body["token"].as_str().filter(|token| !token.is_empty()).map(str::to_owned)
}

/// A page links to a next one that is not at the service.
pub fn foreign_link(case: &Case) -> Option<&'static str> {
    let service = endpoint::service(case)?.origin;
    let foreign = case.answers().iter().any(|answer| {
        let body: Value = serde_json::from_str(&answer.body).unwrap_or_default();
        let link = body["nextLink"].as_str().and_then(Url::parse);
        link.is_some_and(|link| link.origin != service)
    });
    (foreign && case.call.op == "list_connections").then_some("next link")
}

fn header(answer: &Answer, name: &str) -> Option<String> {
    answer.headers.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
}
