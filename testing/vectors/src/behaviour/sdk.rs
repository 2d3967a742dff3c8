//! An SDK's behaviour, read from its recording.

use super::wire::{Jwt, Url};
use super::{Backoff, Behaviour, ClientToken, ConnectionString, Failure, Key, Outcome, Request, Returned, retries};
use crate::recording::{Recording, Request as RecordedRequest};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use std::time::Duration;

/// What the recording says, or why it cannot be understood. `unreachable`: no SDK could send anything in this case.
pub fn of_sdk(recording: &Recording, unreachable: bool) -> Result<Behaviour, String> {
    let requests = recording.requests().map(request).collect::<Result<Vec<_>, _>>()?;
    let unreachable = unreachable && recording.could_not_send();
    let result = &recording.result;
    let outcome = match result.get("raised") {
        Some(_) if unreachable => Outcome::Failed(Failure::default()),
        Some(raised) if requests.is_empty() => rejected(raised),
        Some(raised) => Outcome::Failed(failure(raised)),
        None => returned(&result["returned"])?,
    };
    let backoff = backoff(result, &requests, unreachable)?;
    Ok(Behaviour {
        attempts: if unreachable { backoff.len() + 1 } else { requests.len() },
        backoff,
        tokens: result["credential_calls"].as_array().map_or(0, Vec::len),
        log: list(&result["log_lines"]).map(text).collect::<Result<_, _>>()?,
        full_log: Vec::new(),
        requests,
        outcome,
    })
}

/// Delays of zero are not recorded. In Python the first one is zero unless the response asked for more, so what is
/// missing is missing at the front.
fn backoff(result: &Value, requests: &[Request], unreachable: bool) -> Result<Vec<Backoff>, String> {
    let numbers = |name: &str| {
        let number = |value: &Value| value.as_f64().filter(|n| *n >= 0.0).ok_or_else(|| format!("a delay of {value}"));
        list(&result[name]).map(number).collect::<Result<Vec<_>, _>>()
    };
    let python = numbers("planned_sleeps_s")?;
    let mut seconds = if python.is_empty() {
        numbers("planned_timeouts_ms")?.into_iter().map(|milliseconds| milliseconds / 1e3).collect()
    } else {
        python.clone()
    };
    let retries = if unreachable {
        seconds.len() + usize::from(!python.is_empty())
    } else {
        retries(requests).into_iter().filter(|retry| *retry).count()
    };
    while seconds.len() < retries {
        seconds.insert(0, 0.0);
    }
    Ok(seconds.into_iter().take(retries).map(|delay| Backoff::exactly(Duration::from_secs_f64(delay))).collect())
}

fn request(recorded: &RecordedRequest) -> Result<Request, String> {
    let headers: Vec<_> =
        recorded.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.clone())).collect();
    let host = headers.iter().find(|(name, _)| name == "host").map(|(_, host)| host.as_str());
    let scheme = recorded.listener.split([':', '-']).next().unwrap_or_default();
    let origin = format!("{scheme}://{}", host.ok_or("a request without Host")?).to_ascii_lowercase();
    Ok(Request {
        method: recorded.method.clone(),
        url: Url { origin, path: recorded.path.clone(), query: recorded.query.clone() },
        headers,
        body: STANDARD.decode(&recorded.body_b64).map_err(|error| format!("body: {error}"))?,
        at: Duration::ZERO,
    })
}

fn rejected(raised: &Value) -> Outcome {
    Outcome::Rejected { field: String::new(), text: string(&raised["text"]).unwrap_or_default() }
}

/// Python has it in `status_code`, `error.*` and a text of its own; JavaScript in `statusCode`, `code`, `details`.
fn failure(raised: &Value) -> Failure {
    let text = string(&raised["text"]).unwrap_or_default();
    let status = raised["status_code"].as_u64().or(raised["statusCode"].as_u64());
    let code = string(&raised["error.code"]).or(string(&raised["code"])).filter(|code| code != "PARSE_ERROR");
    // Python's error for an interrupted body is one of those for an invalid body.
    let decoding = |name: &Value| name == "DecodeError";
    let unreadable = raised["mro"].as_array().is_some_and(|all| all.iter().any(decoding))
        || decoding(&raised["type"])
        || raised["code"] == "PARSE_ERROR";
    let details: Value = raised["details"].as_str().and_then(|d| serde_json::from_str(d).ok()).unwrap_or_default();
    let message = match () {
        // No response, and the words are the platform's own.
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
        // Without a response it is a code of the platform's.
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
        // A client that cannot make its first token counts as rejected.
        return Ok(rejected(error));
    }
    let returned = match value {
        Value::Null => Returned::Nothing,
        Value::Object(map) if map.is_empty() => Returned::Nothing,
        Value::Bool(exists) => Returned::Exists(vec![*exists]),
        Value::Array(list) if !list.is_empty() && list.iter().all(Value::is_boolean) => {
            Returned::Exists(list.iter().filter_map(Value::as_bool).collect())
        }
        Value::Array(list) => Returned::Connections(list.iter().map(connection).collect::<Result<_, _>>()?),
        Value::Object(map) if map.contains_key("baseUrl") => {
            let token = string(&value["token"]).unwrap_or_default();
            let claims = Jwt::read(&token).map(|jwt| jwt.claims);
            let (base_url, url) = (text(&value["baseUrl"])?, text(&value["url"])?);
            Returned::ClientToken(ClientToken { base_url, url, token, claims })
        }
        Value::Object(map) if map.contains_key("endpoint") => Returned::ConnectionString(ConnectionString {
            endpoint: text(&value["endpoint"])?.trim_end_matches('/').to_owned(),
            key: Key::Text(text(&value["key"])?),
            base_url: text(&value["token_baseUrl"])?,
            audience: text(&value["token_aud"])?,
        }),
        other => return Err(format!("an unknown kind of result: {other}")),
    };
    Ok(Outcome::Returned(returned))
}

fn connection(value: &Value) -> Result<(String, Option<String>), String> {
    let id = string(&value["connection_id"]).or(string(&value["connectionId"]));
    let user = string(&value["user_id"]).or(string(&value["userId"]));
    id.map(|id| (id, user)).ok_or_else(|| format!("a connection without id: {value}"))
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn string(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn text(value: &Value) -> Result<String, String> {
    string(value).ok_or_else(|| format!("expected text, found {value}"))
}
