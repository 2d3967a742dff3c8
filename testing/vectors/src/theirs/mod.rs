//! An SDK's record as a behaviour.

mod effort;

pub(crate) use effort::repeated;

use crate::behaviour::{Access, Behaviour, Connection, Failure, Key, Outcome, Returned, Sent};
use crate::case::{Record, Request};
use crate::facts::attempts::could_not_send;
use crate::jwt;
use crate::url::Url;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use std::time::Duration;

/// What the record says, or why it cannot be understood. `unreachable`: nobody could send anything in this case.
pub fn behaviour(record: &Record, unreachable: bool) -> Result<Behaviour, String> {
    let further = record.more_exchanges.iter().map(|exchange| &exchange.request);
    let sent = record.request.iter().chain(further).map(sent).collect::<Result<Vec<_>, _>>()?;
    let unreachable = unreachable && could_not_send(&record.result["raised"]);
    let outcome = match record.result.get("raised") {
        Some(_) if unreachable => Outcome::Failed(Failure::default()),
        Some(raised) if sent.is_empty() => refused(raised),
        Some(raised) => Outcome::Failed(failure(raised)),
        None => returned(&record.result["returned"])?,
    };
    let effort = effort::read(record, &sent, unreachable)?;
    Ok(Behaviour { sent, effort, outcome })
}

fn sent(request: &Request) -> Result<Sent, String> {
    let headers: Vec<_> =
        request.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.clone())).collect();
    let host = headers.iter().find(|(name, _)| name == "host").map(|(_, host)| host.as_str());
    let scheme = request.listener.split([':', '-']).next().unwrap_or_default();
    let origin = format!("{scheme}://{}", host.ok_or("a request without Host")?).to_ascii_lowercase();
    Ok(Sent {
        method: request.method.clone(),
        url: Url { origin, path: request.path.clone(), query: request.query.clone() },
        headers,
        body: STANDARD.decode(&request.body_b64).map_err(|error| format!("body: {error}"))?,
        at: Duration::ZERO,
    })
}

fn refused(raised: &Value) -> Outcome {
    Outcome::Refused { field: String::new(), text: string(&raised["text"]).unwrap_or_default() }
}

/// Python says it in `status_code`, `error.*` and a text of its own; JavaScript in `statusCode`, `code`, `details`.
fn failure(raised: &Value) -> Failure {
    let text = string(&raised["text"]).unwrap_or_default();
    let status = raised["status_code"].as_u64().or(raised["statusCode"].as_u64());
    let code = string(&raised["error.code"]).or(string(&raised["code"])).filter(|code| code != "PARSE_ERROR");
    // Python's error for a body that broke off is one of those for a body that is broken.
    let decoding = |name: &Value| name == "DecodeError";
    let unreadable = raised["mro"].as_array().is_some_and(|all| all.iter().any(decoding))
        || decoding(&raised["type"])
        || raised["code"] == "PARSE_ERROR";
    let details: Value = raised["details"].as_str().and_then(|d| serde_json::from_str(d).ok()).unwrap_or_default();
    let message = match () {
        // No answer, and the words are the platform's own.
        () if status.is_none() && !unreadable => None,
        () if raised.get("error.message").is_some() => string(&raised["error.message"]),
        () if unreadable && raised.get("statusCode").is_some() => {
            text.split_once("response body - ").map(|(_, body)| body.trim_end_matches('.').to_owned())
        }
        () if raised.get("status_code").is_some() => text.split_once("\nContent: ").map(|(_, body)| body.to_owned()),
        () => Some(text),
    };
    Failure {
        status: status.and_then(|status| u16::try_from(status).ok()),
        // Without an answer it is a code of the platform's.
        code: code.or(string(&details["errorCode"])).filter(|_| status.is_some()),
        message: message.filter(|message| !message.is_empty()),
        unreadable,
        ..Failure::default()
    }
}

fn returned(value: &Value) -> Result<Outcome, String> {
    if value["unsupported_operation"] == true {
        return Ok(Outcome::Unsupported);
    }
    if let Some(error) = value.get("token_error") {
        // A client that cannot make its first token is as good as none.
        return Ok(refused(error));
    }
    let returned = match value {
        Value::Null => Returned::Nothing,
        Value::Object(map) if map.is_empty() => Returned::Nothing,
        Value::Bool(answer) => Returned::Answers(vec![*answer]),
        Value::Array(list) if !list.is_empty() && list.iter().all(Value::is_boolean) => {
            Returned::Answers(list.iter().filter_map(Value::as_bool).collect())
        }
        Value::Array(list) => Returned::Connections(list.iter().map(connection).collect::<Result<_, _>>()?),
        Value::Object(map) if map.contains_key("baseUrl") => {
            let token = string(&value["token"]).unwrap_or_default();
            let claims = jwt::read(&token).map(|jwt| jwt.claims);
            Returned::Access(Access { base_url: text(&value["baseUrl"])?, url: text(&value["url"])?, token, claims })
        }
        Value::Object(map) if map.contains_key("endpoint") => Returned::Connection(Connection {
            endpoint: text(&value["endpoint"])?.trim_end_matches('/').to_owned(),
            key: Key::Text(text(&value["key"])?),
            base_url: text(&value["token_baseUrl"])?,
            audience: text(&value["token_aud"])?,
        }),
        other => return Err(format!("a result that nobody can read: {other}")),
    };
    Ok(Outcome::Returned(returned))
}

fn connection(value: &Value) -> Result<(String, Option<String>), String> {
    let id = string(&value["connection_id"]).or(string(&value["connectionId"]));
    let user = string(&value["user_id"]).or(string(&value["userId"]));
    id.map(|id| (id, user)).ok_or_else(|| format!("a connection without id: {value}"))
}

fn string(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn text(value: &Value) -> Result<String, String> {
    string(value).ok_or_else(|| format!("expected text, found {value}"))
}
